<?php
/**
 * The plugin's part in what customers see of their domains.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

use Runcloud_Multisite\Host;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Adds to Ultimate Multisite's own list of a customer's domains. Where its filters are missing, nothing happens.
 */
final class Element {

	/** The id of the form that all buttons of a page belong to. */
	public const FORM = 'runcloud-multisite-check';

	/**
	 * The sites whose statuses are at hand.
	 *
	 * @var array<int, true>
	 */
	private array $loaded = array();

	/**
	 * What all records have in common, once it is needed.
	 *
	 * @var Dns_Records|null
	 */
	private ?Dns_Records $records = null;

	/**
	 * Keeps the plugin.
	 *
	 * @param Plugin $plugin The plugin.
	 */
	public function __construct( private readonly Plugin $plugin ) {}

	/**
	 * Attaches everything that customers meet.
	 *
	 * @param Plugin $plugin The plugin.
	 */
	public static function start( Plugin $plugin ): void {
		$element = new self( $plugin );
		add_filter( 'wu_domain_mapping_row_info', array( $element, 'add_block' ), 10, 2 );
		add_filter( 'wu_get_domain_mapping_instructions', array( $element, 'add_instructions' ) );
		( new Check( $plugin->requests, $plugin->statuses, $plugin->agent, new Check_Limit( $plugin->tables ) ) )->start();
	}

	/**
	 * Adds the block to a domain's row.
	 *
	 * @param mixed $row    What the row shows so far.
	 * @param mixed $domain The model of the domain.
	 * @return mixed
	 */
	public function add_block( $row, $domain = null ) {
		$mapping = is_array( $row ) ? Mapping::from_model( $domain ) : null;
		if ( null === $mapping || ! $this->plugin->agent->has_ever_run() || ! Owner::owns( $mapping->site_id ) ) {
			return $row;
		}
		$row['runcloud_multisite'] = array(
			'wrapper_classes' => 'runcloud-multisite-row',
			'icon'            => '',
			'label'           => '',
			'value'           => function () use ( $mapping ): void {
				$this->print_block( $mapping );
			},
		);
		return $row;
	}

	/**
	 * Adds the records that any domain needs to what customers read before they add one. Plain text, as what is made of it
	 * differs between versions.
	 *
	 * @param mixed $text What they read so far.
	 * @return mixed
	 */
	public function add_instructions( $text ) {
		if ( ! is_string( $text ) || ! $this->plugin->agent->has_ever_run() ) {
			return $text;
		}
		$addresses = Server_Addresses::read( $this->plugin->tables );
		$lines     = array( $text );
		foreach ( array( 'A' => $addresses->ipv4, 'AAAA' => $addresses->ipv6 ) as $type => $values ) {
			if ( array() !== $values ) {
				/* translators: 1: A or AAAA, 2: an address. */
				$lines[] = sprintf( __( 'For a domain such as example.com, set an %1$s record with %2$s.', 'runcloud-multisite' ), $type, $values[0] );
			}
		}
		if ( '' === $this->main_domain() ) {
			return implode( "\n\n", $lines );
		}
		/* translators: %s: a host name. */
		$lines[] = sprintf( __( 'For a sub-domain such as www.example.com or shop.example.com, set a CNAME record to %s.', 'runcloud-multisite' ), $this->main_domain() );
		return implode( "\n\n", $lines );
	}

	/**
	 * Prints the form of the buttons, at the end of the page.
	 */
	public function print_form(): void {
		printf(
			'<form id="%s" method="post" action="" hidden>%s</form>',
			esc_attr( self::FORM ),
			wp_kses(
				sprintf( '<input type="hidden" name="%s" value="%s">', Check::NONCE, wp_create_nonce( Check::NONCE ) ),
				array( 'input' => array( 'type' => true, 'name' => true, 'value' => true ) )
			)
		);
	}

	/**
	 * Prints the block of a domain.
	 *
	 * @param Mapping $mapping The row.
	 */
	private function print_block( Mapping $mapping ): void {
		$this->prepare_page();
		$this->load( $mapping->site_id );
		$now      = (int) floor( microtime( true ) * 1000 );
		$standing = Standing::of( $mapping, $this->plugin->statuses, $this->plugin->agent, $now );
		$records  = $standing->may_be_mended() ? $this->records()->of( $mapping, 'twin_elsewhere' === $standing->reason ) : array();
		$silent   = $this->plugin->agent->is_running() ? null : $this->plugin->agent->last_seen();
		( new Block( $mapping, $standing, $records, $this->main_domain(), $now, $silent ) )->render();
	}

	/**
	 * Brings what the page needs once.
	 */
	private function prepare_page(): void {
		if ( wp_style_is( 'runcloud-multisite-customer', 'enqueued' ) ) {
			return;
		}
		wp_enqueue_style( 'runcloud-multisite-customer', plugins_url( 'assets/customer.css', RUNCLOUD_MULTISITE_FILE ), array(), $this->version() );
		wp_enqueue_script( 'runcloud-multisite-customer', plugins_url( 'assets/customer.js', RUNCLOUD_MULTISITE_FILE ), array(), $this->version(), true );
		wp_localize_script(
			'runcloud-multisite-customer',
			'runcloudMultisiteCheck',
			array(
				'field'   => Check::FIELD,
				'json'    => Check::JSON,
				'working' => __( 'One moment…', 'runcloud-multisite' ),
			)
		);
		add_action( is_admin() ? 'admin_footer' : 'wp_footer', array( $this, 'print_form' ), 1 );
	}

	/**
	 * What a browser should tell apart of the files.
	 */
	private function version(): string {
		return (string) filemtime( dirname( RUNCLOUD_MULTISITE_FILE ) . '/assets/customer.css' );
	}

	/**
	 * Looks all domains of a site up at once.
	 *
	 * @param int $site_id The site.
	 */
	private function load( int $site_id ): void {
		if ( ! isset( $this->loaded[ $site_id ] ) ) {
			$this->loaded[ $site_id ] = true;
			$this->plugin->statuses->load( Mapping::hosts_of_site( $site_id ) );
		}
	}

	/**
	 * What all records have in common.
	 */
	private function records(): Dns_Records {
		$this->records ??= new Dns_Records( $this->main_domain(), Server_Addresses::read( $this->plugin->tables ), Dns_Records::twins_are_served() );
		return $this->records;
	}

	/**
	 * The network's own host, without a port; nothing where it is none that DNS could lead to.
	 */
	private function main_domain(): string {
		$network = get_network( get_main_network_id() );
		return Host::normalise( (string) $this->plugin->agent->main_domain() )
			?? Host::normalise( $network ? (string) preg_replace( '/:\d+$/', '', $network->domain ) : '' )
			?? '';
	}
}

<?php
/**
 * The list of domains.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Domain_Status;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';

/**
 * Lists where the domains stand, with WordPress' own table.
 */
final class Domains_Table extends \WP_List_Table {

	/** Domains on a page unless a person chooses otherwise. */
	public const PER_PAGE = 20;

	/**
	 * How many domains there are of which kind.
	 *
	 * @var array{state: array<string, int>, who: array<string, int>, total: int}
	 */
	private array $counts = array(
		'state' => array(),
		'who'   => array(),
		'total' => 0,
	);

	/**
	 * The names of the sites on this page, by id.
	 *
	 * @var array<int, string>
	 */
	private array $sites = array();

	/**
	 * What the program remembers of the domains on this page, by host.
	 *
	 * @var array<string, array<mixed>>
	 */
	private array $remembered = array();

	/**
	 * Prepares the columns.
	 *
	 * @param Plugin $plugin The plugin.
	 * @param string $option The screen option that holds how many domains a page has.
	 */
	public function __construct( private readonly Plugin $plugin, private readonly string $option ) {
		parent::__construct(
			array(
				'singular' => 'domain',
				'plural'   => 'domains',
				'ajax'     => false,
			)
		);
	}

	/**
	 * Prints the list with its filters, or what helps where there is nothing to list.
	 */
	public function show(): void {
		$this->prepare_items();
		if ( 0 === $this->counts['total'] ) {
			Nothing_Yet::show( $this->plugin );
			return;
		}
		$this->views();
		echo '<form method="get" class="runcloud-filter" action="' . esc_url( network_admin_url( 'admin.php' ) ) . '">';
		printf( '<input type="hidden" name="page" value="%s">', esc_attr( Address::PAGE ) );
		printf( '<input type="hidden" name="state" value="%s">', esc_attr( Address::asked( 'state' ) ) );
		$this->who_filter();
		$this->search_box( __( 'Search domains', 'runcloud-multisite' ), 'runcloud-domain' );
		echo '</form><form method="post" action="' . esc_url( Address::domains() ) . '">';
		foreach ( array( 'state', 'who', 's', 'orderby', 'order', 'paged' ) as $name ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( Address::asked( $name ) ) );
		}
		$this->display();
		echo '</form>';
	}

	/**
	 * Reads a page of domains, how many there are of each kind, their sites and certificates: five queries, however many domains.
	 */
	public function prepare_items(): void {
		$per_page     = $this->get_items_per_page( $this->option, self::PER_PAGE );
		$page         = $this->plugin->statuses->page(
			array(
				'search'   => Address::asked( 's' ),
				'state'    => Address::asked( 'state' ),
				'who'      => Address::asked( 'who' ),
				'orderby'  => Address::asked( 'orderby' ),
				'order'    => Address::asked( 'order' ),
				'per_page' => $per_page,
				'paged'    => $this->get_pagenum(),
			)
		);
		$this->items  = $page['items'];
		$this->counts = $this->plugin->statuses->counts();
		$this->sites  = Site_Names::of( array_column( $this->items, 'site_id' ) );

		$this->remembered = Remembered::of( $this->plugin, array_column( $this->items, 'host' ) );
		$this->set_pagination_args(
			array(
				'total_items' => $page['total'],
				'per_page'    => $per_page,
			)
		);
	}

	/**
	 * The columns. The first is the one that a phone shows.
	 *
	 * @return array<string, string>
	 */
	public function get_columns(): array {
		return array(
			'cb'           => '<input type="checkbox">',
			'host'         => __( 'Domain', 'runcloud-multisite' ),
			'state'        => __( 'State', 'runcloud-multisite' ),
			'who'          => __( 'Who acts next', 'runcloud-multisite' ),
			'next_look'    => __( 'Next look', 'runcloud-multisite' ),
			'cert_expires' => __( 'Certificate', 'runcloud-multisite' ),
			'site_id'      => __( 'Site', 'runcloud-multisite' ),
			'updated_at'   => __( 'Updated', 'runcloud-multisite' ),
		);
	}

	/**
	 * What a click on a heading orders by.
	 *
	 * @return array<string, array{string, bool}>
	 */
	protected function get_sortable_columns(): array {
		$columns = array();
		foreach ( array( 'host', 'state', 'who', 'next_look', 'cert_expires', 'site_id', 'updated_at' ) as $name ) {
			$columns[ $name ] = array( $name, 'updated_at' === $name );
		}
		return $columns;
	}

	/**
	 * What can be done to many domains.
	 *
	 * @return array<string, string>
	 */
	protected function get_bulk_actions(): array {
		return array( Actions::RETRY => __( 'Retry', 'runcloud-multisite' ) );
	}

	/**
	 * One link for each state that there is, with how many domains stand there.
	 *
	 * @return array<string, string>
	 */
	protected function get_views(): array {
		$asked  = Address::asked( 'state' );
		$known  = array_intersect( Domain_Status::STATES, array_keys( $this->counts['state'] ) );
		$states = array_merge( $known, array_diff( array_map( 'strval', array_keys( $this->counts['state'] ) ), $known ) );
		$views  = array( 'all' => $this->view( Address::domains(), __( 'All', 'runcloud-multisite' ), $this->counts['total'], '' === $asked ) );
		foreach ( $states as $state ) {
			$views[ sanitize_html_class( $state, 'other' ) ] = $this->view( Address::domains( array( 'state' => $state ) ), Words::state( $state ), $this->counts['state'][ $state ], $asked === $state );
		}
		return $views;
	}

	/**
	 * What the table says where a filter leaves nothing.
	 */
	public function no_items(): void {
		esc_html_e( 'No domain matches.', 'runcloud-multisite' );
		printf( ' <a href="%s">%s</a>', esc_url( Address::domains() ), esc_html__( 'Show all domains', 'runcloud-multisite' ) );
	}

	/**
	 * The box to choose a domain.
	 *
	 * @param Domain_Status $item The domain.
	 */
	protected function column_cb( $item ): string {
		$id = 'runcloud-choose-' . md5( $item->host );
		/* translators: %s: a domain. */
		$label = sprintf( __( 'Select %s', 'runcloud-multisite' ), $item->host );
		return sprintf( '<label class="screen-reader-text" for="%1$s">%2$s</label><input type="checkbox" id="%1$s" name="hosts[]" value="%3$s">', esc_attr( $id ), esc_html( $label ), esc_attr( $item->host ) );
	}

	/**
	 * The domain, and what can be done to it.
	 *
	 * @param Domain_Status $item The domain.
	 */
	protected function column_host( Domain_Status $item ): string {
		return sprintf( '<strong><a class="row-title" href="%s">%s</a></strong>', esc_url( Address::domain( $item->host ) ), esc_html( $item->host ) ) . Parts::spelled( $item->host ) . '<span class="runcloud-folded-state">' . Parts::state( $item->state ) . '</span>';
	}

	/**
	 * Where it stands, and why.
	 *
	 * @param Domain_Status $item The domain.
	 */
	protected function column_state( Domain_Status $item ): string {
		return Parts::state( $item->state ) . '<p class="runcloud-why">' . esc_html( $item->operator_text ) . '</p>';
	}

	/**
	 * Who acts next.
	 *
	 * @param Domain_Status $item The domain.
	 */
	protected function column_who( Domain_Status $item ): string {
		return esc_html( Words::who( $item->who ) );
	}

	/**
	 * When it is looked at next.
	 *
	 * @param Domain_Status $item The domain.
	 */
	protected function column_next_look( Domain_Status $item ): string {
		return Parts::next_look( $item->next_look, $this->plugin->agent->is_running() );
	}

	/**
	 * The certificate that visitors get.
	 *
	 * @param Domain_Status $item The domain.
	 */
	protected function column_cert_expires( Domain_Status $item ): string {
		return Certificate::html( $item, $this->remembered[ $item->host ] ?? array() );
	}

	/**
	 * The site it belongs to.
	 *
	 * @param Domain_Status $item The domain.
	 */
	protected function column_site_id( Domain_Status $item ): string {
		return Parts::site( $item->site_id, $this->sites );
	}

	/**
	 * When the program last wrote about it.
	 *
	 * @param Domain_Status $item The domain.
	 */
	protected function column_updated_at( Domain_Status $item ): string {
		return Moment::distance( $item->updated_at );
	}

	/**
	 * The links below the domain.
	 *
	 * @param Domain_Status $item        The domain.
	 * @param string        $column_name The column.
	 * @param string        $primary     The column that holds them.
	 */
	protected function handle_row_actions( $item, $column_name, $primary ): string {
		if ( $column_name !== $primary ) {
			return '';
		}
		$link = static fn ( string $address, string $words, string $label ): string => sprintf( '<a href="%s" aria-label="%s">%s</a>', esc_url( $address ), esc_attr( $label ), esc_html( $words ) );
		return $this->row_actions(
			array(
				/* translators: %s: a domain. */
				'details' => $link( Address::domain( $item->host ), __( 'Details', 'runcloud-multisite' ), sprintf( __( 'Details of %s', 'runcloud-multisite' ), $item->host ) ),
				/* translators: %s: a domain. */
				'retry'   => $link( Address::retry( $item->host ), __( 'Retry', 'runcloud-multisite' ), sprintf( __( 'Retry %s', 'runcloud-multisite' ), $item->host ) ),
			)
		);
	}

	/**
	 * A link of a view.
	 *
	 * @param string $address Where to.
	 * @param string $words   What it says.
	 * @param int    $count   How many domains.
	 * @param bool   $here    Whether it is what is shown.
	 */
	private function view( string $address, string $words, int $count, bool $here ): string {
		return sprintf( '<a href="%s"%s>%s <span class="count">(%s)</span></a>', esc_url( $address ), $here ? ' class="current" aria-current="page"' : '', esc_html( $words ), esc_html( number_format_i18n( $count ) ) );
	}

	/**
	 * Prints the choice of who acts next.
	 */
	private function who_filter(): void {
		$asked = Address::asked( 'who' );
		$words = array_map( 'strval', array_keys( $this->counts['who'] ) );
		echo '<div class="alignleft actions"><label for="runcloud-who" class="screen-reader-text">' . esc_html__( 'Who acts next', 'runcloud-multisite' ) . '</label>';
		echo '<select name="who" id="runcloud-who"><option value="">' . esc_html__( 'Whoever acts next', 'runcloud-multisite' ) . '</option>';
		foreach ( array_merge( array_intersect( Domain_Status::WHO, $words ), array_diff( $words, Domain_Status::WHO ) ) as $who ) {
			printf( '<option value="%s"%s>%s (%s)</option>', esc_attr( $who ), selected( $asked, $who, false ), esc_html( Words::who( $who ) ), esc_html( number_format_i18n( $this->counts['who'][ $who ] ) ) );
		}
		echo '</select>';
		submit_button( __( 'Filter', 'runcloud-multisite' ), '', '', false, array( 'id' => 'runcloud-filter' ) );
		echo '</div>';
	}
}

<?php
/**
 * What tests of the screens share.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Screens\Actions;
use Runcloud_Multisite\Screens\Network_Page;

/**
 * Shows screens as a browser gets them, and looks for what must not be in them.
 */
trait Screens {

	/** What a stranger would write to get into a screen. */
	protected string $hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>\' onmouseover=alert(3) &amp;';

	/**
	 * Lets a refusal be seen, where WordPress would end the process and the tests with it.
	 */
	protected function setUp(): void {
		parent::setUp();
		add_filter( 'wp_die_handler', array( $this, 'refusing' ) );
	}

	/**
	 * Puts the address away.
	 */
	protected function tearDown(): void {
		parent::tearDown();
		remove_filter( 'wp_die_handler', array( $this, 'refusing' ) );
		$this->address( array() );
		delete_user_meta( 1, 'runcloud_multisite_hushed_until' );
		$GLOBALS['current_screen'] = null;
	}

	/**
	 * Makes an address the one that was asked for.
	 *
	 * @param array<string, string> $query Its values.
	 */
	protected function address( array $query ): void {
		$_GET     = wp_slash( $query );
		$_REQUEST = $_GET;
		( new ReflectionProperty( Network_Page::class, 'table' ) )->setValue( null, null );
	}

	/**
	 * The screen at an address.
	 *
	 * @param array<string, string> $query Its values.
	 */
	protected function screen( array $query = array() ): string {
		$this->address( array( 'page' => 'runcloud-domains' ) + $query );
		set_current_screen( 'settings_page_runcloud-domains-network' );
		$this->new_request();
		return $this->printed( array( Network_Page::class, 'show' ) );
	}

	/**
	 * What a function prints.
	 *
	 * @param callable $function The function.
	 */
	protected function printed( callable $function ): string {
		ob_start();
		try {
			$function();
		} finally {
			$printed = (string) ob_get_clean();
		}
		return $printed;
	}

	/**
	 * The text of a screen without its tags, on one line.
	 *
	 * @param string $html The screen.
	 */
	protected function read( string $html ): string {
		return trim( (string) preg_replace( '/\s+/', ' ', html_entity_decode( wp_strip_all_tags( str_replace( '<', ' <', $html ) ), ENT_QUOTES ) ) );
	}

	/**
	 * Fails where a screen holds something that runs.
	 *
	 * @param string $html The screen.
	 */
	protected function assert_harmless( string $html ): void {
		$document = new DOMDocument();
		$errors   = libxml_use_internal_errors( true );
		$document->loadHTML( '<meta charset="utf-8"><body>' . $html . '</body>' );
		libxml_use_internal_errors( $errors );
		$path = new DOMXPath( $document );
		$this->assertSame( 0, $path->query( '//script|//img|//iframe|//@*[starts-with(name(), "on")]|//@href[starts-with(., "javascript:")]' )->length, $html );
	}

	/**
	 * Does what a form or link asks for, and says where the browser goes on.
	 *
	 * @param array<string, mixed> $asked   Its values; the nonce is added where it is missing.
	 * @param bool                 $by_post Whether it is a form.
	 */
	protected function act( array $asked, bool $by_post = true ): ?string {
		$what   = (string) ( $asked[ Actions::FIELD ] ?? '' );
		$asked += array( '_wpnonce' => wp_create_nonce( Actions::nonce( $what, (string) ( $asked['host'] ?? '' ) ) ) );
		return Actions::take( $asked, $by_post );
	}

	/**
	 * Why an action is refused; nothing where it is not.
	 *
	 * @param callable $function The action.
	 */
	protected function refusal( callable $function ): ?string {
		try {
			$function();
			return null;
		} catch ( DomainException $refusal ) {
			return $refusal->getCode() . ' ' . $refusal->getMessage();
		}
	}

	/**
	 * What ends a request that is refused.
	 */
	public function refusing(): callable {
		return array( $this, 'refuse' );
	}

	/**
	 * Refuses where WordPress would end the process.
	 *
	 * @param string               $message Why.
	 * @param string               $title   The title.
	 * @param array<string, mixed> $args    The status and more.
	 */
	public function refuse( $message, $title, $args ): void {
		throw new DomainException( $message, (int) $args['response'] );
	}

	/**
	 * Somebody who may not run the network, though perhaps a site.
	 */
	protected function become_nobody(): void {
		$id = username_exists( 'somebody' );
		$id = $id ? $id : wp_create_user( 'somebody', 'not-a-secret', 'somebody@network.test' );
		add_user_to_blog( 1, $id, 'administrator' );
		wp_set_current_user( $id );
	}

	/**
	 * Runs a function while none of the shared tables is there.
	 *
	 * @param callable $function The function.
	 */
	protected function without_tables( callable $function ): mixed {
		global $wpdb;
		$names = array( 'domains', 'history', 'requests', 'state' );
		foreach ( $names as $name ) {
			$wpdb->query( "DROP TABLE IF EXISTS net_runcloud_{$name}" );
		}
		$this->new_request();
		$shown = $wpdb->show_errors( true );
		try {
			return $function();
		} finally {
			$wpdb->show_errors( $shown );
			Runcloud_Multisite\Plugin::get()->tables->create();
		}
	}

	/**
	 * An entry of the history.
	 *
	 * @param string               $host    Its host.
	 * @param array<string, mixed> $columns What differs from a change that is done.
	 */
	protected function entry( string $host, array $columns = array() ): void {
		global $wpdb;
		$wpdb->insert(
			'net_runcloud_history',
			$columns + array(
				'at'        => time() * 1000,
				'host'      => $host,
				'kind'      => 'intent',
				'step'      => 'attach',
				'why'       => '',
				'outcome'   => 'it was attached',
				'closed_at' => 1,
				'detail'    => '{}',
				'fence'     => 1,
			)
		);
	}

	/**
	 * The program stopped.
	 *
	 * @param int                  $seconds How long ago.
	 * @param array<string, mixed> $about   What it said of itself.
	 */
	protected function stopped( int $seconds, array $about = array() ): void {
		global $wpdb;
		$this->agent( $about );
		$moment = ( time() - $seconds ) * 1000;
		$wpdb->query( $wpdb->prepare( "UPDATE net_runcloud_state SET expires = %d, updated_at = %d WHERE name = 'lease'", $moment, $moment ) );
		$this->new_request();
	}
}

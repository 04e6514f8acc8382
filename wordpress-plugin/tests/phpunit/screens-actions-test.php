<?php
/**
 * Tests of what people do on the screens.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Screens\Actions;
use Runcloud_Multisite\Screens\Address;
use Runcloud_Multisite\Screens\Network_Page;

require_once __DIR__ . '/trait-screens.php';

/**
 * A click becomes a request, of those who may and in words the program understands.
 */
final class Screens_Actions_Test extends Plugin_Test_Case {

	use Screens;

	private const IDENTITY = '0123456789abcdef0123456789abcdef';

	/**
	 * Kind and payload of the requests so far.
	 *
	 * @return list<string>
	 */
	private function payloads(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT CONCAT(kind, ' ', COALESCE(host, '-'), ' ', payload) FROM net_runcloud_requests ORDER BY id" );
	}

	public function test_every_action_needs_the_capability(): void {
		$this->agent( array( 'braked' => array( 'old.example' ) ) );
		$this->become_nobody();
		foreach ( array( 'retry', 'confirm_domain', 'confirm_brake', 'confirm_identity', 'hush', 'anything' ) as $what ) {
			$refusal = $this->refusal( fn () => $this->act( array( Actions::FIELD => $what, 'host' => 'shop.example', 'typed' => 'network.test' ) ) );
			$this->assertStringStartsWith( '403', (string) $refusal, $what );
		}
		$bulk = array( Actions::FIELD => 'retry', 'hosts' => array( 'shop.example' ), '_wpnonce' => wp_create_nonce( 'bulk-domains' ) );
		$this->assertStringStartsWith( '403', (string) $this->refusal( fn () => $this->act( $bulk ) ) );
		$this->assertSame( array(), $this->requests() );
	}

	public function test_every_action_needs_its_own_nonce(): void {
		$this->agent( array( 'braked' => array( 'old.example' ) ) );
		$this->status( 'shop.example', array( 'reason' => 'type_unknown' ) );
		foreach ( array( 'retry', 'confirm_domain', 'confirm_brake', 'confirm_identity', 'hush' ) as $what ) {
			foreach ( array( '', 'wrong', wp_create_nonce( Actions::nonce( $what, 'other.example' ) ), wp_create_nonce( 'bulk-domains' ) ) as $nonce ) {
				$refusal = $this->refusal( fn () => $this->act( array( Actions::FIELD => $what, 'host' => 'shop.example', 'typed' => 'shop.example', '_wpnonce' => $nonce ) ) );
				$this->assertStringStartsWith( '403', (string) $refusal, $what );
			}
		}
		$bulk = array( Actions::FIELD => 'retry', 'hosts' => array( 'shop.example' ), '_wpnonce' => wp_create_nonce( Actions::nonce( 'retry' ) ) );
		$this->assertStringStartsWith( '403', (string) $this->refusal( fn () => $this->act( $bulk ) ) );
		$this->assertSame( array(), $this->requests() );
	}

	public function test_nothing_asked_is_nothing_done(): void {
		$this->assertNull( Actions::take( array(), true ) );
		$this->assertNull( Actions::take( array( Actions::FIELD => array( 'retry' ) ), true ) );
	}

	public function test_retry_of_one_domain_by_link_or_form(): void {
		$next = $this->act( array( Actions::FIELD => 'retry', 'host' => 'shop.example' ), false );
		$this->act( array( Actions::FIELD => 'retry', 'host' => 'other.example' ) );
		$this->assertSame( array( 'retry shop.example', 'retry other.example' ), $this->requests() );
		$this->assertStringEndsWith( 'admin.php?page=runcloud-domains&domain=shop.example&runcloud_done=retried', (string) $next );
	}

	public function test_retry_of_many_keeps_the_view_and_leaves_out_what_is_no_host(): void {
		$next = $this->act(
			array(
				Actions::FIELD => 'retry',
				'hosts'        => array( 'a.example', 'B.example', 'a.example', 'no host', array( 'x' ), '<script>' ),
				'_wpnonce'     => wp_create_nonce( 'bulk-domains' ),
				'state'        => 'attention',
				's'            => 'a b&c',
			)
		);
		$this->assertSame( array( 'retry a.example', 'retry b.example' ), $this->requests() );
		$this->assertStringEndsWith( 'page=runcloud-domains&state=attention&s=a%20b%26c&runcloud_done=retried_many&count=2', (string) $next );
		$this->agent();
		$this->assertStringContainsString( 'try 2 domains again now.', $this->screen( array( 'runcloud_done' => 'retried_many', 'count' => '2' ) ) );
	}

	public function test_the_form_of_the_list_and_the_links_reach_the_program(): void {
		$went = static function ( $to ): never {
			throw new OutOfBoundsException( $to );
		};
		$load = function ( string $method, array $values ) use ( $went ): string {
			$_SERVER['REQUEST_METHOD']                   = $method;
			$GLOBALS[ 'GET' === $method ? '_GET' : '_POST' ] = wp_slash( $values );
			add_filter( 'wp_redirect', $went );
			try {
				set_current_screen( 'settings_page_runcloud-domains-network' );
				Network_Page::load();
				return 'stays';
			} catch ( OutOfBoundsException $to ) {
				return (string) preg_replace( '/^.*runcloud_done=/', '', $to->getMessage() );
			} finally {
				remove_filter( 'wp_redirect', $went );
				$_SERVER['REQUEST_METHOD'] = 'GET';
				$_POST                     = array();
				$_GET                      = array();
			}
		};
		$list = array( '_wpnonce' => wp_create_nonce( 'bulk-domains' ), 'hosts' => array( 'a.example' ) );
		$this->assertSame( 'stays', $load( 'POST', $list + array( 'action' => '-1' ) ) );
		$this->assertSame( 'retried_many&count=1', $load( 'POST', $list + array( 'action' => 'retry' ) ) );
		$this->assertSame( 'retried_many&count=1', $load( 'POST', $list + array( 'action' => '-1', 'action2' => 'retry' ) ) );
		$this->assertSame( 'no_host&count=0', $load( 'POST', array( 'hosts' => null, 'action' => 'retry' ) + $list ) );
		wp_parse_str( (string) wp_parse_url( Address::retry( 'b.example' ), PHP_URL_QUERY ), $link );
		$this->assertSame( 'retried', $load( 'GET', $link ) );
		$this->assertSame( 'stays', $load( 'GET', array( 'page' => 'runcloud-domains', 'action' => 'retry' ) + $list ) );
		$this->assertSame( array( 'retry a.example', 'retry a.example', 'retry b.example' ), $this->requests() );
	}

	public function test_many_by_link_is_no_bulk_action(): void {
		$bulk = array( Actions::FIELD => 'retry', 'hosts' => array( 'a.example' ), '_wpnonce' => wp_create_nonce( 'bulk-domains' ) );
		$this->assertStringStartsWith( '403', (string) $this->refusal( fn () => $this->act( $bulk, false ) ) );
		$this->assertSame( array(), $this->requests() );
	}

	public function test_a_yes_about_a_domain_needs_its_name_and_that_it_is_asked_for(): void {
		$this->agent();
		$this->status( 'xn--bcher-kva.example', array( 'reason' => 'absence_watched' ) );
		$this->status( 'fine.example' );
		$yes = fn ( string $host, string $typed ): string => (string) $this->act( array( Actions::FIELD => 'confirm_domain', 'host' => $host, 'typed' => $typed ) );
		foreach ( array( '', 'yes', 'fine.example', 'www.xn--bcher-kva.example' ) as $typed ) {
			$this->assertStringContainsString( 'wrong_name', $yes( 'xn--bcher-kva.example', $typed ), $typed );
		}
		$this->assertStringContainsString( 'nothing_asked', $yes( 'fine.example', 'fine.example' ) );
		$this->assertStringContainsString( 'nothing_asked', $yes( 'unknown.example', 'unknown.example' ) );
		$this->assertSame( array(), $this->payloads() );
		$this->assertStringContainsString( 'confirmed', $yes( 'xn--bcher-kva.example', ' Bücher.Example ' ) );
		$this->assertSame( array( 'confirm xn--bcher-kva.example {"what":"domain"}' ), $this->payloads() );
	}

	public function test_a_yes_is_never_given_by_a_link(): void {
		$this->agent( array( 'braked' => array( 'old.example' ) ) );
		$this->status( 'shop.example', array( 'reason' => 'type_unknown' ) );
		foreach ( array( 'confirm_domain' => 'shop.example', 'confirm_brake' => 'network.test', 'confirm_identity' => 'network.test' ) as $what => $typed ) {
			$asked = array( Actions::FIELD => $what, 'host' => 'shop.example', 'typed' => $typed, 'hosts' => array( 'old.example' ) );
			$this->assertStringStartsWith( '405', (string) $this->refusal( fn () => $this->act( $asked, false ) ), $what );
		}
		$this->assertSame( array(), $this->payloads() );
	}

	public function test_a_yes_to_removals_holds_what_the_person_saw_and_the_brake_holds(): void {
		$this->agent( array( 'braked' => array( 'a.example', 'b.example', 'c.example' ) ) );
		$yes = fn ( string $typed, array $hosts ): string => (string) $this->act( array( Actions::FIELD => 'confirm_brake', 'typed' => $typed, 'hosts' => $hosts ) );
		$this->assertStringContainsString( 'wrong_name', $yes( 'a.example', array( 'a.example' ) ) );
		$this->assertStringContainsString( 'nothing_asked', $yes( 'network.test', array( 'other.example' ) ) );
		$this->assertStringContainsString( 'nothing_asked', $yes( 'network.test', array() ) );
		$this->assertSame( array(), $this->payloads() );
		$this->assertStringContainsString( 'confirmed', $yes( 'Network.Test', array( 'a.example', 'c.example', 'serving.example' ) ) );
		$this->assertSame( array( 'confirm - {"what":"brake","hosts":["a.example","c.example"]}' ), $this->payloads() );
	}

	public function test_a_yes_to_this_place_names_the_place(): void {
		$hold = array( 'reason' => 'fenced', 'detail' => 'this copy is not the confirmed one', 'until' => null );
		$yes  = fn ( string $typed, string $identity ): string => (string) $this->act( array( Actions::FIELD => 'confirm_identity', 'typed' => $typed, 'identity' => $identity ) );
		$this->agent( array( 'identity' => self::IDENTITY ) );
		$this->assertStringContainsString( 'nothing_asked', $yes( 'network.test', self::IDENTITY ) );
		$this->agent( array( 'hold' => $hold ) );
		$this->assertStringContainsString( 'nothing_asked', $yes( 'network.test', '' ) );
		$this->agent( array( 'hold' => $hold, 'identity' => self::IDENTITY ) );
		$this->assertStringContainsString( 'nothing_asked', $yes( 'network.test', strrev( self::IDENTITY ) ) );
		$this->assertStringContainsString( 'wrong_name', $yes( 'copy.test', self::IDENTITY ) );
		$this->assertSame( array(), $this->payloads() );
		$this->assertStringContainsString( 'confirmed', $yes( 'network.test', self::IDENTITY ) );
		$this->assertSame( array( 'confirm - {"what":"identity","identity":"' . self::IDENTITY . '"}' ), $this->payloads() );
	}

	public function test_a_request_that_cannot_be_written_is_said_to_be_kept(): void {
		global $wpdb;
		$wpdb->query( 'ALTER TABLE net_runcloud_requests RENAME COLUMN kind TO sort' );
		try {
			$next = $this->act( array( Actions::FIELD => 'retry', 'host' => 'shop.example' ) );
		} finally {
			$wpdb->query( 'ALTER TABLE net_runcloud_requests RENAME COLUMN sort TO kind' );
		}
		$this->assertStringContainsString( 'runcloud_done=kept', (string) $next );
		$this->assertStringContainsString( 'It is kept', $this->screen( array( 'domain' => 'shop.example', 'runcloud_done' => 'kept' ) ) );
		$this->assertStringContainsString( '1 request could not be written', $this->screen( array( 'tab' => 'program' ) ) );
	}

	public function test_an_answer_says_where_the_program_does_not_run(): void {
		$this->status( 'shop.example' );
		$this->stopped( 600 );
		$this->assertStringContainsString( 'does not run at the moment', $this->screen( array( 'runcloud_done' => 'retried', 'domain' => 'shop.example' ) ) );
		$this->agent();
		$this->assertStringNotContainsString( 'does not run at the moment', $this->screen( array( 'runcloud_done' => 'retried', 'domain' => 'shop.example' ) ) );
	}
}

<?php
/**
 * Tests of the events.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

/**
 * A change of state is told once.
 */
final class Events_Test extends Plugin_Test_Case {

	/**
	 * What WordPress' actions told.
	 *
	 * @var list<string>
	 */
	private array $heard = array();

	protected function setUp(): void {
		parent::setUp();
		foreach ( array( 'serving', 'needs_attention', 'removed' ) as $event ) {
			remove_all_actions( "runcloud_domain_{$event}" );
			add_action(
				"runcloud_domain_{$event}",
				function ( string $host, ?int $site_id ) use ( $event ): void {
					$this->heard[] = "{$event} {$host} {$site_id}";
				},
				10,
				2
			);
		}
		$this->sweep();
	}

	/**
	 * Sets a state and sweeps.
	 *
	 * @param string|null $state The state; null where the program forgot the host.
	 * @param string      $class Its class.
	 */
	private function becomes( ?string $state, string $class = 'created' ): void {
		global $wpdb;
		if ( null === $state ) {
			$wpdb->delete( 'net_runcloud_domains', array( 'host' => 'shop.example' ) );
		} else {
			$this->status( 'shop.example', array( 'state' => $state, 'class' => $class ) );
		}
		$this->sweep();
		$this->sweep();
	}

	public function test_each_change_is_told_once(): void {
		foreach ( array( 'waiting_dns', 'attention', 'ordering', 'serving', 'secured', 'serving', 'attention', 'serving', 'removing', 'removed', null, 'attaching', 'serving' ) as $state ) {
			$this->becomes( $state );
		}
		$this->assertSame(
			array( 'needs_attention shop.example 2', 'serving shop.example 2', 'needs_attention shop.example 2', 'serving shop.example 2', 'removed shop.example 2', 'serving shop.example 2' ),
			$this->heard
		);
	}

	public function test_a_host_that_the_program_forgot_begins_anew(): void {
		foreach ( array( 'serving', null, 'serving' ) as $state ) {
			$this->becomes( $state );
		}
		$this->assertSame( array( 'serving shop.example 2', 'serving shop.example 2' ), $this->heard );
	}

	public function test_what_stood_so_when_the_plugin_came_is_no_news(): void {
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->sitemeta} WHERE meta_key = 'runcloud_multisite_told'" );
		wp_cache_flush();
		$this->becomes( 'serving' );
		$this->assertSame( array(), $this->heard );
		$this->becomes( 'attention' );
		$this->assertSame( array( 'needs_attention shop.example 2' ), $this->heard );
	}

	public function test_a_domain_that_was_served_before_the_program_came_is_no_news(): void {
		$this->becomes( 'serving', 'adopted' );
		$this->assertSame( array(), $this->heard );
		$this->becomes( 'attention', 'adopted' );
		$this->becomes( 'serving', 'adopted' );
		$this->assertSame( array( 'needs_attention shop.example 2', 'serving shop.example 2' ), $this->heard );
	}

	public function test_events_reach_ultimate_multisite_with_the_payload_they_are_registered_with(): void {
		$this->assertSame( array( 'runcloud_domain_serving', 'runcloud_domain_needs_attention', 'runcloud_domain_removed' ), array_keys( Standin::$event_types ) );
		$this->status( 'shop.example', array( 'operator_text' => 'An alias of <script>.' ) );
		$this->sweep();
		$this->assertCount( 1, Standin::$events );
		list( $slug, $payload ) = Standin::$events[0];
		$this->assertSame( 'runcloud_domain_serving', $slug );
		$this->assertSame( array_keys( Standin::$event_types[ $slug ]['payload'] ), array_keys( $payload ) );
		$this->assertSame( array( 'shop.example', 2, 'An alias of &lt;script&gt;.', '2027-01-01T00:00:00+00:00' ), array( $payload['domain'], $payload['site_id'], $payload['text'], $payload['certificate_expires'] ) );
	}

	public function test_a_listener_that_breaks_keeps_nobody_else_from_hearing_and_hears_once(): void {
		$heard = 0;
		add_action(
			'runcloud_domain_serving',
			static function () use ( &$heard ): void {
				++$heard;
				throw new Error( 'broken' );
			},
			1
		);
		$this->becomes( 'serving' );
		$this->assertSame( array( 1, 1 ), array( $heard, count( Standin::$events ) ) );
	}

	public function test_many_changes_are_told_in_parts(): void {
		for ( $count = 0; $count < 60; $count++ ) {
			$this->status( "shop{$count}.example" );
		}
		$this->assertSame( array( 50, 10, 0 ), array( $this->sweep()['told'], $this->sweep()['told'], $this->sweep()['told'] ) );
		$this->assertCount( 60, array_unique( $this->heard ) );
	}
}

<?php
/**
 * Tests of Site Health and of the notice.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Screens\Health;
use Runcloud_Multisite\Screens\Stopped_Notice;

require_once __DIR__ . '/trait-screens.php';

/**
 * What whoever runs the network is told without having asked.
 */
final class Screens_Health_Test extends Plugin_Test_Case {

	use Screens;

	/**
	 * How the tests of Site Health end, in their order.
	 *
	 * @return list<string>
	 */
	private function health(): array {
		$tests = apply_filters( 'site_status_tests', array( 'direct' => array(), 'async' => array() ) )['direct'];
		$ours  = array_filter( $tests, static fn ( $name ): bool => str_starts_with( (string) $name, 'runcloud_multisite_' ), ARRAY_FILTER_USE_KEY );
		$ends  = array();
		foreach ( $ours as $test ) {
			$result = $test['test']();
			$this->assertSame( array( 'label', 'status', 'badge', 'description', 'actions', 'test' ), array_keys( $result ) );
			$this->assert_harmless( $result['label'] . $result['description'] . $result['actions'] );
			$this->assertSame( 'good' === $result['status'], '' === $result['actions'] );
			$ends[] = $result['status'] . ': ' . $this->read( $result['label'] );
		}
		return $ends;
	}

	/**
	 * The notice, as it is on a screen of the network.
	 */
	private function notice(): string {
		$this->new_request();
		return $this->printed( array( Stopped_Notice::class, 'show' ) );
	}

	public function test_all_is_well(): void {
		$this->agent();
		$this->status( 'shop.example' );
		$this->assertSame(
			array(
				'good: The tables shared with the runcloud-multisite program are there',
				'good: The runcloud-multisite program runs',
				'good: Nothing keeps the runcloud-multisite program from its work',
				'good: No domain needs you',
			),
			$this->health()
		);
		$this->assertSame( array(), $this->calls );
	}

	public function test_nothing_is_well(): void {
		$this->stopped( 600, array( 'hold' => array( 'reason' => 'fenced', 'detail' => $this->hostile, 'until' => null ) ) );
		$this->status( 'one.example', array( 'who' => 'operator' ) );
		$this->status( 'two.example', array( 'who' => 'operator' ) );
		$this->assertSame( array( 'critical: The runcloud-multisite program does not run', 'critical: Nothing is changed at RunCloud at the moment', 'recommended: 2 domains need you' ), array_slice( $this->health(), 1 ) );
		$this->assertStringContainsString( 'confirm identity', Health::held()['description'] );
		$this->assertStringContainsString( 'who=operator', Health::domains()['actions'] );
	}

	public function test_brake_and_trouble_are_told(): void {
		$this->agent( array( 'braked' => array( 'a.example' ) ) );
		$this->assertSame( 'critical: The brake holds removals at RunCloud back', $this->health()[2] );
		$this->agent( array( 'source_error' => $this->hostile ) );
		$this->assertSame( 'critical: The runcloud-multisite program cannot read the network', $this->health()[2] );
	}

	public function test_missing_tables_and_a_program_that_never_ran(): void {
		$ends = $this->without_tables( fn (): array => $this->health() );
		$this->assertSame( array( 'critical: Tables shared with the runcloud-multisite program are missing', 'recommended: The runcloud-multisite program has not run yet' ), array_slice( $ends, 0, 2 ) );
	}

	public function test_the_tests_are_at_the_main_site_only_and_cost_a_query_each_at_most(): void {
		global $wpdb;
		$this->agent();
		$before = $wpdb->num_queries;
		$this->health();
		$this->assertLessThanOrEqual( 3, $wpdb->num_queries - $before );
		switch_to_blog( $this->site( 'shop.network.test' ) );
		$this->assertSame( array(), $this->health() );
		restore_current_blog();
	}

	public function test_a_notice_says_since_when_the_program_does_not_run(): void {
		$this->assertStringContainsString( 'has not run for this network yet', $this->notice() );
		$this->agent();
		$this->assertSame( '', $this->notice() );
		$this->stopped( 60 );
		$this->assertSame( '', $this->notice(), 'a restart is no news' );
		$this->stopped( 7200 );
		$html = $this->notice();
		$this->assertStringContainsString( 'stopped 2 hours ago', $this->read( $html ) );
		$this->assertStringContainsString( 'page=runcloud-domains&#038;tab=program', $html );
		$this->assert_harmless( $html );
	}

	public function test_the_notice_is_for_those_who_run_the_network_and_not_on_its_own_page(): void {
		$this->address( array( 'page' => 'runcloud-domains' ) );
		$this->assertSame( '', $this->notice() );
		$this->address( array() );
		$this->become_nobody();
		$this->assertSame( '', $this->notice() );
	}

	public function test_the_notice_stays_away_for_a_day_for_the_person_who_said_so(): void {
		global $wpdb;
		preg_match( '/name="_wpnonce" value="([0-9a-f]+)"/', $this->notice(), $nonce );
		$this->assertStringContainsString( 'tab=program', (string) $this->act( array( 'runcloud_do' => 'hush', '_wpnonce' => $nonce[1] ) ) );
		get_user_meta( 1 );
		$before = $wpdb->num_queries;
		$this->assertSame( '', $this->notice() );
		$this->assertSame( 0, $wpdb->num_queries - $before );
		update_user_meta( 1, 'runcloud_multisite_hushed_until', time() - 1 );
		$this->assertStringContainsString( 'has not run', $this->notice() );
	}

	public function test_without_tables_there_is_a_notice_and_no_error(): void {
		$html = $this->without_tables( fn (): string => $this->notice() );
		$this->assertStringContainsString( 'has not run for this network yet', $html );
		$this->assertStringNotContainsString( 'database error', $html );
	}
}

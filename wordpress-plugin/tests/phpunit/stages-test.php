<?php
/**
 * Tests of moving rows.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Plugin;
use Runcloud_Multisite\Stages\Turnstile;

/**
 * Rows of domains that the program secured are served.
 *
 * @group real
 */
final class Stages_Test extends Plugin_Test_Case {

	private int $site;

	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		$this->site = $this->site( 'shop.network.test' );
		$wpdb->query( 'TRUNCATE TABLE net_wu_domain_mappings' );
		wp_cache_flush();
		$this->forget_requests();
		if ( class_exists( 'Standin' ) ) {
			Standin::reset();
		}
	}

	/**
	 * A row with a status for it.
	 *
	 * @param string                $stage   The stage of the row.
	 * @param array<string, mixed> $columns What differs in the status.
	 */
	private function pair( string $stage, array $columns = array() ): int {
		$this->status( 'shop-example.com', $columns + array( 'site_id' => $this->site ) );
		return $this->row( $this->site, 'shop-example.com', $stage );
	}

	/**
	 * @dataProvider waiting_stages
	 */
	public function test_a_secured_domain_is_served_whatever_it_waited_for( string $stage, string $state ): void {
		$id = $this->pair( $stage, array( 'state' => $state, 'reason' => 'certificate_valid' ) );
		$this->assertSame( array( 'swept' => true, 'moved' => 1, 'waiting' => 0, 'told' => 0 ), $this->sweep() );
		$this->assertSame( 'done secure=1 active=1', $this->standing( $id ) );
		$this->assertTrue( wu_get_domain( $id )->is_active() );
	}

	public function waiting_stages(): array {
		return array(
			'checking-dns'      => array( 'checking-dns', 'secured' ),
			'checking-ssl-cert' => array( 'checking-ssl-cert', 'serving' ),
			'failed'            => array( 'failed', 'secured' ),
			'ssl-failed'        => array( 'ssl-failed', 'serving' ),
		);
	}

	public function test_moving_goes_through_the_model_and_asks_for_no_further_look(): void {
		$moves = array();
		$hook  = static function ( $old, $new, $id ) use ( &$moves ): void {
			$moves[] = "{$old} {$new} {$id}";
		};
		add_action( 'wu_transition_domain_stage', $hook, 10, 3 );
		$id = $this->pair( 'checking-dns' );
		$this->sweep();
		remove_action( 'wu_transition_domain_stage', $hook );
		$this->assertSame( array( "checking-dns done {$id}" ), $moves );
		$this->assertSame( array(), $this->requests() );
	}

	public function test_a_zero_that_the_screens_left_while_the_row_waited_is_lifted(): void {
		$this->status( 'shop-example.com', array( 'site_id' => $this->site ) );
		$id = $this->row( $this->site, 'shop-example.com', 'checking-dns', 0 );
		$this->sweep();
		$this->assertSame( 'done secure=1 active=1', $this->standing( $id ) );
	}

	public function test_what_a_person_switched_stays(): void {
		$this->status( 'off.example', array( 'site_id' => $this->site ) );
		$this->status( 'plain.example', array( 'site_id' => $this->site ) );
		$off   = $this->row( $this->site, 'off.example', 'done', 0 );
		$plain = $this->row( $this->site, 'plain.example', 'done-without-ssl' );
		$this->assertSame( 0, $this->sweep()['moved'] );
		$this->assertSame( 'done secure=0 active=0', $this->standing( $off ) );
		$this->assertSame( 'done-without-ssl secure=0 active=1', $this->standing( $plain ) );
	}

	public function test_a_served_row_is_never_moved_back(): void {
		foreach ( array( 'attention', 'waiting_dns', 'removing', 'removed' ) as $state ) {
			$this->status( "{$state}.example", array( 'site_id' => $this->site, 'state' => $state ) );
			$id = $this->row( $this->site, "{$state}.example", 'done' );
			$this->assertSame( 0, $this->sweep()['moved'] );
			$this->assertSame( 'done secure=0 active=1', $this->standing( $id ) );
		}
	}

	public function test_a_domain_that_is_not_secured_waits_on(): void {
		foreach ( array( 'attention', 'waiting_dns', 'attaching', 'attached', 'ordering', 'removing', 'removed' ) as $state ) {
			$id = $this->pair( 'checking-dns', array( 'state' => $state ) );
			$this->assertSame( 0, $this->sweep()['moved'], $state );
			$this->assertSame( 'checking-dns secure=0 active=1', $this->standing( $id ) );
		}
	}

	public function test_rows_of_which_the_program_says_no_are_not_helped(): void {
		$in_vain = array(
			array( 'class' => 'refused' ),
			array( 'class' => 'conflict' ),
			array( 'class' => 'orphan' ),
			array( 'class' => 'foreign', 'reason' => 'main_domain' ),
			array( 'reason' => 'serves_other_site' ),
			array( 'site_id' => 999 ),
			array( 'site_id' => null ),
		);
		foreach ( $in_vain as $columns ) {
			$id = $this->pair( 'checking-dns', $columns );
			$this->assertSame( 0, $this->sweep()['moved'], (string) wp_json_encode( $columns ) );
			$this->assertSame( 'checking-dns secure=0 active=1', $this->standing( $id ) );
		}
	}

	public function test_the_networks_and_another_sites_host_are_not_given_away_even_if_the_program_said_so(): void {
		global $wpdb;
		$other = $this->site( 'other.network.test' );
		$wpdb->query( 'TRUNCATE TABLE net_wu_domain_mappings' );
		foreach ( array( 'network.test', 'www.network.test', 'other.network.test', 'www.other.network.test' ) as $host ) {
			$this->status( $host, array( 'site_id' => $this->site ) );
			$id = $this->row( $this->site, $host );
			$this->assertSame( 0, $this->sweep()['moved'], $host );
			$this->assertSame( 'checking-dns secure=0 active=1', $this->standing( $id ) );
		}
		$this->status( 'network.test', array( 'site_id' => 1 ) );
		$main = $this->row( 1, 'network.test' );
		$this->assertSame( 0, $this->sweep()['moved'], 'not even to the main site' );
		$this->assertSame( 'checking-dns secure=0 active=1', $this->standing( $main ) );
		$this->status( 'other.network.test', array( 'site_id' => $other ) );
		$own = $this->row( $other, 'other.network.test' );
		$this->assertSame( 1, $this->sweep()['moved'] );
		$this->assertSame( 'done secure=1 active=1', $this->standing( $own ), 'a row of a site for its own host is served' );
	}

	public function test_a_certificate_of_the_other_form_is_looked_at_again_and_not_believed(): void {
		$this->status( 'shop-example.com', array( 'site_id' => $this->site ) );
		$waiting = $this->row( $this->site, 'www.shop-example.com', 'checking-ssl-cert' );
		$this->assertSame( 0, $this->sweep()['moved'] );
		$this->assertSame( 'checking-ssl-cert secure=0 active=1', $this->standing( $waiting ) );
		$given_up = $this->row( $this->site, 'www.shop-example.com', 'ssl-failed' );
		$this->assertSame( 1, $this->sweep()['moved'] );
		$this->assertSame( 'checking-ssl-cert secure=0 active=1', $this->standing( $given_up ) );
		if ( class_exists( 'Standin' ) ) {
			$this->assertContains( array( 'wu_async_process_domain_stage', array( 'domain_id' => $given_up ) ), Standin::$jobs );
		}
	}

	public function test_after_a_take_over_rows_move_many_at_once_and_the_answer_says_how_many_wait(): void {
		for ( $count = 0; $count < 30; $count++ ) {
			$this->status( "shop{$count}.com", array( 'site_id' => $this->site ) );
			$this->row( $this->site, "shop{$count}.com" );
		}
		$counts = array();
		for ( $count = 0; $count < 3; $count++ ) {
			$result   = $this->sweep();
			$counts[] = array( $result['moved'], $result['waiting'] );
		}
		$this->assertSame( array( array( 25, 5 ), array( 5, 0 ), array( 0, 0 ) ), $counts );
	}

	public function test_rows_that_are_refused_keep_no_others_waiting(): void {
		if ( ! class_exists( 'Standin' ) ) {
			$this->markTestSkipped( 'needs the stand-in' );
		}
		for ( $count = 0; $count < 7; $count++ ) {
			// The model does not save such a name; a row by other means may hold it.
			$host = "shop{$count}.xn--p1ai";
			$this->status( $host, array( 'site_id' => $this->site ) );
			$this->row( $this->site, $host );
		}
		$id = $this->pair( 'checking-dns' );
		$this->assertSame( array( 0, 3 ), array_values( array_intersect_key( $this->sweep(), array( 'moved' => 1, 'waiting' => 1 ) ) ) );
		$this->assertSame( 1, $this->sweep()['moved'] );
		$this->assertSame( 'done secure=1 active=1', $this->standing( $id ) );
	}

	public function test_thousands_of_domains_cost_a_sweep_a_few_queries(): void {
		global $wpdb;
		for ( $count = 0; $count < 3000; $count++ ) {
			$state      = 0 === $count % 3 ? 'waiting_dns' : 'serving';
			$statuses[] = "('shop{$count}.com', {$this->site}, 'created', '{$state}', 'serves_site', 'nobody', '', '', '', 1, '{}')";
			$rows[]     = "({$this->site}, 'shop{$count}.com', 'checking-dns', 1)";
		}
		$wpdb->query( 'INSERT INTO net_runcloud_domains (host, site_id, class, state, reason, who, detail, operator_text, customer_text, updated_at, record) VALUES ' . implode( ', ', $statuses ) );
		$wpdb->query( 'INSERT INTO net_wu_domain_mappings (blog_id, domain, stage, active) VALUES ' . implode( ', ', $rows ) );
		$before = $wpdb->num_queries;
		$result = $this->sweep();
		$this->assertSame( array( 25, 641 ), array( $result['moved'], $result['waiting'] ), 'of the first thousand' );
		$this->assertLessThan( 25 * 15, $wpdb->num_queries - $before );
	}

	public function test_a_row_that_changed_since_it_was_cached_is_left_alone(): void {
		global $wpdb;
		$id = $this->pair( 'checking-dns' );
		wu_get_domain( $id );
		$this->status( 'renamed.com', array( 'site_id' => $this->site ) );
		$wpdb->update( 'net_wu_domain_mappings', array( 'domain' => 'renamed.com' ), array( 'id' => $id ) );
		$this->assertSame( 0, $this->sweep()['moved'] );
		$this->assertSame( 'checking-dns secure=0 active=1', $this->standing( $id ) );
	}

	public function test_a_row_in_capital_letters_is_the_same_host(): void {
		$this->status( 'shop-example.com', array( 'site_id' => $this->site ) );
		$id = $this->row( $this->site, 'Shop-Example.com' );
		$this->assertSame( 1, $this->sweep()['moved'] );
		$this->assertSame( 'done secure=1 active=1', $this->standing( $id ) );
	}

	public function test_there_is_one_sweep_in_ten_seconds_however_many_ask(): void {
		$now = time();
		$this->assertTrue( Turnstile::pass( 10, $now ) );
		$this->assertFalse( Turnstile::pass( 10, $now ) );
		$this->assertFalse( Turnstile::pass( 10, $now + 9 ) );
		$this->assertTrue( Turnstile::pass( 10, $now + 10 ) );
		wp_cache_flush();
		$this->assertFalse( Turnstile::pass( 10, $now + 11 ), 'a flushed cache does not open it' );
		$this->assertTrue( Turnstile::pass( 10, $now - 100000 ), 'a clock that ran ahead does not close it for good' );
	}

	public function test_a_sweep_runs_at_the_main_site_and_comes_back(): void {
		$blogs = array();
		$hook  = static function () use ( &$blogs ): void {
			$blogs[] = get_current_blog_id();
		};
		add_action( 'wu_domain_post_save', $hook );
		$this->pair( 'checking-dns' );
		switch_to_blog( $this->site );
		$this->sweep();
		$this->assertSame( $this->site, get_current_blog_id() );
		restore_current_blog();
		remove_action( 'wu_domain_post_save', $hook );
		$this->assertSame( array( 1 ), array_values( array_unique( $blogs ) ) );
	}

	public function test_a_sweep_in_which_something_breaks_throws_nothing(): void {
		$hook = static function (): void {
			throw new Error( 'somebody else is broken' );
		};
		add_action( 'wu_transition_domain_stage', $hook );
		$this->pair( 'checking-dns' );
		switch_to_blog( $this->site );
		$this->assertFalse( $this->sweep()['swept'] );
		$this->assertSame( $this->site, get_current_blog_id() );
		restore_current_blog();
		remove_action( 'wu_transition_domain_stage', $hook );
	}

	public function test_a_change_arranges_a_sweep_for_the_end_of_the_request(): void {
		$id = $this->pair( 'failed' );
		$this->assertFalse( has_action( 'shutdown' ) );
		Plugin::get()->recorder->look( 'shop-example.com', $this->site );
		Plugin::get()->recorder->look( 'other-example.com', $this->site );
		global $wp_filter;
		$this->assertCount( 1, $wp_filter['shutdown']->callbacks[10] );
		do_action( 'shutdown' );
		$this->assertSame( 'done secure=1 active=1', $this->standing( $id ) );
	}

	public function test_cron_is_a_second_chance(): void {
		$id = $this->pair( 'failed' );
		do_action( 'runcloud_multisite_sweep' );
		$this->assertSame( 'done secure=1 active=1', $this->standing( $id ) );
		$this->assertSame( 60, wp_get_schedules()['runcloud_multisite_minute']['interval'] );
	}

	public function test_the_core_is_patient_while_the_program_works(): void {
		$tries = fn ( string $host ): int => apply_filters( 'wu_async_process_domain_stage_max_tries', 5, wu_get_domain( $this->row( $this->site, $host ) ) );
		$this->assertGreaterThan( 8000, $tries( 'unknown.com' ) );
		$this->status( 'waits.com', array( 'state' => 'waiting_dns', 'reason' => 'dns_elsewhere' ) );
		$this->assertGreaterThan( 8000, $tries( 'waits.com' ) );
		$this->status( 'refused.com', array( 'class' => 'refused' ) );
		$this->assertSame( 5, $tries( 'refused.com' ) );
		$this->status( 'over.com', array( 'state' => 'attention', 'reason' => 'dns_given_up' ) );
		$this->assertSame( 5, $tries( 'over.com' ) );
	}

	public function test_the_stage_job_does_not_give_up_after_six_looks(): void {
		if ( ! class_exists( 'Standin' ) ) {
			$this->markTestSkipped( 'needs the stand-in' );
		}
		$id = $this->pair( 'checking-dns', array( 'state' => 'waiting_dns' ) );
		wu_enqueue_async_action( 'wu_async_process_domain_stage', array( 'domain_id' => $id ) );
		for ( $look = 0; $look < 20; $look++ ) {
			Standin::run_jobs( 'wu_async_process_domain_stage' );
		}
		$this->assertSame( 'checking-dns secure=0 active=1', $this->standing( $id ) );
		$this->assertCount( 1, Standin::$jobs );
	}

	public function test_without_the_programs_table_nothing_moves_and_nothing_breaks(): void {
		global $wpdb;
		$id = $this->pair( 'checking-dns' );
		$wpdb->query( 'DROP TABLE net_runcloud_domains' );
		$this->new_request();
		$this->assertSame( array( true, 0 ), array_slice( array_values( $this->sweep() ), 0, 2 ) );
		$this->assertSame( 'checking-dns secure=0 active=1', $this->standing( $id ) );
	}
}

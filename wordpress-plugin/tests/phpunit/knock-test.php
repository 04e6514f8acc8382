<?php
/**
 * Tests of the door.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Stages\Knock;

/**
 * The program knocks, others do not get in.
 *
 * @group real
 */
final class Knock_Test extends Plugin_Test_Case {

	private function knock( ?string $key, string $method = 'POST' ): WP_REST_Response {
		$request = new WP_REST_Request( $method, '/runcloud-multisite/v1/knock' );
		if ( null !== $key ) {
			$request->set_header( 'X-Runcloud-Multisite-Key', $key );
		}
		$request->set_body( '{"moved":99,"host":"evil.example"}' );
		return rest_do_request( $request );
	}

	protected function setUp(): void {
		parent::setUp();
		wp_set_current_user( 0 );
		$GLOBALS['wp_rest_server'] = null;
	}

	public function test_the_key_is_the_hash_that_the_contract_names(): void {
		$this->assertSame( hash_hmac( 'md5', 'runcloud-multisite-knock|29404200', AUTH_KEY . AUTH_SALT ), Knock::key( 29404200 ) );
	}

	public function test_a_knock_moves_a_row_and_answers_numbers(): void {
		global $wpdb;
		$site = $this->site( 'shop.network.test' );
		$wpdb->query( 'TRUNCATE TABLE net_wu_domain_mappings' );
		$this->status( 'shop-example.com', array( 'site_id' => $site ) );
		$id     = $this->row( $site, 'shop-example.com' );
		$answer = $this->knock( Knock::key( intdiv( time(), 60 ) ) );
		$this->assertSame( 200, $answer->get_status() );
		$this->assertSame( array( 'swept' => true, 'moved' => 1, 'waiting' => 0, 'told' => 0 ), $answer->get_data() );
		$this->assertSame( 'done secure=1 active=1', $this->standing( $id ) );
		$again = $this->knock( Knock::key( intdiv( time(), 60 ) ) );
		$this->assertSame( array( 200, false ), array( $again->get_status(), $again->get_data()['swept'] ) );
	}

	public function test_the_minutes_beside_count_and_others_do_not(): void {
		$minute = intdiv( time(), 60 );
		foreach ( array( -1 => 200, 1 => 200, -3 => 401, 3 => 401 ) as $off => $status ) {
			$this->assertSame( $status, $this->knock( Knock::key( $minute + $off ) )->get_status() );
		}
	}

	public function test_without_the_key_nothing_is_read_or_written(): void {
		global $wpdb;
		rest_get_server();
		foreach ( array( null, '', 'x', str_repeat( '0', 32 ) ) as $key ) {
			$before = $wpdb->num_queries;
			$this->assertSame( 401, $this->knock( $key )->get_status() );
			$this->assertSame( $before, $wpdb->num_queries );
		}
	}

	public function test_only_a_post_at_the_main_site_knocks(): void {
		$key = Knock::key( intdiv( time(), 60 ) );
		$this->assertSame( 404, $this->knock( $key, 'GET' )->get_status() );
		$site = $this->site( 'shop.network.test' );
		switch_to_blog( $site );
		$GLOBALS['wp_rest_server'] = null;
		$this->assertSame( 404, $this->knock( $key )->get_status() );
		restore_current_blog();
		$GLOBALS['wp_rest_server'] = null;
	}
}

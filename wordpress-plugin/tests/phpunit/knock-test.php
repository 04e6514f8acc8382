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
		foreach ( array( -1 => 200, 1 => 200, -3 => 403, 3 => 403 ) as $off => $status ) {
			$this->assertSame( $status, $this->knock( Knock::key( $minute + $off ) )->get_status() );
		}
	}

	public function test_without_the_key_nothing_is_read_or_written(): void {
		global $wpdb;
		rest_get_server();
		foreach ( array( null, '', 'x', str_repeat( '0', 32 ) ) as $key ) {
			$before = $wpdb->num_queries;
			$this->assertSame( 403, $this->knock( $key )->get_status() );
			$this->assertSame( $before, $wpdb->num_queries );
		}
	}

	/**
	 * @group own-process
	 */
	public function test_a_knock_over_http_in_the_form_of_the_contract(): void {
		$server = $this->server();
		try {
			$answer = $this->post( $server['port'], Knock::key( intdiv( time(), 60 ) ) );
			$this->assertStringContainsString( ' 200 ', strtok( $answer, "\r\n" ) );
			$this->assertStringContainsString( '{"swept":true,"moved":0,"waiting":0,"told":0}', $answer );
			$this->assertMatchesRegularExpression( '/^Cache-Control:.*no-store/mi', $answer );
			$refused = $this->post( $server['port'], str_repeat( 'a', 32 ) );
			$this->assertStringContainsString( ' 403 ', strtok( $refused, "\r\n" ) );
		} finally {
			proc_terminate( $server['process'] );
			proc_close( $server['process'] );
		}
	}

	/**
	 * PHP's own web server over this network.
	 *
	 * @return array{process: resource, port: int}
	 */
	private function server(): array {
		$probe = stream_socket_server( 'tcp://127.0.0.1:0' );
		$port  = (int) substr( strrchr( (string) stream_socket_get_name( $probe, false ), ':' ), 1 );
		fclose( $probe );
		$quiet   = array( 'file', '/dev/null', 'w' );
		$process = proc_open( array( PHP_BINARY, '-d', 'display_errors=0', '-S', "127.0.0.1:{$port}", '-t', ABSPATH ), array( array( 'file', '/dev/null', 'r' ), $quiet, $quiet ), $pipes );
		$this->assertIsResource( $process );
		$until = time() + 20;
		do {
			// It listens a moment after it was started.
			set_error_handler( static fn (): bool => true );
			$connection = stream_socket_client( "tcp://127.0.0.1:{$port}", $code, $message, 1 );
			restore_error_handler();
		} while ( ! $connection && time() < $until );
		$this->assertIsResource( $connection, 'the web server started' );
		fclose( $connection );
		return array(
			'process' => $process,
			'port'    => $port,
		);
	}

	/**
	 * The whole answer to a knock.
	 *
	 * @param int    $port Where.
	 * @param string $key  The key.
	 */
	private function post( int $port, string $key ): string {
		$connection = stream_socket_client( "tcp://127.0.0.1:{$port}" );
		fwrite( $connection, "POST /?rest_route=/runcloud-multisite/v1/knock HTTP/1.1\r\nHost: network.test\r\nX-Runcloud-Multisite-Key: {$key}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" );
		return (string) stream_get_contents( $connection );
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

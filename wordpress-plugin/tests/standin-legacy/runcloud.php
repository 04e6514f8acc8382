<?php
/**
 * Stand-in for the built-in RunCloud provider before the registry: every job and the test lead to a call outside.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

namespace WP_Ultimo\Integrations\Host_Providers;

// phpcs:disable Squiz.Commenting

class Runcloud_Host_Provider extends Base_Host_Provider {

	private static $instance = null;

	protected $id        = 'runcloud';
	protected $title     = 'RunCloud';
	protected $constants = array( 'WU_RUNCLOUD_API_TOKEN', 'WU_RUNCLOUD_SERVER_ID', 'WU_RUNCLOUD_APP_ID' );

	public static function get_instance() {
		if ( null === self::$instance ) {
			self::$instance = new self();
			self::$instance->init();
		}
		return self::$instance;
	}

	public function detect() {
		return str_contains( ABSPATH, 'runcloud' );
	}

	public function on_add_domain( $domain, $site_id ) {
		$this->call( 'POST' );
	}

	public function on_remove_domain( $domain, $site_id ) {
		$this->call( 'DELETE' );
	}

	public function on_add_subdomain( $subdomain, $site_id ) {
		$this->call( 'POST' );
	}

	public function on_remove_subdomain( $subdomain, $site_id ) {
		$this->call( 'DELETE' );
	}

	public function test_connection() {
		$this->call( 'GET' );
		wp_send_json_success( array( 'message' => 'Access Authorized' ) );
	}

	private function call( string $method ): void {
		wp_remote_request( 'https://manage.runcloud.test/api/v3/domains', array( 'method' => $method ) );
	}
}

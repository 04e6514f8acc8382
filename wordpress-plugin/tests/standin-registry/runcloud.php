<?php
/**
 * Stand-in for the built-in RunCloud integration: every job and the test lead to a call outside.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

namespace WP_Ultimo\Integrations\Providers\RunCloud;

use WP_Ultimo\Integrations\Base_Capability_Module;
use WP_Ultimo\Integrations\Capabilities\Domain_Mapping_Capability;
use WP_Ultimo\Integrations\Integration;

// phpcs:disable

final class RunCloud_Integration extends Integration {
	public function __construct() {
		parent::__construct( 'runcloud', 'RunCloud' );
		$this->set_constants( array( 'WU_RUNCLOUD_API_TOKEN', 'WU_RUNCLOUD_SERVER_ID', 'WU_RUNCLOUD_APP_ID' ) );
	}

	public function detect(): bool {
		return str_contains( ABSPATH, 'runcloud' );
	}

	public function test_connection() {
		$this->call( 'GET' );
		return true;
	}

	public function call( string $method ): void {
		wp_remote_request( 'https://manage.runcloud.test/api/v3/domains', array( 'method' => $method ) );
	}
}

final class RunCloud_Domain_Mapping extends Base_Capability_Module implements Domain_Mapping_Capability {
	public function get_capability_id(): string {
		return 'domain-mapping';
	}

	public function get_title(): string {
		return 'Domain Mapping';
	}

	public function register_hooks(): void {
		foreach ( array( 'add_domain', 'remove_domain', 'add_subdomain', 'remove_subdomain' ) as $job ) {
			add_action( 'wu_' . $job, array( $this, 'on_' . $job ), 10, 2 );
		}
	}

	public function on_add_domain( string $domain, int $site_id ): void {
		$this->runcloud()->call( 'POST' );
	}

	public function on_remove_domain( string $domain, int $site_id ): void {
		$this->runcloud()->call( 'DELETE' );
	}

	public function on_add_subdomain( string $subdomain, int $site_id ): void {
		$this->runcloud()->call( 'POST' );
	}

	public function on_remove_subdomain( string $subdomain, int $site_id ): void {
		$this->runcloud()->call( 'DELETE' );
	}

	public function test_connection() {
		return $this->runcloud()->test_connection();
	}

	private function runcloud(): RunCloud_Integration {
		return $this->get_integration();
	}
}

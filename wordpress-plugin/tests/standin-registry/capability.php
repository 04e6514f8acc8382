<?php
/**
 * Stand-ins for what a module has to be.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

namespace WP_Ultimo\Integrations {

	// phpcs:disable

	interface Capability_Module {
		public function get_capability_id(): string;
		public function get_title(): string;
		public function get_explainer_lines(): array;
		public function get_fields(): array;
		public function set_integration( Integration $integration ): void;
		public function get_integration(): Integration;
		public function register_hooks(): void;
		public function supports( string $feature ): bool;
	}

	abstract class Base_Capability_Module implements Capability_Module {
		protected ?Integration $integration = null;

		public function set_integration( Integration $integration ): void {
			$this->integration = $integration;
		}

		public function get_integration(): Integration {
			return $this->integration;
		}

		public function get_explainer_lines(): array {
			return array( 'will' => array(), 'will_not' => array() );
		}

		public function get_fields(): array {
			return array();
		}

		public function supports( string $feature ): bool {
			return false;
		}
	}
}

namespace WP_Ultimo\Integrations\Capabilities {

	interface Domain_Mapping_Capability {
		public function on_add_domain( string $domain, int $site_id ): void;
		public function on_remove_domain( string $domain, int $site_id ): void;
		public function on_add_subdomain( string $subdomain, int $site_id ): void;
		public function on_remove_subdomain( string $subdomain, int $site_id ): void;
		public function test_connection();
	}
}

<?php
/**
 * What the RunCloud integration does with domains, in the layout with a registry.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Takeover;

use Runcloud_Multisite\Plugin;
use WP_Ultimo\Integrations\Base_Capability_Module;
use WP_Ultimo\Integrations\Capabilities\Domain_Mapping_Capability;

defined( 'ABSPATH' ) || exit;

/**
 * Takes the place of the built-in module. What happens with domains is recorded by this plugin's own listeners, whether
 * the integration is switched on or not, so there is nothing to attach here.
 */
final class Registry_Module extends Base_Capability_Module implements Domain_Mapping_Capability {

	use Domain_Jobs;

	/**
	 * The capability that it stands for.
	 */
	public function get_capability_id(): string {
		return 'domain-mapping';
	}

	/**
	 * Its title in the wizard.
	 */
	public function get_title(): string {
		return __( 'Domain mapping', 'runcloud-multisite' );
	}

	/**
	 * What it does and does not, for the wizard's first step.
	 */
	public function get_explainer_lines(): array {
		return Words::explainer_lines();
	}

	/**
	 * The plugin listens by itself.
	 */
	public function register_hooks(): void {}

	/**
	 * Answers from what the program found; never calls out.
	 *
	 * @return true|\WP_Error
	 */
	public function test_connection() {
		return ( new Connection_Test( Plugin::get() ) )->result();
	}
}

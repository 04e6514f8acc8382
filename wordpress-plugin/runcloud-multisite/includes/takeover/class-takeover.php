<?php
/**
 * Taking over the RunCloud row of Ultimate Multisite.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Takeover;

defined( 'ABSPATH' ) || exit;

/**
 * Puts this plugin in the place of the built-in RunCloud integration, under the same id: the switch, the stored
 * credentials and the wizard's address stay what they were.
 *
 * Ultimate Multisite had two layouts for integrations over time, and the classes of either exist only with it. So each
 * has a thin shell here that is loaded when its layout asks for it; what both do lives in plain classes beside them.
 */
final class Takeover {

	/** The id of the integration in Ultimate Multisite. */
	public const ID = 'runcloud';

	/**
	 * Attaches the hooks. They have to be there before plugins are loaded, as the registry fires early.
	 */
	public static function start(): void {
		add_action( 'wu_register_integrations', array( self::class, 'register_integration' ) );
		add_action( 'wu_register_capabilities', array( self::class, 'register_capability' ) );
		add_action( 'wp_ultimo_host_providers_load', array( self::class, 'replace_provider' ), PHP_INT_MAX );
		Built_In::guard();
	}

	/**
	 * Registers the integration in the layout with a registry; the last one with an id wins.
	 *
	 * @param object $registry Ultimate Multisite's registry.
	 */
	public static function register_integration( $registry ): void {
		if ( class_exists( 'WP_Ultimo\Integrations\Integration' ) && method_exists( $registry, 'register' ) ) {
			$registry->register( new Registry_Integration() );
		}
	}

	/**
	 * Registers what the integration does with domains, in place of the built-in module. That one expects the built-in
	 * integration beside it, so either both are replaced or none.
	 *
	 * @param object $registry Ultimate Multisite's registry.
	 */
	public static function register_capability( $registry ): void {
		if ( class_exists( 'WP_Ultimo\Integrations\Base_Capability_Module' ) && method_exists( $registry, 'add_capability' ) ) {
			$registry->add_capability( self::ID, new Registry_Module() );
		}
	}

	/**
	 * Takes the built-in provider's place in the layout before the registry. Its row in the settings stays, as both go by
	 * the same id; what the row leads to is ours.
	 */
	public static function replace_provider(): void {
		if ( class_exists( 'WP_Ultimo\Integrations\Integration_Registry' ) || ! class_exists( 'WP_Ultimo\Integrations\Host_Providers\Base_Host_Provider' ) ) {
			return;
		}
		Built_In::silence();
		add_filter(
			'wu_domain_manager_get_integrations',
			static function ( $integrations ) {
				$integrations             = (array) $integrations;
				$integrations[ self::ID ] = Legacy_Provider::class;
				return $integrations;
			},
			PHP_INT_MAX
		);
	}
}

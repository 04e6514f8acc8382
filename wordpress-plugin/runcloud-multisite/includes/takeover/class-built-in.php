<?php
/**
 * Keeping the built-in integration quiet.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Takeover;

defined( 'ABSPATH' ) || exit;

/**
 * Takes the built-in integration's listeners away, so that there is one writer at RunCloud.
 */
final class Built_In {

	/** Where it listens for domains, over all versions. */
	private const JOBS = array( 'wu_add_domain', 'wu_remove_domain', 'wu_add_subdomain', 'wu_remove_subdomain' );

	/** Where else it may listen. */
	private const BESIDE = array( 'wu_domain_manager_dns_propagation_finished', 'wu_domain_added', 'wu_domain_removed' );

	/** The classes of its two layouts that listen. */
	private const CLASSES = array(
		'WP_Ultimo\Integrations\Host_Providers\Runcloud_Host_Provider',
		'WP_Ultimo\Integrations\Providers\RunCloud\RunCloud_Domain_Mapping',
	);

	/**
	 * Silences it once more when a job starts: somebody may have made an instance late.
	 */
	public static function guard(): void {
		foreach ( self::JOBS as $hook ) {
			add_action( $hook, array( self::class, 'silence' ), PHP_INT_MIN, 0 );
		}
	}

	/**
	 * Removes every listener of it, and its notice about missing constants where none is missing: a key with its secret is
	 * nothing to it.
	 */
	public static function silence(): void {
		foreach ( array_merge( self::JOBS, self::BESIDE ) as $hook ) {
			self::remove( $hook, null );
		}
		if ( array() === Credentials::missing_here() ) {
			self::remove( 'init', 'alert_provider_not_setup' );
		}
	}

	/**
	 * Removes its listeners from one hook.
	 *
	 * @param string      $hook   The hook.
	 * @param string|null $method Only this method; null for all.
	 */
	private static function remove( string $hook, ?string $method ): void {
		global $wp_filter;
		if ( ! isset( $wp_filter[ $hook ] ) ) {
			return;
		}
		foreach ( $wp_filter[ $hook ]->callbacks as $priority => $callbacks ) {
			foreach ( $callbacks as $callback ) {
				$function = $callback['function'];
				if ( ! is_array( $function ) || ( null !== $method && $method !== $function[1] ) ) {
					continue;
				}
				foreach ( self::CLASSES as $class ) {
					if ( is_a( $function[0], $class, true ) ) {
						remove_action( $hook, $function, $priority );
					}
				}
			}
		}
	}
}

<?php
/**
 * Finds the plugin's classes and starts it.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite;

defined( 'ABSPATH' ) || exit;

define( 'RUNCLOUD_MULTISITE_FILE', dirname( __DIR__ ) . '/runcloud-multisite.php' );

// Runcloud_Multisite\Bus\Domain_Status is includes/bus/class-domain-status.php.
spl_autoload_register(
	static function ( string $name ): void {
		if ( ! str_starts_with( $name, __NAMESPACE__ . '\\' ) ) {
			return;
		}
		$parts = explode( '\\', strtolower( str_replace( '_', '-', substr( $name, strlen( __NAMESPACE__ ) + 1 ) ) ) );
		$last  = array_pop( $parts );
		foreach ( array( 'class-', 'trait-' ) as $kind ) {
			$file = implode( '/', array_merge( array( __DIR__ ), $parts, array( $kind . $last . '.php' ) ) );
			if ( is_file( $file ) ) {
				require $file;
				return;
			}
		}
	}
);

Plugin::start();

<?php
/**
 * Loads the plugin where it cannot work and says whether it stays out of the way.
 *
 * Arguments: `single` or `network`, the version of WordPress.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

define( 'ABSPATH', __DIR__ . '/' );

$wp_version = $argv[2];

/**
 * Whether this is a network.
 */
function is_multisite(): bool {
	global $argv;
	return 'network' === $argv[1];
}

require dirname( __DIR__, 2 ) . '/runcloud-multisite/runcloud-multisite.php';

echo class_exists( 'Runcloud_Multisite\Plugin' ) ? 'loaded' : 'quiet';

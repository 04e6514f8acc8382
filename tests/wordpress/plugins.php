<?php
/**
 * Switches this plugin and Ultimate Multisite, or what stands in for it, on for the whole network.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

require __DIR__ . '/load.php';
require ABSPATH . 'wp-config.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

foreach ( array( 'ultimate-multisite/ultimate-multisite.php', 'runcloud-multisite/runcloud-multisite.php' ) as $plugin ) {
	succeed( activate_plugin( $plugin, '', true ) );
}

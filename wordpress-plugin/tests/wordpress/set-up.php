<?php
/**
 * Makes the table of mappings and switches the plugins on, as an administrator of the network would.
 *
 * Arguments: the web root, the main domain, the layout. Run outside of the tests, so that these find what a running
 * network has.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

require __DIR__ . '/../../../tests/wordpress/load.php';
require ABSPATH . 'wp-config.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
require __DIR__ . '/../../../tests/wordpress/domain-table.php';

if ( 'real' !== $argv[3] ) {
	create_domain_table();
}
update_network_option( 1, 'wu_setup_finished', 1 );
update_network_option( 1, 'wu_host_integrations_enabled', array( 'runcloud' => true ) );
update_network_option( 1, 'wp-ultimo_v2_settings', array( 'enable_domain_mapping' => 1 ) );

foreach ( array( 'ultimate-multisite/ultimate-multisite.php', 'runcloud-multisite/runcloud-multisite.php' ) as $plugin ) {
	succeed( activate_plugin( $plugin, '', true ) );
}

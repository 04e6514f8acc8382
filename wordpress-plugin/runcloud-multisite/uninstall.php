<?php
/**
 * Removes what the plugin keeps for itself. The tables belong to the program, which may still run.
 *
 * @package Runcloud_Multisite
 */

if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
	exit;
}

foreach ( array( 'kept_requests', 'credentials_changed', 'last_sweep', 'last_row', 'told' ) as $runcloud_multisite_name ) {
	delete_network_option( get_main_network_id(), 'runcloud_multisite_' . $runcloud_multisite_name );
}
foreach ( array( 'runcloud_multisite_hushed_until', 'runcloud_domains_per_page' ) as $runcloud_multisite_name ) {
	delete_metadata( 'user', 0, $runcloud_multisite_name, '', true );
}

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

// The same table and settings that the end-to-end tests have.
if ( 'real' !== $argv[3] ) {
	$wpdb->query(
		"CREATE TABLE {$wpdb->base_prefix}wu_domain_mappings (
			id bigint(20) NOT NULL auto_increment,
			blog_id bigint(20) NOT NULL,
			domain varchar(191) NOT NULL,
			active tinyint(4) default 1,
			primary_domain tinyint(4) default 0,
			secure tinyint(4) default 0,
			stage enum('checking-dns', 'checking-ssl-cert', 'done', 'done-without-ssl', 'failed', 'ssl-failed') DEFAULT 'checking-dns',
			date_created datetime NULL,
			date_modified datetime NULL,
			PRIMARY KEY (id),
			KEY blog_id (blog_id,domain,active),
			KEY domain (domain)
		) {$wpdb->get_charset_collate()}"
	);
}
update_network_option( 1, 'wu_setup_finished', 1 );
update_network_option( 1, 'wu_host_integrations_enabled', array( 'runcloud' => true ) );
update_network_option( 1, 'wp-ultimo_v2_settings', array( 'enable_domain_mapping' => 1 ) );

foreach ( array( 'ultimate-multisite/ultimate-multisite.php', 'runcloud-multisite/runcloud-multisite.php' ) as $plugin ) {
	succeed( activate_plugin( $plugin, '', true ) );
}

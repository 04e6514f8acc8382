<?php
/**
 * Leaves in the database what Ultimate Multisite leaves there after its set-up: the domain table, its
 * settings, and RunCloud switched on. The plugin itself is not installed.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

require __DIR__ . '/load.php';
require ABSPATH . 'wp-config.php';
require __DIR__ . '/domain-table.php';

create_domain_table();

$options = array(
	'wpdb_wu_domain_mappings_version' => '2.0.1-revision.20260109',
	'wu_setup_finished'               => 1,
	'wu_host_integrations_enabled'    => array(
		'runcloud'  => true,
		'cloudways' => false,
	),
	'wp-ultimo_v2_settings'           => array(
		'enable_domain_mapping'     => 1,
		'custom_domains'            => 1,
		'auto_create_www_subdomain' => 'always',
		'dns_check_interval'        => 300,
		'force_admin_redirect'      => 'both',
	),
	'active_sitewide_plugins'         => array( 'ultimate-multisite/ultimate-multisite.php' => time() ),
);
foreach ( $options as $name => $value ) {
	update_network_option( 1, $name, $value );
}

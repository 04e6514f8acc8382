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

$collation = $wpdb->get_charset_collate();
$created   = $wpdb->query(
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
	) {$collation}"
);
if ( false === $created ) {
	fail( 'creating the domain table: ' . $wpdb->last_error );
}

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

<?php
/**
 * Ultimate Multisite's table of domains.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

/**
 * Creates it, as Ultimate Multisite does in its set-up.
 */
function create_domain_table(): void {
	global $wpdb;
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
}

<?php
/**
 * Installs WordPress with one site and then makes the tables of a sub-domain network.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

define( 'WP_INSTALLING', true );
require __DIR__ . '/load.php';
require ABSPATH . 'wp-config.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/network.php';

$main_domain = $argv[2];
$mail        = 'admin@' . $main_domain;

wp_install( 'The network', 'admin', $mail, true, '', 'not-a-secret' );

// A single site does not know the names of the network's tables yet.
foreach ( $wpdb->tables( 'ms_global' ) as $name => $table ) {
	$wpdb->$name = $table;
}
install_network();
$outcome = populate_network( 1, $main_domain, $mail, 'The network', '/', true );

// The name of a made-up sub-domain cannot resolve here, which WordPress mentions and which is fine.
if ( is_wp_error( $outcome ) && 'no_wildcard_dns' !== $outcome->get_error_code() ) {
	succeed( $outcome );
}

<?php
/**
 * Visits the front page of the main site and says how many queries that took, with the plugin or without.
 *
 * Arguments: the web root, the main domain, and `with`, `without` or `classes` (then the plugin's classes are printed).
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

require __DIR__ . '/../../../tests/wordpress/load.php';

$without      = 'without' === $argv[3];
$called       = false;
$wp_filter    = array();
$hook         = static function ( $plugins ) use ( $without ) {
	if ( $without ) {
		unset( $plugins['runcloud-multisite/runcloud-multisite.php'] );
	}
	return $plugins;
};
$note         = static function ( $answer ) use ( &$called ) {
	$called = true;
	return $answer;
};
$wp_filter['site_option_active_sitewide_plugins'][10]['test'] = array(
	'function'      => $hook,
	'accepted_args' => 1,
);
$wp_filter['pre_http_request'][1]['test'] = array(
	'function'      => $note,
	'accepted_args' => 1,
);

require ABSPATH . 'wp-config.php';

ob_start();
wp();
do_action( 'template_redirect' );
do_action( 'wp_head' );
do_action( 'wp_footer' );
// Without WordPress' own end of the request, which flushes what is kept back here.
remove_action( 'shutdown', 'wp_ob_end_flush_all', 1 );
do_action( 'shutdown' );
remove_all_actions( 'shutdown' );
ob_end_clean();

$classes = preg_grep( '/^Runcloud_Multisite\\\\/', get_declared_classes() );
if ( 'classes' === $argv[3] ) {
	exit( implode( ' ', $classes ) );
}
echo $wpdb->num_queries . ' queries, ' . ( $classes ? 'plugin loaded' : 'plugin not loaded' ) . ', ' . ( $called ? 'a call' : 'no call' );

<?php
/**
 * Runs WordPress with this plugin and without Ultimate Multisite: nothing may be printed, and nothing may break.
 *
 * Arguments: the web root, the main domain.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

require __DIR__ . '/../../../tests/wordpress/load.php';

$wp_filter = array();
$wp_filter['site_option_active_sitewide_plugins'][10]['test'] = array(
	'function'      => static function ( $plugins ) {
		unset( $plugins['ultimate-multisite/ultimate-multisite.php'] );
		return $plugins;
	},
	'accepted_args' => 1,
);

require ABSPATH . 'wp-config.php';

$site = wpmu_create_blog( 'alone.network.test', '/', 'Alone', 1, array(), 1 );
wp_update_site( $site, array( 'archived' => 1 ) );
wp_delete_site( $site );
do_action( 'runcloud_multisite_sweep' );
do_action( 'wu_register_all_events' );
$result = Runcloud_Multisite\Plugin::get()->sweep()->run( time() + 1000 );
echo class_exists( 'WP_Ultimo\Models\Domain' ) ? 'Ultimate Multisite is there' : ( $result['swept'] ? 'quiet' : 'did not sweep' );

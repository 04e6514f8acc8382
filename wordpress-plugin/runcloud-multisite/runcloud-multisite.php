<?php
/**
 * Plugin Name:       RunCloud for Ultimate Multisite
 * Description:       Hands the domains and certificates of this network to the runcloud-multisite program on the server, and shows what it does.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      8.1
 * Network:           true
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       runcloud-multisite
 * Domain Path:       /languages
 *
 * This file has to be readable by every PHP that WordPress ever ran on: what is newer lives in the files it loads.
 *
 * @package Runcloud_Multisite
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

if ( PHP_VERSION_ID >= 80100 && is_multisite() && version_compare( $GLOBALS['wp_version'], '6.1', '>=' ) ) {
	require __DIR__ . '/includes/load.php';
}

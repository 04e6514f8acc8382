<?php
/**
 * Keeps the WordPress of the tests off the network: no request leaves it, no mail, no update check.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

add_filter(
	'pre_http_request',
	static function () {
		return new WP_Error( 'offline', 'The tests have no network.' );
	}
);
add_filter( 'pre_wp_mail', '__return_true' );

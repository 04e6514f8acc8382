<?php
/**
 * Lets PHP's own web server answer for a network, as a web server with WordPress' usual rules does.
 *
 * The web root's large folders are links to the shared source, which would look for its configuration there; so it is
 * told where it is before it guesses.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

$router_root = rtrim( $_SERVER['DOCUMENT_ROOT'], '/' );
$router_path = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );

if ( str_contains( $router_path, '..' ) ) {
	http_response_code( 400 );
	exit;
}
if ( is_dir( $router_root . $router_path ) ) {
	$router_path = rtrim( $router_path, '/' ) . '/index.php';
}
if ( is_file( $router_root . $router_path ) && ! str_ends_with( $router_path, '.php' ) ) {
	return false;
}
if ( ! is_file( $router_root . $router_path ) ) {
	$router_path = '/index.php';
}
if ( 'https' === ( $_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '' ) ) {
	$_SERVER['HTTPS'] = 'on';
}
$_SERVER['SCRIPT_NAME']     = $router_path;
$_SERVER['PHP_SELF']        = $router_path;
$_SERVER['SCRIPT_FILENAME'] = $router_root . $router_path;

define( 'ABSPATH', $router_root . '/' );
chdir( dirname( $_SERVER['SCRIPT_FILENAME'] ) );
require $_SERVER['SCRIPT_FILENAME'];

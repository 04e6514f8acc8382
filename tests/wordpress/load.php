<?php
/**
 * Loads the WordPress named by the first argument as if its main site had been asked for.
 *
 * Every script here is called as `php SCRIPT WEB-ROOT MAIN-DOMAIN [ARGUMENT]...`. What a script has to
 * say goes to stdout as the only output; a failure goes to stderr with exit code 1.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

if ( $argc < 3 ) {
	fail( 'usage: php ' . $argv[0] . ' WEB-ROOT MAIN-DOMAIN [ARGUMENT]...' );
}

// WordPress' own guess would follow the links of the web root back to the shared source.
define( 'ABSPATH', rtrim( $argv[1], '/' ) . '/' );

$_SERVER['HTTP_HOST']       = $argv[2];
$_SERVER['SERVER_NAME']     = $argv[2];
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';

/**
 * Ends the script with a message and exit code 1.
 *
 * @param string $message What went wrong.
 * @return never
 */
function fail( string $message ) {
	fwrite( STDERR, $message . "\n" );
	exit( 1 );
}

/**
 * Gives back a value that WordPress promised, or ends with the error it returned instead.
 *
 * @param mixed $result A value or a WP_Error.
 * @return mixed
 */
function succeed( $result ) {
	if ( is_wp_error( $result ) ) {
		fail( $result->get_error_code() . ': ' . $result->get_error_message() );
	}
	return $result;
}

<?php
/**
 * Loads WordPress with the plugins and then runs PHPUnit in it.
 *
 * WordPress has to be loaded outside of every function, as its files make global variables; PHPUnit's own way of
 * loading a file before the tests is a function.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

define( 'ABSPATH', rtrim( (string) getenv( 'RUNCLOUD_TEST_ROOT' ), '/' ) . '/' );

$_SERVER['HTTP_HOST']       = 'network.test';
$_SERVER['SERVER_NAME']     = 'network.test';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';

error_reporting( E_ALL & ~E_DEPRECATED );

require __DIR__ . '/phpunit/class-wp-cli.php';
require ABSPATH . 'wp-config.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';

require_once 'PHPUnit/Autoload.php';
require __DIR__ . '/phpunit/class-plugin-test-case.php';

exit( ( new PHPUnit\TextUI\Command() )->run( $argv, false ) );

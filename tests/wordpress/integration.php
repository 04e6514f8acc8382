<?php
/**
 * Switches the RunCloud integration `on` or `off`, as the network's settings page stores it.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

require __DIR__ . '/load.php';
require ABSPATH . 'wp-config.php';

if ( ! in_array( $argv[3] ?? '', array( 'on', 'off' ), true ) ) {
	fail( 'expected on or off' );
}

$enabled             = (array) get_network_option( 1, 'wu_host_integrations_enabled', array() );
$enabled['runcloud'] = 'on' === $argv[3];
update_network_option( 1, 'wu_host_integrations_enabled', $enabled );

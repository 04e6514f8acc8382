<?php
/**
 * Creates, moves and deletes sites through WordPress' own functions.
 *
 * Arguments: `create HOST` (prints the new id), `move ID HOST`, `delete ID`.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

require __DIR__ . '/load.php';
require ABSPATH . 'wp-config.php';

switch ( $argv[3] ?? '' ) {
	case 'create':
		$administrator = get_user_by( 'login', 'admin' );
		echo succeed( wpmu_create_blog( $argv[4], '/', 'A shop', $administrator->ID, array( 'public' => 1 ), 1 ) );
		break;
	case 'move':
		succeed( wp_update_site( (int) $argv[4], array( 'domain' => $argv[5] ) ) );
		break;
	case 'delete':
		succeed( wp_delete_site( (int) $argv[4] ) );
		break;
	default:
		fail( 'expected create, move or delete' );
}

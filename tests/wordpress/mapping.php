<?php
/**
 * Maps domains and takes mappings away through Ultimate Multisite's own functions, as its customers' page does.
 *
 * Arguments: `create SITE-ID HOST...`, `delete HOST...`, or `show HOST` (prints stage, secure and whether it is served).
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

require __DIR__ . '/load.php';
require ABSPATH . 'wp-config.php';

/**
 * The mapping of a host.
 *
 * @param string $host The host.
 */
function mapping( string $host ): object {
	$mapping = wu_get_domain_by_domain( $host );
	return is_object( $mapping ) ? $mapping : fail( 'no mapping of ' . $host );
}

switch ( $argv[3] ?? '' ) {
	case 'create':
		foreach ( array_slice( $argv, 5 ) as $host ) {
			succeed(
				wu_create_domain(
					array(
						'blog_id' => (int) $argv[4],
						'domain'  => $host,
						'stage'   => 'checking-dns',
					)
				)
			);
		}
		break;
	case 'delete':
		foreach ( array_slice( $argv, 4 ) as $host ) {
			succeed( mapping( $host )->delete() );
		}
		break;
	case 'show':
		$mapping = mapping( $argv[4] );
		echo $mapping->get_stage(), $mapping->is_secure() ? ' secure' : '', $mapping->is_active() ? ' active' : '';
		break;
	default:
		fail( 'expected create, delete or show' );
}

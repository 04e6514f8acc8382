<?php
/**
 * Forgetting a host that was deleted.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Records;

use Runcloud_Multisite\Host;

defined( 'ABSPATH' ) || exit;

/**
 * Clears what Ultimate Multisite remembers of a host. It flushes its caches when it saves a row and not when it deletes
 * one, so with a persistent object cache a deleted host would go on to be served.
 */
final class Stale_Caches {

	/**
	 * Whether the flush at the end of the request is arranged.
	 *
	 * @var bool
	 */
	private bool $flush_arranged = false;

	/**
	 * Clears what is remembered of a host in both forms, and of the list of its site.
	 *
	 * @param string $host    The host as its row said it.
	 * @param int    $site_id Its site; 0 where that is not known.
	 */
	public function after_deletion( string $host, int $site_id ): void {
		foreach ( self::forms( $host ) as $form ) {
			wp_cache_delete( 'domain:' . $form, 'domain_mappings' );
		}
		if ( $site_id > 0 ) {
			wp_cache_delete( 'id:' . $site_id, 'domain_mapping' );
		}
		// The list is kept once for each site that a request was for, which cannot be cleared one by one.
		if ( wp_using_ext_object_cache() && ! $this->flush_arranged ) {
			$this->flush_arranged = true;
			add_action( 'shutdown', 'wp_cache_flush', 1, 0 );
		}
	}

	/**
	 * The forms under which a host may be remembered.
	 *
	 * @param string $host The host as its row said it.
	 * @return list<string>
	 */
	private static function forms( string $host ): array {
		$name  = Host::normalise( $host );
		$forms = array( $host, strtolower( $host ) );
		if ( null !== $name ) {
			array_push( $forms, $name, Host::twin( $name ) );
		}
		return array_values( array_unique( $forms ) );
	}
}

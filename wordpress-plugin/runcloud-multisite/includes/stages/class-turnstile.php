<?php
/**
 * Letting one through at a time.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Stages;

defined( 'ABSPATH' ) || exit;

/**
 * Lets a sweep pass when the last one is long enough ago, and only one of those that come together.
 *
 * It is kept in the table of network options and changed by one statement, because a transient would be lost whenever
 * the object cache is flushed, which is just what a sweep does.
 */
final class Turnstile {

	private const NAME = 'runcloud_multisite_last_sweep';

	/** A time that lies further ahead than this was written by a clock that ran wrong, in seconds. */
	private const BELIEVABLE = 300;

	/**
	 * Whether it is this caller's turn.
	 *
	 * @param int $pause Seconds since the last turn.
	 * @param int $now   The time in seconds.
	 */
	public static function pass( int $pause, int $now ): bool {
		global $wpdb;
		$network = get_main_network_id();
		$quiet   = $wpdb->suppress_errors();
		$passed  = $wpdb->query(
			$wpdb->prepare(
				"UPDATE {$wpdb->sitemeta} SET meta_value = %d WHERE site_id = %d AND meta_key = %s AND ( CAST( meta_value AS SIGNED ) <= %d OR CAST( meta_value AS SIGNED ) > %d )",
				$now,
				$network,
				self::NAME,
				$now - $pause,
				$now + self::BELIEVABLE
			)
		);
		if ( ! $passed && ! self::is_there( $network ) ) {
			$passed = $wpdb->insert(
				$wpdb->sitemeta,
				array(
					'site_id'    => $network,
					'meta_key'   => self::NAME,
					'meta_value' => (string) $now,
				)
			);
		}
		$wpdb->suppress_errors( $quiet );
		return (bool) $passed;
	}

	/**
	 * Whether anybody ever passed.
	 *
	 * @param int $network The network.
	 */
	private static function is_there( int $network ): bool {
		global $wpdb;
		return null !== $wpdb->get_var(
			$wpdb->prepare( "SELECT meta_id FROM {$wpdb->sitemeta} WHERE site_id = %d AND meta_key = %s LIMIT 1", $network, self::NAME )
		);
	}
}

<?php
/**
 * The mapping rows that wait.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Stages;

use Runcloud_Multisite\Bus\Rows;

defined( 'ABSPATH' ) || exit;

/**
 * Reads which rows are in a stage in which they are not served. From the table itself, as cached rows may be old.
 */
final class Waiting_Rows {

	/** The stages of Ultimate Multisite in which a row is not served. Words of newer versions are not touched. */
	public const STAGES = array( 'checking-dns', 'checking-ssl-cert', 'failed', 'ssl-failed' );

	/** The stages after Ultimate Multisite gave up. */
	public const GIVEN_UP = array( 'failed', 'ssl-failed' );

	private const MOST = 1000;

	/** Where the last sweep ended, so that rows which cannot be moved do not keep others waiting. */
	private const CURSOR = 'runcloud_multisite_last_row';

	/**
	 * The rows that wait, beginning after the one at which the last sweep ended.
	 *
	 * @return list<array{id: int, site_id: int, host: string, stage: string}>
	 */
	public static function read(): array {
		$cursor = (int) get_network_option( get_main_network_id(), self::CURSOR, 0 );
		$rows   = self::part( 'id > %d', $cursor );
		if ( $cursor > 0 && count( $rows ) < self::MOST ) {
			$rows = array_merge( $rows, self::part( 'id <= %d', $cursor ) );
		}
		return array_slice( $rows, 0, self::MOST );
	}

	/**
	 * Remembers where a sweep ended.
	 *
	 * @param int $id The row it dealt with last.
	 */
	public static function end_at( int $id ): void {
		update_network_option( get_main_network_id(), self::CURSOR, $id );
	}

	/**
	 * Waiting rows on one side of the cursor.
	 *
	 * @param string $side   The condition.
	 * @param int    $cursor Its value.
	 * @return list<array{id: int, site_id: int, host: string, stage: string}>
	 */
	private static function part( string $side, int $cursor ): array {
		global $wpdb;
		$rows = Rows::of(
			$wpdb->base_prefix . 'wu_domain_mappings',
			'SELECT id, blog_id, domain, stage',
			"WHERE {$side} AND stage IN (%s, %s, %s, %s) ORDER BY id LIMIT %d",
			array_merge( array( $cursor ), self::STAGES, array( self::MOST ) )
		);
		return array_map(
			static fn ( array $row ): array => array(
				'id'      => (int) $row['id'],
				'site_id' => (int) $row['blog_id'],
				'host'    => (string) $row['domain'],
				'stage'   => (string) $row['stage'],
			),
			$rows
		);
	}
}

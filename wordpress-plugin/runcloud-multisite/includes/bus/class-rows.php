<?php
/**
 * Reading rows of the shared tables.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Bus;

defined( 'ABSPATH' ) || exit;

/**
 * Reads rows quietly: a table that is not there yet, or a column that an older program did not have, breaks no screen.
 */
final class Rows {

	/**
	 * The rows that a query finds; none where it cannot be run.
	 *
	 * @param string       $table  The full name of the table.
	 * @param string       $select What comes before it.
	 * @param string       $clause What comes after it; values are placeholders in it.
	 * @param array<mixed> $values The values.
	 * @return list<array<string, string|null>>
	 */
	public static function of( string $table, string $select, string $clause, array $values ): array {
		global $wpdb;
		$sql   = "{$select} FROM {$table} {$clause}";
		$quiet = $wpdb->suppress_errors();
		// Names of tables and columns are words of this plugin; everything else is a value.
		$rows = $wpdb->get_results( array() === $values ? $sql : $wpdb->prepare( $sql, $values ), ARRAY_A ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
		$wpdb->suppress_errors( $quiet );
		return is_array( $rows ) ? array_values( $rows ) : array();
	}
}

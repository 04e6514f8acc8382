<?php
/**
 * What the program remembers of domains.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Rows;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Reads the program's own memory of some domains, in one query. It is the program's to change: whatever is not as
 * expected in it counts as not known.
 */
final class Remembered {

	/**
	 * What is remembered, by host; nothing of hosts whose memory cannot be read.
	 *
	 * @param Plugin        $plugin The plugin.
	 * @param array<string> $hosts  The hosts.
	 * @return array<string, array<mixed>>
	 */
	public static function of( Plugin $plugin, array $hosts ): array {
		if ( array() === $hosts ) {
			return array();
		}
		$marks = implode( ', ', array_fill( 0, count( $hosts ), '%s' ) );
		$rows  = Rows::of( $plugin->tables->domains(), 'SELECT host, record', "WHERE host IN ({$marks})", array_values( $hosts ) );
		$found = array_map( static fn ( array $row ): mixed => json_decode( (string) $row['record'], true ), array_column( $rows, null, 'host' ) );
		return array_filter( $found, 'is_array' );
	}
}

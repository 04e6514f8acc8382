<?php
/**
 * What was told already.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Stages;

defined( 'ABSPATH' ) || exit;

/**
 * Remembers for each host the state that was told last, in a network option.
 */
final class Told {

	private const OPTION = 'runcloud_multisite_told';

	/**
	 * What was told, by host; null where nothing ever was.
	 *
	 * @return array<string, string>|null
	 */
	public static function read(): ?array {
		$told = get_network_option( get_main_network_id(), self::OPTION, null );
		if ( ! is_array( $told ) ) {
			return null;
		}
		return array_filter( $told, 'is_string' );
	}

	/**
	 * Writes what was told.
	 *
	 * @param array<string, string> $told The states by host.
	 */
	public static function write( array $told ): void {
		update_network_option( get_main_network_id(), self::OPTION, $told );
	}
}

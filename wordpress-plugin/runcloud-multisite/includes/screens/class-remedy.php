<?php
/**
 * What helps a domain.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Domain_Status;
use Runcloud_Multisite\Bus\Rows;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Shows the program's own advice for the reason why a domain stands where it stands.
 */
final class Remedy {

	/**
	 * The advice, as HTML; null where only time helps, or where the program that wrote the tables gives none.
	 *
	 * @param Plugin        $plugin The plugin.
	 * @param Domain_Status $status The domain.
	 */
	public static function html( Plugin $plugin, Domain_Status $status ): ?string {
		$rows     = Rows::of( $plugin->tables->state(), 'SELECT value', 'WHERE name = %s', array( 'remedies' ) );
		$remedies = json_decode( (string) ( $rows[0]['value'] ?? '' ), true );
		$remedy   = is_array( $remedies ) ? $remedies[ $status->reason ] ?? null : null;
		if ( ! is_string( $remedy ) || '' === $remedy ) {
			return null;
		}
		// The program writes what is typed between backticks, and DOMAIN for the domain.
		$html = preg_replace_callback(
			'/`([^`]+)`/',
			static fn ( array $found ): string => '<code>' . str_replace( 'DOMAIN', esc_html( $status->host ), $found[1] ) . '</code>',
			esc_html( ucfirst( $remedy ) )
		);
		return $html . '.';
	}
}

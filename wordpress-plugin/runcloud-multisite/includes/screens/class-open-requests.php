<?php
/**
 * Requests that the program has not answered yet.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Rows;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Reads and shows what was asked of the program and waits for it.
 */
final class Open_Requests {

	/** As many as are listed. */
	private const MOST = 20;

	/**
	 * Keeps the plugin.
	 *
	 * @param Plugin $plugin The plugin.
	 */
	public function __construct( private readonly Plugin $plugin ) {}

	/**
	 * Prints them.
	 */
	public function show(): void {
		$rows = Rows::of( $this->plugin->tables->requests(), 'SELECT at, kind, host, user_name', 'WHERE handled_at IS NULL ORDER BY id LIMIT %d', array( self::MOST + 1 ) );
		$kept = count( $this->plugin->requests->kept() );
		echo '<h2>' . esc_html__( 'Open requests', 'runcloud-multisite' ) . '</h2>';
		if ( $kept > 0 ) {
			/* translators: %s: a number. */
			echo '<p>' . esc_html( sprintf( _n( '%s request could not be written to the database yet; it is kept and written as soon as that is possible.', '%s requests could not be written to the database yet; they are kept and written as soon as that is possible.', $kept, 'runcloud-multisite' ), number_format_i18n( $kept ) ) ) . '</p>';
		}
		if ( array() === $rows ) {
			echo '<p>' . esc_html__( 'None: the program has answered everything that was asked of it.', 'runcloud-multisite' ) . '</p>';
			return;
		}
		echo '<ul class="ul-disc">';
		foreach ( array_slice( $rows, 0, self::MOST ) as $row ) {
			echo '<li>' . self::line( $row ) . '</li>'; // phpcs:ignore WordPress.Security.EscapeOutput
		}
		echo '</ul>';
		if ( count( $rows ) > self::MOST ) {
			echo '<p>' . esc_html__( 'More are waiting.', 'runcloud-multisite' ) . '</p>';
		}
	}

	/**
	 * A request in a line, as HTML.
	 *
	 * @param array<string, string|null> $row The row by column.
	 */
	private static function line( array $row ): string {
		$host = (string) $row['host'];
		return esc_html( Words::request( (string) $row['kind'] ) )
			. ( '' === $host ? '' : ' <code>' . esc_html( $host ) . '</code>' )
			. ', ' . esc_html( (string) $row['user_name'] ) . ', ' . Moment::distance( (int) $row['at'] );
	}
}

<?php
/**
 * Moments as people read them.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

defined( 'ABSPATH' ) || exit;

/**
 * Shows moments: how far away they are, with the whole time for whoever wants it. The methods return HTML.
 */
final class Moment {

	/**
	 * How long ago something was, or in how long it will be.
	 *
	 * @param int      $millis The moment, in milliseconds.
	 * @param int|null $now    Now, in seconds; the real now by default.
	 */
	public static function distance( int $millis, ?int $now = null ): string {
		$seconds = intdiv( $millis, 1000 );
		$now   ??= time();
		$words   = human_time_diff( $seconds, $now );
		/* translators: %s: a span of time, such as "5 minutes". */
		$words = $seconds > $now ? sprintf( __( 'in %s', 'runcloud-multisite' ), $words ) : sprintf( __( '%s ago', 'runcloud-multisite' ), $words );
		return self::tag( $millis, $words );
	}

	/**
	 * How far away something is, and the whole time below it, where neither is to be hidden in a title.
	 *
	 * @param int $millis The moment, in milliseconds.
	 */
	public static function both( int $millis ): string {
		return self::distance( $millis ) . '<br><span class="description">' . esc_html( self::full( $millis ) ) . '</span>';
	}

	/**
	 * The day of something.
	 *
	 * @param int $millis The moment, in milliseconds.
	 */
	public static function day( int $millis ): string {
		return self::tag( $millis, (string) wp_date( (string) get_option( 'date_format' ), intdiv( $millis, 1000 ) ) );
	}

	/**
	 * The whole time of something, in the time zone of the site.
	 *
	 * @param int $millis The moment, in milliseconds.
	 */
	public static function whole( int $millis ): string {
		return self::tag( $millis, self::full( $millis ) );
	}

	/**
	 * The element of a moment.
	 *
	 * @param int    $millis The moment, in milliseconds.
	 * @param string $words  What is read, as plain text.
	 */
	private static function tag( int $millis, string $words ): string {
		return sprintf(
			'<time datetime="%1$s" title="%2$s">%3$s</time>',
			esc_attr( gmdate( 'Y-m-d\TH:i:s\Z', intdiv( $millis, 1000 ) ) ),
			esc_attr( self::full( $millis ) ),
			esc_html( $words )
		);
	}

	/**
	 * Day, time and time zone.
	 *
	 * @param int $millis The moment, in milliseconds.
	 */
	private static function full( int $millis ): string {
		return (string) wp_date( get_option( 'date_format' ) . ' H:i:s T', intdiv( $millis, 1000 ) );
	}
}

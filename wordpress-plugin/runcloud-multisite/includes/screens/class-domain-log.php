<?php
/**
 * The log of a domain in Ultimate Multisite.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Domain_Status;
use Runcloud_Multisite\Host;
use Runcloud_Multisite\Stages\Events;

defined( 'ABSPATH' ) || exit;

/**
 * Writes one line into the log of a domain when a change of its state is told.
 *
 * The log lies in the folder of uploads, where a stranger may guess its address, and its name becomes that of a file. So
 * only hosts that are plainly hosts get a line, and nothing but the sentence for the operator is in it.
 */
final class Domain_Log {

	/** Longer than any sentence of the program, in characters. */
	private const LONGEST = 500;

	/**
	 * Attaches the hooks.
	 */
	public static function start(): void {
		foreach ( array( Events::SERVING, Events::NEEDS_ATTENTION, Events::REMOVED ) as $event ) {
			add_action( $event, array( self::class, 'write' ), 10, 3 );
		}
	}

	/**
	 * Writes the line, for each form of the host that has a row.
	 *
	 * @param mixed $host    The host.
	 * @param mixed $site_id Its site.
	 * @param mixed $status  Where it stands.
	 */
	public static function write( $host, $site_id, $status ): void {
		$name = is_string( $host ) ? Host::normalise( $host ) : null;
		if ( null === $name || ! $status instanceof Domain_Status || ! function_exists( 'wu_log_add' ) || ! function_exists( 'wu_get_domain_by_domain' ) ) {
			return;
		}
		foreach ( array( $name, Host::twin( $name ) ) as $form ) {
			// The log of a row that is gone is gone, and must not come back.
			if ( is_object( wu_get_domain_by_domain( $form ) ) ) {
				wu_log_add( 'domain-' . $form, self::line( $status ) );
			}
		}
	}

	/**
	 * The line.
	 *
	 * @param Domain_Status $status Where the domain stands.
	 */
	private static function line( Domain_Status $status ): string {
		$text = 'RunCloud: ' . Words::state( $status->state ) . '. ' . $status->operator_text;
		// The viewer of logs may show lines as HTML.
		$text = str_replace( array( '<', '>' ), array( '(', ')' ), (string) preg_replace( '/\s+|[\x00-\x1f\x7f]|\xc2[\x80-\x9f]/', ' ', $text ) );
		return mb_substr( trim( wp_check_invalid_utf8( $text, true ) ), 0, self::LONGEST );
	}
}

<?php
/**
 * What a person reads after having done something.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Shows the answer to an action. The address carries its code only, so that nobody can put words on the screen.
 */
final class Answer {

	/** The name of the value in the address that holds the code. */
	public const FIELD = 'runcloud_done';
	/** The name of the value that says how many. */
	public const COUNT = 'count';

	public const RETRIED       = 'retried';
	public const RETRIED_MANY  = 'retried_many';
	public const CONFIRMED     = 'confirmed';
	public const KEPT          = 'kept';
	public const NO_HOST       = 'no_host';
	public const NOTHING_ASKED = 'nothing_asked';
	public const WRONG_NAME    = 'wrong_name';

	private const DONE = array( self::RETRIED, self::RETRIED_MANY, self::CONFIRMED );

	/**
	 * Prints the answer, where there is one.
	 */
	public static function show(): void {
		$code = Address::asked( self::FIELD );
		$text = self::text( $code, absint( Address::asked( self::COUNT ) ) );
		if ( '' === $text ) {
			return;
		}
		$done = in_array( $code, self::DONE, true );
		if ( $done && ! Plugin::get()->agent->is_running() ) {
			$text .= ' ' . __( 'The program does not run at the moment; it takes this up when it runs again.', 'runcloud-multisite' );
		}
		printf( '<div class="notice notice-%s is-dismissible" role="status"><p>%s</p></div>', $done ? 'success' : 'warning', esc_html( $text ) );
	}

	/**
	 * The words for a code, as plain text.
	 *
	 * @param string $code  The code.
	 * @param int    $count How many.
	 */
	private static function text( string $code, int $count ): string {
		return match ( $code ) {
			self::RETRIED       => __( 'The program was asked to try this domain again now.', 'runcloud-multisite' ),
			/* translators: %s: a number. */
			self::RETRIED_MANY  => sprintf( _n( 'The program was asked to try %s domain again now.', 'The program was asked to try %s domains again now.', $count, 'runcloud-multisite' ), number_format_i18n( $count ) ),
			self::CONFIRMED     => __( 'Your yes was passed on to the program.', 'runcloud-multisite' ),
			self::KEPT          => __( 'The database did not take the request. It is kept and written as soon as that is possible.', 'runcloud-multisite' ),
			self::NO_HOST       => __( 'No domain was chosen, so nothing was asked of the program.', 'runcloud-multisite' ),
			self::NOTHING_ASKED => __( 'Nothing here waits for a yes any more, so nothing was passed on.', 'runcloud-multisite' ),
			self::WRONG_NAME    => __( 'What was typed is not the name, so nothing was passed on.', 'runcloud-multisite' ),
			default             => '',
		};
	}
}

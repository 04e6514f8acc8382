<?php
/**
 * What the program asks a person.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Domain_Status;

defined( 'ABSPATH' ) || exit;

/**
 * The form in which a person says yes by typing the name of what is at stake.
 */
final class Question {

	/** The reason for which a yes switches the www name; see docs/reasons.md for where `confirm DOMAIN` helps. */
	private const OF_THE_TWIN = 'twin_elsewhere';

	/** The reasons for which a yes takes the domain off. */
	private const OF_REMOVAL = array( 'absence_watched', 'rename_waiting', 'type_unknown' );

	/**
	 * Whether the program says that a person's yes about this domain helps.
	 *
	 * @param Domain_Status $status The domain.
	 */
	public static function is_asked( Domain_Status $status ): bool {
		return self::OF_THE_TWIN === $status->reason || in_array( $status->reason, self::OF_REMOVAL, true );
	}

	/**
	 * What a yes about a domain would allow, as plain text.
	 *
	 * @param Domain_Status $status The domain.
	 */
	public static function about( Domain_Status $status ): string {
		return self::OF_THE_TWIN === $status->reason
			/* translators: %s: a domain. */
			? sprintf( __( 'With your yes the program may switch the www name of %s off or on, as its records ask for.', 'runcloud-multisite' ), $status->host )
			/* translators: %s: a domain. */
			: sprintf( __( 'With your yes the program may take %s off the web application without waiting any longer. Its visitors get no site then.', 'runcloud-multisite' ), $status->host );
	}

	/**
	 * Prints the form.
	 *
	 * @param string                      $action What a yes does, a constant of Actions.
	 * @param string                      $name   The name to type.
	 * @param string                      $button What the button says, as plain text.
	 * @param string                      $host   The host it is about; empty where it is about the network.
	 * @param array<string, list<string>> $hidden What else the form carries, by the name of the field.
	 */
	public static function form( string $action, string $name, string $button, string $host = '', array $hidden = array() ): void {
		$id = 'runcloud-' . str_replace( '_', '-', $action );
		echo '<form method="post" class="runcloud-question" action="' . esc_url( Address::domains() ) . '">';
		self::hidden( '_wpnonce', wp_create_nonce( Actions::nonce( $action, $host ) ) );
		self::hidden( Actions::FIELD, $action );
		self::hidden( 'host', $host );
		foreach ( $hidden as $field => $values ) {
			foreach ( $values as $value ) {
				self::hidden( $field, $value );
			}
		}
		/* translators: %s: the name of a domain. */
		$label = sprintf( __( 'Type %s to confirm:', 'runcloud-multisite' ), '<code>' . esc_html( $name ) . '</code>' );
		printf(
			'<p><label for="%1$s">%2$s</label><br><input type="text" id="%1$s" name="typed" class="regular-text" required autocomplete="off" autocapitalize="none" spellcheck="false"></p>',
			esc_attr( $id ),
			wp_kses( $label, array( 'code' => array() ) )
		);
		printf( '<p><button type="submit" class="button button-primary">%s</button></p></form>', esc_html( $button ) );
	}

	/**
	 * Prints a hidden field.
	 *
	 * @param string $name  Its name.
	 * @param string $value Its value.
	 */
	private static function hidden( string $name, string $value ): void {
		printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
	}
}

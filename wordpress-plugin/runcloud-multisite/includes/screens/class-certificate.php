<?php
/**
 * The certificate that visitors get.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Domain_Status;

defined( 'ABSPATH' ) || exit;

/**
 * Tells who issued the certificate, until when it is good, and where browsers refuse it. The table has issuer and end of
 * any certificate that was shown; whether it is a good one stands in the program's memory.
 */
final class Certificate {

	/** The states of domains that cannot be expected to have one. */
	private const TOO_EARLY = array( 'waiting_dns', 'attaching', 'attached', 'ordering' );

	/**
	 * The certificate, as HTML.
	 *
	 * @param Domain_Status $status     The domain.
	 * @param array<mixed>  $remembered What the program remembers of it.
	 */
	public static function html( Domain_Status $status, array $remembered ): string {
		if ( null === $status->cert_expires ) {
			return esc_html__( 'None seen', 'runcloud-multisite' );
		}
		if ( self::is_a_stand_in( $status, $remembered ) ) {
			return esc_html__( 'None of its own yet', 'runcloud-multisite' ) . '<br><span class="description">' . esc_html__( 'Until there is one, the server shows its own.', 'runcloud-multisite' ) . '</span>';
		}
		$issuer = trim( (string) $status->cert_issuer );
		$issuer = '' === $issuer ? __( 'No issuer named', 'runcloud-multisite' ) : $issuer;
		$ended  = $status->cert_expires <= time() * 1000;
		/* translators: %s: a day. */
		$until = $ended ? '<strong>' . esc_html__( 'ended %s', 'runcloud-multisite' ) . '</strong>' : esc_html__( 'until %s', 'runcloud-multisite' );
		$fault = self::fault( $remembered );
		return esc_html( $issuer ) . '<br>' . sprintf( $until, Moment::day( $status->cert_expires ) )
			. ( null === $fault ? '' : '<br><strong>' . esc_html( $fault ) . '</strong>' );
	}

	/**
	 * Whether this is what the server shows for names that have no certificate, such as one that waits for DNS.
	 *
	 * @param Domain_Status $status     The domain.
	 * @param array<mixed>  $remembered What the program remembers of it.
	 */
	private static function is_a_stand_in( Domain_Status $status, array $remembered ): bool {
		return in_array( $status->state, self::TOO_EARLY, true ) && ! isset( $remembered['secured_at'] ) && in_array( self::refusal( $remembered ), array( 'wrong_name', 'untrusted' ), true );
	}

	/**
	 * For what browsers refuse it, in the program's word: empty where it does not say, null where they do not.
	 *
	 * @param array<mixed> $remembered What the program remembers of the domain.
	 */
	private static function refusal( array $remembered ): ?string {
		$shown = $remembered['tls']['value'] ?? null;
		if ( ! is_array( $shown ) || ! isset( $shown['refused'] ) ) {
			return null;
		}
		$why = is_array( $shown['refused'] ) ? $shown['refused'][1] ?? '' : '';
		return is_string( $why ) ? $why : '';
	}

	/**
	 * Why browsers refuse it, as plain text; null where nothing says that they do.
	 *
	 * @param array<mixed> $remembered What the program remembers of the domain.
	 */
	private static function fault( array $remembered ): ?string {
		return match ( self::refusal( $remembered ) ) {
			null            => null,
			'expired'       => __( 'Refused by browsers: its time is over', 'runcloud-multisite' ),
			'not_yet_valid' => __( 'Refused by browsers: its time has not begun', 'runcloud-multisite' ),
			'wrong_name'    => __( 'Refused by browsers: it is for other names', 'runcloud-multisite' ),
			'untrusted'     => __( 'Refused by browsers: no trusted authority signed it', 'runcloud-multisite' ),
			default         => __( 'Refused by browsers', 'runcloud-multisite' ),
		};
	}
}

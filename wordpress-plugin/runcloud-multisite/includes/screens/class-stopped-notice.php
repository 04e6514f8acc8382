<?php
/**
 * The notice that the program does not run.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Agent_Status;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Tells everybody who runs the network, until the program runs again or they do not want to hear it for a day.
 */
final class Stopped_Notice {

	/** A restart of the program takes a moment, which is no news, in seconds. */
	private const PATIENCE = 120;

	/** Until when a person does not want to hear it, in seconds. */
	private const HUSHED_UNTIL = 'runcloud_multisite_hushed_until';

	/**
	 * Attaches the hook.
	 */
	public static function start(): void {
		add_action( 'network_admin_notices', array( self::class, 'show' ) );
	}

	/**
	 * Keeps the notice away from a person for a day.
	 *
	 * @param int $user_id The person.
	 */
	public static function hush( int $user_id ): void {
		update_user_meta( $user_id, self::HUSHED_UNTIL, time() + DAY_IN_SECONDS );
	}

	/**
	 * Prints the notice.
	 */
	public static function show(): void {
		// On its own page everything is said in more words.
		if ( ! Screens::allowed() || Address::PAGE === Address::asked( 'page' ) || self::is_hushed( get_current_user_id() ) ) {
			return;
		}
		$text = self::text( Plugin::get()->agent );
		if ( null === $text ) {
			return;
		}
		$hush = Address::program();
		echo '<div class="notice notice-warning"><form method="post" action="' . esc_url( $hush ) . '"><p>' . $text . '</p><p>'; // phpcs:ignore WordPress.Security.EscapeOutput
		printf( '<a class="button" href="%s">%s</a> ', esc_url( $hush ), esc_html__( 'See how the program is', 'runcloud-multisite' ) );
		// No id, as other forms of the screen have a nonce too.
		printf( '<input type="hidden" name="_wpnonce" value="%s">', esc_attr( wp_create_nonce( Actions::nonce( Actions::HUSH ) ) ) );
		printf( '<button type="submit" class="button-link" name="%s" value="%s">%s</button></p></form></div>', esc_attr( Actions::FIELD ), esc_attr( Actions::HUSH ), esc_html__( 'Do not remind me for a day', 'runcloud-multisite' ) );
	}

	/**
	 * What is wrong, as HTML; null where nothing is.
	 *
	 * @param Agent_Status $agent How the program is.
	 */
	private static function text( Agent_Status $agent ): ?string {
		if ( ! $agent->has_ever_run() ) {
			return esc_html__( 'The runcloud-multisite program has not run for this network yet, so domains are not attached and get no certificates.', 'runcloud-multisite' );
		}
		$since = max( (int) $agent->last_seen(), $agent->lease_expires() );
		if ( $agent->is_running() || $since > ( time() - self::PATIENCE ) * 1000 ) {
			return null;
		}
		/* translators: %s: a moment. */
		return sprintf( esc_html__( 'The runcloud-multisite program stopped %s. New domains are not attached and certificates are not watched until it runs again.', 'runcloud-multisite' ), Moment::distance( $since ) );
	}

	/**
	 * Whether a person does not want to hear it at the moment.
	 *
	 * @param int $user_id The person.
	 */
	private static function is_hushed( int $user_id ): bool {
		return (int) get_user_meta( $user_id, self::HUSHED_UNTIL, true ) > time();
	}
}

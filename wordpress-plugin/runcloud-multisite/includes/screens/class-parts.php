<?php
/**
 * Parts that several screens show.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

defined( 'ABSPATH' ) || exit;

/**
 * Small pieces of HTML about a domain. The methods return HTML in which everything from outside is escaped.
 */
final class Parts {

	/**
	 * The state in words. A colour beside it repeats what the words say.
	 *
	 * @param string $state The state.
	 */
	public static function state( string $state ): string {
		return sprintf( '<span class="runcloud-state runcloud-state-%s">%s</span>', esc_attr( sanitize_html_class( $state ) ), esc_html( Words::state( $state ) ) );
	}

	/**
	 * When a domain is looked at next.
	 *
	 * @param int|null $next_look  The moment, in milliseconds.
	 * @param bool     $is_running Whether the program runs.
	 */
	public static function next_look( ?int $next_look, bool $is_running ): string {
		if ( null === $next_look ) {
			return esc_html__( 'When something changes', 'runcloud-multisite' );
		}
		if ( $next_look > time() * 1000 ) {
			return Moment::distance( $next_look );
		}
		return $is_running ? esc_html__( 'Now', 'runcloud-multisite' ) : esc_html__( 'When the program runs again', 'runcloud-multisite' );
	}

	/**
	 * The site a domain belongs to.
	 *
	 * @param int|null           $site_id Its id.
	 * @param array<int, string> $names   The names of sites that exist, by id.
	 */
	public static function site( ?int $site_id, array $names ): string {
		if ( null === $site_id ) {
			return '<span aria-hidden="true">&#8212;</span><span class="screen-reader-text">' . esc_html__( 'No site', 'runcloud-multisite' ) . '</span>';
		}
		if ( ! isset( $names[ $site_id ] ) ) {
			/* translators: %d: the id of a site. */
			return esc_html( sprintf( __( 'Site %d, which is gone', 'runcloud-multisite' ), $site_id ) );
		}
		return sprintf( '<a href="%s">%s</a>', esc_url( network_admin_url( 'site-info.php?id=' . $site_id ) ), esc_html( $names[ $site_id ] ) );
	}

	/**
	 * A name with letters beyond ASCII as its owner spells it, beside the form that counts.
	 *
	 * @param string $host The host.
	 */
	public static function spelled( string $host ): string {
		if ( ! str_contains( $host, 'xn--' ) || ! function_exists( 'idn_to_utf8' ) ) {
			return '';
		}
		$spelled = idn_to_utf8( $host, IDNA_NONTRANSITIONAL_TO_UNICODE, INTL_IDNA_VARIANT_UTS46 );
		return is_string( $spelled ) && $spelled !== $host ? '<br><span class="description">' . esc_html( $spelled ) . '</span>' : '';
	}

	/**
	 * A list of facts.
	 *
	 * @param array<string, string> $facts HTML by label; the labels are plain text.
	 */
	public static function facts( array $facts ): string {
		$rows = '';
		foreach ( $facts as $label => $html ) {
			$rows .= sprintf( '<tr><th scope="row">%s</th><td>%s</td></tr>', esc_html( $label ), $html );
		}
		return '<table class="widefat striped runcloud-facts"><tbody>' . $rows . '</tbody></table>';
	}
}

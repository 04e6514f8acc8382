<?php
/**
 * The list of domains of Ultimate Multisite.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Adds a line below each domain: where it stands at RunCloud, with a way to more.
 */
final class Mapping_List {

	/**
	 * Attaches the hook.
	 */
	public static function start(): void {
		add_filter( 'wu_domain_list_column_domain', array( self::class, 'add_line' ), 10, 2 );
	}

	/**
	 * What the column holds, with the line.
	 *
	 * @param mixed $html What it holds so far.
	 * @param mixed $item The mapping.
	 */
	public static function add_line( $html, $item ): string {
		$html = (string) $html;
		if ( ! Screens::allowed() || ! is_object( $item ) || ! method_exists( $item, 'get_domain' ) ) {
			return $html;
		}
		return $html . self::line( (string) $item->get_domain() );
	}

	/**
	 * The line, as HTML; empty where the text is no host.
	 *
	 * @param string $domain What the row says.
	 */
	private static function line( string $domain ): string {
		$status = Plugin::get()->statuses->find( $domain );
		if ( null === $status ) {
			return '<div class="description">' . esc_html__( 'RunCloud: not known to the program yet', 'runcloud-multisite' ) . '</div>';
		}
		/* translators: %s: where a domain stands. */
		$words = sprintf( __( 'RunCloud: %s', 'runcloud-multisite' ), Words::state( $status->state ) );
		return sprintf(
			'<div class="description" title="%1$s"><a href="%2$s">%3$s</a> | <a href="%4$s" aria-label="%5$s">%6$s</a></div>',
			esc_attr( $status->operator_text ),
			esc_url( Address::domain( $status->host ) ),
			esc_html( $words ),
			esc_url( Address::retry( $status->host ) ),
			/* translators: %s: a domain. */
			esc_attr( sprintf( __( 'Retry %s', 'runcloud-multisite' ), $status->host ) ),
			esc_html__( 'Retry', 'runcloud-multisite' )
		);
	}
}

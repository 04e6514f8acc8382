<?php
/**
 * The page on which Ultimate Multisite edits a domain.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Adds a box that tells where the domain stands at RunCloud.
 */
final class Mapping_Box {

	/**
	 * Attaches the hook.
	 */
	public static function start(): void {
		add_action( 'wu_page_wp-ultimo-edit-domain_register_widgets', array( self::class, 'add' ), 10, 2 );
	}

	/**
	 * Adds the box.
	 *
	 * @param mixed $id   The id of the page.
	 * @param mixed $hook The hook of the page.
	 */
	public static function add( $id, $hook = '' ): void {
		if ( Screens::allowed() ) {
			$screen = get_current_screen();
			add_meta_box( 'runcloud-domain', __( 'RunCloud', 'runcloud-multisite' ), array( self::class, 'show' ), $screen ?? (string) $hook, 'normal', 'high' );
		}
	}

	/**
	 * Prints the box. It stands inside of a form, so it holds links and no form.
	 *
	 * @param mixed $domain What the page edits.
	 */
	public static function show( $domain = null ): void {
		if ( ! is_object( $domain ) || ! method_exists( $domain, 'get_domain' ) ) {
			$domain = function_exists( 'wu_get_domain' ) ? wu_get_domain( absint( Address::asked( 'id' ) ) ) : null;
		}
		if ( ! is_object( $domain ) || '' === (string) $domain->get_domain() ) {
			echo '<p>' . esc_html__( 'The program looks at a domain once it is saved.', 'runcloud-multisite' ) . '</p>';
			return;
		}
		$plugin = Plugin::get();
		$status = $plugin->statuses->find( (string) $domain->get_domain() );
		if ( null === $status ) {
			echo '<p>' . esc_html__( 'The program does not know this domain yet.', 'runcloud-multisite' ) . '</p>';
		} else {
			$facts = array(
				__( 'State', 'runcloud-multisite' )         => Parts::state( $status->state ),
				__( 'Who acts next', 'runcloud-multisite' ) => esc_html( Words::who( $status->who ) ),
				__( 'Next look', 'runcloud-multisite' )     => Parts::next_look( $status->next_look, $plugin->agent->is_running() ),
				__( 'Certificate', 'runcloud-multisite' )   => Certificate::html( $status, Remembered::of( $plugin, array( $status->host ) )[ $status->host ] ?? array() ),
			);
			$remedy = Remedy::html( $plugin, $status );
			echo '<p>' . esc_html( $status->operator_text ) . '</p>' . ( null === $remedy ? '' : '<p>' . wp_kses_post( $remedy ) . '</p>' );
			echo Parts::facts( $facts ); // phpcs:ignore WordPress.Security.EscapeOutput
			printf(
				'<p><a class="button" href="%s">%s</a> <a class="button" href="%s">%s</a></p>',
				esc_url( Address::domain( $status->host ) ),
				esc_html__( 'Details', 'runcloud-multisite' ),
				esc_url( Address::retry( $status->host ) ),
				esc_html__( 'Retry now', 'runcloud-multisite' )
			);
		}
		if ( ! $plugin->agent->is_running() ) {
			echo '<p>' . esc_html__( 'The program does not run at the moment.', 'runcloud-multisite' ) . '</p>';
		}
	}
}

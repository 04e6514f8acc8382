<?php
/**
 * What a person sees where there is nothing to list.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Says why the list is empty and what comes next.
 */
final class Nothing_Yet {

	/**
	 * Prints it.
	 *
	 * @param Plugin $plugin The plugin.
	 */
	public static function show( Plugin $plugin ): void {
		list( $title, $steps ) = self::words( $plugin );
		echo '<div class="card runcloud-empty"><h2>' . esc_html( $title ) . '</h2>';
		foreach ( $steps as $step ) {
			echo '<p>' . esc_html( $step ) . '</p>';
		}
		echo '</div>';
	}

	/**
	 * A title and what to do, as plain text.
	 *
	 * @param Plugin $plugin The plugin.
	 * @return array{string, list<string>}
	 */
	private static function words( Plugin $plugin ): array {
		$agent = $plugin->agent;
		if ( ! $plugin->tables->exists( $plugin->tables->domains() ) ) {
			return array(
				__( 'The tables are not there', 'runcloud-multisite' ),
				array(
					__( 'Plugin and program share four tables in the database of this network, and the one with the domains is missing.', 'runcloud-multisite' ),
					__( 'Deactivate and activate this plugin for the network to make them, or start the program, which makes them too.', 'runcloud-multisite' ),
				),
			);
		}
		if ( ! $agent->has_ever_run() ) {
			return array(
				__( 'The program has not run yet', 'runcloud-multisite' ),
				array(
					__( 'The runcloud-multisite program on the server attaches the domains and gets their certificates. It has not run for this network so far.', 'runcloud-multisite' ),
					__( 'On the server, "runcloud-multisite doctor" tells what is missing, and "runcloud-multisite run" starts it. The domains show up here within a minute.', 'runcloud-multisite' ),
				),
			);
		}
		if ( ! $agent->is_running() ) {
			return array(
				__( 'No domains, and the program does not run', 'runcloud-multisite' ),
				array( __( 'The program ran before and stopped. Start it on the server with "runcloud-multisite run"; the tab Program tells when it was last seen.', 'runcloud-multisite' ) ),
			);
		}
		return array(
			__( 'No domains yet', 'runcloud-multisite' ),
			array( __( 'The program runs and knows of no domain. Add one to a site in Ultimate Multisite; it shows up here within seconds.', 'runcloud-multisite' ) ),
		);
	}
}

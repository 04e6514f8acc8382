<?php
/**
 * The screens of whoever runs the network.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

defined( 'ABSPATH' ) || exit;

/**
 * Attaches the screens. Visitors' requests only learn that changes of state belong into the log, which costs nothing
 * until one is told.
 */
final class Screens {

	/** What a person must be able to do to see the screens and to act on them. */
	public const CAPABILITY = 'manage_network';

	/**
	 * Attaches the hooks; called while plugins are loaded.
	 */
	public static function start(): void {
		Domain_Log::start();
		// Site Health runs its tests by WP-Cron too.
		add_filter( 'site_status_tests', array( Health::class, 'add' ) );
		if ( ! is_admin() ) {
			return;
		}
		Network_Page::start();
		Stopped_Notice::start();
		Mapping_List::start();
		Mapping_Box::start();
	}

	/**
	 * Whether the person who asks may see and do what is on the screens.
	 */
	public static function allowed(): bool {
		return current_user_can( self::CAPABILITY ) && get_current_network_id() === get_main_network_id();
	}
}

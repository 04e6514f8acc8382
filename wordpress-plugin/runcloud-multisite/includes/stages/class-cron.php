<?php
/**
 * Sweeping by WP-Cron.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Stages;

use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * The second chance: sweeps every minute in which the main site's WP-Cron runs, whether the program knocks or not.
 */
final class Cron {

	/** The hook of the event. */
	public const HOOK = 'runcloud_multisite_sweep';

	private const INTERVAL = 'runcloud_multisite_minute';

	/**
	 * Attaches the hooks.
	 */
	public static function start(): void {
		add_filter( 'cron_schedules', array( self::class, 'intervals' ) ); // phpcs:ignore WordPress.WP.CronInterval
		add_action( self::HOOK, array( self::class, 'run' ) );
		add_action( 'init', array( self::class, 'keep_scheduled' ) );
	}

	/**
	 * Adds the interval of a minute.
	 *
	 * @param mixed $intervals The intervals by name.
	 */
	public static function intervals( $intervals ): array {
		$intervals                   = (array) $intervals;
		$intervals[ self::INTERVAL ] = array(
			'interval' => MINUTE_IN_SECONDS,
			// Asked for before translations may be loaded.
			'display'  => did_action( 'init' ) ? __( 'Every minute', 'runcloud-multisite' ) : 'Every minute',
		);
		return $intervals;
	}

	/**
	 * Sweeps.
	 */
	public static function run(): void {
		Plugin::get()->sweep()->run();
	}

	/**
	 * Schedules the event at the main site where it is missing. Visitors' requests are left alone.
	 */
	public static function keep_scheduled(): void {
		$behind = is_admin() || wp_doing_cron() || ( defined( 'WP_CLI' ) && WP_CLI );
		if ( $behind && is_main_site() && ! wp_next_scheduled( self::HOOK ) ) {
			wp_schedule_event( time() + MINUTE_IN_SECONDS, self::INTERVAL, self::HOOK );
		}
	}

	/**
	 * Removes the event.
	 */
	public static function stop(): void {
		switch_to_blog( get_main_site_id() );
		wp_clear_scheduled_hook( self::HOOK );
		restore_current_blog();
	}
}

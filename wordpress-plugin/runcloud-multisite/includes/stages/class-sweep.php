<?php
/**
 * Carrying over to Ultimate Multisite what the program found.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Stages;

use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * One sweep: some rows move, what changed is told, and requests that could not be written before are written.
 *
 * Saving a row makes Ultimate Multisite flush the whole object cache. So there is at most one sweep in ten seconds,
 * whatever starts it, and it moves what is ready at once: a cache that was flushed a moment ago is flushed again at no cost.
 */
final class Sweep {

	/** Seconds between two sweeps. */
	public const PAUSE = 10;

	/**
	 * Whether one is arranged for the end of this request.
	 *
	 * @var bool
	 */
	private static bool $arranged = false;

	/**
	 * Keeps the parts.
	 *
	 * @param Plugin    $plugin    The plugin.
	 * @param Mover     $mover     Moves rows.
	 * @param Announcer $announcer Tells what changed.
	 */
	public function __construct(
		private readonly Plugin $plugin,
		private readonly Mover $mover,
		private readonly Announcer $announcer
	) {}

	/**
	 * Arranges a sweep for the end of this request, after the answer was made.
	 */
	public static function soon(): void {
		if ( ! self::$arranged ) {
			self::$arranged = true;
			add_action(
				'shutdown',
				static function (): void {
					self::$arranged = false;
					Plugin::get()->sweep()->run();
				}
			);
		}
	}

	/**
	 * Sweeps, unless the last time is too short ago. Never throws.
	 *
	 * @param int|null $now The time in seconds; now by default.
	 * @return array{swept: bool, moved: int, waiting: int, told: int}
	 */
	public function run( ?int $now = null ): array {
		$result = array(
			'swept'   => false,
			'moved'   => 0,
			'waiting' => 0,
			'told'    => 0,
		);
		if ( ! Turnstile::pass( self::PAUSE, $now ?? time() ) ) {
			return $result;
		}
		$main_site = get_main_site_id();
		$elsewhere = get_current_blog_id() !== $main_site;
		if ( $elsewhere ) {
			switch_to_blog( $main_site );
		}
		try {
			$this->plugin->requests->write_kept();
			$this->plugin->statuses->forget();
			$result          = array_merge( $result, $this->mover->move() );
			$result['told']  = $this->announcer->tell();
			$result['swept'] = true;
		} catch ( \Throwable $error ) {
			// The next sweep tries again; nothing is lost, as everything follows from the tables.
			$result['swept'] = false;
		} finally {
			if ( $elsewhere ) {
				restore_current_blog();
			}
		}
		return $result;
	}
}

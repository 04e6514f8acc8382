<?php
/**
 * The door at which the program knocks.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Stages;

defined( 'ABSPATH' ) || exit;

/**
 * Lets the program say that it wrote something new, so that nobody waits for WP-Cron.
 *
 * The contract with the program:
 *
 * - `POST /?rest_route=/runcloud-multisite/v1/knock` at the main site, with the network's own host as `Host`. That form
 *   works whatever permalinks are used. No body is read.
 * - The header `X-Runcloud-Multisite-Key` holds `wp_hash( 'runcloud-multisite-knock|' . $minute )`, where `$minute` is
 *   the number of whole minutes since 1970 in UTC, in decimal. `wp_hash` is HMAC-MD5 in lower-case hexadecimal, and its
 *   key is the `auth` salt: `AUTH_KEY` followed by `AUTH_SALT`, as for Ultimate Multisite's loop-back question. The
 *   minutes before and after count too, so clocks need not agree exactly.
 * - 200 with `{"swept":true,"moved":0,"waiting":0,"told":0}`: numbers and nothing else. `moved` is how many rows were
 *   set to be served; while some were and `waiting` is not 0, another knock after ten seconds moves
 *   the next. Where nothing moved there is no use in knocking before there is news. `swept` is false where the last
 *   sweep is less than ten seconds ago: nothing was done, and another knock after ten seconds does it.
 * - 403 where the key does not fit, and 404 where the plugin is not active or this is not the main site.
 *
 * Knocking is idempotent. Whoever listens in and repeats a knock within its minutes gains nothing: a sweep does what
 * follows from the tables, at most once in ten seconds. Without the key nothing is read or written.
 */
final class Knock {

	/** The route below /wp-json. */
	public const SPACE = 'runcloud-multisite/v1';
	public const ROUTE = '/knock';

	/** The header with the key. */
	public const HEADER = 'X-Runcloud-Multisite-Key';

	/**
	 * Keeps the sweep.
	 *
	 * @param Sweep $sweep What a knock starts.
	 */
	public function __construct( private readonly Sweep $sweep ) {}

	/**
	 * Attaches the hook.
	 */
	public function start(): void {
		add_action( 'rest_api_init', array( $this, 'register' ) );
	}

	/**
	 * Opens the door, at the main site only.
	 */
	public function register(): void {
		if ( ! is_main_site() || get_current_network_id() !== get_main_network_id() ) {
			return;
		}
		register_rest_route(
			self::SPACE,
			self::ROUTE,
			array(
				'methods'             => 'POST',
				'callback'            => array( $this, 'answer' ),
				'permission_callback' => array( $this, 'may_knock' ),
				'show_in_index'       => false,
			)
		);
	}

	/**
	 * Whether the key fits.
	 *
	 * @param \WP_REST_Request $request The request.
	 * @return true|\WP_Error
	 */
	public function may_knock( $request ) {
		$key    = (string) $request->get_header( self::HEADER );
		$minute = intdiv( time(), MINUTE_IN_SECONDS );
		$fits   = false;
		foreach ( array( $minute - 1, $minute, $minute + 1 ) as $candidate ) {
			$fits = hash_equals( self::key( $candidate ), $key ) || $fits;
		}
		return $fits ? true : new \WP_Error( 'runcloud_multisite_key', __( 'The key does not fit.', 'runcloud-multisite' ), array( 'status' => 403 ) );
	}

	/**
	 * The key of a minute.
	 *
	 * @param int $minute Whole minutes since 1970.
	 */
	public static function key( int $minute ): string {
		return wp_hash( 'runcloud-multisite-knock|' . $minute );
	}

	/**
	 * Sweeps and tells how many.
	 */
	public function answer(): \WP_REST_Response {
		$response = new \WP_REST_Response( $this->sweep->run() );
		$response->header( 'Cache-Control', 'no-store' );
		return $response;
	}
}

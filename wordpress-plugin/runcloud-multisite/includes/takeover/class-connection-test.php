<?php
/**
 * The wizard's test of the connection.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Takeover;

use Runcloud_Multisite\Bus\Requests;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Tells whether the program reaches RunCloud, from what it last wrote. Where that is not good, the program is asked to
 * look again, and the answer says so: testing again a little later shows what it found.
 *
 * Ultimate Multisite shows the message as HTML and lets every logged-in user ask. So messages are escaped here, and only
 * those who run the network are told anything.
 */
final class Connection_Test {

	/**
	 * Keeps the plugin.
	 *
	 * @param Plugin $plugin The plugin.
	 */
	public function __construct( private readonly Plugin $plugin ) {}

	/**
	 * The result.
	 *
	 * @return true|\WP_Error
	 */
	public function result() {
		if ( ! current_user_can( 'manage_network' ) ) {
			return self::error( 'not_allowed', __( 'Only those who run the network may test this.', 'runcloud-multisite' ), '' );
		}
		return $this->not_running() ?? $this->held() ?? $this->unread() ?? true;
	}

	/**
	 * Why the program cannot answer at all.
	 */
	private function not_running(): ?\WP_Error {
		$agent = $this->plugin->agent;
		if ( ! $agent->has_ever_run() ) {
			return self::error(
				'never_ran',
				__( 'The runcloud-multisite program has not run for this network yet.', 'runcloud-multisite' ),
				__( 'Install and start it on the server, then test again.', 'runcloud-multisite' )
			);
		}
		if ( ! $agent->is_running() ) {
			$seconds = (int) floor( (int) $agent->last_seen() / 1000 );
			return self::error(
				'not_running',
				sprintf(
					/* translators: %s: a length of time, such as "5 minutes". */
					__( 'The runcloud-multisite program does not run at the moment; it was last seen %s ago.', 'runcloud-multisite' ),
					human_time_diff( $seconds )
				),
				__( 'Start it on the server (as a service: systemctl start runcloud-multisite), then test again.', 'runcloud-multisite' )
			);
		}
		return null;
	}

	/**
	 * What keeps the program from changing anything.
	 */
	private function held(): ?\WP_Error {
		$agent = $this->plugin->agent;
		if ( null !== $agent->source_error() ) {
			return $this->looking( 'source', $agent->source_error(), __( 'Read the log of the program on the server.', 'runcloud-multisite' ) );
		}
		$hold = $agent->hold();
		if ( null === $hold ) {
			return null;
		}
		list( $cause, $remedy ) = Holds::explain( $hold['reason'] );
		if ( '' !== $hold['detail'] ) {
			$cause .= ' (' . $hold['detail'] . ')';
		}
		return $this->looking( $hold['reason'], $cause, $remedy );
	}

	/**
	 * Whether RunCloud was read, and with the credentials of now.
	 */
	private function unread(): ?\WP_Error {
		$read_at = $this->plugin->agent->panel_read_at();
		if ( null === $read_at ) {
			return $this->looking(
				'unread',
				__( 'The program runs and has not read the web application yet.', 'runcloud-multisite' ),
				__( 'Test again in a minute.', 'runcloud-multisite' )
			);
		}
		if ( $read_at < Credentials::changed_at() ) {
			return $this->looking(
				'older_credentials',
				__( 'The credentials were changed after the program last read RunCloud.', 'runcloud-multisite' ),
				__( 'It reads them within seconds.', 'runcloud-multisite' )
			);
		}
		return null;
	}

	/**
	 * An error that also says that the program was asked to look again.
	 *
	 * @param string $code   A code.
	 * @param string $cause  What is wrong.
	 * @param string $remedy What helps.
	 */
	private function looking( string $code, string $cause, string $remedy ): \WP_Error {
		if ( $this->plugin->requests->add( Requests::LOOK ) ) {
			$remedy .= ' ' . __( 'It was asked to look again now; test again in a minute to see what it found.', 'runcloud-multisite' );
		}
		return self::error( $code, $cause, $remedy );
	}

	/**
	 * An error with its cause and its remedy.
	 *
	 * @param string $code   A code.
	 * @param string $cause  What is wrong.
	 * @param string $remedy What helps.
	 */
	private static function error( string $code, string $cause, string $remedy ): \WP_Error {
		// The wizard shows one line of some 35 characters at a time.
		$headline = match ( $code ) {
			'not_running', 'never_ran'   => __( 'The program does not run.', 'runcloud-multisite' ),
			'older_credentials', 'unread' => __( 'Not read yet: test again soon.', 'runcloud-multisite' ),
			default                       => __( 'Not ready: see the lines below.', 'runcloud-multisite' ),
		};
		return new \WP_Error( 'runcloud_multisite_' . $code, esc_html( $headline . "\n" . trim( $cause . ' ' . $remedy ) ) );
	}
}

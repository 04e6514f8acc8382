<?php
/**
 * The owner's wish to have a domain checked now.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

use Runcloud_Multisite\Bus\Agent_Status;
use Runcloud_Multisite\Bus\Domain_Statuses;
use Runcloud_Multisite\Bus\Requests;

defined( 'ABSPATH' ) || exit;

/**
 * Takes the form of the button and asks the program for a look.
 *
 * A look makes the program ask DNS and the server at once, even where it had given up. It is no `retry`: that forgets failed
 * orders of a certificate, whose number the authority limits for everybody here, and ends a pause that RunCloud asked for.
 *
 * The form goes to the page it is on, as not every customer may open WordPress' own screens, and works without a script.
 */
final class Check {

	/** The field with the id of the row. */
	public const FIELD = 'runcloud_multisite_check';
	/** The field with the nonce, and what it is for. */
	public const NONCE = 'runcloud_multisite_nonce';
	/** The field of a script that wants to be answered with JSON. */
	public const JSON = 'runcloud_multisite_json';
	/** What the page's address holds after a form without a script: the answer, and the row it is about. */
	public const ANSWER = 'runcloud_multisite_answer';
	public const ABOUT  = 'runcloud_multisite_about';

	/**
	 * Keeps what is needed.
	 *
	 * @param Requests        $requests What is asked of the program.
	 * @param Domain_Statuses $statuses Where the domains stand.
	 * @param Agent_Status    $agent    How the program is.
	 * @param Check_Limit     $limit    How often checks may be asked for.
	 */
	public function __construct(
		private readonly Requests $requests,
		private readonly Domain_Statuses $statuses,
		private readonly Agent_Status $agent,
		private readonly Check_Limit $limit
	) {}

	/**
	 * Attaches the hook.
	 */
	public function start(): void {
		add_action( 'wp_loaded', array( $this, 'take_form' ) );
	}

	/**
	 * Takes the form, where it was sent.
	 */
	public function take_form(): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- the nonce is checked below.
		$id = isset( $_POST[ self::FIELD ] ) && is_scalar( $_POST[ self::FIELD ] ) ? (int) $_POST[ self::FIELD ] : 0;
		if ( $id <= 0 || ! is_user_logged_in() ) {
			return;
		}
		$nonce  = isset( $_POST[ self::NONCE ] ) && is_string( $_POST[ self::NONCE ] ) ? sanitize_key( $_POST[ self::NONCE ] ) : '';
		$answer = wp_verify_nonce( $nonce, self::NONCE ) ? $this->ask( $id ) : Answer::Expired;
		if ( isset( $_POST[ self::JSON ] ) ) {
			wp_send_json( array( 'answer' => $answer->sentence() ) );
		}
		$back = add_query_arg(
			array(
				self::ANSWER => $answer->value,
				self::ABOUT  => $id,
			),
			isset( $_SERVER['REQUEST_URI'] ) ? (string) wp_unslash( $_SERVER['REQUEST_URI'] ) : '/'
		);
		wp_safe_redirect( $back . '#' . Block::id_of( $id ), 303 );
		exit;
	}

	/**
	 * Asks for a look at the host of a row.
	 *
	 * @param int $mapping_id The id of the row.
	 */
	public function ask( int $mapping_id ): Answer {
		$mapping = Mapping::find( $mapping_id );
		// Whether a row is another's or is not there at all is nobody's business.
		if ( null === $mapping || ! Owner::owns( $mapping->site_id ) || $mapping->claims_what_is_not_its_own() ) {
			return Answer::Refused;
		}
		$now = (int) floor( microtime( true ) * 1000 );
		if ( ! Standing::of( $mapping, $this->statuses, $this->agent, $now )->may_be_mended() ) {
			return Answer::Refused;
		}
		return $this->limit->one_by_one(
			function () use ( $mapping, $now ): Answer {
				return $this->limit->objection( $mapping->host, get_current_user_id(), $now ) ?? $this->write( $mapping );
			}
		);
	}

	/**
	 * The answer to the form that brought the browser to this page, where it is about a row.
	 *
	 * @param int $mapping_id The id of the row.
	 */
	public static function answer_about( int $mapping_id ): ?Answer {
		// Only one of a few sentences is shown for it.
		// phpcs:disable WordPress.Security.NonceVerification.Recommended
		$about  = isset( $_GET[ self::ABOUT ] ) && is_scalar( $_GET[ self::ABOUT ] ) ? (int) $_GET[ self::ABOUT ] : 0;
		$answer = isset( $_GET[ self::ANSWER ] ) && is_string( $_GET[ self::ANSWER ] ) ? $_GET[ self::ANSWER ] : '';
		// phpcs:enable
		return $about === $mapping_id ? Answer::tryFrom( $answer ) : null;
	}

	/**
	 * Writes the request.
	 *
	 * @param Mapping $mapping The row.
	 */
	private function write( Mapping $mapping ): Answer {
		$written = $this->requests->add( Requests::LOOK, $mapping->host, $mapping->site_id, Check_Limit::PAYLOAD );
		return $written && $this->agent->is_running() ? Answer::Asked : Answer::Later;
	}
}

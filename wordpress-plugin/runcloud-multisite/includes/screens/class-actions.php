<?php
/**
 * What people do on the screens.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Requests;
use Runcloud_Multisite\Host;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Turns a click into a request to the program. Nothing else is done: the program decides what follows.
 */
final class Actions {

	/** The name of the field that says what to do. */
	public const FIELD = 'runcloud_do';

	/** Try again what waits for its time. */
	public const RETRY = 'retry';
	/** A person's yes about one domain. */
	public const CONFIRM_DOMAIN = 'confirm_domain';
	/** A person's yes to the removals that the brake holds back. */
	public const CONFIRM_BRAKE = 'confirm_brake';
	/** A person's yes that this is the network and no copy of it. */
	public const CONFIRM_IDENTITY = 'confirm_identity';
	/** Do not remind this person for a day that the program does not run. */
	public const HUSH = 'hush';

	/**
	 * Does what the request of the browser asks for, if it asks for anything.
	 *
	 * @param array<string, mixed> $asked   The values of the request, without slashes.
	 * @param bool                 $by_post Whether they came by a form.
	 * @return string|null Where to go on; null where nothing was asked.
	 */
	public static function take( array $asked, bool $by_post ): ?string {
		$what = self::text( $asked, self::FIELD );
		if ( '' === $what ) {
			return null;
		}
		$host  = self::text( $asked, 'host' );
		$bulk  = self::RETRY === $what && $by_post && isset( $asked['hosts'] );
		$nonce = $bulk ? 'bulk-domains' : self::nonce( $what, $host );
		if ( ! Screens::allowed() ) {
			wp_die( esc_html__( 'Sorry, you are not allowed to do this.', 'runcloud-multisite' ), '', 403 );
		}
		if ( ! wp_verify_nonce( self::text( $asked, '_wpnonce' ), $nonce ) ) {
			wp_die( esc_html__( 'This link or form is too old. Go back, load the page again and repeat it.', 'runcloud-multisite' ), '', 403 );
		}
		if ( self::RETRY === $what ) {
			return $bulk ? self::retry_many( (array) $asked['hosts'], $asked ) : self::retry_one( $host );
		}
		// A yes is given by a form only, never by following a link.
		if ( ! $by_post ) {
			wp_die( esc_html__( 'This can only be confirmed by the form on its page.', 'runcloud-multisite' ), '', 405 );
		}
		$typed = self::text( $asked, 'typed' );
		return match ( $what ) {
			self::CONFIRM_DOMAIN   => self::confirm_domain( $host, $typed ),
			self::CONFIRM_BRAKE    => self::confirm_brake( $typed, $asked['hosts'] ?? null ),
			self::CONFIRM_IDENTITY => self::confirm_identity( $typed, self::text( $asked, 'identity' ) ),
			self::HUSH             => self::hush(),
			default                => Address::domains(),
		};
	}

	/**
	 * The action of the nonce.
	 *
	 * @param string $what What to do, one of the constants above.
	 * @param string $host The host it is about; empty where it is about none.
	 */
	public static function nonce( string $what, string $host = '' ): string {
		return 'runcloud_multisite_' . $what . '|' . $host;
	}

	/**
	 * Whether somebody typed the name of what is at stake.
	 *
	 * @param string      $typed What was typed.
	 * @param string|null $name  The name.
	 */
	private static function is_name( string $typed, ?string $name ): bool {
		$name = null === $name ? null : Host::normalise( $name );
		return null !== $name && Host::normalise( $typed ) === $name;
	}

	/**
	 * Asks for another try of one domain.
	 *
	 * @param string $host Its host.
	 */
	private static function retry_one( string $host ): string {
		$name = Host::normalise( $host );
		if ( null === $name ) {
			return Address::domains( array( Answer::FIELD => Answer::NO_HOST ) );
		}
		$written = Plugin::get()->requests->add( Requests::RETRY, $name );
		return Address::domain( $name, array( Answer::FIELD => $written ? Answer::RETRIED : Answer::KEPT ) );
	}

	/**
	 * Asks for another try of many domains.
	 *
	 * @param array<mixed>         $hosts Their hosts.
	 * @param array<string, mixed> $asked The values of the request, which hold what the list showed.
	 */
	private static function retry_many( array $hosts, array $asked ): string {
		$names   = array_unique( array_filter( array_map( static fn ( $host ): ?string => is_string( $host ) ? Host::normalise( $host ) : null, $hosts ) ) );
		$written = true;
		foreach ( $names as $name ) {
			$written = Plugin::get()->requests->add( Requests::RETRY, $name ) && $written;
		}
		$answer = array() === $names ? Answer::NO_HOST : ( $written ? Answer::RETRIED_MANY : Answer::KEPT );
		$back   = array();
		foreach ( array( 'state', 'who', 's', 'orderby', 'order', 'paged' ) as $name ) {
			$back[ $name ] = self::text( $asked, $name );
		}
		return Address::domains( array_filter( $back ) + array( Answer::FIELD => $answer, Answer::COUNT => count( $names ) ) );
	}

	/**
	 * Passes on a yes about one domain.
	 *
	 * @param string $host  Its host.
	 * @param string $typed What the person typed.
	 */
	private static function confirm_domain( string $host, string $typed ): string {
		$status = Plugin::get()->statuses->find( $host );
		if ( null === $status || ! Question::is_asked( $status ) ) {
			return Address::domain( $host, array( Answer::FIELD => Answer::NOTHING_ASKED ) );
		}
		if ( ! self::is_name( $typed, $status->host ) ) {
			return Address::domain( $status->host, array( Answer::FIELD => Answer::WRONG_NAME ) );
		}
		$written = Plugin::get()->requests->add( Requests::CONFIRM, $status->host, null, array( 'what' => 'domain' ) );
		return Address::domain( $status->host, array( Answer::FIELD => $written ? Answer::CONFIRMED : Answer::KEPT ) );
	}

	/**
	 * Passes on a yes to removals: to those that the person saw, and to no others.
	 *
	 * @param string $typed What the person typed.
	 * @param mixed  $seen  The hosts that were shown.
	 */
	private static function confirm_brake( string $typed, mixed $seen ): string {
		$agent = Plugin::get()->agent;
		$seen  = array_values( array_filter( (array) $seen, 'is_string' ) );
		$hosts = array_values( array_intersect( $agent->braked(), $seen ) );
		if ( array() === $hosts ) {
			return Address::program( array( Answer::FIELD => Answer::NOTHING_ASKED ) );
		}
		if ( ! self::is_name( $typed, $agent->main_domain() ) ) {
			return Address::program( array( Answer::FIELD => Answer::WRONG_NAME ) );
		}
		return self::pass_on(
			array(
				'what'  => 'brake',
				'hosts' => $hosts,
			)
		);
	}

	/**
	 * Passes on a yes that this place is the network and no copy. The program takes it only for the place it names.
	 *
	 * @param string $typed    What the person typed.
	 * @param string $identity The place that was shown.
	 */
	private static function confirm_identity( string $typed, string $identity ): string {
		$agent = Plugin::get()->agent;
		if ( 'fenced' !== ( $agent->hold()['reason'] ?? '' ) || '' === $identity || Program_Page::identity( $agent ) !== $identity ) {
			return Address::program( array( Answer::FIELD => Answer::NOTHING_ASKED ) );
		}
		if ( ! self::is_name( $typed, $agent->main_domain() ) ) {
			return Address::program( array( Answer::FIELD => Answer::WRONG_NAME ) );
		}
		return self::pass_on(
			array(
				'what'     => 'identity',
				'identity' => $identity,
			)
		);
	}

	/**
	 * Passes on a yes that is about the program as a whole.
	 *
	 * @param array<string, mixed> $yes To what.
	 */
	private static function pass_on( array $yes ): string {
		$written = Plugin::get()->requests->add( Requests::CONFIRM, null, null, $yes );
		return Address::program( array( Answer::FIELD => $written ? Answer::CONFIRMED : Answer::KEPT ) );
	}

	/**
	 * Keeps the notice away from this person for a day.
	 */
	private static function hush(): string {
		Stopped_Notice::hush( get_current_user_id() );
		return Address::program();
	}

	/**
	 * A value of the request as one line of text.
	 *
	 * @param array<string, mixed> $asked The values.
	 * @param string               $name  Its name.
	 */
	private static function text( array $asked, string $name ): string {
		$value = $asked[ $name ] ?? '';
		return is_string( $value ) ? sanitize_text_field( $value ) : '';
	}
}

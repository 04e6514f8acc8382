<?php
/**
 * The page that tells how the program is.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Agent_Status;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Shows whether the program runs, what holds it, and what it did of late.
 */
final class Program_Page {

	/** As many names as a person reads at once. */
	private const MOST = 50;

	/**
	 * Keeps the plugin.
	 *
	 * @param Plugin $plugin The plugin.
	 */
	public function __construct( private readonly Plugin $plugin ) {}

	/**
	 * The place from which the program acts, as it names it where a person may confirm it; empty where it does not.
	 *
	 * @param Agent_Status $agent How the program is.
	 */
	public static function identity( Agent_Status $agent ): string {
		$identity = $agent->about()['identity'] ?? '';
		return is_string( $identity ) && preg_match( '/^[0-9a-f]{32}$/D', $identity ) ? $identity : '';
	}

	/**
	 * Prints the page.
	 */
	public function show(): void {
		$agent = $this->plugin->agent;
		if ( ! $agent->has_ever_run() ) {
			Nothing_Yet::show( $this->plugin );
		} else {
			echo Parts::facts( $this->facts() ); // phpcs:ignore WordPress.Security.EscapeOutput
			$this->held();
			$this->brake();
			$this->rejected();
		}
		( new Open_Requests( $this->plugin ) )->show();
	}

	/**
	 * The facts about the program.
	 *
	 * @return array<string, string> HTML by label.
	 */
	private function facts(): array {
		$agent  = $this->plugin->agent;
		$counts = ( new Activity( $this->plugin ) )->counts();
		$facts  = array(
			__( 'State', 'runcloud-multisite' )         => $this->running(),
			__( 'Last seen', 'runcloud-multisite' )     => Moment::both( (int) $agent->last_seen() ),
			__( 'Version', 'runcloud-multisite' )       => esc_html( $agent->version() ?? __( 'Not told', 'runcloud-multisite' ) ),
			__( 'Lease', 'runcloud-multisite' )         => $this->lease(),
			__( 'Main domain', 'runcloud-multisite' )   => esc_html( $agent->main_domain() ?? __( 'Not told', 'runcloud-multisite' ) ),
			__( 'Certificates', 'runcloud-multisite' )  => esc_html( $this->ssl() ),
			__( 'Addresses of the server', 'runcloud-multisite' ) => esc_html( implode( ', ', $agent->addresses() ) ),
			__( 'RunCloud\'s list was read', 'runcloud-multisite' ) => $this->panel(),
			__( 'Changes at RunCloud', 'runcloud-multisite' ) => esc_html(
				/* translators: 1, 2: numbers. */
				sprintf( __( '%1$s in the last 24 hours, %2$s under way', 'runcloud-multisite' ), number_format_i18n( $counts['changes'] ), number_format_i18n( $counts['open'] ) )
			),
			__( 'Certificate orders', 'runcloud-multisite' ) => esc_html(
				/* translators: %s: a number. */
				sprintf( __( '%s in the last 7 days', 'runcloud-multisite' ), number_format_i18n( $counts['orders'] ) )
			),
		);
		if ( null !== $agent->source_error() ) {
			$facts[ __( 'Trouble', 'runcloud-multisite' ) ] = esc_html(
				/* translators: %s: what went wrong. */
				sprintf( __( 'The program cannot read the network: %s', 'runcloud-multisite' ), $agent->source_error() )
			);
		}
		return $facts;
	}

	/**
	 * Whether it runs, as HTML.
	 */
	private function running(): string {
		return $this->plugin->agent->is_running()
			? '<strong>' . esc_html__( 'Running', 'runcloud-multisite' ) . '</strong>'
			: '<strong>' . esc_html__( 'Not running', 'runcloud-multisite' ) . '</strong> &ndash; ' . esc_html__( 'start it on the server with "runcloud-multisite run". What follows is how it left things.', 'runcloud-multisite' );
	}

	/**
	 * Who holds the lease and until when, as HTML.
	 */
	private function lease(): string {
		$agent = $this->plugin->agent;
		if ( null === $agent->holder() ) {
			return esc_html__( 'Nobody', 'runcloud-multisite' );
		}
		$until = $agent->lease_expires();
		if ( 0 === $until ) {
			/* translators: %s: the name of a process. */
			return esc_html( sprintf( __( 'Nobody: %s gave it back when it stopped', 'runcloud-multisite' ), $agent->holder() ) );
		}
		/* translators: 1: the name of a process, 2: a moment. */
		$words = $agent->is_running() ? esc_html__( '%1$s, whose lease lasts until %2$s and is renewed before', 'runcloud-multisite' ) : esc_html__( '%1$s, whose lease ended %2$s', 'runcloud-multisite' );
		return sprintf( $words, esc_html( $agent->holder() ), Moment::whole( $until ) );
	}

	/**
	 * How certificates are kept, as plain text.
	 */
	private function ssl(): string {
		return match ( $this->plugin->agent->ssl_mode() ) {
			'basic'    => __( 'One for all domains (basic SSL)', 'runcloud-multisite' ),
			'advanced' => __( 'One for each domain (advanced SSL)', 'runcloud-multisite' ),
			default    => __( 'Not told', 'runcloud-multisite' ),
		};
	}

	/**
	 * When RunCloud's list of domains was read, as HTML.
	 */
	private function panel(): string {
		$agent = $this->plugin->agent;
		$at    = $agent->panel_read_at();
		$html  = null === $at ? esc_html__( 'Not yet', 'runcloud-multisite' ) : Moment::distance( $at );
		if ( null !== $agent->panel_partial() ) {
			/* translators: %s: why something is missing. */
			$html .= '<br>' . esc_html( sprintf( __( 'Not all of it: %s', 'runcloud-multisite' ), $agent->panel_partial() ) );
		}
		return $html;
	}

	/**
	 * Prints what keeps the program from changing anything, and what helps.
	 */
	private function held(): void {
		$agent = $this->plugin->agent;
		$hold  = $agent->hold();
		if ( null === $hold ) {
			return;
		}
		$identity               = self::identity( $agent );
		$can_confirm            = 'fenced' === $hold['reason'] && '' !== $identity && null !== $agent->main_domain();
		list( $cause, $remedy ) = Held::explain( $hold['reason'] );
		if ( $can_confirm ) {
			$remedy = __( 'On a copy leave it so. If the network moved here, confirm that this place is the network.', 'runcloud-multisite' );
		}
		echo '<h2>' . esc_html__( 'Nothing is changed at the moment', 'runcloud-multisite' ) . '</h2><p>' . esc_html( $cause ) . '</p>';
		if ( '' !== $hold['detail'] ) {
			/* translators: %s: a cause. */
			echo '<p>' . esc_html( sprintf( __( 'What exactly: %s', 'runcloud-multisite' ), $hold['detail'] ) ) . '</p>';
		}
		echo '<p>' . esc_html( $remedy ) . '</p>';
		if ( null !== $hold['until'] ) {
			/* translators: %s: a moment. */
			echo '<p>' . sprintf( esc_html__( 'It is tried again %s.', 'runcloud-multisite' ), Moment::distance( $hold['until'] ) ) . '</p>'; // phpcs:ignore WordPress.Security.EscapeOutput
		}
		if ( $can_confirm ) {
			Question::form( Actions::CONFIRM_IDENTITY, $agent->main_domain(), __( 'This is the network and no copy', 'runcloud-multisite' ), '', array( 'identity' => array( $identity ) ) );
		}
	}

	/**
	 * Prints the removals that the brake holds back, and asks for a yes.
	 */
	private function brake(): void {
		$agent = $this->plugin->agent;
		$hosts = $agent->braked();
		if ( array() === $hosts ) {
			return;
		}
		$shown = array_slice( $hosts, 0, self::MOST );
		$more  = count( $hosts ) - count( $shown );
		echo '<h2>' . esc_html__( 'The brake holds removals back', 'runcloud-multisite' ) . '</h2>';
		/* translators: %s: a number. */
		echo '<p>' . esc_html( sprintf( _n( '%s domain would be taken off, which is more within a day than goes without a person.', '%s domains would be taken off, which is more within a day than goes without a person.', count( $hosts ), 'runcloud-multisite' ), number_format_i18n( count( $hosts ) ) ) ) . ' ' . esc_html__( 'If that is not meant, restore their mappings. If it is, confirm it: only what is listed here is let go.', 'runcloud-multisite' ) . '</p><ul class="ul-disc">';
		foreach ( $shown as $host ) {
			printf( '<li><a href="%s">%s</a></li>', esc_url( Address::domain( $host ) ), esc_html( $host ) );
		}
		echo '</ul>';
		if ( $more > 0 ) {
			/* translators: %s: a number. */
			echo '<p>' . esc_html( sprintf( _n( '%s more is not listed and stays until it is confirmed in turn.', '%s more are not listed and stay until they are confirmed in turn.', $more, 'runcloud-multisite' ), number_format_i18n( $more ) ) ) . '</p>';
		}
		if ( null !== $agent->main_domain() ) {
			/* translators: %s: a number. */
			$button = sprintf( _n( 'Let %s domain be taken off', 'Let %s domains be taken off', count( $shown ), 'runcloud-multisite' ), number_format_i18n( count( $shown ) ) );
			Question::form( Actions::CONFIRM_BRAKE, $agent->main_domain(), $button, '', array( 'hosts[]' => $shown ) );
		}
	}

	/**
	 * Prints the rows of Ultimate Multisite that are not served, and why.
	 */
	private function rejected(): void {
		$rows = $this->plugin->agent->rejected();
		if ( array() === $rows ) {
			return;
		}
		echo '<h2>' . esc_html__( 'Mappings that are not served', 'runcloud-multisite' ) . '</h2><ul class="ul-disc">';
		foreach ( array_slice( $rows, 0, self::MOST ) as $row ) {
			$text = static fn ( string $name ): string => is_scalar( $row[ $name ] ?? null ) ? (string) $row[ $name ] : '';
			$why  = '' === $text( 'invalid' ) ? str_replace( '_', ' ', $text( 'reason' ) ) : $text( 'invalid' );
			/* translators: 1: what a row says, 2: the id of a site, 3: why it is not served. */
			echo '<li>' . esc_html( sprintf( __( '%1$s (site %2$s): %3$s', 'runcloud-multisite' ), $text( 'text' ), $text( 'site' ), $why ) ) . '</li>';
		}
		echo '</ul>';
		if ( count( $rows ) > self::MOST ) {
			/* translators: %s: a number. */
			echo '<p>' . esc_html( sprintf( __( 'And %s more.', 'runcloud-multisite' ), number_format_i18n( count( $rows ) - self::MOST ) ) ) . '</p>';
		}
	}
}

<?php
/**
 * The page of one domain.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Domain_Status;
use Runcloud_Multisite\Bus\History_Entry;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Shows everything that the program wrote down about one domain, and what a person can do.
 */
final class Domain_Page {

	/** As many entries of the history as a person reads. */
	private const MOST = 100;

	/** Classes of domains, which some entries hold as what led to them; they tell a person nothing. */
	private const CLASSES = array( 'created', 'adopted', 'foreign', 'refused', 'conflict', 'orphan' );

	/**
	 * Keeps the plugin.
	 *
	 * @param Plugin $plugin The plugin.
	 */
	public function __construct( private readonly Plugin $plugin ) {}

	/**
	 * Prints the page.
	 *
	 * @param string $host The domain that was asked for.
	 */
	public function show( string $host ): void {
		$status = $this->plugin->statuses->find( $host );
		echo '<h1 class="wp-heading-inline">' . esc_html( null === $status ? $host : $status->host ) . '</h1>';
		printf( ' <a class="page-title-action" href="%s">%s</a><hr class="wp-header-end">', esc_url( Address::domains() ), esc_html__( 'All domains', 'runcloud-multisite' ) );
		Answer::show();
		if ( null === $status ) {
			echo '<p>' . esc_html__( 'The program does not know this domain. Once a site of the network has it, it shows up within seconds.', 'runcloud-multisite' ) . '</p>';
			return;
		}
		echo wp_kses_post( Parts::spelled( $status->host ) );
		echo '<p class="runcloud-lead">' . Parts::state( $status->state ) . ' ' . esc_html( $status->operator_text ) . '</p>'; // phpcs:ignore WordPress.Security.EscapeOutput
		$this->retry( $status );
		$remembered = Remembered::of( $this->plugin, array( $status->host ) )[ $status->host ] ?? array();
		echo Parts::facts( $this->facts( $status, $remembered ) ); // phpcs:ignore WordPress.Security.EscapeOutput
		if ( Question::is_asked( $status ) ) {
			echo '<h2>' . esc_html__( 'A person can decide', 'runcloud-multisite' ) . '</h2><p>' . esc_html( Question::about( $status ) ) . '</p>';
			Question::form( Actions::CONFIRM_DOMAIN, $status->host, __( 'Confirm', 'runcloud-multisite' ), $status->host );
		}
		$this->records( new Dns_Records( $this->plugin, $status, $remembered ) );
		$this->timeline( $status );
	}

	/**
	 * Prints the button that asks for another try.
	 *
	 * @param Domain_Status $status The domain.
	 */
	private function retry( Domain_Status $status ): void {
		echo '<form method="post" action="' . esc_url( Address::domains() ) . '">';
		printf( '<input type="hidden" name="_wpnonce" value="%s">', esc_attr( wp_create_nonce( Actions::nonce( Actions::RETRY, $status->host ) ) ) );
		printf( '<input type="hidden" name="host" value="%s">', esc_attr( $status->host ) );
		printf( '<p><button type="submit" class="button button-primary" name="%s" value="%s">%s</button></p></form>', esc_attr( Actions::FIELD ), esc_attr( Actions::RETRY ), esc_html__( 'Retry now', 'runcloud-multisite' ) );
	}

	/**
	 * The facts about a domain.
	 *
	 * @param Domain_Status $status     The domain.
	 * @param array<mixed>  $remembered What the program remembers of it.
	 * @return array<string, string> HTML by label.
	 */
	private function facts( Domain_Status $status, array $remembered ): array {
		$facts = array(
			__( 'Who acts next', 'runcloud-multisite' ) => esc_html( Words::who( $status->who ) ),
			__( 'Next look', 'runcloud-multisite' )     => Parts::next_look( $status->next_look, $this->plugin->agent->is_running() ),
			__( 'Certificate', 'runcloud-multisite' )   => Certificate::html( $status, $remembered ),
			__( 'Site', 'runcloud-multisite' )          => Parts::site( $status->site_id, Site_Names::of( array( $status->site_id ) ) ),
			__( 'Whose', 'runcloud-multisite' )         => esc_html( Words::whose( $status->class ) ),
			__( 'Reason', 'runcloud-multisite' )        => '<code>' . esc_html( $status->reason ) . '</code>' . ( '' === $status->detail ? '' : ' ' . esc_html( $status->detail ) ),
			__( 'Updated', 'runcloud-multisite' )       => Moment::distance( $status->updated_at ),
		);
		$remedy = Remedy::html( $this->plugin, $status );
		if ( null !== $remedy ) {
			$facts = array( __( 'What helps', 'runcloud-multisite' ) => $remedy ) + $facts;
		}
		if ( null !== $status->object_id ) {
			$facts[ __( 'Id at RunCloud', 'runcloud-multisite' ) ] = esc_html( (string) $status->object_id );
		}
		if ( '' !== $status->customer_text ) {
			$facts[ __( 'What its owner reads', 'runcloud-multisite' ) ] = esc_html( $status->customer_text );
		}
		return $facts;
	}

	/**
	 * Prints the DNS records that are and those that should be.
	 *
	 * @param Dns_Records $records The records.
	 */
	private function records( Dns_Records $records ): void {
		echo '<h2>' . esc_html__( 'DNS records', 'runcloud-multisite' ) . '</h2>';
		$seen = $records->seen();
		echo '<h3>' . esc_html__( 'As they were seen last', 'runcloud-multisite' ) . '</h3>';
		if ( array() === $seen ) {
			echo '<p>' . esc_html__( 'The program has not looked yet, or need not look.', 'runcloud-multisite' ) . '</p>';
		} else {
			$facts = array();
			foreach ( $seen as $one ) {
				$facts[ $one['name'] ] = esc_html( $one['words'] ) . ( null === $one['at'] ? '' : ' <span class="description">(' . Moment::distance( $one['at'] ) . ')</span>' );
			}
			echo Parts::facts( $facts ); // phpcs:ignore WordPress.Security.EscapeOutput
		}
		$should_be = $records->should_be();
		if ( array() !== $should_be ) {
			echo '<h3>' . esc_html__( 'As they should be', 'runcloud-multisite' ) . '</h3><ul>';
			foreach ( $should_be as $one ) {
				printf( '<li><code>%s</code> <code>%s</code> <code>%s</code></li>', esc_html( $one->name ), esc_html( $one->type ), esc_html( implode( ', ', $one->values ) ) );
			}
			echo '</ul>';
		}
	}

	/**
	 * Prints what happened, the newest first.
	 *
	 * @param Domain_Status $status The domain.
	 */
	private function timeline( Domain_Status $status ): void {
		$entries = $this->plugin->history->timeline( $status->host, self::MOST + 1 );
		echo '<h2 id="runcloud-timeline">' . esc_html__( 'Timeline', 'runcloud-multisite' ) . '</h2>';
		if ( array() === $entries ) {
			echo '<p>' . esc_html__( 'Nothing was written down yet.', 'runcloud-multisite' ) . '</p>';
			return;
		}
		echo '<table class="widefat striped runcloud-facts runcloud-timeline" aria-labelledby="runcloud-timeline"><thead><tr>';
		printf( '<th scope="col" class="column-when">%s</th><th scope="col" class="column-what">%s</th><th scope="col" class="column-outcome">%s</th></tr></thead><tbody>', esc_html__( 'When', 'runcloud-multisite' ), esc_html__( 'What', 'runcloud-multisite' ), esc_html__( 'Outcome', 'runcloud-multisite' ) );
		foreach ( array_slice( $entries, 0, self::MOST ) as $entry ) {
			printf( '<tr><td>%s</td><td><strong>%s</strong></td><td>%s</td></tr>', Moment::both( $entry->at ), esc_html( Words::happened( $entry ) ), self::outcome( $entry ) ); // phpcs:ignore WordPress.Security.EscapeOutput
		}
		echo '</tbody></table>';
		if ( count( $entries ) > self::MOST ) {
			/* translators: %s: a number. */
			echo '<p>' . esc_html( sprintf( __( 'Only the last %s entries are shown. "runcloud-multisite explain" on the server tells more.', 'runcloud-multisite' ), number_format_i18n( self::MOST ) ) ) . '</p>';
		}
	}

	/**
	 * What came of an entry and what led to it, as HTML.
	 *
	 * @param History_Entry $entry The entry.
	 */
	private static function outcome( History_Entry $entry ): string {
		$html = $entry->is_open() ? '<em>' . esc_html__( 'Under way', 'runcloud-multisite' ) . '</em>' : esc_html( (string) $entry->outcome );
		if ( '' !== $entry->why && ! in_array( $entry->why, self::CLASSES, true ) ) {
			/* translators: %s: what led to it. */
			$html .= '<br><span class="description">' . esc_html( sprintf( __( 'Because: %s', 'runcloud-multisite' ), $entry->why ) ) . '</span>';
		}
		return $html;
	}
}

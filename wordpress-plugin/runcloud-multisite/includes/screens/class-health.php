<?php
/**
 * Tests for Site Health.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Tells WordPress' Site Health how the network's domains are. The tests read what the program wrote and call nobody.
 */
final class Health {

	private const GOOD        = 'good';
	private const RECOMMENDED = 'recommended';
	private const CRITICAL    = 'critical';

	/**
	 * Adds the tests, at the main site only.
	 *
	 * @param mixed $tests The tests so far.
	 */
	public static function add( $tests ): array {
		$tests = (array) $tests;
		if ( ! is_main_site() || get_current_network_id() !== get_main_network_id() ) {
			return $tests;
		}
		foreach ( array(
			'tables'  => __( 'RunCloud: tables', 'runcloud-multisite' ),
			'running' => __( 'RunCloud: program', 'runcloud-multisite' ),
			'held'    => __( 'RunCloud: holds', 'runcloud-multisite' ),
			'domains' => __( 'RunCloud: domains', 'runcloud-multisite' ),
		) as $name => $label ) {
			$tests['direct'][ 'runcloud_multisite_' . $name ] = array(
				'label' => $label,
				'test'  => array( self::class, $name ),
			);
		}
		return $tests;
	}

	/**
	 * Whether the tables are there.
	 *
	 * @return array<string, mixed>
	 */
	public static function tables(): array {
		$tables  = Plugin::get()->tables;
		$missing = array_values( array_filter( array( $tables->domains(), $tables->history(), $tables->requests(), $tables->state() ), static fn ( string $table ): bool => ! $tables->exists( $table ) ) );
		if ( array() === $missing ) {
			return self::result( 'tables', self::GOOD, __( 'The tables shared with the runcloud-multisite program are there', 'runcloud-multisite' ), __( 'Plugin and program talk through four tables in the database of this network.', 'runcloud-multisite' ) );
		}
		/* translators: %s: names of tables. */
		$text = sprintf( __( 'Missing: %s. Deactivate and activate the plugin for the network to make them; if that does not help, its database account may not create tables.', 'runcloud-multisite' ), implode( ', ', $missing ) );
		return self::result( 'tables', self::CRITICAL, __( 'Tables shared with the runcloud-multisite program are missing', 'runcloud-multisite' ), $text );
	}

	/**
	 * Whether the program runs.
	 *
	 * @return array<string, mixed>
	 */
	public static function running(): array {
		$agent = Plugin::get()->agent;
		if ( $agent->is_running() ) {
			return self::result( 'running', self::GOOD, __( 'The runcloud-multisite program runs', 'runcloud-multisite' ), __( 'It attaches domains to the RunCloud web application and watches their certificates.', 'runcloud-multisite' ) );
		}
		$text = __( 'Without it no domain is attached and no certificate is watched. Start it on the server with "runcloud-multisite run".', 'runcloud-multisite' );
		return $agent->has_ever_run()
			? self::result( 'running', self::CRITICAL, __( 'The runcloud-multisite program does not run', 'runcloud-multisite' ), $text )
			: self::result( 'running', self::RECOMMENDED, __( 'The runcloud-multisite program has not run yet', 'runcloud-multisite' ), $text );
	}

	/**
	 * Whether something keeps the program from its work.
	 *
	 * @return array<string, mixed>
	 */
	public static function held(): array {
		$agent = Plugin::get()->agent;
		$hold  = $agent->hold();
		if ( null !== $hold ) {
			$text = implode( ' ', array_filter( array( ...Held::explain( $hold['reason'] ), $hold['detail'] ) ) );
			return self::result( 'held', self::CRITICAL, __( 'Nothing is changed at RunCloud at the moment', 'runcloud-multisite' ), $text );
		}
		if ( null !== $agent->source_error() ) {
			return self::result( 'held', self::CRITICAL, __( 'The runcloud-multisite program cannot read the network', 'runcloud-multisite' ), $agent->source_error() );
		}
		$braked = count( $agent->braked() );
		if ( $braked > 0 ) {
			/* translators: %s: a number. */
			$text = sprintf( _n( '%s domain would be taken off and waits for your yes.', '%s domains would be taken off and wait for your yes.', $braked, 'runcloud-multisite' ), number_format_i18n( $braked ) );
			return self::result( 'held', self::CRITICAL, __( 'The brake holds removals at RunCloud back', 'runcloud-multisite' ), $text );
		}
		return self::result( 'held', self::GOOD, __( 'Nothing keeps the runcloud-multisite program from its work', 'runcloud-multisite' ), __( 'Neither fence nor brake nor trouble with RunCloud holds changes back.', 'runcloud-multisite' ) );
	}

	/**
	 * Whether domains need whoever runs the network.
	 *
	 * @return array<string, mixed>
	 */
	public static function domains(): array {
		$count = Plugin::get()->statuses->counts()['who']['operator'] ?? 0;
		if ( 0 === $count ) {
			return self::result( 'domains', self::GOOD, __( 'No domain needs you', 'runcloud-multisite' ), __( 'Every domain is served, or somebody else acts next.', 'runcloud-multisite' ) );
		}
		/* translators: %s: a number. */
		$title = sprintf( _n( '%s domain needs you', '%s domains need you', $count, 'runcloud-multisite' ), number_format_i18n( $count ) );
		return self::result( 'domains', self::RECOMMENDED, $title, __( 'The list of domains says of each what is wrong and what helps.', 'runcloud-multisite' ), Address::domains( array( 'who' => 'operator' ) ) );
	}

	/**
	 * A result as Site Health wants it.
	 *
	 * @param string      $name    The name of the test.
	 * @param string      $status  One of the constants above.
	 * @param string      $label   A title, as plain text.
	 * @param string      $text    What it means and what helps, as plain text.
	 * @param string|null $address Where more is told; the page of the program by default.
	 * @return array<string, mixed>
	 */
	private static function result( string $name, string $status, string $label, string $text, ?string $address = null ): array {
		return array(
			'label'       => esc_html( $label ),
			'status'      => $status,
			'badge'       => array(
				'label' => __( 'RunCloud', 'runcloud-multisite' ),
				'color' => 'blue',
			),
			'description' => '<p>' . esc_html( $text ) . '</p>',
			'actions'     => self::GOOD === $status ? '' : sprintf( '<p><a href="%s">%s</a></p>', esc_url( $address ?? Address::program() ), esc_html__( 'RunCloud domains', 'runcloud-multisite' ) ),
			'test'        => 'runcloud_multisite_' . $name,
		);
	}
}

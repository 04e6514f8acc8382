<?php
/**
 * Where the screens are.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

defined( 'ABSPATH' ) || exit;

/**
 * Makes the addresses of the screens. They have to be escaped where they are shown.
 */
final class Address {

	/** The page of the network's administration that holds all screens. */
	public const PAGE = 'runcloud-domains';

	/** The tab that tells how the program is. */
	public const PROGRAM = 'program';

	/**
	 * The list of domains.
	 *
	 * @param array<string, string|int> $query What else belongs to the address; plain values.
	 */
	public static function domains( array $query = array() ): string {
		// Works below whichever menu the page stands.
		return self::with( network_admin_url( 'admin.php' ), array( 'page' => self::PAGE ) + $query );
	}

	/**
	 * The page of one domain.
	 *
	 * @param string                    $host  The host.
	 * @param array<string, string|int> $query What else belongs to the address; plain values.
	 */
	public static function domain( string $host, array $query = array() ): string {
		return self::domains( array( 'domain' => $host ) + $query );
	}

	/**
	 * The page of the program.
	 *
	 * @param array<string, string|int> $query What else belongs to the address; plain values.
	 */
	public static function program( array $query = array() ): string {
		return self::domains( array( 'tab' => self::PROGRAM ) + $query );
	}

	/**
	 * A link that asks for a retry of one domain.
	 *
	 * @param string $host The host.
	 */
	public static function retry( string $host ): string {
		return self::domains(
			array(
				Actions::FIELD => Actions::RETRY,
				'host'         => $host,
				'_wpnonce'     => wp_create_nonce( Actions::nonce( Actions::RETRY, $host ) ),
			)
		);
	}

	/**
	 * What a word of the address says; empty where it is missing or no text.
	 *
	 * @param string $name Its name.
	 */
	public static function asked( string $name ): string {
		// Only for what is shown; what acts checks its nonce in Actions.
		$value = $_GET[ $name ] ?? ''; // phpcs:ignore WordPress.Security
		return is_string( $value ) ? sanitize_text_field( wp_unslash( $value ) ) : '';
	}

	/**
	 * An address with values, which `add_query_arg` alone would not encode.
	 *
	 * @param string                    $address The address.
	 * @param array<string, string|int> $query   The values.
	 */
	private static function with( string $address, array $query ): string {
		return add_query_arg( array_map( static fn ( $value ): string => rawurlencode( (string) $value ), $query ), $address );
	}
}

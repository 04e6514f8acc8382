<?php
/**
 * The addresses that records of customers should hold.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

use Runcloud_Multisite\Bus\Rows;
use Runcloud_Multisite\Bus\Tables;

defined( 'ABSPATH' ) || exit;

/**
 * The server's addresses, from the row `server` of the table of state: `{"addresses":["203.0.113.10"]}`.
 *
 * The addresses that the program tells of itself are no substitute: those of the network's own host are among them, and
 * where that is behind a proxy they serve nobody else.
 */
final class Server_Addresses {

	/** How many of a kind are shown. */
	private const MOST = 4;

	/**
	 * Keeps the addresses.
	 *
	 * @param list<string> $ipv4 For A records.
	 * @param list<string> $ipv6 For AAAA records.
	 */
	private function __construct(
		public readonly array $ipv4,
		public readonly array $ipv6
	) {}

	/**
	 * Reads what the program wrote; none where it wrote nothing.
	 *
	 * @param Tables $tables The tables shared with the program.
	 */
	public static function read( Tables $tables ): self {
		$rows = Rows::of( $tables->state(), 'SELECT value', 'WHERE name = %s', array( 'server' ) );
		return self::from_json( (string) ( $rows[0]['value'] ?? '' ) );
	}

	/**
	 * The addresses of the row.
	 *
	 * @param string $json What stands in it.
	 */
	public static function from_json( string $json ): self {
		$server = json_decode( $json, true );
		$listed = is_array( $server ) && is_array( $server['addresses'] ?? null ) ? $server['addresses'] : array();
		$ipv4   = array();
		$ipv6   = array();
		foreach ( $listed as $text ) {
			// An IPv4 address may be written as one of IPv6.
			$text = is_string( $text ) ? (string) preg_replace( '/^::ffff:(?=[0-9.]+$)/iD', '', trim( $text ) ) : '';
			if ( filter_var( $text, FILTER_VALIDATE_IP, FILTER_FLAG_IPV4 ) ) {
				$ipv4[] = $text;
			} elseif ( filter_var( $text, FILTER_VALIDATE_IP, FILTER_FLAG_IPV6 ) ) {
				$ipv6[] = $text;
			}
		}
		return new self(
			array_slice( array_values( array_unique( $ipv4 ) ), 0, self::MOST ),
			array_slice( array_values( array_unique( $ipv6 ) ), 0, self::MOST )
		);
	}

	/**
	 * Whether no address is known.
	 */
	public function are_unknown(): bool {
		return array() === $this->ipv4 && array() === $this->ipv6;
	}
}

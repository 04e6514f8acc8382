<?php
/**
 * The DNS records that a domain needs.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

use Runcloud_Multisite\Host;

defined( 'ABSPATH' ) || exit;

/**
 * Finds the records that lead a host to this network, and those of its other form.
 */
final class Dns_Records {

	/** The stored settings of Ultimate Multisite. */
	private const SETTINGS = 'wp-ultimo_v2_settings';

	/**
	 * Keeps what all records of the network have in common.
	 *
	 * @param string           $main_domain The network's own host, the target of CNAME records.
	 * @param Server_Addresses $addresses   The server's addresses.
	 * @param bool             $with_twin   Whether the network serves both forms of a name.
	 */
	public function __construct(
		private readonly string $main_domain,
		private readonly Server_Addresses $addresses,
		private readonly bool $with_twin
	) {}

	/**
	 * Whether the network's settings ask for the other form of names.
	 */
	public static function twins_are_served(): bool {
		$settings = get_network_option( get_main_network_id(), self::SETTINGS, array() );
		return ! is_array( $settings ) || 'never' !== ( $settings['auto_create_www_subdomain'] ?? 'always' );
	}

	/**
	 * The records of a host; none where the network's own zone holds them, or has no name that DNS could lead to.
	 *
	 * @param Mapping $mapping    The row.
	 * @param bool    $needs_twin Whether the other form is what is missing.
	 * @return list<Dns_Record>
	 */
	public function of( Mapping $mapping, bool $needs_twin = false ): array {
		return $mapping->is_of_network( $this->main_domain ) ? array() : $this->for_host( $mapping->host, $needs_twin );
	}

	/**
	 * The records of a host, whoever holds its zone; none where the network has no name that DNS could lead to.
	 *
	 * @param string $host       A normalised host.
	 * @param bool   $needs_twin Whether the other form is what is missing.
	 * @return list<Dns_Record>
	 */
	public function for_host( string $host, bool $needs_twin ): array {
		if ( '' === $this->main_domain ) {
			return array();
		}
		$records = $this->for_name( $host );
		// Hardly anybody sets `www.` before a sub-domain, so it is named only where it is missed.
		if ( $needs_twin || ( $this->with_twin && Apex::may_be( Host::bare( $host ) ) ) ) {
			$records = array_merge( $records, $this->for_name( Host::twin( $host ) ) );
		}
		return $records;
	}

	/**
	 * The records of one name.
	 *
	 * @param string $name A normalised host.
	 * @return list<Dns_Record>
	 */
	private function for_name( string $name ): array {
		if ( ! Apex::may_be( $name ) ) {
			return array( new Dns_Record( $name, 'CNAME', array( $this->main_domain ) ) );
		}
		if ( $this->addresses->are_unknown() ) {
			return array( new Dns_Record( $name, 'A', array() ) );
		}
		$records = array();
		if ( array() !== $this->addresses->ipv4 ) {
			$records[] = new Dns_Record( $name, 'A', $this->addresses->ipv4 );
		}
		if ( array() !== $this->addresses->ipv6 ) {
			$records[] = new Dns_Record( $name, 'AAAA', $this->addresses->ipv6, array() !== $records );
		}
		return $records;
	}
}

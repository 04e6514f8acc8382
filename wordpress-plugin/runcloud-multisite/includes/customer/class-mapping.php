<?php
/**
 * A row of Ultimate Multisite's table, as far as its owner is concerned.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

use Runcloud_Multisite\Bus\Rows;
use Runcloud_Multisite\Host;
use Runcloud_Multisite\Network_Hosts;

defined( 'ABSPATH' ) || exit;

/**
 * A host that a site asks for. What cannot be a host of that site is no such row.
 */
final class Mapping {

	/**
	 * Keeps what the row says.
	 *
	 * @param int    $id      The id of the row.
	 * @param int    $site_id The site.
	 * @param string $host    The host, normalised.
	 */
	private function __construct(
		public readonly int $id,
		public readonly int $site_id,
		public readonly string $host
	) {}

	/**
	 * Reads the model that Ultimate Multisite hands to its filters.
	 *
	 * @param mixed $domain The model.
	 */
	public static function from_model( $domain ): ?self {
		foreach ( array( 'get_id', 'get_blog_id', 'get_domain' ) as $method ) {
			if ( ! is_object( $domain ) || ! method_exists( $domain, $method ) ) {
				return null;
			}
		}
		return self::valid( (int) $domain->get_id(), (int) $domain->get_blog_id(), (string) $domain->get_domain() );
	}

	/**
	 * Reads the row past every cache: a host that is not in the table any more is nobody's.
	 *
	 * @param int $id The id of the row.
	 */
	public static function find( int $id ): ?self {
		$rows = Rows::of( self::table(), 'SELECT id, blog_id, domain', 'WHERE id = %d', array( $id ) );
		return isset( $rows[0] ) ? self::valid( (int) $rows[0]['id'], (int) $rows[0]['blog_id'], (string) $rows[0]['domain'] ) : null;
	}

	/**
	 * The hosts of a site as its rows name them.
	 *
	 * @param int $site_id The site.
	 * @return list<string>
	 */
	public static function hosts_of_site( int $site_id ): array {
		return array_map( 'strval', array_column( Rows::of( self::table(), 'SELECT domain', 'WHERE blog_id = %d LIMIT 200', array( $site_id ) ), 'domain' ) );
	}

	/**
	 * Whether the network answers for the name itself: its own host, and every name below it.
	 *
	 * @param string $main_domain The network's own host.
	 */
	public function is_of_network( string $main_domain ): bool {
		$own = Host::bare( Host::normalise( $main_domain ) ?? '' );
		return '' !== $own && ( Host::bare( $this->host ) === $own || str_ends_with( $this->host, '.' . $own ) );
	}

	/**
	 * Whether the host belongs to the network or to another site, whatever the row says.
	 */
	public function claims_what_is_not_its_own(): bool {
		return Network_Hosts::is_own( $this->host ) || Network_Hosts::is_of_another_site( $this->host, $this->site_id );
	}

	/**
	 * A row with a usable host, or none.
	 *
	 * @param int    $id      The id of the row.
	 * @param int    $site_id The site.
	 * @param string $text    What the row says.
	 */
	private static function valid( int $id, int $site_id, string $text ): ?self {
		$host = Host::normalise( $text );
		return $id > 0 && $site_id > 0 && null !== $host ? new self( $id, $site_id, $host ) : null;
	}

	/**
	 * The full name of the table; what is served is always read from that of the main network.
	 */
	private static function table(): string {
		global $wpdb;
		return $wpdb->base_prefix . 'wu_domain_mappings';
	}
}

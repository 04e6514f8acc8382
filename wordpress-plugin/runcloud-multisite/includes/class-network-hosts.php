<?php
/**
 * The hosts that belong to the network itself and to its sites.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite;

defined( 'ABSPATH' ) || exit;

/**
 * Tells whose a host is by WordPress' own tables, whatever mapping rows say.
 */
final class Network_Hosts {

	/**
	 * Whether this is the network's own host, in either form.
	 *
	 * @param string $host Any text.
	 */
	public static function is_own( string $host ): bool {
		$own     = array( defined( 'DOMAIN_CURRENT_SITE' ) ? (string) DOMAIN_CURRENT_SITE : '' );
		$network = get_network( get_main_network_id() );
		if ( $network ) {
			$own[] = (string) $network->domain;
		}
		foreach ( $own as $name ) {
			if ( Host::same( (string) preg_replace( '/:\d+$/', '', $name ), $host ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether a host is the own one of a site other than this, in either form.
	 *
	 * @param string $host    Any text.
	 * @param int    $site_id The site that may have it.
	 */
	public static function is_of_another_site( string $host, int $site_id ): bool {
		$name = Host::normalise( $host );
		if ( null === $name ) {
			return false;
		}
		$others = get_sites(
			array(
				'domain__in'   => array( $name, Host::twin( $name ) ),
				'site__not_in' => array( $site_id ),
				'number'       => 1,
				'fields'       => 'ids',
			)
		);
		return array() !== $others;
	}
}

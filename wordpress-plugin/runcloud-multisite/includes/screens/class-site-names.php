<?php
/**
 * The names of sites.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

defined( 'ABSPATH' ) || exit;

/**
 * Looks sites up by their ids, in one query for all.
 */
final class Site_Names {

	/**
	 * Host and path of the sites that exist, by id.
	 *
	 * @param array<int|null> $ids The ids.
	 * @return array<int, string>
	 */
	public static function of( array $ids ): array {
		$ids = array_values( array_unique( array_filter( array_map( 'intval', $ids ) ) ) );
		if ( array() === $ids ) {
			return array();
		}
		$names = array();
		foreach ( get_sites(
			array(
				'site__in'               => $ids,
				'number'                 => 0,
				'update_site_meta_cache' => false,
			)
		) as $site ) {
			$names[ (int) $site->blog_id ] = untrailingslashit( $site->domain . $site->path );
		}
		return $names;
	}
}

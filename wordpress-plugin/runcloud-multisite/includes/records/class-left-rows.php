<?php
/**
 * Mapping rows that a deleted site left behind.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Records;

use Runcloud_Multisite\Bus\Rows;

defined( 'ABSPATH' ) || exit;

/**
 * Reads Ultimate Multisite's table itself: its caches may still hold rows that are gone, and hide some that are not.
 */
final class Left_Rows {

	/**
	 * The hosts that rows of this site still name.
	 *
	 * @param int $site_id The site.
	 * @return list<string>
	 */
	public static function hosts_of( int $site_id ): array {
		global $wpdb;
		$rows = Rows::of( $wpdb->base_prefix . 'wu_domain_mappings', 'SELECT domain', 'WHERE blog_id = %d ORDER BY id', array( $site_id ) );
		return array_map( 'strval', array_column( $rows, 'domain' ) );
	}
}

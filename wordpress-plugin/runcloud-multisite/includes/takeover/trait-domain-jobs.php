<?php
/**
 * The methods that Ultimate Multisite expects of whoever handles domains.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Takeover;

use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Answers each job with a request to look again, whatever it says: the jobs come late, come twice, and are left out for
 * some changes, so the program reads the rows themselves.
 */
trait Domain_Jobs {

	/**
	 * A domain was added.
	 *
	 * @param string $domain  The host.
	 * @param int    $site_id Its site.
	 */
	public function on_add_domain( $domain, $site_id ): void {
		Plugin::get()->recorder->look( (string) $domain, (int) $site_id );
	}

	/**
	 * A domain was removed.
	 *
	 * @param string $domain  The host.
	 * @param int    $site_id Its site.
	 */
	public function on_remove_domain( $domain, $site_id ): void {
		Plugin::get()->recorder->look( (string) $domain, (int) $site_id );
	}

	/**
	 * A site with a host of its own was added.
	 *
	 * @param string $subdomain The host.
	 * @param int    $site_id   The site.
	 */
	public function on_add_subdomain( $subdomain, $site_id ): void {
		Plugin::get()->recorder->look( (string) $subdomain, (int) $site_id );
	}

	/**
	 * A site with a host of its own was removed.
	 *
	 * @param string $subdomain The host.
	 * @param int    $site_id   The site.
	 */
	public function on_remove_subdomain( $subdomain, $site_id ): void {
		Plugin::get()->recorder->look( (string) $subdomain, (int) $site_id );
	}
}

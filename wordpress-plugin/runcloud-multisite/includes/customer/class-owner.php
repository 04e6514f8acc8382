<?php
/**
 * Who may see and ask for what belongs to a site.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

defined( 'ABSPATH' ) || exit;

/**
 * Tells whether the person who is logged in owns a site.
 *
 * Where Ultimate Multisite knows the customer of the site, only that customer does, and not everybody who may edit there.
 * Where it knows none, whoever administers the site does. Whoever runs the network always does.
 */
final class Owner {

	/**
	 * Whether the current user owns a site.
	 *
	 * @param int $site_id The site.
	 */
	public static function owns( int $site_id ): bool {
		if ( ! is_user_logged_in() ) {
			return false;
		}
		if ( current_user_can( 'manage_network' ) ) {
			return true;
		}
		$site = function_exists( 'wu_get_site' ) ? wu_get_site( $site_id ) : false;
		if ( is_object( $site ) && method_exists( $site, 'get_customer_id' ) && (int) $site->get_customer_id() > 0 ) {
			return self::is_customer_of( $site );
		}
		return self::administers( $site_id );
	}

	/**
	 * Whether the current user is the customer of a site.
	 *
	 * @param object $site The model of the site, which has a customer.
	 */
	private static function is_customer_of( object $site ): bool {
		$customer    = function_exists( 'wu_get_customer_by_user_id' ) ? wu_get_customer_by_user_id( get_current_user_id() ) : false;
		$customer_id = is_object( $customer ) && method_exists( $customer, 'get_id' ) ? (int) $customer->get_id() : 0;
		// Without an id the model would ask about the customer that it holds for the current one, whoever that is.
		if ( $customer_id <= 0 ) {
			return false;
		}
		if ( method_exists( $site, 'is_customer_allowed' ) ) {
			return (bool) $site->is_customer_allowed( $customer_id );
		}
		return (int) $site->get_customer_id() === $customer_id;
	}

	/**
	 * Whether the current user administers a site, as WordPress sees it.
	 *
	 * @param int $site_id The site.
	 */
	private static function administers( int $site_id ): bool {
		if ( null === get_site( $site_id ) ) {
			return false;
		}
		if ( function_exists( 'current_user_can_for_site' ) ) {
			return current_user_can_for_site( $site_id, 'manage_options' );
		}
		return current_user_can_for_blog( $site_id, 'manage_options' );
	}
}

<?php
/**
 * States in the words of a domain's owner.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

defined( 'ABSPATH' ) || exit;

/**
 * A few words for where a domain stands and for who acts next.
 */
final class State_Words {

	/**
	 * Where it stands.
	 *
	 * @param Standing $standing    Where it stands.
	 * @param bool     $has_records Whether records for it are shown.
	 */
	public static function state( Standing $standing, bool $has_records ): string {
		if ( $standing->is_secure() && self::is_owners_turn( $standing, $has_records ) ) {
			return __( 'Works, but needs your attention', 'runcloud-multisite' );
		}
		switch ( $standing->state ) {
			case 'waiting_dns':
				return $has_records ? __( 'Waiting for your DNS records', 'runcloud-multisite' ) : __( 'Being connected', 'runcloud-multisite' );
			case 'attaching':
				return __( 'Being connected', 'runcloud-multisite' );
			case 'attached':
			case 'ordering':
				return __( 'Connected, secure connection being prepared', 'runcloud-multisite' );
			case 'secured':
			case 'serving':
				return __( 'Ready', 'runcloud-multisite' );
			case 'attention':
				return __( 'Needs attention', 'runcloud-multisite' );
			case 'removing':
				return __( 'Being disconnected', 'runcloud-multisite' );
			case 'removed':
				return __( 'Not connected', 'runcloud-multisite' );
		}
		return __( 'Being checked', 'runcloud-multisite' );
	}

	/**
	 * Who acts next.
	 *
	 * @param Standing $standing    Where it stands.
	 * @param bool     $has_records Whether records for it are shown.
	 */
	public static function who( Standing $standing, bool $has_records ): string {
		// For a domain that the row can never get, another has to be chosen.
		if ( self::is_owners_turn( $standing, $has_records ) || ! $standing->may_be_mended() ) {
			return __( 'You', 'runcloud-multisite' );
		}
		// A name whose records are in the network's own zone is in the hands of whoever runs that.
		if ( 'operator' === $standing->who || 'customer' === $standing->who ) {
			return __( 'We do', 'runcloud-multisite' );
		}
		return __( 'Nobody: it goes on by itself', 'runcloud-multisite' );
	}

	/**
	 * Whether the owner of the domain has something to do.
	 *
	 * @param Standing $standing    Where it stands.
	 * @param bool     $has_records Whether records for it are shown.
	 */
	public static function is_owners_turn( Standing $standing, bool $has_records ): bool {
		return $has_records && ( 'customer' === $standing->who || $standing->is_of_dns() );
	}
}

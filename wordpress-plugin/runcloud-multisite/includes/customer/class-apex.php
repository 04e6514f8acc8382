<?php
/**
 * Names that people register.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

defined( 'ABSPATH' ) || exit;

/**
 * Tells whether a name may be the top of somebody's zone, where no CNAME record is allowed.
 *
 * The program knows the list of public suffixes; here the shape of the name has to do. In doubt a name counts as the top of
 * a zone: an A record is right everywhere, a CNAME record is not.
 */
final class Apex {

	/** What registries of countries call their second level, besides words of up to three letters such as `co` and `com`. */
	private const SECOND_LEVEL = array( 'asso', 'coop', 'firm', 'gouv', 'govt', 'info', 'mobi', 'name', 'nome', 'ltda', 'geek', 'school', 'store', 'shop', 'kiwi', 'iwi', 'priv', 'press' );

	/**
	 * Whether a name may be the top of a zone.
	 *
	 * @param string $host A normalised host.
	 */
	public static function may_be( string $host ): bool {
		$labels = explode( '.', $host );
		if ( 'www' === $labels[0] && count( $labels ) > 2 ) {
			return false;
		}
		if ( count( $labels ) <= 2 ) {
			return true;
		}
		list( , $second, $country ) = array_slice( $labels, -3 );
		return 3 === count( $labels ) && 2 === strlen( $country ) && ( strlen( $second ) <= 3 || in_array( $second, self::SECOND_LEVEL, true ) );
	}
}

<?php
/**
 * Host names as people type them and as the program writes them.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite;

defined( 'ABSPATH' ) || exit;

/**
 * Reads host names. What strangers typed is hostile: everything that is not plainly a host name is none.
 */
final class Host {

	private const LONGEST       = 253;
	private const LONGEST_LABEL = 63;

	/**
	 * The form in which the program keeps a host (lower case, A-labels, no final dot), or null where the text is no host.
	 *
	 * @param string $text What somebody typed or a table holds.
	 */
	public static function normalise( string $text ): ?string {
		$host = rtrim( trim( $text ), '.' );
		if ( preg_match( '/[^\x21-\x7e]/', $host ) ) {
			$host = self::ascii( $host );
		}
		$host = strtolower( $host );
		if ( '' === $host || strlen( $host ) > self::LONGEST || ! str_contains( $host, '.' ) ) {
			return null;
		}
		foreach ( explode( '.', $host ) as $label ) {
			if ( strlen( $label ) > self::LONGEST_LABEL || ! preg_match( '/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/D', $label ) ) {
				return null;
			}
		}
		return preg_match( '/^[0-9.]+$/D', $host ) ? null : $host;
	}

	/**
	 * The same name with `www.` where it has none, and without where it has.
	 *
	 * @param string $host A normalised host.
	 */
	public static function twin( string $host ): string {
		return str_starts_with( $host, 'www.' ) ? substr( $host, 4 ) : 'www.' . $host;
	}

	/**
	 * The name without `www.`: what both forms have in common.
	 *
	 * @param string $host A normalised host.
	 */
	public static function bare( string $host ): string {
		return str_starts_with( $host, 'www.' ) ? substr( $host, 4 ) : $host;
	}

	/**
	 * Whether two texts name one host, in either form.
	 *
	 * @param string $one   A host or any other text.
	 * @param string $other A host or any other text.
	 */
	public static function same( string $one, string $other ): bool {
		$one   = self::normalise( $one );
		$other = self::normalise( $other );
		return null !== $one && null !== $other && self::bare( $one ) === self::bare( $other );
	}

	/**
	 * A Unicode name as A-labels, or an empty string.
	 *
	 * @param string $host A name with characters beyond ASCII.
	 */
	private static function ascii( string $host ): string {
		if ( function_exists( 'idn_to_ascii' ) ) {
			return (string) idn_to_ascii( $host, IDNA_NONTRANSITIONAL_TO_ASCII, INTL_IDNA_VARIANT_UTS46 );
		}
		// WordPress carries an encoder for its HTTP requests, under two names over time.
		foreach ( array( 'WpOrg\Requests\IdnaEncoder', 'Requests_IDNAEncoder' ) as $encoder ) {
			if ( class_exists( $encoder ) ) {
				try {
					return (string) $encoder::encode( $host );
				} catch ( \Throwable $error ) {
					return '';
				}
			}
		}
		return '';
	}
}

<?php
/**
 * The program's vocabulary in words for people.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\History_Entry;

defined( 'ABSPATH' ) || exit;

/**
 * Says the program's words plainly. A word of a newer program is shown as it is. Everything has to be escaped where it
 * is shown.
 */
final class Words {

	/**
	 * Where a domain stands.
	 *
	 * @param string $state The state.
	 */
	public static function state( string $state ): string {
		return match ( $state ) {
			'attention'   => __( 'Needs attention', 'runcloud-multisite' ),
			'waiting_dns' => __( 'Waiting for DNS', 'runcloud-multisite' ),
			'attaching'   => __( 'Being attached', 'runcloud-multisite' ),
			'attached'    => __( 'Attached', 'runcloud-multisite' ),
			'ordering'    => __( 'Certificate ordered', 'runcloud-multisite' ),
			'secured'     => __( 'Secured', 'runcloud-multisite' ),
			'serving'     => __( 'Serving', 'runcloud-multisite' ),
			'removing'    => __( 'Being taken off', 'runcloud-multisite' ),
			'removed'     => __( 'Taken off', 'runcloud-multisite' ),
			default       => self::spoken( $state ),
		};
	}

	/**
	 * Who has to act next.
	 *
	 * @param string $who The word.
	 */
	public static function who( string $who ): string {
		return match ( $who ) {
			'nobody'                => __( 'Nobody', 'runcloud-multisite' ),
			'customer'              => __( 'Owner of the domain', 'runcloud-multisite' ),
			'operator'              => __( 'You (the network)', 'runcloud-multisite' ),
			'runcloud'              => __( 'RunCloud', 'runcloud-multisite' ),
			'certificate_authority' => __( 'Certificate authority', 'runcloud-multisite' ),
			default                 => self::spoken( $who ),
		};
	}

	/**
	 * Whose a domain is.
	 *
	 * @param string $class The class.
	 */
	public static function whose( string $class ): string {
		return match ( $class ) {
			'created'  => __( 'Attached by the program', 'runcloud-multisite' ),
			'adopted'  => __( 'Was attached before, and a site asks for it', 'runcloud-multisite' ),
			'foreign'  => __( 'Was attached before, and no site asks for it; left alone', 'runcloud-multisite' ),
			'refused'  => __( 'Asked for by a site that must not have it', 'runcloud-multisite' ),
			'conflict' => __( 'Asked for by two sites', 'runcloud-multisite' ),
			'orphan'   => __( 'Asked for by a site that is gone', 'runcloud-multisite' ),
			default    => self::spoken( $class ),
		};
	}

	/**
	 * What kind of thing happened.
	 *
	 * @param History_Entry $entry The entry.
	 */
	public static function happened( History_Entry $entry ): string {
		if ( 'decision' === $entry->kind ) {
			$state = is_array( $entry->detail ) ? $entry->detail['state'] ?? null : null;
			return is_string( $state ) && '' !== $state ? self::state( $state ) : __( 'Decided', 'runcloud-multisite' );
		}
		if ( 'removal' === $entry->kind ) {
			return __( 'Removal', 'runcloud-multisite' );
		}
		return null === $entry->step || '' === $entry->step ? self::spoken( $entry->kind ) : self::step( $entry->step );
	}

	/**
	 * What is asked of the program.
	 *
	 * @param string $kind The kind of a request.
	 */
	public static function request( string $kind ): string {
		return match ( $kind ) {
			'removal' => __( 'Take off', 'runcloud-multisite' ),
			'look'    => __( 'Look', 'runcloud-multisite' ),
			'retry'   => __( 'Retry', 'runcloud-multisite' ),
			'confirm' => __( 'Confirm', 'runcloud-multisite' ),
			'apply'   => __( 'Apply', 'runcloud-multisite' ),
			default   => self::spoken( $kind ),
		};
	}

	/**
	 * What was done or looked at.
	 *
	 * @param string $step The word of the step.
	 */
	private static function step( string $step ): string {
		return match ( $step ) {
			'attach'                  => __( 'Attach', 'runcloud-multisite' ),
			'switch_twin'             => __( 'Switch www', 'runcloud-multisite' ),
			'read_certificate',
			'read_shared_certificate' => __( 'Read certificate', 'runcloud-multisite' ),
			'order'                   => __( 'Order certificate', 'runcloud-multisite' ),
			'order_shared'            => __( 'Order shared certificate', 'runcloud-multisite' ),
			'detach'                  => __( 'Take off', 'runcloud-multisite' ),
			'dns', 'twin_dns'         => __( 'DNS', 'runcloud-multisite' ),
			'caa', 'twin_caa'         => __( 'CAA records', 'runcloud-multisite' ),
			'visit', 'twin_visit'     => __( 'Visit', 'runcloud-multisite' ),
			'tls', 'twin_tls'         => __( 'Certificate', 'runcloud-multisite' ),
			default                   => self::spoken( $step ),
		};
	}

	/**
	 * A word of the program without its underscores.
	 *
	 * @param string $word The word.
	 */
	private static function spoken( string $word ): string {
		return str_replace( '_', ' ', $word );
	}
}

<?php
/**
 * What a waiting row may expect.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Stages;

use Runcloud_Multisite\Bus\Domain_Status;
use Runcloud_Multisite\Host;
use Runcloud_Multisite\Network_Hosts;

defined( 'ABSPATH' ) || exit;

/**
 * Carries the program's finding over to one row. It judges nothing anew: it only makes sure that the finding is about
 * this very row, and helps no row to a host that belongs to the network or to another site.
 */
final class Verdict {

	/** Leave the row as it is. */
	public const LEAVE = 'leave';
	/** Its certificate was shown: it is ready. */
	public const READY = 'ready';
	/** The certificate of its other form was shown: Ultimate Multisite's own look has to tell about this one. */
	public const LOOK_AGAIN = 'look_again';

	/** The classes of hosts that the network asked for and that are served. */
	private const SERVED = array( 'created', 'adopted' );

	/** Reasons that say that visitors would not get this site. */
	private const NOT_ITS_SITE = array( 'serves_other_site', 'main_domain' );

	/**
	 * The verdict about a row. Costs no query; whether the host is somebody else's is asked before the row is moved.
	 *
	 * @param array{id: int, site_id: int, host: string, stage: string} $row    The row.
	 * @param Domain_Status|null                                        $status What the program says about its host.
	 */
	public static function about( array $row, ?Domain_Status $status ): string {
		if ( null === $status || ! $status->is_secured() || ! self::is_meant( $row, $status ) ) {
			return self::LEAVE;
		}
		if ( Host::normalise( $row['host'] ) === $status->host ) {
			return self::READY;
		}
		return in_array( $row['stage'], Waiting_Rows::GIVEN_UP, true ) ? self::LOOK_AGAIN : self::LEAVE;
	}

	/**
	 * Whether the host of a row is the network's own or another site's, by WordPress' tables and whatever anybody says.
	 *
	 * @param array{id: int, site_id: int, host: string, stage: string} $row The row.
	 */
	public static function is_somebody_elses( array $row ): bool {
		return Network_Hosts::is_own( $row['host'] ) || Network_Hosts::is_of_another_site( $row['host'], $row['site_id'] );
	}

	/**
	 * Whether the status is about this row: the host is served, and for the site of the row.
	 *
	 * @param array{id: int, site_id: int, host: string, stage: string} $row    The row.
	 * @param Domain_Status                                             $status What the program says about its host.
	 */
	private static function is_meant( array $row, Domain_Status $status ): bool {
		return in_array( $status->class, self::SERVED, true )
			&& ! in_array( $status->reason, self::NOT_ITS_SITE, true )
			&& $row['site_id'] > 0
			&& $status->site_id === $row['site_id'];
	}
}

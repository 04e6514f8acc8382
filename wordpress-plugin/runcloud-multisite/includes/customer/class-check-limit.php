<?php
/**
 * How often checks may be asked for.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

use Runcloud_Multisite\Bus\Requests;
use Runcloud_Multisite\Bus\Rows;
use Runcloud_Multisite\Bus\Tables;
use Runcloud_Multisite\Host;

defined( 'ABSPATH' ) || exit;

/**
 * Lets a domain be checked once a minute, and a person ask a few times a minute.
 *
 * What was asked stands in the table of requests, so nothing else has to be remembered: a transient would be lost whenever
 * the object cache is flushed, which Ultimate Multisite does with every domain it saves.
 */
final class Check_Limit {

	/** What a request holds that an owner caused. */
	public const PAYLOAD = array( 'from' => 'customer' );

	/** In milliseconds. */
	private const WHILE = 60000;

	private const MOST_OF_A_USER = 5;

	/** How many of the latest requests are looked through. */
	private const LATEST = 200;

	/**
	 * Keeps the tables.
	 *
	 * @param Tables $tables The tables shared with the program.
	 */
	public function __construct( private readonly Tables $tables ) {}

	/**
	 * Runs something while nobody else does, so that clicks that come together are counted one after the other.
	 *
	 * @param callable(): Answer $ask What to run.
	 */
	public function one_by_one( callable $ask ): Answer {
		global $wpdb;
		$lock = $this->tables->requests() . '_check';
		// Where the database has no such locks the limit is a little less strict.
		$quiet = $wpdb->suppress_errors();
		$wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, 3)', $lock ) );
		try {
			return $ask();
		} finally {
			$wpdb->get_var( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', $lock ) );
			$wpdb->suppress_errors( $quiet );
		}
	}

	/**
	 * Why a check may not be asked for now; null where it may.
	 *
	 * @param string $host    A normalised host.
	 * @param int    $user_id Who asks.
	 * @param int    $now     In milliseconds.
	 */
	public function objection( string $host, int $user_id, int $now ): ?Answer {
		$by_user = 0;
		foreach ( $this->looks() as $look ) {
			if ( (int) $look['at'] <= $now - self::WHILE ) {
				continue;
			}
			if ( Host::same( (string) $look['host'], $host ) ) {
				return Answer::Too_Soon;
			}
			if ( (int) $look['user_id'] === $user_id && wp_json_encode( self::PAYLOAD ) === $look['payload'] ) {
				++$by_user;
			}
		}
		return $by_user >= self::MOST_OF_A_USER ? Answer::Too_Many : null;
	}

	/**
	 * The latest requests to look at something.
	 *
	 * @return list<array<string, string|null>>
	 */
	private function looks(): array {
		return Rows::of( $this->tables->requests(), 'SELECT at, host, user_id, payload', 'WHERE kind = %s ORDER BY id DESC LIMIT %d', array( Requests::LOOK, self::LATEST ) );
	}
}

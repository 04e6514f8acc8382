<?php
/**
 * What the program did, decided and saw.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Bus;

use Runcloud_Multisite\Host;

defined( 'ABSPATH' ) || exit;

/**
 * Reads the program's history.
 */
final class History {

	private const MOST = 500;

	private const COLUMNS = 'id, at, host, kind, step, why, outcome, closed_at, detail';

	/**
	 * Keeps the tables.
	 *
	 * @param Tables $tables The tables shared with the program.
	 */
	public function __construct( private readonly Tables $tables ) {}

	/**
	 * The story of a host and of its other form, newest first.
	 *
	 * @param string $host  The host as a row or a person names it.
	 * @param int    $limit At most so many entries.
	 * @return list<History_Entry>
	 */
	public function timeline( string $host, int $limit = 50 ): array {
		$name = Host::normalise( $host );
		if ( null === $name ) {
			return array();
		}
		$values = array( $name, Host::twin( $name ), max( 1, min( self::MOST, $limit ) ) );
		return $this->read( 'WHERE host IN (%s, %s) ORDER BY id DESC LIMIT %d', $values );
	}

	/**
	 * The latest entries about anything, newest first.
	 *
	 * @param int $limit At most so many entries.
	 * @return list<History_Entry>
	 */
	public function latest( int $limit = 50 ): array {
		return $this->read( 'ORDER BY id DESC LIMIT %d', array( max( 1, min( self::MOST, $limit ) ) ) );
	}

	/**
	 * The entries that a clause selects.
	 *
	 * @param string       $clause What comes after the name of the table.
	 * @param array<mixed> $values Its values.
	 * @return list<History_Entry>
	 */
	private function read( string $clause, array $values ): array {
		$rows = Rows::of( $this->tables->history(), 'SELECT ' . self::COLUMNS, $clause, $values );
		return array_map( array( History_Entry::class, 'from_row' ), $rows );
	}
}

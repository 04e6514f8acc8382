<?php
/**
 * Where the domains of the network stand.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Bus;

use Runcloud_Multisite\Host;

defined( 'ABSPATH' ) || exit;

/**
 * Reads the program's table of domains. Where it is missing or cannot be read there are simply none.
 */
final class Domain_Statuses {

	/** What a list may be ordered by. */
	public const ORDERS = array( 'host', 'site_id', 'state', 'who', 'next_look', 'cert_expires', 'updated_at' );

	private const MOST_AT_ONCE = 500;

	/**
	 * What was looked up in this request, by host; null for hosts that are not known.
	 *
	 * @var array<string, Domain_Status|null>
	 */
	private array $found = array();

	/**
	 * Keeps the tables.
	 *
	 * @param Tables $tables The tables shared with the program.
	 */
	public function __construct( private readonly Tables $tables ) {}

	/**
	 * The status of a host: its own, or that of its other form, as one domain of RunCloud serves both.
	 *
	 * @param string $host The host as a row or a person names it.
	 */
	public function find( string $host ): ?Domain_Status {
		$this->load( array( $host ) );
		$name = Host::normalise( $host );
		return null === $name ? null : $this->found[ $name ] ?? $this->found[ Host::twin( $name ) ] ?? null;
	}

	/**
	 * Looks many hosts up in one query, so that `find` has them at hand.
	 *
	 * @param array<string> $hosts The hosts as rows name them.
	 */
	public function load( array $hosts ): void {
		$names = array();
		foreach ( $hosts as $host ) {
			$name = Host::normalise( (string) $host );
			if ( null !== $name ) {
				$names[ $name ]               = true;
				$names[ Host::twin( $name ) ] = true;
			}
		}
		$names = array_keys( array_diff_key( $names, $this->found ) );
		foreach ( array_chunk( $names, self::MOST_AT_ONCE ) as $chunk ) {
			$this->found += array_fill_keys( $chunk, null );
			$marks        = implode( ', ', array_fill( 0, count( $chunk ), '%s' ) );
			foreach ( $this->read( "WHERE host IN ({$marks})", $chunk ) as $status ) {
				$this->found[ $status->host ] = $status;
			}
		}
	}

	/**
	 * The domains of a site, by host.
	 *
	 * @param int $site_id The site.
	 * @return list<Domain_Status>
	 */
	public function for_site( int $site_id ): array {
		return $this->read( 'WHERE site_id = %d ORDER BY host LIMIT %d', array( $site_id, self::MOST_AT_ONCE ) );
	}

	/**
	 * One page of a list.
	 *
	 * @param array{search?: string, state?: string, who?: string, orderby?: string, order?: string, per_page?: int, paged?: int} $asked What the list shows; unknown words are left out.
	 * @return array{items: list<Domain_Status>, total: int}
	 */
	public function page( array $asked ): array {
		list( $where, $values ) = $this->conditions( $asked );

		$orderby  = in_array( $asked['orderby'] ?? '', self::ORDERS, true ) ? $asked['orderby'] : 'host';
		$order    = 'desc' === strtolower( $asked['order'] ?? '' ) ? 'DESC' : 'ASC';
		$per_page = max( 1, min( self::MOST_AT_ONCE, (int) ( $asked['per_page'] ?? 20 ) ) );
		$offset   = ( max( 1, (int) ( $asked['paged'] ?? 1 ) ) - 1 ) * $per_page;
		$items    = $this->read(
			"{$where} ORDER BY {$orderby} {$order}, host ASC LIMIT %d OFFSET %d",
			array_merge( $values, array( $per_page, $offset ) )
		);
		$total    = $this->rows( 'SELECT COUNT(*) AS total', $where, $values );
		return array(
			'items' => $items,
			'total' => (int) ( $total[0]['total'] ?? 0 ),
		);
	}

	/**
	 * How many domains there are of each state and for each person who acts next.
	 *
	 * @return array{state: array<string, int>, who: array<string, int>, total: int}
	 */
	public function counts(): array {
		$counts = array(
			'state' => array(),
			'who'   => array(),
			'total' => 0,
		);
		foreach ( $this->rows( 'SELECT state, who, COUNT(*) AS total', 'GROUP BY state, who', array() ) as $row ) {
			$total = (int) $row['total'];

			$counts['state'][ $row['state'] ] = ( $counts['state'][ $row['state'] ] ?? 0 ) + $total;
			$counts['who'][ $row['who'] ]     = ( $counts['who'][ $row['who'] ] ?? 0 ) + $total;
			$counts['total']                 += $total;
		}
		return $counts;
	}

	/**
	 * The hosts that stand in some states, with the state. An index alone answers this, however many there are.
	 *
	 * @param array<string> $states The states.
	 * @return array<string, string> The state by host.
	 */
	public function hosts_in_states( array $states ): array {
		$marks = implode( ', ', array_fill( 0, count( $states ), '%s' ) );
		return array_column( $this->rows( 'SELECT host, state', "WHERE state IN ({$marks}) ORDER BY host", $states ), 'state', 'host' );
	}

	/**
	 * Those of some hosts that the program knows, each in its very form.
	 *
	 * @param array<string|int> $hosts The hosts.
	 * @return list<string>
	 */
	public function known_hosts( array $hosts ): array {
		$known = array();
		foreach ( array_chunk( array_map( 'strval', $hosts ), self::MOST_AT_ONCE ) as $chunk ) {
			$marks = implode( ', ', array_fill( 0, count( $chunk ), '%s' ) );
			$known = array_merge( $known, array_column( $this->rows( 'SELECT host', "WHERE host IN ({$marks})", $chunk ), 'host' ) );
		}
		return $known;
	}

	/**
	 * Forgets what was looked up: a request that lives long has to look again.
	 */
	public function forget(): void {
		$this->found = array();
	}

	/**
	 * The conditions of a list and their values.
	 *
	 * @param array<string, mixed> $asked What the list shows.
	 * @return array{string, list<string>}
	 */
	private function conditions( array $asked ): array {
		global $wpdb;
		$conditions = array();
		$values     = array();
		foreach ( array( 'state', 'who' ) as $column ) {
			if ( ! empty( $asked[ $column ] ) ) {
				$conditions[] = "{$column} = %s";
				$values[]     = (string) $asked[ $column ];
			}
		}
		$search = trim( (string) ( $asked['search'] ?? '' ) );
		if ( '' !== $search ) {
			$conditions[] = 'host LIKE %s';
			$values[]     = '%' . $wpdb->esc_like( Host::normalise( $search ) ?? strtolower( $search ) ) . '%';
		}
		return array( $conditions ? 'WHERE ' . implode( ' AND ', $conditions ) : '', $values );
	}

	/**
	 * The statuses that a clause selects.
	 *
	 * @param string       $clause What comes after the name of the table.
	 * @param array<mixed> $values Its values.
	 * @return list<Domain_Status>
	 */
	private function read( string $clause, array $values ): array {
		return array_map( array( Domain_Status::class, 'from_row' ), $this->rows( 'SELECT ' . Domain_Status::COLUMNS, $clause, $values ) );
	}

	/**
	 * Rows of the table; none where it cannot be read.
	 *
	 * @param string       $select What comes before the name of the table.
	 * @param string       $clause What comes after it.
	 * @param array<mixed> $values The values of the clause.
	 * @return list<array<string, string|null>>
	 */
	private function rows( string $select, string $clause, array $values ): array {
		return Rows::of( $this->tables->domains(), $select, $clause, $values );
	}
}

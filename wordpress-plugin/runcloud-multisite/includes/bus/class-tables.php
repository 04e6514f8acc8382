<?php
/**
 * The tables through which plugin and program talk.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Bus;

defined( 'ABSPATH' ) || exit;

/**
 * Names the tables of `schema/tables.sql`, tells whether they are there, and makes them.
 *
 * The plugin writes to the table of requests and to no other. All times are milliseconds since 1970 in UTC.
 */
final class Tables {

	private const SCHEMA = '/schema/tables.sql';

	/**
	 * The full names of the tables that are there, once somebody asked.
	 *
	 * @var array<string, true>|null
	 */
	private ?array $present = null;

	/**
	 * The table with one row for each host.
	 */
	public function domains(): string {
		return $this->name( 'domains' );
	}

	/**
	 * The table of what happened.
	 */
	public function history(): string {
		return $this->name( 'history' );
	}

	/**
	 * The table of what people and this plugin ask for.
	 */
	public function requests(): string {
		return $this->name( 'requests' );
	}

	/**
	 * The table of single values.
	 */
	public function state(): string {
		return $this->name( 'state' );
	}

	/**
	 * Whether a table is there. Costs one query in a request, whichever tables are asked about.
	 *
	 * @param string $table A full name, as the methods above give it.
	 */
	public function exists( string $table ): bool {
		global $wpdb;
		if ( null === $this->present ) {
			$pattern       = $wpdb->esc_like( $this->name( '' ) ) . '%';
			$quiet         = $wpdb->suppress_errors();
			$found         = $wpdb->get_col( $wpdb->prepare( 'SHOW TABLES LIKE %s', $pattern ) );
			$this->present = array_fill_keys( array_map( 'strval', $found ), true );
			$wpdb->suppress_errors( $quiet );
		}
		return isset( $this->present[ $table ] );
	}

	/**
	 * Forgets which tables are there.
	 */
	public function forget(): void {
		$this->present = null;
	}

	/**
	 * Makes the tables that are missing; the program finds them complete and goes on from there.
	 *
	 * @return bool Whether all are there now.
	 */
	public function create(): bool {
		global $wpdb;
		$quiet = $wpdb->suppress_errors();
		foreach ( $this->statements() as $statement ) {
			// The statements come from a file of this plugin, and only the prefix of the tables goes into them.
			$wpdb->query( $statement ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
		}
		$wpdb->suppress_errors( $quiet );
		$this->forget();
		$missing       = array_filter(
			array( $this->domains(), $this->history(), $this->requests(), $this->state() ),
			fn ( string $table ): bool => ! $this->exists( $table )
		);
		return array() === $missing;
	}

	/**
	 * The statements of the shared definition, for the prefix of this network.
	 *
	 * A statement ends with a semicolon at the end of a line and a comment has its own line, as the file promises.
	 *
	 * @return list<string>
	 */
	private function statements(): array {
		global $wpdb;
		$file = dirname( RUNCLOUD_MULTISITE_FILE ) . self::SCHEMA;
		if ( ! is_readable( $file ) ) {
			return array();
		}
		$text = (string) file_get_contents( $file );
		$text = (string) preg_replace( '/^--.*$/m', '', $text );
		$text = str_replace( '{p}', $wpdb->base_prefix, $text );
		return array_values( array_filter( array_map( 'trim', (array) preg_split( '/;\s*$/m', $text ) ) ) );
	}

	/**
	 * The full name of a table. The tables belong to the network and not to one of its sites.
	 *
	 * @param string $name The short name.
	 */
	private function name( string $name ): string {
		global $wpdb;
		return $wpdb->base_prefix . 'runcloud_' . $name;
	}
}

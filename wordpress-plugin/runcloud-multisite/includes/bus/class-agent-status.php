<?php
/**
 * How the program is.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Bus;

defined( 'ABSPATH' ) || exit;

/**
 * What the program last said of itself, read once in a request.
 *
 * Whether it runs is told by its lease: it is renewed every few seconds and ends soon after the program does. What else
 * the program says stays as it was when it stopped.
 */
final class Agent_Status {

	/**
	 * The rows of the table of state by name.
	 *
	 * @var array<string, array<string, string|null>>|null
	 */
	private ?array $rows = null;

	/**
	 * What the program says of itself, decoded: it may list hundreds of rows.
	 *
	 * @var array<string, mixed>|null
	 */
	private ?array $about = null;

	/**
	 * Keeps the tables.
	 *
	 * @param Tables $tables The tables shared with the program.
	 */
	public function __construct( private readonly Tables $tables ) {}

	/**
	 * Whether a program acts at the moment.
	 */
	public function is_running(): bool {
		return null !== $this->holder() && $this->lease_expires() > self::now();
	}

	/**
	 * Whether one ever ran with these tables.
	 */
	public function has_ever_run(): bool {
		return null !== $this->last_seen();
	}

	/**
	 * The name of the agent that holds or held the lease last.
	 */
	public function holder(): ?string {
		$holder = (string) ( $this->row( 'lease' )['value'] ?? '' );
		return '' === $holder ? null : $holder;
	}

	/**
	 * When the lease ends unless it is renewed, in milliseconds; 0 where it was given back.
	 */
	public function lease_expires(): int {
		return (int) ( $this->row( 'lease' )['expires'] ?? 0 );
	}

	/**
	 * When the program was last heard of, in milliseconds.
	 */
	public function last_seen(): ?int {
		$seen = (int) ( $this->row( 'lease' )['updated_at'] ?? 0 );
		return $seen > 0 ? $seen : null;
	}

	/**
	 * The version of the program.
	 */
	public function version(): ?string {
		return $this->text( 'version' );
	}

	/**
	 * The version of the tables; 0 before the program ran.
	 */
	public function schema_version(): int {
		return (int) ( $this->row( 'schema' )['number'] ?? 0 );
	}

	/**
	 * The network's own host as the program reads it.
	 */
	public function main_domain(): ?string {
		return $this->text( 'main_domain' );
	}

	/**
	 * How certificates are kept: `basic` for one for all domains, `advanced` for one each.
	 */
	public function ssl_mode(): ?string {
		return $this->text( 'ssl' );
	}

	/**
	 * The addresses that count as the server's.
	 *
	 * @return list<string>
	 */
	public function addresses(): array {
		return self::strings( $this->about()['addresses'] ?? array() );
	}

	/**
	 * When RunCloud's list of domains was last read, in milliseconds.
	 */
	public function panel_read_at(): ?int {
		$at = $this->about()['panel_read_at'] ?? null;
		return is_numeric( $at ) ? (int) $at : null;
	}

	/**
	 * Why that reading missed something, where it did.
	 */
	public function panel_partial(): ?string {
		return $this->text( 'panel_partial' );
	}

	/**
	 * Why nothing is changed at all, where that is so: a code of docs/reasons.md (`fenced`, `switched_off`, `first_run`,
	 * `credentials_rejected` …), what exactly, and when it ends by itself (in milliseconds).
	 *
	 * @return array{reason: string, detail: string, until: int|null}|null
	 */
	public function hold(): ?array {
		$hold = $this->about()['hold'] ?? null;
		if ( ! is_array( $hold ) || ! is_string( $hold['reason'] ?? null ) ) {
			return null;
		}
		return array(
			'reason' => $hold['reason'],
			'detail' => is_string( $hold['detail'] ?? null ) ? $hold['detail'] : '',
			'until'  => is_numeric( $hold['until'] ?? null ) ? (int) $hold['until'] : null,
		);
	}

	/**
	 * The hosts whose removal the brake holds back until a person says yes.
	 *
	 * @return list<string>
	 */
	public function braked(): array {
		return self::strings( $this->about()['braked'] ?? array() );
	}

	/**
	 * The rows that are not served: `mapping` (the id of the row, or null), `site`, `host` (or null), `text` (what the row
	 * says, hostile), `reason`, `invalid` (or null).
	 *
	 * @return list<array<string, mixed>>
	 */
	public function rejected(): array {
		return array_values( array_filter( (array) ( $this->about()['rejected'] ?? array() ), 'is_array' ) );
	}

	/**
	 * Why the program cannot read the network, where it cannot.
	 */
	public function source_error(): ?string {
		return $this->text( 'source_error' );
	}

	/**
	 * How many calls of RunCloud's API were made in this month; null where they are not counted, as no limit is set.
	 */
	public function calls_this_month(): ?int {
		$calls = json_decode( (string) ( $this->row( 'calls' )['value'] ?? '' ), true );
		if ( ! is_array( $calls ) || ! is_int( $calls['month'] ?? null ) || ! is_int( $calls['used'] ?? null ) ) {
			return null;
		}
		// The program counts months from the year 0, in UTC; with a new month it begins anew when it first calls.
		$month = (int) gmdate( 'Y' ) * 12 + (int) gmdate( 'n' ) - 1;
		return $month > $calls['month'] ? 0 : $calls['used'];
	}

	/**
	 * Where sub-domains need more certificates than a week allows: how many lack one (`lacking`), how many a week has
	 * (`weekly`), and about when the last comes (`last_at`, in milliseconds).
	 *
	 * @return array{lacking: int, weekly: int, last_at: int}|null
	 */
	public function sub_domains(): ?array {
		$known = $this->about()['sub_domains'] ?? null;
		if ( ! is_array( $known ) || ! isset( $known['lacking'], $known['weekly'], $known['last_at'] ) ) {
			return null;
		}
		return array_map( 'intval', array_intersect_key( $known, array_flip( array( 'lacking', 'weekly', 'last_at' ) ) ) );
	}

	/**
	 * Everything the program says of itself, also what only newer programs say.
	 *
	 * @return array<string, mixed>
	 */
	public function about(): array {
		if ( null === $this->about ) {
			$about       = json_decode( (string) ( $this->row( 'agent' )['value'] ?? '' ), true );
			$this->about = is_array( $about ) ? $about : array();
		}
		return $this->about;
	}

	/**
	 * Forgets what was read.
	 */
	public function forget(): void {
		$this->rows  = null;
		$this->about = null;
	}

	/**
	 * Now, in milliseconds.
	 */
	private static function now(): int {
		return (int) floor( microtime( true ) * 1000 );
	}

	/**
	 * A text that the program says of itself.
	 *
	 * @param string $name Its name.
	 */
	private function text( string $name ): ?string {
		$text = $this->about()[ $name ] ?? null;
		return is_string( $text ) && '' !== $text ? $text : null;
	}

	/**
	 * One row of the table of state.
	 *
	 * @param string $name Its name.
	 * @return array<string, string|null>
	 */
	private function row( string $name ): array {
		if ( null === $this->rows ) {
			$rows       = Rows::of( $this->tables->state(), 'SELECT name, value, number, expires, updated_at', 'WHERE name IN (%s, %s, %s, %s)', array( 'lease', 'agent', 'schema', 'calls' ) );
			$this->rows = array_column( $rows, null, 'name' );
		}
		return $this->rows[ $name ] ?? array();
	}

	/**
	 * The texts of a list.
	 *
	 * @param mixed $list What should be a list.
	 * @return list<string>
	 */
	private static function strings( mixed $list ): array {
		return array_values( array_filter( is_array( $list ) ? $list : array(), 'is_string' ) );
	}
}

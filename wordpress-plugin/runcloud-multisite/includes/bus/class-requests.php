<?php
/**
 * What is asked of the program.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Bus;

defined( 'ABSPATH' ) || exit;

/**
 * Writes requests. The program reads them within a second and answers in the same row.
 *
 * Writing one never breaks what a person is doing: a request that cannot be written is kept in a network option, written
 * as soon as that is possible again, and shown to the operator until then.
 */
final class Requests {

	/** A mapping or a site was removed. The only positive evidence of a removal. */
	public const REMOVAL = 'removal';
	/** Something changed: look now. */
	public const LOOK = 'look';
	/** Try now what waits for its time. */
	public const RETRY = 'retry';
	/** A person's yes; the payload says to what. */
	public const CONFIRM = 'confirm';
	/** Carry out what is planned now. */
	public const APPLY = 'apply';

	private const KINDS = array( self::REMOVAL, self::LOOK, self::RETRY, self::CONFIRM, self::APPLY );

	/** The network option that holds requests that could not be written. */
	private const KEPT = 'runcloud_multisite_kept_requests';

	private const MOST_KEPT = 100;

	/** Rows that are refused in one go until the rest is left for the next. */
	private const MOST_REFUSED = 5;

	/**
	 * Keeps the tables.
	 *
	 * @param Tables $tables The tables shared with the program.
	 */
	public function __construct( private readonly Tables $tables ) {}

	/**
	 * Writes a request.
	 *
	 * @param string               $kind    One of the constants above.
	 * @param string|null          $host    The host it is about, as somebody typed it.
	 * @param int|null             $site_id The site it is about.
	 * @param array<string, mixed> $payload What else belongs to it.
	 * @return bool Whether it is written. Where it is not, it was kept.
	 */
	public function add( string $kind, ?string $host = null, ?int $site_id = null, array $payload = array() ): bool {
		if ( ! in_array( $kind, self::KINDS, true ) ) {
			return false;
		}
		try {
			list( $user_id, $user_name ) = self::who_asks();

			$row = array(
				'at'        => (int) floor( microtime( true ) * 1000 ),
				'kind'      => $kind,
				'host'      => null === $host ? null : self::cut( $host, 255 ),
				'site_id'   => $site_id,
				'user_id'   => $user_id,
				'user_name' => self::cut( $user_name, 250 ),
				'payload'   => (string) wp_json_encode( (object) $payload ),
			);
			if ( $this->write( $row ) ) {
				return true;
			}
			$this->keep( $row );
		} catch ( \Throwable $error ) {
			// Whatever went wrong here is less important than what the person was doing.
			return false;
		}
		return false;
	}

	/**
	 * Requests that wait because they could not be written, oldest first.
	 *
	 * @return list<array<string, mixed>>
	 */
	public function kept(): array {
		return array_values( array_filter( (array) get_network_option( get_main_network_id(), self::KEPT, array() ), 'is_array' ) );
	}

	/**
	 * Writes what was kept.
	 *
	 * @return int How many are still waiting.
	 */
	public function write_kept(): int {
		$waiting = $this->kept();
		if ( array() === $waiting ) {
			return 0;
		}
		// One that the table refuses for good keeps none of the others waiting; with a table that takes nothing not all are tried.
		$refused = array();
		while ( array() !== $waiting && count( $refused ) < self::MOST_REFUSED ) {
			$row = array_shift( $waiting );
			if ( ! $this->write( $row ) ) {
				$refused[] = $row;
			}
		}
		$waiting = array_merge( $waiting, $refused );
		if ( array() === $waiting ) {
			delete_network_option( get_main_network_id(), self::KEPT );
		} else {
			update_network_option( get_main_network_id(), self::KEPT, $waiting );
		}
		return count( $waiting );
	}

	/**
	 * Inserts a row; where the table is missing it is made first.
	 *
	 * @param array<string, mixed> $row The row by column.
	 */
	private function write( array $row ): bool {
		global $wpdb;
		$quiet   = $wpdb->suppress_errors();
		$written = $wpdb->insert( $this->tables->requests(), $row );
		if ( ! $written ) {
			$this->tables->forget();
			if ( ! $this->tables->exists( $this->tables->requests() ) && $this->tables->create() ) {
				$written = $wpdb->insert( $this->tables->requests(), $row );
			}
		}
		$wpdb->suppress_errors( $quiet );
		return (bool) $written;
	}

	/**
	 * Keeps a row for later. Where there are too many, records of removals are the last to go.
	 *
	 * @param array<string, mixed> $row The row by column.
	 */
	private function keep( array $row ): void {
		$kept   = $this->kept();
		$kept[] = $row;
		if ( count( $kept ) > self::MOST_KEPT ) {
			foreach ( $kept as $index => $waiting ) {
				if ( self::REMOVAL !== ( $waiting['kind'] ?? '' ) ) {
					unset( $kept[ $index ] );
					break;
				}
			}
		}
		update_network_option( get_main_network_id(), self::KEPT, array_slice( array_values( $kept ), - self::MOST_KEPT ) );
	}

	/**
	 * Who asks: a person, or what runs where nobody is logged in. WordPress knows persons only once plugins are loaded.
	 *
	 * @return array{int|null, string}
	 */
	private static function who_asks(): array {
		$user = function_exists( 'wp_get_current_user' ) ? wp_get_current_user() : null;
		if ( null !== $user && $user->ID > 0 ) {
			return array( (int) $user->ID, (string) $user->user_login );
		}
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			return array( null, 'wp-cli' );
		}
		return array( null, wp_doing_cron() ? 'wp-cron' : 'wordpress' );
	}

	/**
	 * The beginning of a text, whole characters only.
	 *
	 * @param string $text   Any text; what is no UTF-8 is dropped.
	 * @param int    $length In characters.
	 */
	private static function cut( string $text, int $length ): string {
		return mb_substr( wp_check_invalid_utf8( $text, true ), 0, $length );
	}
}

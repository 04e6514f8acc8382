<?php
/**
 * Moving mapping rows to the stage in which they are served.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Stages;

use Runcloud_Multisite\Bus\Domain_Statuses;
use Runcloud_Multisite\Host;
use Runcloud_Multisite\Records\Recorder;

defined( 'ABSPATH' ) || exit;

/**
 * Moves some rows at a time, through Ultimate Multisite's model, so that its hooks fire and its caches are flushed.
 *
 * Only rows that wait are moved, and only forward. A row that is served, or that a person switched, stays as it is.
 */
final class Mover {

	/** Rows that are moved in a sweep: after a take-over there are many at once, and each save flushes the object cache anyway. */
	private const MOST_MOVES = 25;

	/** Seconds after which no other row is begun in a sweep. */
	private const LONGEST = 5;

	/** Tries in a sweep where Ultimate Multisite refuses to save; a refusal flushes nothing. */
	private const MOST_REFUSALS = 5;

	/**
	 * Keeps the parts.
	 *
	 * @param Domain_Statuses $statuses Where the domains stand.
	 * @param Recorder        $recorder Whom saving would tell of a change that the program knows.
	 */
	public function __construct( private readonly Domain_Statuses $statuses, private readonly Recorder $recorder ) {}

	/**
	 * Moves the rows that may be moved, as many as fit into a sweep.
	 *
	 * @return array{moved: int, waiting: int} How many moved, and how many more seem to be ready for it.
	 */
	public function move(): array {
		$result = array(
			'moved'   => 0,
			'waiting' => 0,
		);
		if ( ! function_exists( 'wu_get_domain' ) ) {
			return $result;
		}
		$rows = Waiting_Rows::read();
		$this->statuses->load( array_column( $rows, 'host' ) );
		$refused = 0;
		$end     = hrtime( true ) + self::LONGEST * 1_000_000_000;
		foreach ( $rows as $row ) {
			$verdict = Verdict::about( $row, $this->statuses->find( $row['host'] ) );
			if ( Verdict::LEAVE === $verdict ) {
				continue;
			}
			if ( $result['moved'] >= self::MOST_MOVES || $refused >= self::MOST_REFUSALS || hrtime( true ) > $end ) {
				++$result['waiting'];
				continue;
			}
			Waiting_Rows::end_at( $row['id'] );
			if ( ! Verdict::is_somebody_elses( $row ) && $this->move_row( $row, $verdict ) ) {
				++$result['moved'];
			} else {
				++$refused;
			}
		}
		return $result;
	}

	/**
	 * Moves one row, if it still is what was read.
	 *
	 * @param array{id: int, site_id: int, host: string, stage: string} $row     The row.
	 * @param string                                                    $verdict READY or LOOK_AGAIN.
	 */
	private function move_row( array $row, string $verdict ): bool {
		$domain = wu_get_domain( $row['id'] );
		if ( ! is_object( $domain ) || ! self::is_still( $domain, $row ) ) {
			return false;
		}
		$ready = Verdict::READY === $verdict;
		$domain->set_stage( $ready ? 'done' : 'checking-ssl-cert' );
		// The screens of Ultimate Multisite may have left a zero here while the row waited, which nobody chose.
		$domain->set_active( true );
		if ( $ready ) {
			$domain->set_secure( true );
		}
		$saved = $this->recorder->quietly( static fn (): mixed => $domain->save() );
		if ( ! $saved || is_wp_error( $saved ) ) {
			self::log_refusal( $row['host'], $saved );
			return false;
		}
		if ( ! $ready && function_exists( 'wu_enqueue_async_action' ) ) {
			wu_enqueue_async_action( 'wu_async_process_domain_stage', array( 'domain_id' => $row['id'] ), 'domain' );
		}
		self::log(
			$row['host'],
			$ready
				? __( 'RunCloud: this server has shown a valid certificate for the domain. It is ready.', 'runcloud-multisite' )
				: __( 'RunCloud: this server has shown a valid certificate for the other form of the domain. The certificate is checked again.', 'runcloud-multisite' )
		);
		return true;
	}

	/**
	 * Whether the model is what was read from the table: it may come from a cache that is older.
	 *
	 * @param object                                                    $domain The model.
	 * @param array{id: int, site_id: int, host: string, stage: string} $row    The row.
	 */
	private static function is_still( object $domain, array $row ): bool {
		return Host::normalise( (string) $domain->get_domain() ) === Host::normalise( $row['host'] )
			&& (int) $domain->get_blog_id() === $row['site_id']
			&& in_array( (string) $domain->get_stage(), Waiting_Rows::STAGES, true );
	}

	/**
	 * Says so in the log that Ultimate Multisite shows beside the domain.
	 *
	 * @param string $host  The host, which becomes part of a file's name.
	 * @param string $words What is said.
	 */
	private static function log( string $host, string $words ): void {
		$name = Host::normalise( $host );
		if ( null === $name || ! function_exists( 'wu_log_add' ) ) {
			return;
		}
		wu_log_add( 'domain-' . $name, $words );
	}

	/**
	 * Says why Ultimate Multisite did not save a row, such as two rows with one host; once a day, as it is tried again.
	 *
	 * @param string $host  The host.
	 * @param mixed  $saved What saving answered.
	 */
	private static function log_refusal( string $host, mixed $saved ): void {
		$told = 'runcloud_refused_' . md5( $host );
		if ( false !== get_site_transient( $told ) ) {
			return;
		}
		set_site_transient( $told, 1, DAY_IN_SECONDS );
		$why = is_wp_error( $saved ) ? wp_strip_all_tags( $saved->get_error_message() ) : '';
		/* translators: %s: what Ultimate Multisite said, perhaps nothing. */
		$words = __( 'RunCloud: the domain is ready, and Ultimate Multisite refused to save that. %s', 'runcloud-multisite' );
		self::log( $host, trim( sprintf( $words, $why ) ) );
	}
}

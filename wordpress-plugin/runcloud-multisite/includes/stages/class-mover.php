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
 * Moves one row at a time, through Ultimate Multisite's model, so that its hooks fire and its caches are flushed.
 *
 * Only rows that wait are moved, and only forward. A row that is served, or that a person switched, stays as it is.
 */
final class Mover {

	/** Tries in a sweep where Ultimate Multisite refuses to save; a refusal flushes nothing. */
	private const MOST_TRIES = 5;

	/**
	 * Keeps the parts.
	 *
	 * @param Domain_Statuses $statuses Where the domains stand.
	 * @param Recorder        $recorder Whom saving would tell of a change that the program knows.
	 */
	public function __construct( private readonly Domain_Statuses $statuses, private readonly Recorder $recorder ) {}

	/**
	 * Moves the first row that may be moved.
	 *
	 * @return array{moved: int, waiting: int} How many moved (at most one), and how many more seem to be ready for it.
	 */
	public function move_one(): array {
		$result = array(
			'moved'   => 0,
			'waiting' => 0,
		);
		if ( ! function_exists( 'wu_get_domain' ) ) {
			return $result;
		}
		$rows = Waiting_Rows::read();
		$this->statuses->load( array_column( $rows, 'host' ) );
		$tries = 0;
		foreach ( $rows as $row ) {
			$verdict = Verdict::about( $row, $this->statuses->find( $row['host'] ) );
			if ( Verdict::LEAVE === $verdict ) {
				continue;
			}
			if ( $result['moved'] > 0 || $tries >= self::MOST_TRIES ) {
				++$result['waiting'];
				continue;
			}
			++$tries;
			Waiting_Rows::end_at( $row['id'] );
			if ( ! Verdict::is_somebody_elses( $row ) && $this->move( $row, $verdict ) ) {
				$result['moved'] = 1;
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
	private function move( array $row, string $verdict ): bool {
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
			return false;
		}
		if ( ! $ready && function_exists( 'wu_enqueue_async_action' ) ) {
			wu_enqueue_async_action( 'wu_async_process_domain_stage', array( 'domain_id' => $row['id'] ), 'domain' );
		}
		self::log( $row['host'], $ready );
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
	 * @param bool   $ready Whether it is ready, or is looked at again.
	 */
	private static function log( string $host, bool $ready ): void {
		$name = Host::normalise( $host );
		if ( null === $name || ! function_exists( 'wu_log_add' ) ) {
			return;
		}
		wu_log_add(
			'domain-' . $name,
			$ready
				? __( 'RunCloud: this server has shown a valid certificate for the domain. It is ready.', 'runcloud-multisite' )
				: __( 'RunCloud: this server has shown a valid certificate for the other form of the domain. The certificate is checked again.', 'runcloud-multisite' )
		);
	}
}

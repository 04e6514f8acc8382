<?php
/**
 * The command of WP-CLI.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Cli;

use Runcloud_Multisite\Bus\Domain_Status;
use Runcloud_Multisite\Bus\Requests;
use Runcloud_Multisite\Host;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Shows where the domains of the network stand, and asks the program to try again.
 *
 * The program itself has the same commands and more; these are for whoever is in WordPress already.
 */
final class Command {

	private const COLUMNS = array( 'host', 'site_id', 'state', 'reason', 'who', 'cert_expires', 'text' );

	/**
	 * Lists the domains.
	 *
	 * ## OPTIONS
	 *
	 * [--state=<state>]
	 * : Only domains in this state.
	 *
	 * [--search=<text>]
	 * : Only domains with this text in their name.
	 *
	 * [--format=<format>]
	 * : table, csv, json or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>          $words   Nothing.
	 * @param array<string, string> $options The options.
	 */
	public function status( array $words, array $options ): void {
		$plugin = Plugin::get();
		if ( ! $plugin->agent->is_running() ) {
			\WP_CLI::warning( $plugin->agent->has_ever_run() ? 'the runcloud-multisite program does not run at the moment' : 'the runcloud-multisite program has not run for this network yet' );
		}
		$asked = array(
			'state'    => $options['state'] ?? '',
			'search'   => $options['search'] ?? '',
			'per_page' => 500,
		);
		$rows  = array();
		$paged = 1;
		do {
			$page = $plugin->statuses->page( $asked + array( 'paged' => $paged++ ) );
			$rows = array_merge( $rows, array_map( array( self::class, 'row' ), $page['items'] ) );
		} while ( array() !== $page['items'] && count( $rows ) < $page['total'] );
		\WP_CLI\Utils\format_items( $options['format'] ?? 'table', $rows, self::COLUMNS );
	}

	/**
	 * Asks the program to try again now what waits for its time.
	 *
	 * ## OPTIONS
	 *
	 * [<domain>]
	 * : The domain; all that wait without it.
	 *
	 * @param list<string> $words The domain.
	 */
	public function retry( array $words ): void {
		$host = $words[0] ?? null;
		if ( null !== $host ) {
			$host = Host::normalise( $host );
			if ( null === $host ) {
				\WP_CLI::error( 'this is not a host name' );
			}
		}
		if ( ! Plugin::get()->requests->add( Requests::RETRY, $host ) ) {
			\WP_CLI::error( 'the request could not be written; it is kept and written as soon as that is possible' );
		}
		\WP_CLI::success( null === $host ? 'everything that waits is tried again' : $host . ' is tried again' );
	}

	/**
	 * Tells where a domain stands, why, and what happened so far.
	 *
	 * ## OPTIONS
	 *
	 * <domain>
	 * : The domain.
	 *
	 * @param list<string> $words The domain.
	 */
	public function explain( array $words ): void {
		$plugin = Plugin::get();
		$host   = (string) ( $words[0] ?? '' );
		$status = $plugin->statuses->find( $host );
		if ( null === $status ) {
			\WP_CLI::error( 'the program does not know this domain' );
		}
		\WP_CLI::line( self::plain( $status->host . ': ' . $status->state . ' (' . $status->reason . '), next to act: ' . $status->who ) );
		\WP_CLI::line( self::plain( $status->operator_text ) );
		foreach ( array_reverse( $plugin->history->timeline( $host, 100 ) ) as $entry ) {
			$parts = array_filter( array( self::when( $entry->at ), $entry->kind, $entry->step, $entry->outcome ?? ( $entry->is_open() ? 'under way' : null ) ) );
			\WP_CLI::line( self::plain( implode( '  ', $parts ) ) );
		}
	}

	/**
	 * A domain as a row of the list.
	 *
	 * @param Domain_Status $status The domain.
	 * @return array<string, string|int|null>
	 */
	private static function row( Domain_Status $status ): array {
		return array(
			'host'         => $status->host,
			'site_id'      => $status->site_id,
			'state'        => $status->state,
			'reason'       => $status->reason,
			'who'          => $status->who,
			'cert_expires' => null === $status->cert_expires ? '' : self::when( $status->cert_expires ),
			'text'         => self::plain( $status->operator_text ),
		);
	}

	/**
	 * A moment in UTC.
	 *
	 * @param int $millis In milliseconds.
	 */
	private static function when( int $millis ): string {
		return gmdate( 'Y-m-d\TH:i:s\Z', intdiv( $millis, 1000 ) );
	}

	/**
	 * A text without characters that a terminal would act on.
	 *
	 * @param string $text Any text.
	 */
	private static function plain( string $text ): string {
		return (string) preg_replace( '/[\x00-\x1f\x7f]|\xc2[\x80-\x9f]/', ' ', $text );
	}
}

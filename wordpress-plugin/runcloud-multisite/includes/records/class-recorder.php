<?php
/**
 * Recording what happens to domains and sites.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Records;

use Runcloud_Multisite\Bus\Requests;
use Runcloud_Multisite\Host;
use Runcloud_Multisite\Network_Hosts;
use Runcloud_Multisite\Stages\Sweep;

defined( 'ABSPATH' ) || exit;

/**
 * Writes removals and wishes to look again, once each however many hooks tell of one thing in a request.
 *
 * A removal is a fact and not an order: the program weighs it, and any row that still names the host beats it.
 */
final class Recorder {

	/**
	 * What was recorded last of each host in this request.
	 *
	 * @var array<string, string>
	 */
	private array $recorded = array();

	/**
	 * Whether what happens comes from this plugin itself.
	 *
	 * @var bool
	 */
	private bool $quiet = false;

	/**
	 * Keeps the way to the program.
	 *
	 * @param Requests $requests What is asked of the program.
	 */
	public function __construct( private readonly Requests $requests ) {}

	/**
	 * Something changed: the program should look again.
	 *
	 * @param string|null $host    The host it is about; none for the whole network.
	 * @param int|null    $site_id The site it is about.
	 */
	public function look( ?string $host = null, ?int $site_id = null ): void {
		if ( $this->quiet ) {
			return;
		}
		$this->record( Requests::LOOK, $host, $site_id, array() );
		Sweep::soon();
	}

	/**
	 * A mapping, or a site with a host of its own, was removed.
	 *
	 * The network's own host is never recorded: sites in folders of it come and go.
	 *
	 * @param string               $host    The host, as its row said it.
	 * @param int|null             $site_id The site it belonged to.
	 * @param array<string, mixed> $details What is known besides.
	 */
	public function removal( string $host, ?int $site_id, array $details ): void {
		if ( null === Host::normalise( $host ) || Network_Hosts::is_own( $host ) ) {
			return;
		}
		$this->record( Requests::REMOVAL, $host, $site_id, $details );
	}

	/**
	 * Does something of which the program need not be told, because it comes from what the program said.
	 *
	 * @template T
	 * @param callable(): T $action What is done.
	 * @return T
	 */
	public function quietly( callable $action ): mixed {
		$before      = $this->quiet;
		$this->quiet = true;
		try {
			return $action();
		} finally {
			$this->quiet = $before;
		}
	}

	/**
	 * Writes a request unless the last one about this host says the same.
	 *
	 * @param string               $kind    The kind of the request.
	 * @param string|null          $host    The host.
	 * @param int|null             $site_id The site.
	 * @param array<string, mixed> $details The payload.
	 */
	private function record( string $kind, ?string $host, ?int $site_id, array $details ): void {
		$key  = null === $host ? '' : strtolower( $host );
		$said = $kind . ' ' . (string) $site_id;
		if ( ( $this->recorded[ $key ] ?? null ) === $said ) {
			return;
		}
		if ( $this->requests->add( $kind, $host, $site_id, $details ) ) {
			$this->recorded[ $key ] = $said;
		}
	}
}

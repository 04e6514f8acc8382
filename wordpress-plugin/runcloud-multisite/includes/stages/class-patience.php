<?php
/**
 * Patience with domains that take long.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Stages;

use Runcloud_Multisite\Bus\Domain_Statuses;

defined( 'ABSPATH' ) || exit;

/**
 * Keeps Ultimate Multisite from giving a domain up after its six looks while the program still works at it.
 */
final class Patience {

	/** Thirty days of looks every five minutes: as long as the program is patient. */
	private const LOOKS = 8640;

	/** Reasons after which the program does nothing more by itself. */
	private const GIVEN_UP = array( 'dns_given_up', 'certificate_given_up', 'custom_certificate' );

	/**
	 * Keeps the statuses.
	 *
	 * @param Domain_Statuses $statuses Where the domains stand.
	 */
	public function __construct( private readonly Domain_Statuses $statuses ) {}

	/**
	 * Attaches the hook.
	 */
	public function start(): void {
		add_filter( 'wu_async_process_domain_stage_max_tries', array( $this, 'most_tries' ), 10, 2 );
	}

	/**
	 * How often Ultimate Multisite should look before it gives up.
	 *
	 * @param mixed $tries  What it would do by itself.
	 * @param mixed $domain The model of the row.
	 */
	public function most_tries( $tries, $domain = null ): int {
		$tries  = (int) $tries;
		$host   = is_object( $domain ) && method_exists( $domain, 'get_domain' ) ? (string) $domain->get_domain() : '';
		$status = '' === $host ? null : $this->statuses->find( $host );
		if ( null !== $status && ( $status->is_asked_in_vain() || in_array( $status->reason, self::GIVEN_UP, true ) ) ) {
			return $tries;
		}
		return max( $tries, self::LOOKS );
	}
}

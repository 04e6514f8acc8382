<?php
/**
 * Telling that a domain changed its state.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Stages;

use Runcloud_Multisite\Bus\Domain_Status;
use Runcloud_Multisite\Bus\Domain_Statuses;

defined( 'ABSPATH' ) || exit;

/**
 * Fires an event when a domain is served, needs a person or was taken off; once, until another of the three happens.
 *
 * Each is an action of WordPress, `runcloud_domain_serving`, `runcloud_domain_needs_attention` and
 * `runcloud_domain_removed`, with the host, the id of the site (or null) and the Domain_Status, and an event of Ultimate
 * Multisite of the same name, to which mails and webhooks can be bound.
 */
final class Announcer {

	/** Which state is told by which event. */
	private const EVENTS = array(
		'serving'   => Events::SERVING,
		'attention' => Events::NEEDS_ATTENTION,
		'removed'   => Events::REMOVED,
	);

	/** At most so many in a sweep; the others come with the next. */
	private const MOST_AT_ONCE = 50;

	/**
	 * Keeps the statuses.
	 *
	 * @param Domain_Statuses $statuses Where the domains stand.
	 */
	public function __construct( private readonly Domain_Statuses $statuses ) {}

	/**
	 * Tells what was not told yet.
	 *
	 * What was told is written down first: whoever listens and breaks must not hear of it again and again.
	 *
	 * @return int How many events were fired.
	 */
	public function tell(): int {
		$now     = $this->statuses->hosts_in_states( array_keys( self::EVENTS ) );
		$told    = Told::read();
		$changed = null === $told ? array() : array_slice( array_diff_assoc( $now, $told ), 0, self::MOST_AT_ONCE, true );
		if ( null === $told ) {
			// The first time: what stands so already is no news.
			Told::write( $now );
			return 0;
		}
		$known    = $this->statuses->known_hosts( array_keys( array_diff_key( $told, $now ) ) );
		$remember = array_merge( array_intersect_key( $told, $now + array_flip( $known ) ), $changed );
		if ( $remember !== $told ) {
			Told::write( $remember );
		}
		$this->statuses->load( array_keys( $changed ) );
		$fired = 0;
		foreach ( $changed as $host => $state ) {
			$status = $this->statuses->find( (string) $host );
			if ( null !== $status && $status->host === (string) $host && ! $this->is_old_news( $status, $told ) ) {
				Events::fire( self::EVENTS[ $state ], $status );
				++$fired;
			}
		}
		return $fired;
	}

	/**
	 * Whether this is a domain that was served before the program came: that it is served is no news.
	 *
	 * @param Domain_Status         $status The domain.
	 * @param array<string, string> $told   What was told before.
	 */
	private function is_old_news( Domain_Status $status, array $told ): bool {
		return 'adopted' === $status->class && 'serving' === $status->state && ! isset( $told[ $status->host ] );
	}
}

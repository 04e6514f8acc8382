<?php
/**
 * Where a domain stands for its owner.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

use Runcloud_Multisite\Bus\Agent_Status;
use Runcloud_Multisite\Bus\Domain_Status;
use Runcloud_Multisite\Bus\Domain_Statuses;

defined( 'ABSPATH' ) || exit;

/**
 * What holds for one row. Two sites may claim one host, and what the program says about it is about one of them: the other
 * learns no more than that the name is taken.
 */
final class Standing {

	/** Reasons that records at the owner's domain provider can mend. */
	private const OF_DNS = array( 'dns_missing', 'dns_no_such_name', 'dns_dead_alias', 'dns_elsewhere', 'dns_stale_ipv6', 'dns_mixed', 'dns_servfail', 'dns_lame', 'dns_timeout', 'dns_unknown', 'dns_proxied', 'moved_away', 'dns_given_up', 'twin_elsewhere' );

	/** Reasons for which the row gets nothing, whatever its records are. */
	private const OF_OTHERS = array( 'claimed_twice', 'claims_other_site', 'claims_main_domain', 'claims_network_name', 'invalid_host', 'site_gone', 'main_domain' );

	/**
	 * Keeps what is known.
	 *
	 * @param string   $state        One of Domain_Status::STATES, or a word of a newer program.
	 * @param string   $reason       The code of the reason, see docs/reasons.md.
	 * @param string   $who          Who acts next, one of Domain_Status::WHO.
	 * @param string   $detail       What exactly.
	 * @param string   $text         The program's own sentence for the owner, in English.
	 * @param int|null $next_look    When it is looked at next, in milliseconds.
	 * @param int|null $cert_expires Until when visitors get a valid certificate, in milliseconds; null where they do not.
	 */
	private function __construct(
		public readonly string $state,
		public readonly string $reason,
		public readonly string $who = 'nobody',
		public readonly string $detail = '',
		public readonly string $text = '',
		public readonly ?int $next_look = null,
		public readonly ?int $cert_expires = null
	) {}

	/**
	 * Where a row stands.
	 *
	 * @param Mapping         $mapping  The row.
	 * @param Domain_Statuses $statuses Where the domains stand.
	 * @param Agent_Status    $agent    How the program is.
	 * @param int             $now      In milliseconds.
	 */
	public static function of( Mapping $mapping, Domain_Statuses $statuses, Agent_Status $agent, int $now ): self {
		foreach ( $agent->rejected() as $row ) {
			if ( is_numeric( $row['mapping'] ?? null ) && (int) $row['mapping'] === $mapping->id ) {
				return new self( 'attention', is_string( $row['reason'] ?? null ) ? $row['reason'] : 'invalid_host', 'operator' );
			}
		}
		$status = $statuses->find( $mapping->host );
		if ( null === $status ) {
			return new self( 'attaching', 'new' );
		}
		if ( null !== $status->site_id && $status->site_id !== $mapping->site_id ) {
			return new self( 'attention', 'claimed_twice', 'operator' );
		}
		return self::from_status( $status, $now );
	}

	/**
	 * Whether the owner's domain provider is the place to mend it.
	 */
	public function is_of_dns(): bool {
		return in_array( $this->reason, self::OF_DNS, true );
	}

	/**
	 * Whether setting records is of any use: not for a name that belongs to somebody else.
	 */
	public function may_be_mended(): bool {
		return ! in_array( $this->reason, self::OF_OTHERS, true );
	}

	/**
	 * Whether visitors get a valid certificate.
	 */
	public function is_secure(): bool {
		return null !== $this->cert_expires;
	}

	/**
	 * The addresses that the name leads to, and that are not this server's, such as `A 198.51.100.7`.
	 *
	 * @return list<string>
	 */
	public function wrong_records(): array {
		$found = array();
		foreach ( (array) preg_split( '/[\s,]+/', $this->detail, 9, PREG_SPLIT_NO_EMPTY ) as $text ) {
			if ( filter_var( $text, FILTER_VALIDATE_IP ) ) {
				$found[] = ( str_contains( $text, ':' ) ? 'AAAA ' : 'A ' ) . $text;
			}
		}
		return $found;
	}

	/**
	 * Takes over what the program wrote.
	 *
	 * @param Domain_Status $status What it wrote.
	 * @param int           $now    In milliseconds.
	 */
	private static function from_status( Domain_Status $status, int $now ): self {
		$valid = $status->is_secured() && null !== $status->cert_expires && $status->cert_expires > $now;
		return new self( $status->state, $status->reason, $status->who, $status->detail, $status->customer_text, $status->next_look, $valid ? $status->cert_expires : null );
	}
}

<?php
/**
 * One DNS record to set.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

defined( 'ABSPATH' ) || exit;

/**
 * A record as somebody types it at a domain provider.
 */
final class Dns_Record {

	/**
	 * Keeps the record.
	 *
	 * @param string       $name     The full name.
	 * @param string       $type     `A`, `AAAA` or `CNAME`.
	 * @param list<string> $values   What it may hold, one of them; none where that is not known.
	 * @param bool         $optional Whether all works without it.
	 */
	public function __construct(
		public readonly string $name,
		public readonly string $type,
		public readonly array $values,
		public readonly bool $optional = false
	) {}
}

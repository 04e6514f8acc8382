<?php
/**
 * Where one domain stands.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Bus;

use Runcloud_Multisite\Host;

defined( 'ABSPATH' ) || exit;

/**
 * What the program last wrote about one host. The texts are plain text and have to be escaped where they are shown.
 */
final class Domain_Status {

	/** The columns that are read; `record` is the program's own memory and stays there. */
	public const COLUMNS = 'host, site_id, class, state, reason, who, detail, operator_text, customer_text, next_look, object_id, cert_issuer, cert_expires, updated_at';

	/** Every state, in the order in which a list should show them. */
	public const STATES = array( 'attention', 'waiting_dns', 'attaching', 'attached', 'ordering', 'secured', 'serving', 'removing', 'removed' );

	/** Everybody who may have to act next. */
	public const WHO = array( 'nobody', 'customer', 'operator', 'runcloud', 'certificate_authority' );

	/** Classes of hosts whose rows ask in vain. */
	private const ASKED_IN_VAIN = array( 'refused', 'conflict', 'orphan' );

	/**
	 * Everything that is known.
	 *
	 * @param string      $host          The host as A-labels in lower case.
	 * @param int|null    $site_id       The site it belongs to.
	 * @param string      $class         Whose it is: `created`, `adopted`, `foreign`, `refused`, `conflict` or `orphan`.
	 * @param string      $state         One of STATES, or a word of a newer program.
	 * @param string      $reason        The code of the reason, see docs/reasons.md.
	 * @param string      $who           Who acts next, one of WHO.
	 * @param string      $detail        What exactly, in words.
	 * @param string      $operator_text A sentence for whoever runs the network.
	 * @param string      $customer_text A sentence for the owner of the domain.
	 * @param int|null    $next_look     When it is looked at next, in milliseconds.
	 * @param int|null    $object_id     Its id at RunCloud.
	 * @param string|null $cert_issuer   Who issued the certificate that visitors get.
	 * @param int|null    $cert_expires  When that certificate ends, in milliseconds.
	 * @param int         $updated_at    When this was written, in milliseconds.
	 */
	public function __construct(
		public readonly string $host,
		public readonly ?int $site_id,
		public readonly string $class,
		public readonly string $state,
		public readonly string $reason,
		public readonly string $who,
		public readonly string $detail,
		public readonly string $operator_text,
		public readonly string $customer_text,
		public readonly ?int $next_look,
		public readonly ?int $object_id,
		public readonly ?string $cert_issuer,
		public readonly ?int $cert_expires,
		public readonly int $updated_at
	) {}

	/**
	 * Reads a row of the table.
	 *
	 * @param array<string, string|null> $row The row by column.
	 */
	public static function from_row( array $row ): self {
		$number = static fn ( string $column ): ?int => isset( $row[ $column ] ) ? (int) $row[ $column ] : null;
		return new self(
			(string) $row['host'],
			$number( 'site_id' ),
			(string) $row['class'],
			(string) $row['state'],
			(string) $row['reason'],
			(string) $row['who'],
			(string) $row['detail'],
			(string) $row['operator_text'],
			(string) $row['customer_text'],
			$number( 'next_look' ),
			$number( 'object_id' ),
			$row['cert_issuer'] ?? null,
			$number( 'cert_expires' ),
			(int) $row['updated_at']
		);
	}

	/**
	 * Whether a valid certificate was shown for it at this server.
	 */
	public function is_secured(): bool {
		return 'secured' === $this->state || 'serving' === $this->state;
	}

	/**
	 * Whether the row that names it is not served, and why is in the reason.
	 */
	public function is_asked_in_vain(): bool {
		return in_array( $this->class, self::ASKED_IN_VAIN, true );
	}

	/**
	 * Whether this is about a host in either of its forms.
	 *
	 * @param string $host Any text.
	 */
	public function is_about( string $host ): bool {
		return Host::same( $this->host, $host );
	}
}

<?php
/**
 * One thing that happened.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Bus;

defined( 'ABSPATH' ) || exit;

/**
 * An entry of the program's history. The texts are plain text and have to be escaped where they are shown.
 */
final class History_Entry {

	/**
	 * Everything that is known.
	 *
	 * @param int         $id        Later entries have higher ones.
	 * @param int         $at        When, in milliseconds.
	 * @param string|null $host      The host it is about; null where it is about the network.
	 * @param string      $kind      `intent` (a change at RunCloud), `call`, `decision`, `observation` or `removal`.
	 * @param string|null $step      The word of the step.
	 * @param string      $why       What led to it.
	 * @param string|null $outcome   What came of it; null for a change that is under way.
	 * @param int|null    $closed_at When a change ended, in milliseconds.
	 * @param mixed       $detail    Everything else.
	 */
	public function __construct(
		public readonly int $id,
		public readonly int $at,
		public readonly ?string $host,
		public readonly string $kind,
		public readonly ?string $step,
		public readonly string $why,
		public readonly ?string $outcome,
		public readonly ?int $closed_at,
		public readonly mixed $detail
	) {}

	/**
	 * Reads a row of the table.
	 *
	 * @param array<string, string|null> $row The row by column.
	 */
	public static function from_row( array $row ): self {
		$detail = (string) $row['detail'];
		return new self(
			(int) $row['id'],
			(int) $row['at'],
			$row['host'] ?? null,
			(string) $row['kind'],
			$row['step'] ?? null,
			(string) ( $row['why'] ?? '' ),
			$row['outcome'] ?? null,
			isset( $row['closed_at'] ) ? (int) $row['closed_at'] : null,
			json_decode( $detail, true ) ?? $detail
		);
	}

	/**
	 * Whether it is a change of which the outcome is not known yet.
	 */
	public function is_open(): bool {
		return 'intent' === $this->kind && null === $this->closed_at;
	}
}

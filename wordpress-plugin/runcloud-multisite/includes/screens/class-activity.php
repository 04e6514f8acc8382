<?php
/**
 * How much the program did of late.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Rows;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Counts in the history what was changed at RunCloud and what was ordered: the budgets are spent on these.
 */
final class Activity {

	/**
	 * Keeps the plugin.
	 *
	 * @param Plugin $plugin The plugin.
	 */
	public function __construct( private readonly Plugin $plugin ) {}

	/**
	 * Changes at RunCloud within the last day, those whose outcome is not known yet, and certificate orders within seven
	 * days, the time that the authority's limits look back.
	 *
	 * @return array{changes: int, open: int, orders: int}
	 */
	public function counts(): array {
		$now     = time();
		$history = $this->plugin->tables->history();
		$rows    = Rows::of(
			$history,
			"SELECT COALESCE( SUM( at >= %d ), 0 ) AS changes, COALESCE( SUM( step IN ( 'order', 'order_shared' ) ), 0 ) AS orders",
			"WHERE kind = 'intent' AND at >= %d",
			array( 1000 * ( $now - DAY_IN_SECONDS ), 1000 * ( $now - WEEK_IN_SECONDS ) )
		);
		$open    = Rows::of( $history, 'SELECT COUNT(*) AS total', 'WHERE kind = %s AND closed_at IS NULL', array( 'intent' ) );
		return array(
			'changes' => (int) ( $rows[0]['changes'] ?? 0 ),
			'open'    => (int) ( $open[0]['total'] ?? 0 ),
			'orders'  => (int) ( $rows[0]['orders'] ?? 0 ),
		);
	}
}

<?php
/**
 * Tests of the command of WP-CLI.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Cli\Command;

/**
 * What the command says and asks for.
 */
final class Command_Test extends Plugin_Test_Case {

	public function test_it_is_there_for_wp_cli_only(): void {
		$this->assertSame( array(), WP_CLI::$commands );
	}

	public function test_status_lists_domains_and_warns_of_a_program_that_does_not_run(): void {
		$this->status( 'a.example', array( 'operator_text' => "A text\x1b[31m with an escape." ) );
		$this->status( 'b.example', array( 'state' => 'attention', 'cert_expires' => null ) );
		( new Command() )->status( array(), array( 'format' => 'csv' ) );
		$this->assertSame(
			array(
				'Warning: the runcloud-multisite program has not run for this network yet',
				'a.example | 2 | serving | serves_site | nobody | 2027-01-01T00:00:00Z | A text [31m with an escape.',
				'b.example | 2 | attention | serves_site | nobody |  | What the operator reads about b.example.',
			),
			WP_CLI::$said
		);
		WP_CLI::$said = array();
		$this->agent();
		( new Command() )->status( array(), array( 'state' => 'attention' ) );
		$this->assertCount( 1, WP_CLI::$said );
	}

	public function test_status_lists_more_than_one_page(): void {
		global $wpdb;
		$this->agent();
		for ( $count = 0; $count < 505; $count++ ) {
			$rows[] = "('shop{$count}.example', 'created', 'serving', 'serves_site', 'nobody', '', '', '', 1, '{}')";
		}
		$wpdb->query( 'INSERT INTO net_runcloud_domains (host, class, state, reason, who, detail, operator_text, customer_text, updated_at, record) VALUES ' . implode( ', ', $rows ) );
		( new Command() )->status( array(), array() );
		$this->assertCount( 505, array_unique( WP_CLI::$said ) );
	}

	public function test_retry_asks_for_one_or_for_all(): void {
		( new Command() )->retry( array( 'Shop.Example' ) );
		( new Command() )->retry( array() );
		$this->assertSame( array( 'retry shop.example', 'retry' ), $this->requests() );
		$this->assertSame( array( 'Success: shop.example is tried again', 'Success: everything that waits is tried again' ), WP_CLI::$said );
		$this->expectExceptionMessage( 'this is not a host name' );
		( new Command() )->retry( array( 'no host' ) );
	}

	public function test_explain_tells_the_story_oldest_first(): void {
		global $wpdb;
		$this->status( 'shop.example' );
		$wpdb->insert( 'net_runcloud_history', array( 'at' => 1764252000000, 'host' => 'shop.example', 'kind' => 'intent', 'step' => 'attach', 'detail' => '{}', 'fence' => 1 ) );
		$wpdb->insert( 'net_runcloud_history', array( 'at' => 1764252001000, 'host' => 'shop.example', 'kind' => 'decision', 'outcome' => 'it was attached', 'detail' => '{}', 'fence' => 1 ) );
		( new Command() )->explain( array( 'www.shop.example' ) );
		$this->assertSame(
			array(
				'shop.example: serving (serves_site), next to act: nobody',
				'What the operator reads about shop.example.',
				'2025-11-27T14:00:00Z  intent  attach  under way',
				'2025-11-27T14:00:01Z  decision  it was attached',
			),
			WP_CLI::$said
		);
		$this->expectExceptionMessage( 'does not know this domain' );
		( new Command() )->explain( array( 'unknown.example' ) );
	}
}

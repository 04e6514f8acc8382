<?php
/**
 * Tests of what stands in the screens and logs of Ultimate Multisite.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Bus\Domain_Status;
use Runcloud_Multisite\Screens\Domain_Log;
use Runcloud_Multisite\Screens\Mapping_Box;
use Runcloud_Multisite\Screens\Mapping_List;

require_once __DIR__ . '/trait-screens.php';

/**
 * The line in the list, the box on the page, and the lines in the log of a domain.
 */
final class Screens_Mapping_Test extends Plugin_Test_Case {

	use Screens;

	/**
	 * What a page of Ultimate Multisite edits.
	 *
	 * @param string $host Its host.
	 */
	private function mapping( string $host ): object {
		return new WP_Ultimo\Models\Domain( array( 'domain' => $host ) );
	}

	/**
	 * What a sweep would tell about a domain.
	 *
	 * @param string $host The host.
	 * @param string $text The sentence for the operator.
	 */
	private function told( string $host, string $text ): void {
		$this->attach();
		do_action( 'runcloud_domain_needs_attention', $host, 2, new Domain_Status( $host, 2, 'created', 'attention', 'new', 'operator', '', $text, '', null, null, null, null, 1 ) );
	}

	/**
	 * Attaches the screens as the plugin does: other tests take away everything that listens to events.
	 */
	private function attach(): void {
		Runcloud_Multisite\Screens\Screens::start();
	}

	public function test_the_list_has_a_line_with_a_way_to_more_and_to_retry(): void {
		$this->status( 'shop.example', array( 'state' => 'waiting_dns' ) );
		$html = Mapping_List::add_line( '<b>theirs</b>', $this->mapping( 'www.shop.example' ) );
		$this->assertStringStartsWith( '<b>theirs</b><div', $html );
		$this->assertStringContainsString( 'RunCloud: Waiting for DNS', $html );
		$this->assertStringContainsString( 'page=runcloud-domains&#038;domain=shop.example', $html );
		preg_match( '/_wpnonce=([0-9a-f]+)/', $html, $nonce );
		$this->act( array( 'runcloud_do' => 'retry', 'host' => 'shop.example', '_wpnonce' => $nonce[1] ), false );
		$this->assertSame( array( 'retry shop.example' ), $this->requests() );
		$this->assertStringContainsString( 'not known to the program yet', Mapping_List::add_line( '', $this->mapping( 'new.example' ) ) );
	}

	public function test_the_list_keeps_what_it_had_for_others_and_for_odd_items(): void {
		$this->assertSame( 'theirs', Mapping_List::add_line( 'theirs', null ) );
		$this->assertSame( 'theirs', Mapping_List::add_line( 'theirs', new stdClass() ) );
		$this->become_nobody();
		$this->assertSame( 'theirs', Mapping_List::add_line( 'theirs', $this->mapping( 'shop.example' ) ) );
	}

	public function test_hostile_texts_do_nothing_in_list_and_box(): void {
		$this->status( 'shop.example', array( 'state' => substr( $this->hostile, 0, 40 ), 'who' => substr( $this->hostile, 0, 40 ), 'operator_text' => $this->hostile, 'cert_issuer' => $this->hostile ) );
		$this->assert_harmless( Mapping_List::add_line( '', $this->mapping( 'shop.example' ) ) );
		$this->assert_harmless( Mapping_List::add_line( '', $this->mapping( $this->hostile ) ) );
		$this->assert_harmless( $this->printed( fn () => Mapping_Box::show( $this->mapping( 'shop.example' ) ) ) );
		$this->assert_harmless( $this->printed( fn () => Mapping_Box::show( $this->mapping( $this->hostile ) ) ) );
	}

	public function test_the_page_of_a_domain_has_a_box_for_those_who_run_the_network(): void {
		global $wp_meta_boxes;
		Mapping_Box::start();
		set_current_screen( 'ultimate-multisite_page_wp-ultimo-edit-domain-network' );
		$boxes = function () use ( &$wp_meta_boxes ): array {
			$wp_meta_boxes = array();
			do_action( 'wu_page_wp-ultimo-edit-domain_register_widgets', 'wp-ultimo-edit-domain', 'hook', null );
			return array_keys( $wp_meta_boxes['ultimate-multisite_page_wp-ultimo-edit-domain-network']['normal']['high'] ?? array() );
		};
		$this->assertSame( array( 'runcloud-domain' ), $boxes() );
		$this->become_nobody();
		$this->assertSame( array(), $boxes() );
		remove_action( 'wu_page_wp-ultimo-edit-domain_register_widgets', array( Mapping_Box::class, 'add' ) );
	}

	public function test_the_box_tells_where_the_domain_stands_and_holds_no_form(): void {
		$this->agent();
		$this->status( 'shop.example' );
		$html = $this->printed( fn () => Mapping_Box::show( $this->mapping( 'shop.example' ) ) );
		foreach ( array( 'Serving', 'What the operator reads about shop.example.', 'Nobody', 'Retry now', 'Details' ) as $words ) {
			$this->assertStringContainsString( $words, $html );
		}
		$this->assertStringNotContainsString( '<form', $html );
		$this->assertStringNotContainsString( 'does not run', $html );
		$this->stopped( 600 );
		$this->assertStringContainsString( 'does not run', $this->printed( fn () => Mapping_Box::show( $this->mapping( 'shop.example' ) ) ) );
	}

	public function test_the_box_finds_the_row_by_the_address_and_stands_empty_where_there_is_none(): void {
		$this->status( 'shop.example' );
		$this->address( array( 'id' => (string) $this->row( 2, 'shop.example' ) ) );
		$this->assertStringContainsString( 'Serving', $this->printed( fn () => Mapping_Box::show() ) );
		$this->address( array( 'id' => '99999' ) );
		$this->assertStringContainsString( 'once it is saved', $this->printed( fn () => Mapping_Box::show( new stdClass() ) ) );
		$this->assertStringContainsString( 'does not know this domain yet', $this->without_tables( fn () => $this->printed( fn () => Mapping_Box::show( $this->mapping( 'shop.example' ) ) ) ) );
	}

	public function test_a_change_that_is_told_has_a_line_in_the_log_of_each_row(): void {
		$this->row( 2, 'shop.example' );
		$this->told( 'www.shop.example', "RunCloud refuses\nit." );
		$this->assertSame( array( array( 'domain-shop.example', 'RunCloud: Needs attention. RunCloud refuses it.' ) ), Standin::$log );
		$this->row( 2, 'www.shop.example' );
		Standin::$log = array();
		$this->told( 'www.shop.example', 'Again.' );
		$this->assertSame( array( 'domain-www.shop.example', 'domain-shop.example' ), array_column( Standin::$log, 0 ) );
	}

	public function test_a_sweep_writes_the_log(): void {
		$this->row( 2, 'shop.example', 'done' );
		$this->status( 'shop.example', array( 'state' => 'attached' ) );
		$this->attach();
		$this->sweep();
		$this->status( 'shop.example' );
		$this->sweep();
		$this->sweep();
		$lines = array_filter( Standin::$log, static fn ( array $line ): bool => 'domain-shop.example' === $line[0] );
		$this->assertSame( array( 'RunCloud: Serving. What the operator reads about shop.example.' ), array_column( $lines, 1 ) );
	}

	public function test_what_is_no_host_and_what_has_no_row_gets_no_log(): void {
		// Rows may hold anything: their text must not become the name of a file.
		$this->row( 2, '../../wp-config' );
		$this->row( 2, 'shop.example/../x' );
		foreach ( array( '../../wp-config', 'shop.example/../x', '', 'no_host.example', 'gone.example' ) as $host ) {
			$this->told( $host, 'A text.' );
		}
		Domain_Log::write( array( 'shop.example' ), 2, null );
		$this->assertSame( array(), Standin::$log );
	}

	public function test_the_line_of_a_log_is_one_line_without_tags_and_not_long(): void {
		$this->row( 2, 'shop.example' );
		$this->told( 'shop.example', $this->hostile . "\r\n\x1b[31m" . str_repeat( 'ü', 900 ) );
		$line = Standin::$log[0][1];
		$this->assertSame( 500, mb_strlen( $line ) );
		$this->assertDoesNotMatchRegularExpression( '/[<>\x00-\x1f]/', $line );
	}
}

<?php
/**
 * Tests of the pages of a domain and of the program.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Screens\Mapping_Box;
use Runcloud_Multisite\Screens\Network_Page;

require_once __DIR__ . '/trait-screens.php';

/**
 * What a person reads about one domain and about the program.
 */
final class Screens_Pages_Test extends Plugin_Test_Case {

	use Screens;

	/**
	 * What is remembered of a domain, as the program writes it.
	 *
	 * @param mixed $dns  What DNS said of it.
	 * @param mixed $twin What DNS said of its other form.
	 */
	private function record( mixed $dns, mixed $twin = null ): string {
		$seen = static fn ( mixed $value ): ?array => null === $value ? null : array( 'value' => $value, 'since' => 1, 'at' => ( time() - 60 ) * 1000, 'looks' => 1 );
		return (string) wp_json_encode( array( 'dns' => $seen( $dns ), 'twin_dns' => $seen( $twin ) ) );
	}

	/**
	 * Lets the program have written where domains should lead.
	 */
	private function told_of_server(): void {
		global $wpdb;
		$wpdb->replace( 'net_runcloud_state', array( 'name' => 'server', 'value' => '{"addresses":["203.0.113.10"]}', 'updated_at' => 1 ) );
	}

	public function test_a_domain_tells_its_story_newest_first(): void {
		$this->agent();
		$this->told_of_server();
		$this->status( 'shop.example', array( 'reason' => 'dns_mixed', 'detail' => '198.51.100.7', 'record' => $this->record( array( 'no' => array( 'mixed' => array( '198.51.100.7' ) ) ), array( 'no' => 'no_such_name' ) ) ) );
		$this->entry( 'shop.example', array( 'kind' => 'observation', 'step' => 'dns', 'outcome' => 'first thing' ) );
		$this->entry( 'www.shop.example', array( 'why' => 'created', 'outcome' => 'second thing' ) );
		$this->entry( 'shop.example', array( 'kind' => 'decision', 'step' => null, 'outcome' => 'third thing', 'detail' => '{"state":"waiting_dns"}' ) );
		$this->entry( 'shop.example', array( 'step' => 'order', 'outcome' => null, 'closed_at' => null, 'why' => 'it leads here' ) );
		$this->entry( 'other.example', array( 'outcome' => 'of another' ) );
		$text = $this->read( $this->screen( array( 'domain' => 'www.Shop.example' ) ) );
		foreach ( array( 'shop.example All domains', 'Serving What the operator reads about shop.example.', 'Retry now', 'Reason dns_mixed 198.51.100.7', 'What its owner reads What the owner reads about shop.example.', 'shop.example Leads here and elsewhere: 198.51.100.7 ( 1 min ago )', 'www.shop.example Does not exist.', 'As they should be shop.example A 203.0.113.10 www.shop.example CNAME network.test' ) as $words ) {
			$this->assertStringContainsString( $words, $text );
		}
		$this->assertMatchesRegularExpression( '/Order certificate Under way Because: it leads here .*Waiting for DNS third thing .*Attach second thing .*DNS first thing/', $text );
		$this->assertStringNotContainsString( 'of another', $text );
		$this->assertStringNotContainsString( 'Because: created', $text );
		$this->assertSame( array(), $this->calls );
	}

	public function test_the_window_says_which_view_it_shows(): void {
		$title = function ( array $query ): string {
			$this->address( $query );
			return Network_Page::title( 'RunCloud domains' );
		};
		$this->assertSame( 'RunCloud domains', $title( array() ) );
		$this->assertSame( 'Program &lsaquo; RunCloud domains', $title( array( 'tab' => 'program' ) ) );
		$this->assertSame( 'shop.example &lsaquo; RunCloud domains', $title( array( 'domain' => 'shop.example' ) ) );
		$this->assert_harmless( $title( array( 'domain' => $this->hostile ) ) );
	}

	public function test_every_answer_of_dns_has_words(): void {
		$this->agent();
		foreach ( array(
			'Leads here.'                                => 'yes',
			'as an alias of the network\'s own host'     => 'by_alias',
			'as a visit proved'                          => 'by_visit',
			'Is behind a proxy: 104.16.0.1'              => array( 'proxied' => array( '104.16.0.1' ) ),
			'Is an alias of gone.example, which leads nowhere.' => array( 'no' => array( 'dead_alias' => 'gone.example' ) ),
			'Has no address record.'                     => array( 'no' => 'no_record' ),
			'elsewhere over IPv6: 2001:db8::7'           => array( 'no' => array( 'stale_ipv6' => array( '2001:db8::7' ) ) ),
			'Leads elsewhere: 198.51.100.7, 198.51.100.8' => array( 'no' => array( 'other' => array( '198.51.100.7', '198.51.100.8' ) ) ),
			'Is not known: server failure'               => array( 'unknown' => 'server_failure' ),
			'does not know.'                             => array( 'sideways' => array( 1, array( 2 ) ) ),
		) as $words => $value ) {
			$this->status( 'shop.example', array( 'record' => $this->record( $value ) ) );
			$this->assertStringContainsString( $words, $this->read( $this->screen( array( 'domain' => 'shop.example' ) ) ) );
		}
		foreach ( array( '', 'no json', '7', '"text"', '[]', '{"dns":7}', '{"dns":{"value":null}}' ) as $record ) {
			$this->status( 'shop.example', array( 'record' => $record ) );
			$this->assertStringContainsString( 'has not looked yet', $this->screen( array( 'domain' => 'shop.example' ) ) );
		}
	}

	public function test_a_domain_that_is_not_to_be_served_has_no_records_that_should_be(): void {
		$this->agent();
		$this->told_of_server();
		$this->status( 'shop.example' );
		$this->assertStringContainsString( 'As they should be', $this->screen( array( 'domain' => 'shop.example' ) ) );
		foreach ( array( 'foreign', 'refused', 'conflict', 'orphan' ) as $class ) {
			$this->status( 'shop.example', array( 'class' => $class ) );
			$this->assertStringNotContainsString( 'As they should be', $this->screen( array( 'domain' => 'shop.example' ) ) );
		}
	}

	public function test_records_that_should_be_lead_to_the_server_and_nowhere_else(): void {
		// Of the addresses that count as the server's, some may be those of a proxy before the network's own host.
		$this->agent( array( 'addresses' => array( '203.0.113.10', '104.16.0.1' ) ) );
		$this->told_of_server();
		$this->status( 'shop.example' );
		$this->assertStringNotContainsString( '104.16.0.1', $this->screen( array( 'domain' => 'shop.example' ) ) );
		$this->status( 'my.shop.example' );
		$this->assertMatchesRegularExpression( '/As they should be my.shop.example CNAME network.test (?!www)/', $this->read( $this->screen( array( 'domain' => 'my.shop.example' ) ) ) );
		$this->status( 'shop.network.test' );
		$this->assertStringContainsString( 'As they should be shop.network.test CNAME network.test', $this->read( $this->screen( array( 'domain' => 'shop.network.test' ) ) ) );
	}

	public function test_what_helps_is_what_the_program_says_about_the_reason(): void {
		global $wpdb;
		$this->agent();
		$this->status( 'shop.example', array( 'reason' => 'dns_given_up' ) );
		$page = fn (): string => $this->read( $this->screen( array( 'domain' => 'shop.example' ) ) );
		$this->assertStringNotContainsString( 'What helps', $page() );
		foreach ( array( '', '7', '[]', '{"dns_given_up":7}', '{"dns_given_up":""}', '{"other":"x"}' ) as $json ) {
			$wpdb->replace( 'net_runcloud_state', array( 'name' => 'remedies', 'value' => $json, 'updated_at' => 1 ) );
			$this->assertStringNotContainsString( 'What helps', $page() );
		}
		$wpdb->replace( 'net_runcloud_state', array( 'name' => 'remedies', 'value' => '{"dns_given_up":"delete the mapping if nobody needs it; `retry DOMAIN` looks again"}', 'updated_at' => 1 ) );
		$this->assertStringContainsString( 'What helps Delete the mapping if nobody needs it; retry shop.example looks again.', $page() );
		$this->assertStringContainsString( '<code>retry shop.example</code>', $this->screen( array( 'domain' => 'shop.example' ) ) );
		$this->assertStringContainsString( '<code>retry shop.example</code>', $this->printed( fn () => Mapping_Box::show( new WP_Ultimo\Models\Domain( array( 'domain' => 'shop.example' ) ) ) ) );
		$wpdb->replace( 'net_runcloud_state', array( 'name' => 'remedies', 'value' => (string) wp_json_encode( array( 'dns_given_up' => '`' . $this->hostile . '`' . $this->hostile ) ), 'updated_at' => 1 ) );
		$this->assert_harmless( $this->screen( array( 'domain' => 'shop.example' ) ) );
	}

	public function test_a_yes_is_asked_for_where_the_program_says_that_it_helps(): void {
		$this->agent();
		$this->status( 'shop.example', array( 'reason' => 'provider_rejected', 'who' => 'operator' ) );
		$this->assertStringNotContainsString( 'A person can decide', $this->screen( array( 'domain' => 'shop.example' ) ) );
		foreach ( array( 'twin_elsewhere' => 'switch the www name', 'absence_watched' => 'take shop.example off', 'rename_waiting' => 'take shop.example off', 'type_unknown' => 'take shop.example off' ) as $reason => $words ) {
			$this->status( 'shop.example', array( 'reason' => $reason ) );
			$html = $this->screen( array( 'domain' => 'shop.example' ) );
			$this->assertStringContainsString( $words, $html );
			$this->assertStringContainsString( 'Type <code>shop.example</code> to confirm:', $html );
		}
	}

	public function test_hostile_texts_about_a_domain_do_nothing(): void {
		$this->agent( array( 'addresses' => array( $this->hostile ) ) );
		$hostile = array( 'detail' => $this->hostile, 'operator_text' => $this->hostile, 'customer_text' => $this->hostile, 'cert_issuer' => $this->hostile, 'state' => substr( $this->hostile, 0, 40 ), 'who' => substr( $this->hostile, 0, 40 ), 'reason' => substr( $this->hostile, 0, 64 ) );
		$records = array( array( 'proxied' => array( $this->hostile ) ), array( 'no' => array( 'dead_alias' => $this->hostile ) ), array( 'unknown' => $this->hostile ), array( $this->hostile => $this->hostile ) );
		$this->entry( 'shop.example', array( 'kind' => substr( $this->hostile, 0, 40 ), 'step' => null, 'why' => $this->hostile, 'outcome' => $this->hostile ) );
		$this->entry( 'shop.example', array( 'step' => substr( $this->hostile, 0, 64 ), 'detail' => $this->hostile ) );
		$this->entry( 'shop.example', array( 'kind' => 'decision', 'detail' => (string) wp_json_encode( array( 'state' => $this->hostile ) ) ) );
		foreach ( $records as $record ) {
			$this->status( 'shop.example', $hostile + array( 'record' => $this->record( $record ) ) );
			$html = $this->screen( array( 'domain' => 'shop.example' ) );
			$this->assert_harmless( $html );
			$this->assertStringContainsString( '&lt;script&gt;alert(1)&lt;/script&gt;', $html );
		}
		$this->assert_harmless( $this->screen( array( 'domain' => $this->hostile ) ) );
	}

	public function test_the_program_tells_how_it_is(): void {
		global $wpdb;
		$this->agent();
		$this->entry( 'shop.example' );
		$this->entry( 'shop.example', array( 'step' => 'order', 'closed_at' => null, 'outcome' => null ) );
		$this->entry( 'shop.example', array( 'step' => 'order', 'at' => ( time() - 3 * 86400 ) * 1000 ) );
		$this->entry( 'shop.example', array( 'step' => 'order', 'at' => ( time() - 9 * 86400 ) * 1000 ) );
		$this->entry( 'shop.example', array( 'kind' => 'observation' ) );
		$wpdb->insert( 'net_runcloud_requests', array( 'at' => ( time() - 60 ) * 1000, 'kind' => 'removal', 'host' => 'old.example', 'user_name' => 'anna' ) );
		$wpdb->insert( 'net_runcloud_requests', array( 'at' => 1, 'kind' => 'look', 'host' => 'done.example', 'handled_at' => 2 ) );
		$text = $this->read( $this->screen( array( 'tab' => 'program' ) ) );
		foreach ( array( 'State Running', 'Version 0.1.0', 'server:1, whose lease lasts until', 'Main domain network.test', 'One for each domain (advanced SSL)', '203.0.113.10', '2 in the last 24 hours, 1 under way', 'Certificate orders 2 in the last 7 days', 'Take off old.example , anna, 1 min ago' ) as $words ) {
			$this->assertStringContainsString( $words, $text );
		}
		$this->assertStringNotContainsString( 'done.example', $text );
		$this->assertStringNotContainsString( 'Nothing is changed', $text );
	}

	public function test_a_program_that_stopped_says_since_when_and_what_helps(): void {
		$this->stopped( 7200 );
		$text = $this->read( $this->screen( array( 'tab' => 'program' ) ) );
		foreach ( array( 'Not running', 'start it on the server', 'Last seen 2 hours ago ' . wp_date( 'F j, Y H:', time() - 7200 ), 'server:1, whose lease ended' ) as $words ) {
			$this->assertStringContainsString( $words, $text );
		}
	}

	public function test_a_lease_that_was_given_back_is_nobodys(): void {
		global $wpdb;
		$this->agent();
		$wpdb->query( "UPDATE net_runcloud_state SET expires = 0 WHERE name = 'lease'" );
		$text = $this->read( $this->screen( array( 'tab' => 'program' ) ) );
		$this->assertStringContainsString( 'Nobody: server:1 gave it back when it stopped', $text );
		$this->assertStringContainsString( 'Not running', $text );
	}

	public function test_holds_are_told_with_cause_and_remedy(): void {
		$this->agent( array( 'hold' => array( 'reason' => 'credentials_rejected', 'detail' => 'RunCloud said 401', 'until' => ( time() + 7200 ) * 1000 ) ) );
		$text = $this->read( $this->screen( array( 'tab' => 'program' ) ) );
		foreach ( array( 'does not accept the credentials', 'What exactly: RunCloud said 401', 'Check the API token', 'tried again in 2 hours' ) as $words ) {
			$this->assertStringContainsString( $words, $text );
		}
		$this->agent( array( 'hold' => array( 'reason' => 'switched_off', 'detail' => '', 'until' => null ) ) );
		$this->assertStringContainsString( 'under Settings, Integrations', $this->screen( array( 'tab' => 'program' ) ) );
	}

	public function test_the_fence_is_opened_here_only_where_the_program_names_the_place(): void {
		$hold = array( 'reason' => 'fenced', 'detail' => 'not the confirmed one', 'until' => null );
		$this->agent( array( 'hold' => $hold ) );
		$html = $this->screen( array( 'tab' => 'program' ) );
		$this->assertStringContainsString( 'runcloud-multisite confirm identity', $html );
		$this->assertStringNotContainsString( 'to confirm:', $html );
		$this->agent( array( 'hold' => $hold, 'identity' => str_repeat( '0a', 16 ) ) );
		$html = $this->screen( array( 'tab' => 'program' ) );
		$this->assertStringContainsString( 'name="identity" value="' . str_repeat( '0a', 16 ) . '"', $html );
		$this->assertStringContainsString( 'Type <code>network.test</code> to confirm:', $html );
	}

	public function test_the_brake_lists_what_a_yes_would_let_go_and_no_more(): void {
		$this->agent( array( 'braked' => array_map( static fn ( int $n ): string => "shop{$n}.example", range( 1, 52 ) ) ) );
		$html = $this->screen( array( 'tab' => 'program' ) );
		$this->assertSame( 50, substr_count( $html, 'name="hosts[]"' ) );
		$text = $this->read( $html );
		foreach ( array( '52 domains would be taken off', 'shop50.example', '2 more are not listed', 'Let 50 domains be taken off' ) as $words ) {
			$this->assertStringContainsString( $words, $text );
		}
		$this->assertStringNotContainsString( 'shop51.example', $html );
	}

	public function test_hostile_texts_about_the_program_do_nothing(): void {
		global $wpdb;
		$this->agent(
			array(
				'version'       => $this->hostile,
				'main_domain'   => $this->hostile,
				'ssl'           => $this->hostile,
				'addresses'     => array( $this->hostile, array( 1 ) ),
				'panel_partial' => $this->hostile,
				'hold'          => array( 'reason' => $this->hostile, 'detail' => $this->hostile, 'until' => 1 ),
				'identity'      => $this->hostile,
				'braked'        => array( $this->hostile ),
				'rejected'      => array( array( 'mapping' => null, 'site' => array( 7 ), 'text' => $this->hostile, 'reason' => $this->hostile, 'invalid' => $this->hostile ), array() ),
				'source_error'  => $this->hostile,
			)
		);
		$wpdb->update( 'net_runcloud_state', array( 'value' => $this->hostile ), array( 'name' => 'lease' ) );
		$wpdb->insert( 'net_runcloud_requests', array( 'at' => 1, 'kind' => substr( $this->hostile, 0, 40 ), 'host' => $this->hostile, 'user_name' => $this->hostile ) );
		$html = $this->screen( array( 'tab' => 'program' ) );
		$this->assert_harmless( $html );
		$this->assertGreaterThan( 8, substr_count( $html, '&lt;script&gt;alert(1)&lt;/script&gt;' ) );
	}
}

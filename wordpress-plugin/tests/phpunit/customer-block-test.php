<?php
/**
 * Tests of what owners of domains see in Ultimate Multisite's list.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Plugin;

/**
 * The block says where a domain stands, to its owner only, and breaks no page.
 *
 * @group registry
 */
final class Customer_Block_Test extends Plugin_Test_Case {

	/**
	 * The customer's site.
	 *
	 * @var int
	 */
	private int $site;

	/**
	 * A customer with a site, logged in, and a program that runs.
	 */
	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		Standin_Customers::reset();
		$this->site = $this->site( 'shop.network.test' );
		// Its own row is of no interest here.
		$wpdb->query( 'TRUNCATE TABLE net_wu_domain_mappings' );
		$this->forget_requests();
		Plugin::get()->statuses->forget();
		Standin_Customers::$of_sites = array( $this->site => 31 );
		wp_set_current_user( $this->customer( 'owner', 31 ) );
		$this->agent();
		wp_dequeue_style( 'runcloud-multisite-customer' );
		$_GET = array();
	}

	/**
	 * Nobody is logged in for the next test.
	 */
	protected function tearDown(): void {
		$_GET = array();
		parent::tearDown();
	}

	/**
	 * A person who is a customer.
	 *
	 * @param string $name The name.
	 * @param int    $id   The id of the customer; 0 for none.
	 */
	private function customer( string $name, int $id ): int {
		$user = get_user_by( 'login', $name );
		$user = $user ? $user->ID : wp_insert_user( array( 'user_login' => $name, 'user_pass' => 'not-a-secret', 'user_email' => "{$name}@example.test" ) );
		Standin_Customers::$of_users[ $user ] = $id;
		return $user;
	}

	/**
	 * The server's addresses as the program writes them.
	 */
	private function server(): void {
		global $wpdb;
		$wpdb->replace( 'net_runcloud_state', array( 'name' => 'server', 'value' => '{"addresses":["203.0.113.10"]}', 'updated_at' => 1 ) );
	}

	/**
	 * The list as one line, without what the network's own host brings.
	 */
	private function page(): string {
		$plugin = Plugin::get();
		// Each page is a request of its own.
		foreach ( array( 'wu_domain_mapping_row_info', 'wu_get_domain_mapping_instructions', 'wp_footer', 'wp_loaded' ) as $hook ) {
			remove_all_filters( $hook );
		}
		Runcloud_Multisite\Customer\Element::start( $plugin );
		$this->new_request();
		return (string) preg_replace( '/\s+/', ' ', standin_domain_list( $this->site ) );
	}

	/**
	 * The texts of the page.
	 */
	private function text(): string {
		return trim( html_entity_decode( (string) preg_replace( '/\s+/', ' ', strip_tags( str_replace( '<', ' <', $this->page() ) ) ), ENT_QUOTES ) );
	}

	public function test_an_owner_reads_what_is_wrong_and_what_to_set(): void {
		$this->row( $this->site, 'kaffee.example' );
		$this->server();
		$next = (int) ( microtime( true ) * 1000 ) + 5 * 60000 + 20000;
		$this->status( 'kaffee.example', array( 'site_id' => $this->site, 'state' => 'waiting_dns', 'reason' => 'dns_elsewhere', 'who' => 'customer', 'detail' => '198.51.100.7', 'cert_expires' => null, 'next_look' => $next ) );
		$text = $this->text();
		$this->assertStringContainsString( 'kaffee.example leads somewhere else. Please set the records below instead at your domain provider. Found: A 198.51.100.7.', $text );
		$this->assertStringContainsString( 'Status Waiting for your DNS records', $text );
		$this->assertStringContainsString( 'Who acts next You', $text );
		$this->assertStringContainsString( 'Next check in about 5 mins', $text );
		$this->assertStringContainsString( 'Name Type Value kaffee.example A 203.0.113.10 www.kaffee.example CNAME network.test', $text );
		$this->assertStringNotContainsString( 'dns_elsewhere', $text );
		$this->assertStringNotContainsString( 'Certificate', $text );
		$this->assertStringContainsString( '<details open>', $this->page() );
	}

	public function test_of_a_domain_that_is_ready_the_end_of_its_certificate_is_told_and_its_records_are_folded(): void {
		$this->row( $this->site, 'kaffee.example', 'done' );
		$this->status( 'kaffee.example', array( 'site_id' => $this->site, 'cert_expires' => 4070908800000 ) );
		$text = $this->text();
		$this->assertStringContainsString( 'kaffee.example is ready and its connection is secure. Status Ready Who acts next Nobody: it goes on by itself Certificate valid until January 1, 2099', $text );
		$this->assertStringContainsString( 'the same address as network.test', $text );
		$this->assertStringContainsString( '<details>', $this->page() );
	}

	public function test_a_name_below_the_network_s_own_host_has_no_records_to_set(): void {
		$this->row( $this->site, 'shop.network.test' );
		$this->status( 'shop.network.test', array( 'site_id' => $this->site, 'state' => 'attached', 'reason' => 'certificate_ordered' ) );
		$page = $this->page();
		$this->assertStringNotContainsString( '<details', $page );
		$this->assertStringContainsString( 'Check again', $page );
	}

	public function test_a_domain_that_was_just_added_is_on_its_way(): void {
		$this->row( $this->site, 'kaffee.example' );
		$this->assertStringContainsString( 'kaffee.example is being connected.', $this->text() );
	}

	public function test_what_a_row_asks_for_in_vain_is_told_without_records_or_button(): void {
		$id = $this->row( $this->site, 'kaffee.example' );
		$this->agent( array( 'rejected' => array( array( 'mapping' => $id, 'site' => $this->site, 'host' => 'kaffee.example', 'text' => 'kaffee.example', 'reason' => 'claims_other_site', 'invalid' => null ) ) ) );
		$page = $this->page();
		$this->assertStringContainsString( 'kaffee.example is already used by another website here.', $page );
		$this->assertStringNotContainsString( '<details', $page );
		$this->assertStringNotContainsString( '<button', $page );
	}

	public function test_what_another_site_has_is_not_told(): void {
		$this->row( $this->site, 'kaffee.example' );
		$this->status( 'kaffee.example', array( 'site_id' => $this->site + 1, 'detail' => '198.51.100.7', 'customer_text' => 'A secret of another.' ) );
		$page = $this->page();
		$this->assertStringContainsString( 'kaffee.example is already used by another website here.', $page );
		$this->assertStringNotContainsString( 'secret', $page );
		$this->assertStringNotContainsString( '2026', $page );
		$this->assertStringNotContainsString( '<button', $page );
	}

	public function test_only_owners_see_anything(): void {
		$this->row( $this->site, 'kaffee.example' );
		$this->assertStringContainsString( 'runcloud-multisite-block', $this->page() );
		wp_set_current_user( $this->customer( 'stranger', 32 ) );
		$this->assertStringNotContainsString( 'runcloud', $this->page() );
		wp_set_current_user( $this->customer( 'nobody', 0 ) );
		$this->assertStringNotContainsString( 'runcloud', $this->page() );
		wp_set_current_user( 0 );
		$this->assertStringNotContainsString( 'runcloud', $this->page() );
		wp_set_current_user( 1 );
		$this->assertStringContainsString( 'runcloud-multisite-block', $this->page() );
	}

	public function test_a_network_without_the_program_looks_as_before(): void {
		global $wpdb;
		$this->row( $this->site, 'kaffee.example' );
		$wpdb->query( 'TRUNCATE TABLE net_runcloud_state' );
		$this->assertStringNotContainsString( 'runcloud', $this->page() );
		$this->assertSame( 'Set a CNAME.', apply_filters( 'wu_get_domain_mapping_instructions', 'Set a CNAME.', 'network.test', '203.0.113.9' ) );
	}

	public function test_a_program_that_is_silent_is_no_reason_to_promise_a_check(): void {
		$this->row( $this->site, 'kaffee.example' );
		$this->status( 'kaffee.example', array( 'site_id' => $this->site, 'next_look' => 1 ) );
		$this->agent( array(), -5 );
		$text = $this->text();
		$this->assertStringContainsString( 'This may be out of date: the last check of domains here was 1 second ago.', $text );
		$this->assertStringNotContainsString( 'Next check', $text );
		$this->agent();
		$this->assertStringContainsString( 'Next check in a moment', $this->text() );
	}

	public function test_hostile_texts_are_shown_and_never_act(): void {
		$evil = '"><script>alert(1)</script>';
		$this->row( $this->site, 'kaffee.example' );
		$this->status( 'kaffee.example', array( 'site_id' => $this->site, 'reason' => 'new_word', 'state' => 'odd', 'customer_text' => $evil, 'detail' => $evil ) );
		$this->agent( array( 'main_domain' => $evil ) );
		$this->row( $this->site, '<img src=x onerror=alert(1)>.example' );
		$page = $this->page();
		$this->assertStringNotContainsString( '<script', $page );
		$this->assertStringNotContainsString( '<img', $page );
		$this->assertStringContainsString( '&lt;script&gt;alert(1)', $page );
		$this->assertStringContainsString( '<code>network.test</code>', $page );
		$this->assertSame( 1, substr_count( $page, 'runcloud-multisite-block' ) );
	}

	public function test_a_name_with_letters_of_its_own_is_shown_as_people_write_it_and_set_as_computers_do(): void {
		$this->row( $this->site, 'xn--bcher-kva.example' );
		$text = $this->text();
		$this->assertStringContainsString( function_exists( 'idn_to_utf8' ) ? 'bücher.example is being connected' : 'xn--bcher-kva.example is being connected', $text );
		$this->assertStringContainsString( 'Value xn--bcher-kva.example A', $text );
	}

	public function test_many_domains_cost_few_queries(): void {
		global $wpdb;
		for ( $count = 0; $count < 30; $count++ ) {
			$this->row( $this->site, "kaffee{$count}.example" );
		}
		$this->page();
		$before = $wpdb->num_queries;
		$this->page();
		$with = $wpdb->num_queries - $before;
		remove_all_filters( 'wu_domain_mapping_row_info' );
		$before = $wpdb->num_queries;
		standin_domain_list( $this->site );
		$this->assertLessThanOrEqual( 6, $with - ( $wpdb->num_queries - $before ) );
	}

	public function test_every_button_belongs_to_the_one_form_at_the_end_of_the_page(): void {
		$this->row( $this->site, 'kaffee.example' );
		$this->row( $this->site, 'tee.example' );
		$page = $this->page();
		$this->assertSame( 2, preg_match_all( '/<button type="submit" class="button" form="runcloud-multisite-check" name="runcloud_multisite_check" value="\d+">Check again<span class="screen-reader-text"> \((kaffee|tee)\.example\)<\/span>/', $page ) );
		$this->assertSame( 2, substr_count( $page, '<span role="status" aria-live="polite"></span>' ) );
		$this->assertStringNotContainsString( '<form', $page );
		ob_start();
		do_action( 'wp_footer' );
		$footer = (string) ob_get_clean();
		$this->assertSame( 1, substr_count( $footer, '<form id="runcloud-multisite-check" method="post"' ) );
		$this->assertStringContainsString( 'name="runcloud_multisite_nonce" value="' . wp_create_nonce( 'runcloud_multisite_nonce' ) . '"', $footer );
		$this->assertTrue( wp_script_is( 'runcloud-multisite-customer' ) && wp_style_is( 'runcloud-multisite-customer' ) );
		$this->assertFileExists( dirname( RUNCLOUD_MULTISITE_FILE ) . '/assets/customer.js' );
	}

	public function test_the_answer_of_a_form_without_a_script_stands_at_its_domain(): void {
		$coffee = $this->row( $this->site, 'kaffee.example' );
		$this->row( $this->site, 'tee.example' );
		$_GET = array( 'runcloud_multisite_about' => (string) $coffee, 'runcloud_multisite_answer' => 'too_soon' );
		$page = $this->page();
		$this->assertSame( 1, substr_count( $page, 'aria-live="polite">This domain was checked less than a minute ago.' ) );
		$_GET['runcloud_multisite_answer'] = '<script>';
		$this->assertStringNotContainsString( '<script', $this->page() );
		$_GET = array( 'runcloud_multisite_about' => array( 'x' ), 'runcloud_multisite_answer' => array( 'x' ) );
		$this->assertStringNotContainsString( 'checked less', $this->page() );
	}

	public function test_instructions_tell_addresses_and_the_target_of_an_alias(): void {
		$text = fn () => apply_filters( 'wu_get_domain_mapping_instructions', 'Set something.', 'network.test', '203.0.113.9' );
		$this->page();
		$this->assertSame( "Set something.\n\nFor a sub-domain such as www.example.com or shop.example.com, set a CNAME record to network.test.", $text() );
		$this->server();
		$this->assertStringContainsString( "\n\nFor a domain such as example.com, set an A record with 203.0.113.10.\n\n", $text() );
		$this->assertNull( apply_filters( 'wu_get_domain_mapping_instructions', null ) );
	}

	public function test_what_is_no_model_is_left_alone(): void {
		$this->page();
		foreach ( array( null, 'text', new stdClass(), array() ) as $domain ) {
			$this->assertSame( array( 'a' => 1 ), apply_filters( 'wu_domain_mapping_row_info', array( 'a' => 1 ), $domain ) );
		}
		$this->assertSame( 'no list', apply_filters( 'wu_domain_mapping_row_info', 'no list', new stdClass() ) );
	}
}

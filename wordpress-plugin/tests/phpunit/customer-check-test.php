<?php
/**
 * Tests of the button with which owners have a domain checked.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Customer\Answer;
use Runcloud_Multisite\Customer\Check;
use Runcloud_Multisite\Customer\Check_Limit;
use Runcloud_Multisite\Customer\Owner;
use Runcloud_Multisite\Plugin;

/**
 * Only owners cause a look, at their own domains and not too often.
 */
final class Customer_Check_Test extends Plugin_Test_Case {

	/**
	 * A site with its own administrator, who is logged in.
	 *
	 * @var int
	 */
	private int $site;

	/**
	 * Its administrator.
	 *
	 * @var int
	 */
	private int $admin;

	/**
	 * A program that runs, and a site whose administrator is logged in.
	 */
	protected function setUp(): void {
		parent::setUp();
		if ( class_exists( 'Standin_Customers' ) ) {
			Standin_Customers::reset();
		}
		$this->site  = $this->site( 'shop.network.test' );
		$this->admin = $this->user( 'siteadmin' );
		add_user_to_blog( $this->site, $this->admin, 'administrator' );
		wp_set_current_user( $this->admin );
		$this->forget_requests();
		$this->agent();
		$_POST = array();
	}

	/**
	 * No form is left over.
	 */
	protected function tearDown(): void {
		$_POST = array();
		parent::tearDown();
	}

	/**
	 * A person.
	 *
	 * @param string $name The name.
	 */
	private function user( string $name ): int {
		$user = get_user_by( 'login', $name );
		return $user ? $user->ID : wp_insert_user( array( 'user_login' => $name, 'user_pass' => 'not-a-secret', 'user_email' => "{$name}@example.test" ) );
	}

	/**
	 * The part under test.
	 */
	private function check(): Check {
		$plugin = Plugin::get();
		return new Check( $plugin->requests, $plugin->statuses, $plugin->agent, new Check_Limit( $plugin->tables ) );
	}

	/**
	 * Makes what was asked so far as old as given.
	 *
	 * @param int $seconds In seconds.
	 */
	private function age( int $seconds ): void {
		global $wpdb;
		$wpdb->query( 'UPDATE net_runcloud_requests SET at = at - ' . 1000 * $seconds );
	}

	public function test_a_check_asks_for_a_look_and_for_nothing_more(): void {
		global $wpdb;
		$id = $this->row( $this->site, 'kaffee.example' );
		$this->assertSame( Answer::Asked, $this->check()->ask( $id ) );
		$row = $wpdb->get_row( 'SELECT kind, host, site_id, user_id, payload FROM net_runcloud_requests', ARRAY_A );
		$this->assertSame( array( 'look', 'kaffee.example', (string) $this->site, (string) $this->admin, '{"from":"customer"}' ), array_values( $row ) );
		$this->assertSame( 1, count( $this->requests() ) );
	}

	public function test_a_domain_is_checked_once_a_minute_in_either_form(): void {
		$id   = $this->row( $this->site, 'kaffee.example' );
		$twin = $this->row( $this->site, 'www.kaffee.example' );
		$this->assertSame( Answer::Asked, $this->check()->ask( $id ) );
		$this->assertSame( Answer::Too_Soon, $this->check()->ask( $id ) );
		$this->assertSame( Answer::Too_Soon, $this->check()->ask( $twin ) );
		wp_set_current_user( 1 );
		$this->assertSame( Answer::Too_Soon, $this->check()->ask( $id ) );
		$this->age( 50 );
		$this->assertSame( Answer::Too_Soon, $this->check()->ask( $id ) );
		$this->age( 10 );
		$this->assertSame( Answer::Asked, $this->check()->ask( $id ) );
		$this->assertCount( 2, $this->requests() );
	}

	public function test_a_person_asks_five_times_a_minute(): void {
		$ids = array_map( fn ( int $count ): int => $this->row( $this->site, "kaffee{$count}.example" ), range( 1, 7 ) );
		foreach ( array_slice( $ids, 0, 5 ) as $id ) {
			$this->assertSame( Answer::Asked, $this->check()->ask( $id ) );
		}
		$this->assertSame( Answer::Too_Many, $this->check()->ask( $ids[5] ) );
		wp_set_current_user( 1 );
		$this->assertSame( Answer::Asked, $this->check()->ask( $ids[6] ) );
		wp_set_current_user( $this->admin );
		$this->age( 60 );
		$this->assertSame( Answer::Asked, $this->check()->ask( $ids[5] ) );
	}

	public function test_looks_that_the_plugin_asked_for_are_not_counted_against_a_person(): void {
		for ( $count = 0; $count < 9; $count++ ) {
			Plugin::get()->requests->add( 'look', "tee{$count}.example" );
		}
		$this->assertSame( Answer::Asked, $this->check()->ask( $this->row( $this->site, 'kaffee.example' ) ) );
	}

	public function test_clicks_that_come_together_wait_for_each_other(): void {
		global $wpdb;
		$seen = ( new Check_Limit( Plugin::get()->tables ) )->one_by_one(
			function () use ( $wpdb ): Answer {
				return '0' === $wpdb->get_var( "SELECT IS_FREE_LOCK('net_runcloud_requests_check')" ) ? Answer::Asked : Answer::Refused;
			}
		);
		$this->assertSame( Answer::Asked, $seen );
		$this->assertSame( '1', $wpdb->get_var( "SELECT IS_FREE_LOCK('net_runcloud_requests_check')" ) );
	}

	public function test_others_domains_and_unknown_rows_are_refused_alike(): void {
		$other = $this->row( $this->site( 'other.network.test' ), 'tee.example' );
		$this->forget_requests();
		$gone = $this->row( 9999, 'gone.example' );
		$odd  = $this->row( $this->site, '<b>.example' );
		foreach ( array( $other, $gone, $odd, 123456, -1, 0 ) as $id ) {
			$this->assertSame( Answer::Refused, $this->check()->ask( $id ) );
		}
		$this->assertSame( array(), $this->requests() );
	}

	public function test_a_row_that_claims_what_is_not_its_own_is_refused(): void {
		$this->site( 'other.network.test' );
		$this->forget_requests();
		$this->status( 'taken.example', array( 'site_id' => $this->site + 50 ) );
		$rejected = $this->row( $this->site, 'refused.example' );
		$this->agent( array( 'rejected' => array( array( 'mapping' => $rejected, 'reason' => 'claimed_twice' ) ) ) );
		$ids = array( $this->row( $this->site, 'network.test' ), $this->row( $this->site, 'www.other.network.test' ), $this->row( $this->site, 'taken.example' ), $rejected );
		foreach ( $ids as $id ) {
			$this->assertSame( Answer::Refused, $this->check()->ask( $id ) );
			wp_set_current_user( 1 );
			$this->assertSame( Answer::Refused, $this->check()->ask( $id ) );
			wp_set_current_user( $this->admin );
		}
		$this->assertSame( array(), $this->requests() );
	}

	public function test_a_cached_row_that_is_gone_is_refused(): void {
		global $wpdb;
		$id = $this->row( $this->site, 'kaffee.example' );
		wu_get_domain( $id );
		$wpdb->delete( 'net_wu_domain_mappings', array( 'id' => $id ) );
		$this->assertSame( Answer::Refused, $this->check()->ask( $id ) );
	}

	public function test_without_customers_who_administers_a_site_owns_it(): void {
		$this->assertTrue( Owner::owns( $this->site ) );
		$this->assertFalse( Owner::owns( 1 ) );
		$this->assertFalse( Owner::owns( 0 ) );
		$editor = $this->user( 'siteeditor' );
		add_user_to_blog( $this->site, $editor, 'editor' );
		wp_set_current_user( $editor );
		$this->assertFalse( Owner::owns( $this->site ) );
		wp_set_current_user( 1 );
		$this->assertTrue( Owner::owns( $this->site ) );
		wp_set_current_user( 0 );
		$this->assertFalse( Owner::owns( $this->site ) );
	}

	/**
	 * @group registry
	 */
	public function test_where_a_customer_is_known_only_that_one_owns_the_site(): void {
		Standin_Customers::$of_sites = array( $this->site => 31 );
		$this->assertFalse( Owner::owns( $this->site ) );
		Standin_Customers::$current = 31;
		$this->assertFalse( Owner::owns( $this->site ) );
		Standin_Customers::$of_users = array( $this->admin => 32 );
		$this->assertFalse( Owner::owns( $this->site ) );
		Standin_Customers::$of_users = array( $this->admin => 31 );
		$this->assertTrue( Owner::owns( $this->site ) );
		wp_set_current_user( 1 );
		$this->assertTrue( Owner::owns( $this->site ) );
	}

	/**
	 * @group registry
	 */
	public function test_somebody_who_is_no_customer_does_not_own_a_site_without_one(): void {
		wp_set_current_user( $this->user( 'nobody' ) );
		$this->assertFalse( Owner::owns( $this->site ) );
	}

	public function test_while_the_program_does_not_run_nothing_is_promised_for_now(): void {
		$id = $this->row( $this->site, 'kaffee.example' );
		$this->agent( array(), -5 );
		$this->assertSame( Answer::Later, $this->check()->ask( $id ) );
		$this->assertCount( 1, $this->requests() );
	}

	public function test_a_form_without_a_script_comes_back_to_its_page_with_the_answer(): void {
		$id    = $this->row( $this->site, 'kaffee.example' );
		$_POST = array( Check::FIELD => (string) $id, Check::NONCE => wp_create_nonce( Check::NONCE ) );
		$uri   = $_SERVER['REQUEST_URI'];

		$_SERVER['REQUEST_URI'] = '/account/?tab=domains&runcloud_multisite_answer=expired';
		$this->assertSame( "/account/?tab=domains&runcloud_multisite_answer=asked&runcloud_multisite_about={$id}#runcloud-multisite-domain-{$id}", $this->sent_to() );
		$this->assertSame( array( "look kaffee.example {$this->site}" ), $this->requests() );
		$_SERVER['REQUEST_URI'] = '//evil.example/';
		$this->assertStringNotContainsString( 'evil.example', $this->sent_to() );
		$_SERVER['REQUEST_URI'] = $uri;
	}

	public function test_a_script_is_answered_with_a_sentence(): void {
		$id    = $this->row( $this->site, 'kaffee.example' );
		$_POST = array( Check::FIELD => (string) $id, Check::NONCE => wp_create_nonce( Check::NONCE ), Check::JSON => '1' );
		$this->assertSame( array( 'answer' => Answer::Asked->sentence() ), $this->answer_of( array( $this->check(), 'take_form' ) ) );
	}

	public function test_without_a_valid_nonce_nothing_is_asked(): void {
		$id = $this->row( $this->site, 'kaffee.example' );
		foreach ( array( null, '', 'wrong', array( 'x' ), wp_create_nonce( 'another' ) ) as $nonce ) {
			$_POST = array_filter( array( Check::FIELD => (string) $id, Check::NONCE => $nonce, Check::JSON => '1' ), static fn ( $value ) => null !== $value );
			$this->assertSame( array( 'answer' => Answer::Expired->sentence() ), $this->answer_of( array( $this->check(), 'take_form' ) ) );
		}
		$this->assertSame( array(), $this->requests() );
	}

	public function test_forms_of_others_and_of_nobody_pass_by(): void {
		foreach ( array( array(), array( Check::FIELD => array( 5 ) ), array( Check::FIELD => 'x' ) ) as $form ) {
			$_POST = $form;
			$this->check()->take_form();
		}
		wp_set_current_user( 0 );
		$_POST = array( Check::FIELD => '5' );
		$this->check()->take_form();
		$this->assertSame( array(), $this->requests() );
	}

	public function test_every_answer_is_a_sentence(): void {
		foreach ( Answer::cases() as $answer ) {
			$this->assertStringEndsWith( '.', $answer->sentence() );
		}
	}

	/**
	 * Where the form sends the browser.
	 */
	private function sent_to(): string {
		$stop = static function ( $location ): void {
			throw new RuntimeException( $location );
		};
		add_filter( 'wp_redirect', $stop );
		try {
			$this->check()->take_form();
		} catch ( RuntimeException $redirect ) {
			return $redirect->getMessage();
		} finally {
			remove_filter( 'wp_redirect', $stop );
		}
		return 'nowhere';
	}
}

<?php
/**
 * Tests of the words that owners of domains read.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Bus\Domain_Status;
use Runcloud_Multisite\Customer\Mapping;
use Runcloud_Multisite\Customer\Reason_Words;
use Runcloud_Multisite\Customer\Standing;
use Runcloud_Multisite\Customer\State_Words;
use Runcloud_Multisite\Plugin;

/**
 * Every reason has a sentence, and the sentences say what is so.
 */
final class Customer_Words_Test extends Plugin_Test_Case {

	private const NOW = 1764252000000;

	/**
	 * Where shop.example of site 2 stands.
	 *
	 * @param array<string, mixed> $columns What the program says.
	 */
	private function stands( array $columns ): Standing {
		global $wpdb;
		$wpdb->query( 'TRUNCATE TABLE net_wu_domain_mappings' );
		$this->status( 'shop.example', $columns );
		$mapping = Mapping::find( $this->row( 2, 'shop.example' ) );
		return Standing::of( $mapping, Plugin::get()->statuses, Plugin::get()->agent, self::NOW );
	}

	/**
	 * The sentence for shop.example.
	 *
	 * @param array<string, mixed> $columns     What the program says.
	 * @param bool                 $has_records Whether there are records to set.
	 */
	private function sentence( array $columns, bool $has_records = true ): string {
		return Reason_Words::sentence( $this->stands( $columns ), 'shop.example', 'www.shop.example', $has_records );
	}

	/**
	 * The codes of docs/reasons.md.
	 *
	 * @return list<string>
	 */
	private function reasons(): array {
		preg_match_all( '/^## `([a-z_0-9]+)`$/m', (string) file_get_contents( dirname( __DIR__, 3 ) . '/docs/reasons.md' ), $found );
		return $found[1];
	}

	public function test_every_reason_of_the_program_has_a_sentence_with_the_domain_in_it(): void {
		$reasons = $this->reasons();
		$this->assertGreaterThan( 60, count( $reasons ) );
		foreach ( $reasons as $reason ) {
			$words = Reason_Words::words( $reason );
			$this->assertNotNull( $words, $reason );
			$this->assertSame( 1, substr_count( $words, '%s' ), $reason );
			$this->assertStringEndsWith( '.', $words, $reason );
		}
	}

	public function test_no_sentence_names_the_panel_or_a_code(): void {
		foreach ( $this->reasons() as $reason ) {
			$this->assertDoesNotMatchRegularExpression( '/runcloud|ultimate|[a-z]_[a-z]|wordpress/i', (string) Reason_Words::words( $reason ), $reason );
		}
	}

	public function test_every_state_has_words_of_its_own_and_an_unknown_one_breaks_nothing(): void {
		foreach ( Domain_Status::STATES as $state ) {
			$standing = $this->stands( array( 'state' => $state, 'reason' => 'queued', 'cert_expires' => null ) );
			$this->assertNotSame( 'Being checked', State_Words::state( $standing, true ), $state );
		}
		$this->assertSame( 'Being checked', State_Words::state( $this->stands( array( 'state' => 'dancing' ) ), true ) );
	}

	public function test_the_owner_acts_where_dns_is_wrong_even_if_the_operator_was_told(): void {
		$who = fn ( array $columns, bool $has_records = true ): string => State_Words::who( $this->stands( $columns ), $has_records );
		$this->assertSame( 'You', $who( array( 'state' => 'attention', 'reason' => 'dns_given_up', 'who' => 'operator' ) ) );
		$this->assertSame( 'You', $who( array( 'state' => 'waiting_dns', 'reason' => 'dns_missing', 'who' => 'customer' ) ) );
		$this->assertSame( 'We do', $who( array( 'state' => 'waiting_dns', 'reason' => 'dns_missing', 'who' => 'customer' ), false ) );
		$this->assertSame( 'We do', $who( array( 'state' => 'attention', 'reason' => 'fenced', 'who' => 'operator' ) ) );
		$this->assertSame( 'You', $who( array( 'state' => 'attention', 'reason' => 'claimed_twice', 'who' => 'operator' ), false ) );
		$this->assertSame( 'Nobody: it goes on by itself', $who( array( 'state' => 'ordering', 'reason' => 'certificate_ordered', 'who' => 'certificate_authority' ) ) );
	}

	public function test_wrong_records_are_named_and_nothing_else_of_the_detail(): void {
		$columns = array( 'state' => 'waiting_dns', 'reason' => 'dns_elsewhere', 'who' => 'customer', 'cert_expires' => null, 'detail' => '198.51.100.7, <b>x</b>, 2001:db8::7' );
		$this->assertSame( 'shop.example leads somewhere else. Please set the records below instead at your domain provider. Found: A 198.51.100.7, AAAA 2001:db8::7.', $this->sentence( $columns ) );
		$this->assertStringNotContainsString( 'Found', $this->sentence( array( 'reason' => 'dns_missing' ) + $columns ) );
	}

	public function test_a_missing_twin_is_named_itself(): void {
		$this->assertStringStartsWith( 'www.shop.example does not lead here yet.', $this->sentence( array( 'reason' => 'twin_elsewhere', 'who' => 'customer' ) ) );
	}

	public function test_a_domain_that_works_is_said_to_work_and_that_it_will_not_for_ever(): void {
		$columns = array( 'state' => 'secured', 'reason' => 'dns_elsewhere', 'who' => 'customer' );
		$this->assertStringEndsWith( 'Until then shop.example works, but its certificate cannot be renewed.', $this->sentence( $columns ) );
		$this->assertSame( 'Works, but needs your attention', State_Words::state( $this->stands( $columns ), true ) );
		$this->assertSame( 'shop.example is ready and its connection is secure.', $this->sentence( array( 'state' => 'secured', 'reason' => 'provider_trouble' ) ) );
		$this->assertStringContainsString( 'another website', $this->sentence( array( 'state' => 'secured', 'reason' => 'serves_other_site' ) ) );
		$this->assertStringContainsString( 'being disconnected', $this->sentence( array( 'state' => 'secured', 'reason' => 'brake_on' ) ) );
	}

	public function test_a_certificate_that_ended_secures_nothing(): void {
		$standing = $this->stands( array( 'state' => 'secured', 'cert_expires' => self::NOW ) );
		$this->assertFalse( $standing->is_secure() );
		$this->assertTrue( $this->stands( array( 'state' => 'secured', 'cert_expires' => self::NOW + 1 ) )->is_secure() );
		$this->assertFalse( $this->stands( array( 'state' => 'attached', 'cert_expires' => self::NOW + 1 ) )->is_secure() );
	}

	public function test_without_records_to_set_nobody_is_sent_to_set_them(): void {
		$this->assertStringContainsString( 'fixed on our side', $this->sentence( array( 'state' => 'waiting_dns', 'reason' => 'dns_missing', 'cert_expires' => null ), false ) );
	}

	public function test_a_domain_that_needs_attention_is_not_said_to_be_on_its_way(): void {
		$this->assertStringContainsString( 'fixed on our side', $this->sentence( array( 'state' => 'attention', 'reason' => 'queued', 'cert_expires' => null ) ) );
		$this->assertStringContainsString( 'being connected', $this->sentence( array( 'state' => 'attaching', 'reason' => 'queued', 'cert_expires' => null ) ) );
	}

	public function test_of_an_unknown_reason_the_program_s_own_sentence_is_shown(): void {
		$this->assertSame( 'A sentence of a newer program.', $this->sentence( array( 'reason' => 'moon_phase', 'customer_text' => 'A sentence of a newer program.' ) ) );
		$this->assertStringContainsString( 'being connected', $this->sentence( array( 'reason' => 'moon_phase', 'customer_text' => '' ) ) );
	}
}

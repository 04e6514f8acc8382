<?php
/**
 * Tests of the list of domains.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Screens\Network_Page;

require_once __DIR__ . '/trait-screens.php';

/**
 * What the list shows, and what it says where there is nothing to show.
 */
final class Screens_List_Test extends Plugin_Test_Case {

	use Screens;

	/**
	 * Some domains of different kinds.
	 */
	private function some(): void {
		$this->agent();
		$this->status( 'served.example', array( 'next_look' => ( time() + 3600 ) * 1000, 'cert_expires' => ( time() + 9 * 86400 ) * 1000 ) );
		$this->status( 'dns.example', array( 'state' => 'waiting_dns', 'who' => 'customer', 'cert_expires' => null, 'cert_issuer' => null ) );
		$this->status( 'bad.example', array( 'state' => 'attention', 'who' => 'operator', 'site_id' => null ) );
		$this->status( 'worse.example', array( 'state' => 'attention', 'who' => 'operator', 'site_id' => 999 ) );
	}

	/**
	 * The domains on a screen, in their order.
	 *
	 * @param string $html The screen.
	 * @return list<string>
	 */
	private function hosts( string $html ): array {
		preg_match_all( '/class="row-title"[^>]*>([^<]*)</', $html, $found );
		return $found[1];
	}

	public function test_a_domain_stands_there_with_state_reason_and_who_acts(): void {
		$site = $this->site( 'shop.network.test' );
		$this->some();
		$this->status( 'served.example', array( 'site_id' => $site, 'next_look' => ( time() + 3600 ) * 1000 ) );
		$html = $this->screen();
		$text = $this->read( $html );
		foreach ( array( 'served.example', 'Serving', 'What the operator reads about served.example.', 'Nobody', 'in 1 hour', 'until January 1, 2027', 'shop.network.test', 'Owner of the domain', 'Waiting for DNS', 'None seen', 'No site', 'Site 999, which is gone', 'When something changes' ) as $words ) {
			$this->assertStringContainsString( $words, $text );
		}
		$this->assertStringContainsString( 'site-info.php?id=' . $site, $html );
		$this->assertMatchesRegularExpression( '/<time datetime="2027-01-01T00:00:00Z" title="January 1, 2027 00:00:00 [^"]+">/', $html );
		$this->assertSame( array(), $this->calls );
	}

	public function test_a_certificate_that_browsers_refuse_does_not_look_like_a_good_one(): void {
		$leaf = array( 'issuer' => '', 'names' => array(), 'not_before' => 1, 'not_after' => 2 );
		$this->agent();
		foreach ( array( 'expired' => 'its time is over', 'wrong_name' => 'it is for other names', 'untrusted' => 'no trusted authority signed it', 'sideways' => 'Refused by browsers' ) as $fault => $words ) {
			$this->status( 'shop.example', array( 'cert_issuer' => '', 'record' => (string) wp_json_encode( array( 'tls' => array( 'value' => array( 'refused' => array( $leaf, $fault ) ) ) ) ) ) );
			foreach ( array( array(), array( 'domain' => 'shop.example' ) ) as $query ) {
				$text = $this->read( $this->screen( $query ) );
				$this->assertStringContainsString( $words, $text );
				$this->assertStringContainsString( 'No issuer named until January 1, 2027', $text );
			}
		}
		foreach ( array( '{"tls":{"value":{"valid":{}}}}', '{"tls":7}', '{"tls":{"value":"refused"}}', 'no json' ) as $record ) {
			$this->status( 'shop.example', array( 'record' => $record ) );
			$this->assertStringNotContainsString( 'Refused by browsers', $this->screen() );
		}
		$this->status( 'shop.example', array( 'cert_expires' => ( time() - 60 ) * 1000 ) );
		$this->assertStringContainsString( 'ended', $this->screen() );
	}

	public function test_the_servers_own_certificate_is_not_taken_for_a_bad_one_of_a_domain_that_waits(): void {
		$this->agent();
		$remembered = static fn ( string $fault, array $more = array() ): string => (string) wp_json_encode( array( 'tls' => array( 'value' => array( 'refused' => array( array(), $fault ) ) ) ) + $more );
		$shown      = function ( string $state, string $record ): string {
			$this->status( 'shop.example', array( 'state' => $state, 'record' => $record ) );
			return $this->read( $this->screen() );
		};
		foreach ( array( 'waiting_dns', 'attaching', 'attached', 'ordering' ) as $state ) {
			foreach ( array( 'wrong_name', 'untrusted' ) as $fault ) {
				$text = $shown( $state, $remembered( $fault ) );
				$this->assertStringContainsString( 'None of its own yet Until there is one', $text );
				$this->assertStringNotContainsString( 'Refused by browsers', $text );
			}
		}
		// One that ended, or one in place of a good one, is bad news; so is any of a domain that should have one.
		foreach ( array( array( 'ordering', $remembered( 'expired' ) ), array( 'ordering', $remembered( 'untrusted', array( 'secured_at' => 1 ) ) ), array( 'attention', $remembered( 'untrusted' ) ) ) as $case ) {
			$this->assertStringContainsString( 'Refused by browsers', $shown( ...$case ) );
		}
	}

	public function test_filters_show_what_they_say_and_how_many(): void {
		$this->some();
		$html = $this->screen( array( 'state' => 'attention' ) );
		$this->assertSame( array( 'bad.example', 'worse.example' ), $this->hosts( $html ) );
		$text = $this->read( $html );
		$this->assertStringContainsString( 'All (4) | Needs attention (2) | Waiting for DNS (1) | Serving (1)', $text );
		$this->assertStringContainsString( 'Owner of the domain (1)', $text );
		$this->assertStringContainsString( 'You (the network) (2)', $text );
		$this->assertSame( array( 'dns.example' ), $this->hosts( $this->screen( array( 'who' => 'customer' ) ) ) );
		$this->assertSame( array( 'bad.example' ), $this->hosts( $this->screen( array( 's' => 'BAD', 'who' => 'operator' ) ) ) );
		$this->assertSame( array( 'worse.example', 'served.example', 'dns.example', 'bad.example' ), $this->hosts( $this->screen( array( 'orderby' => 'host', 'order' => 'desc' ) ) ) );
	}

	public function test_a_filter_that_leaves_nothing_says_so_and_leads_back(): void {
		$this->some();
		$html = $this->screen( array( 's' => 'nothing-like-this' ) );
		$this->assertStringContainsString( 'No domain matches.', $html );
		$this->assertStringContainsString( 'Show all domains', $html );
		$this->assertStringContainsString( 'No domain matches.', $this->screen( array( 'state' => "x' OR 1=1 -- ", 'who' => '%' ) ) );
	}

	public function test_a_page_holds_as_many_domains_as_a_person_chose(): void {
		$this->some();
		update_user_meta( 1, 'runcloud_domains_per_page', 3 );
		try {
			$this->assertCount( 3, $this->hosts( $this->screen() ) );
			$this->assertSame( array( 'worse.example' ), $this->hosts( $this->screen( array( 'paged' => '2' ) ) ) );
		} finally {
			delete_user_meta( 1, 'runcloud_domains_per_page' );
		}
		$this->assertSame( array( 1, 200, 50 ), array_map( static fn ( $chosen ) => Network_Page::per_page_chosen( false, '', $chosen ), array( '-3', '9999', '50' ) ) );
	}

	public function test_more_domains_cost_no_more_queries(): void {
		global $wpdb;
		// Making a site leaves WordPress as if it were being installed, when it caches no option.
		wp_installing( false );
		$this->some();
		$this->status( 'main.example', array( 'site_id' => 1 ) );
		$this->screen();
		$cost = function () use ( $wpdb ): int {
			$before = $wpdb->num_queries;
			$this->screen();
			return $wpdb->num_queries - $before;
		};
		$few  = $cost();
		for ( $count = 0; $count < 12; $count++ ) {
			$this->status( "shop{$count}.example", array( 'site_id' => 1 ) );
		}
		$this->assertLessThanOrEqual( $few, $cost() );
		$this->assertLessThanOrEqual( 8, $few );
	}

	public function test_hostile_texts_are_shown_and_do_nothing(): void {
		$this->agent();
		foreach ( array( substr( $this->hostile, 0, 250 ), 'shop.example' ) as $host ) {
			$this->status(
				$host,
				array(
					'class'         => substr( $this->hostile, 0, 40 ),
					'state'         => substr( $this->hostile, 0, 40 ),
					'reason'        => substr( $this->hostile, 0, 64 ),
					'who'           => substr( $this->hostile, 0, 40 ),
					'detail'        => $this->hostile,
					'operator_text' => $this->hostile,
					'customer_text' => $this->hostile,
					'cert_issuer'   => $this->hostile,
				)
			);
		}
		$html = $this->screen();
		$this->assert_harmless( $html );
		$this->assertStringContainsString( '&lt;script&gt;alert(1)&lt;/script&gt;', $html );
		$this->assert_harmless( $this->screen( array( 's' => $this->hostile, 'state' => $this->hostile, 'who' => $this->hostile, 'orderby' => $this->hostile, 'order' => $this->hostile, 'runcloud_done' => $this->hostile ) ) );
		$this->assert_harmless( $this->screen( array( 's' => 'shop', 'runcloud_done' => 'retried_many', 'count' => $this->hostile ) ) );
	}

	public function test_an_empty_list_says_what_helps(): void {
		$this->assertStringContainsString( 'The program has not run yet', $this->screen() );
		$this->agent();
		$this->assertStringContainsString( 'No domains yet', $this->screen() );
		$this->stopped( 3600 );
		$this->assertStringContainsString( 'No domains, and the program does not run', $this->screen() );
	}

	public function test_without_tables_nothing_breaks_and_the_list_says_so(): void {
		foreach ( array( array(), array( 'tab' => 'program' ), array( 'domain' => 'shop.example' ) ) as $query ) {
			$html = $this->without_tables( fn (): string => $this->screen( $query ) );
			$this->assertStringNotContainsString( 'WordPress database error', $html );
			$this->assertStringContainsString( array() === $query ? 'The tables are not there' : ( isset( $query['tab'] ) ? 'Open requests' : 'does not know this domain' ), $html );
		}
	}

	public function test_a_program_that_stopped_does_not_promise_a_next_look(): void {
		$this->status( 'late.example', array( 'next_look' => ( time() - 60 ) * 1000 ) );
		$this->stopped( 3600 );
		$this->assertStringContainsString( 'When the program runs again', $this->screen() );
		$this->agent();
		$this->assertStringNotContainsString( 'When the program runs again', $this->screen() );
	}

	public function test_nobody_else_gets_the_page_or_its_menu(): void {
		$this->become_nobody();
		$this->assertStringStartsWith( '403', (string) $this->refusal( fn () => $this->screen() ) );
		$GLOBALS['submenu'] = array();
		Network_Page::add();
		$this->assertSame( array(), $GLOBALS['submenu'] );
	}

	public function test_the_page_stands_below_ultimate_multisite_where_that_has_a_menu(): void {
		$keep               = $GLOBALS['admin_page_hooks'] ?? array();
		$GLOBALS['submenu'] = array();
		unset( $GLOBALS['admin_page_hooks']['wp-ultimo'] );
		Network_Page::add();
		$this->assertSame( array( 'settings.php' ), array_keys( $GLOBALS['submenu'] ) );
		$GLOBALS['submenu']                       = array();
		$GLOBALS['admin_page_hooks']['wp-ultimo'] = 'ultimate-multisite';
		Network_Page::add();
		$this->assertSame( 'runcloud-domains', array_values( $GLOBALS['submenu']['wp-ultimo'] )[0][2] );
		$GLOBALS['admin_page_hooks'] = $keep;
	}

	public function test_boxes_and_fields_have_labels(): void {
		$this->some();
		$document = new DOMDocument();
		libxml_use_internal_errors( true );
		$document->loadHTML( $this->screen() );
		libxml_clear_errors();
		$path = new DOMXPath( $document );
		foreach ( $path->query( '//input[@type="checkbox" or @type="search" or @type="text"]|//select' ) as $field ) {
			$id = $field->getAttribute( 'id' );
			// The box of the headings has its label from WordPress from 6.3 on.
			if ( '' !== $id && ! str_starts_with( $id, 'cb-select-all' ) ) {
				$this->assertSame( 1, $path->query( "//label[@for='{$id}']" )->length, $id );
			}
		}
		$this->assertSame( 4, $path->query( '//input[@name="hosts[]"]' )->length );
	}
}

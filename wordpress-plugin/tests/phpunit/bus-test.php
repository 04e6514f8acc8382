<?php
/**
 * Tests of the shared tables.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Host;
use Runcloud_Multisite\Plugin;

/**
 * What the plugin reads of the program and writes for it.
 */
final class Bus_Test extends Plugin_Test_Case {

	public function test_activation_makes_all_tables_of_the_shared_definition(): void {
		global $wpdb;
		$tables = Plugin::get()->tables;
		foreach ( array( 'domains', 'history', 'requests', 'state' ) as $name ) {
			$wpdb->query( 'DROP TABLE ' . $tables->$name() );
		}
		$tables->forget();
		$this->assertFalse( $tables->exists( $tables->requests() ) );
		Plugin::get()->activate();
		$this->assertTrue( $tables->exists( $tables->requests() ) );
		$this->assertSame( 'net_runcloud_requests', $tables->requests() );
		$key = $wpdb->get_row( "SHOW COLUMNS FROM {$tables->domains()} LIKE 'host'", ARRAY_A );
		$this->assertSame( 'varchar(253)', $key['Type'] );
	}

	public function test_a_request_holds_who_asks_and_what(): void {
		global $wpdb;
		$this->assertTrue( Plugin::get()->requests->add( 'confirm', 'shop.example', 4, array( 'what' => 'domain' ) ) );
		$row = $wpdb->get_row( 'SELECT * FROM net_runcloud_requests', ARRAY_A );
		$this->assertSame( array( 'confirm', 'shop.example', '4', '1', 'admin', '{"what":"domain"}', null ), array( $row['kind'], $row['host'], $row['site_id'], $row['user_id'], $row['user_name'], $row['payload'], $row['handled_at'] ) );
		$this->assertEqualsWithDelta( microtime( true ) * 1000, (float) $row['at'], 60000.0 );
	}

	public function test_a_request_without_details_has_an_empty_object_and_no_user_where_nobody_is_logged_in(): void {
		global $wpdb;
		wp_set_current_user( 0 );
		Plugin::get()->requests->add( 'look' );
		$row = $wpdb->get_row( 'SELECT * FROM net_runcloud_requests', ARRAY_A );
		$this->assertSame( array( '{}', null, null, null ), array( $row['payload'], $row['host'], $row['site_id'], $row['user_id'] ) );
	}

	public function test_hostile_hosts_are_written_as_they_are_and_cut(): void {
		global $wpdb;
		Plugin::get()->requests->add( 'look', "x'; DROP TABLE net_blogs; -- <script>" );
		Plugin::get()->requests->add( 'look', str_repeat( 'ü', 400 ) );
		$this->assertSame( array( "x'; DROP TABLE net_blogs; -- <script>", str_repeat( 'ü', 255 ) ), $wpdb->get_col( 'SELECT host FROM net_runcloud_requests ORDER BY id' ) );
	}

	public function test_an_unknown_kind_is_not_written(): void {
		$this->assertFalse( Plugin::get()->requests->add( 'destroy', 'shop.example' ) );
		$this->assertSame( array(), $this->requests() );
	}

	public function test_a_missing_table_is_made_when_something_has_to_be_recorded(): void {
		global $wpdb;
		$wpdb->query( 'DROP TABLE net_runcloud_requests' );
		$this->assertTrue( Plugin::get()->requests->add( 'removal', 'shop.example', 2 ) );
		$this->assertSame( array( 'removal shop.example 2' ), $this->requests() );
	}

	public function test_a_request_that_cannot_be_written_is_kept_and_written_later(): void {
		global $wpdb;
		$requests = Plugin::get()->requests;
		$wpdb->query( 'ALTER TABLE net_runcloud_requests RENAME COLUMN kind TO sort' );
		$shown = $wpdb->show_errors( false );
		$this->assertFalse( $requests->add( 'removal', 'shop.example', 2 ) );
		$this->assertCount( 1, $requests->kept() );
		$this->assertSame( 1, $requests->write_kept() );
		$wpdb->query( 'ALTER TABLE net_runcloud_requests RENAME COLUMN sort TO kind' );
		$wpdb->show_errors( $shown );
		$this->assertSame( 0, $requests->write_kept() );
		$this->assertSame( array( 'removal shop.example 2' ), $this->requests() );
		$this->assertSame( array(), $requests->kept() );
	}

	public function test_a_kept_request_that_is_refused_for_good_keeps_no_others_waiting(): void {
		global $wpdb;
		$requests = Plugin::get()->requests;
		$good     = array( 'at' => 1, 'kind' => 'look', 'host' => 'shop.example' );
		$bad      = array( 'no_such_column' => 1 );
		update_network_option( get_main_network_id(), 'runcloud_multisite_kept_requests', array( $bad, $good ) );
		$before = (int) $wpdb->get_var( 'SELECT COUNT(*) FROM net_runcloud_requests' );
		$this->assertSame( 1, $requests->write_kept() );
		$this->assertSame( $before + 1, (int) $wpdb->get_var( 'SELECT COUNT(*) FROM net_runcloud_requests' ) );
		$this->assertSame( array( $bad ), get_network_option( get_main_network_id(), 'runcloud_multisite_kept_requests' ) );
		delete_network_option( get_main_network_id(), 'runcloud_multisite_kept_requests' );
	}

	public function test_of_too_many_kept_requests_removals_are_the_last_to_go(): void {
		global $wpdb;
		$requests = Plugin::get()->requests;
		$wpdb->query( 'ALTER TABLE net_runcloud_requests RENAME COLUMN kind TO sort' );
		$requests->add( 'removal', 'shop.example', 2 );
		for ( $count = 0; $count < 105; $count++ ) {
			$requests->add( 'look', "shop{$count}.example" );
		}
		$wpdb->query( 'ALTER TABLE net_runcloud_requests RENAME COLUMN sort TO kind' );
		$kept = $requests->kept();
		$this->assertCount( 100, $kept );
		$this->assertSame( 'removal', $kept[0]['kind'] );
		$this->assertSame( 'shop104.example', $kept[99]['host'] );
	}

	public function test_a_status_is_found_by_either_form_and_its_own_comes_first(): void {
		$this->status( 'shop.example' );
		$this->status( 'www.other.example' );
		$statuses = Plugin::get()->statuses;
		$this->assertSame( 'shop.example', $statuses->find( ' WWW.Shop.Example. ' )->host );
		$this->assertSame( 'www.other.example', $statuses->find( 'other.example' )->host );
		$this->status( 'www.shop.example', array( 'state' => 'attached' ) );
		$this->assertSame( 'attached', $statuses->find( 'www.shop.example' )->state );
		$this->assertSame( 'serving', $statuses->find( 'shop.example' )->state );
		$this->assertNull( $statuses->find( 'unknown.example' ) );
		$this->assertNull( $statuses->find( "' OR 1=1 -- " ) );
	}

	public function test_a_status_says_what_the_row_says(): void {
		$this->status( 'shop.example', array( 'site_id' => null, 'next_look' => 1764255600000, 'cert_issuer' => null, 'object_id' => null ) );
		$status = Plugin::get()->statuses->find( 'shop.example' );
		$this->assertSame( array( null, 1764255600000, null, null, 1798761600000 ), array( $status->site_id, $status->next_look, $status->cert_issuer, $status->object_id, $status->cert_expires ) );
		$this->assertTrue( $status->is_secured() && ! $status->is_asked_in_vain() && $status->is_about( 'www.shop.example' ) );
	}

	public function test_many_hosts_cost_one_query(): void {
		global $wpdb;
		$this->status( 'one.example' );
		$this->status( 'two.example' );
		$before = $wpdb->num_queries;
		Plugin::get()->statuses->load( array( 'one.example', 'www.two.example', 'three.example' ) );
		$found = array_map( static fn ( $host ) => null !== Plugin::get()->statuses->find( $host ), array( 'one.example', 'two.example', 'three.example' ) );
		$this->assertSame( array( true, true, false ), $found );
		$this->assertSame( 1, $wpdb->num_queries - $before );
	}

	public function test_a_page_is_searched_filtered_ordered_and_counted(): void {
		foreach ( array( 'a', 'b', 'c' ) as $index => $name ) {
			$this->status( "{$name}-shop.example", array( 'updated_at' => $index ) );
		}
		$this->status( 'dns.example', array( 'state' => 'waiting_dns', 'who' => 'customer' ) );
		$statuses = Plugin::get()->statuses;
		$page     = $statuses->page( array( 'search' => '-SHOP', 'orderby' => 'updated_at', 'order' => 'desc', 'per_page' => 2, 'paged' => 2 ) );
		$this->assertSame( array( 3, array( 'a-shop.example' ) ), array( $page['total'], array_column( $page['items'], 'host' ) ) );
		$this->assertSame( 1, $statuses->page( array( 'state' => 'waiting_dns', 'who' => 'customer' ) )['total'] );
		$this->assertSame( 0, $statuses->page( array( 'search' => '%' ) )['total'] );
		$this->assertSame( 4, $statuses->page( array( 'orderby' => 'host; DROP TABLE net_blogs', 'order' => 'sideways' ) )['total'] );
		$this->assertSame(
			array( 'state' => array( 'serving' => 3, 'waiting_dns' => 1 ), 'who' => array( 'nobody' => 3, 'customer' => 1 ), 'total' => 4 ),
			$statuses->counts()
		);
	}

	public function test_domains_of_a_site(): void {
		$this->status( 'b.example', array( 'site_id' => 7 ) );
		$this->status( 'a.example', array( 'site_id' => 7 ) );
		$this->status( 'c.example', array( 'site_id' => 8 ) );
		$this->assertSame( array( 'a.example', 'b.example' ), array_column( Plugin::get()->statuses->for_site( 7 ), 'host' ) );
	}

	public function test_the_program_runs_while_its_lease_lasts(): void {
		$agent = Plugin::get()->agent;
		$this->assertFalse( $agent->has_ever_run() || $agent->is_running() );
		$this->agent();
		$this->assertTrue( $agent->is_running() );
		$this->assertSame( array( 'server:1', '0.1.0', 'network.test', array( '203.0.113.10' ) ), array( $agent->holder(), $agent->version(), $agent->main_domain(), $agent->addresses() ) );
		$this->agent( array(), -5 );
		$this->assertTrue( $agent->has_ever_run() && ! $agent->is_running() );
	}

	public function test_what_holds_the_program_up_is_read_and_nonsense_is_not_believed(): void {
		$this->agent( array( 'hold' => array( 'reason' => 'fenced', 'detail' => 'another machine', 'until' => null ), 'braked' => array( 'a.example', 5 ), 'version' => array() ) );
		$agent = Plugin::get()->agent;
		$this->assertSame( array( 'reason' => 'fenced', 'detail' => 'another machine', 'until' => null ), $agent->hold() );
		$this->assertSame( array( array( 'a.example' ), null ), array( $agent->braked(), $agent->version() ) );
		$this->agent( array( 'hold' => 'yes' ) );
		$this->assertNull( $agent->hold() );
	}

	public function test_calls_count_for_the_month_in_which_they_were_made(): void {
		global $wpdb;
		$this->assertNull( Plugin::get()->agent->calls_this_month() );
		$month = (int) gmdate( 'Y' ) * 12 + (int) gmdate( 'n' ) - 1;
		foreach ( array( array( $month, 17, 17 ), array( $month - 1, 17, 0 ), array( $month, 'many', null ) ) as list( $of, $used, $expected ) ) {
			$wpdb->replace( 'net_runcloud_state', array( 'name' => 'calls', 'value' => wp_json_encode( array( 'month' => $of, 'used' => $used ) ), 'updated_at' => 1 ) );
			$this->new_request();
			$this->assertSame( $expected, Plugin::get()->agent->calls_this_month() );
		}
	}

	public function test_sub_domains_that_need_many_certificates(): void {
		$this->agent();
		$this->assertNull( Plugin::get()->agent->sub_domains() );
		$this->agent( array( 'sub_domains' => array( 'main_domain' => 'network.test', 'lacking' => 45, 'weekly' => 40, 'last_at' => 1764252000000 ) ) );
		$this->assertSame( array( 'lacking' => 45, 'weekly' => 40, 'last_at' => 1764252000000 ), Plugin::get()->agent->sub_domains() );
	}

	public function test_the_story_of_a_host_is_newest_first_and_limited(): void {
		global $wpdb;
		$entries = array(
			array( 'shop.example', 'observation', 'dns', 'it leads here', null, '{"value":1}' ),
			array( 'other.example', 'decision', null, 'not this one', null, '{}' ),
			array( 'www.shop.example', 'intent', 'attach', null, null, 'no json' ),
		);
		foreach ( $entries as $index => $entry ) {
			$wpdb->insert( 'net_runcloud_history', array_combine( array( 'host', 'kind', 'step', 'outcome', 'closed_at', 'detail' ), $entry ) + array( 'at' => 1000 + $index, 'fence' => 1 ) );
		}
		$story = Plugin::get()->history->timeline( 'Shop.example' );
		$this->assertSame( array( 'intent', 'observation' ), array_column( $story, 'kind' ) );
		$this->assertTrue( $story[0]->is_open() && ! $story[1]->is_open() );
		$this->assertSame( array( 'no json', array( 'value' => 1 ) ), array_column( $story, 'detail' ) );
		$this->assertCount( 1, Plugin::get()->history->timeline( 'shop.example', 1 ) );
		$this->assertCount( 3, Plugin::get()->history->latest() );
	}

	public function test_without_tables_everything_is_empty_and_quiet(): void {
		global $wpdb;
		$wpdb->query( 'DROP TABLE net_runcloud_domains, net_runcloud_history, net_runcloud_state' );
		$this->new_request();
		$log    = (string) tempnam( sys_get_temp_dir(), 'errors' );
		$before = ini_set( 'error_log', $log );
		$plugin = Plugin::get();
		$this->assertNull( $plugin->statuses->find( 'shop.example' ) );
		$this->assertSame( 0, $plugin->statuses->page( array() )['total'] );
		$this->assertSame( 0, $plugin->statuses->counts()['total'] );
		$this->assertSame( array(), $plugin->history->timeline( 'shop.example' ) );
		$this->assertFalse( $plugin->agent->has_ever_run() );
		ini_set( 'error_log', (string) $before );
		$this->assertSame( '', file_get_contents( $log ) );
		unlink( $log );
	}

	/**
	 * @dataProvider host_names
	 */
	public function test_host_names( string $text, ?string $host ): void {
		$this->assertSame( $host, Host::normalise( $text ) );
	}

	public function host_names(): array {
		return array(
			'plain'          => array( 'Shop.Example', 'shop.example' ),
			'dot and spaces' => array( " shop.example.\n", 'shop.example' ),
			'unicode'        => array( 'bücher.example', 'xn--bcher-kva.example' ),
			'a label'        => array( 'localhost', null ),
			'an address'     => array( '203.0.113.10', null ),
			'a port'         => array( 'shop.example:80', null ),
			'a path'         => array( '../../etc/passwd', null ),
			'markup'         => array( '<b>.example', null ),
			'a quote'        => array( "a'b.example", null ),
			'a hyphen first' => array( '-a.example', null ),
			'too long'       => array( str_repeat( 'a', 64 ) . '.example', null ),
			'an empty label' => array( 'a..example', null ),
			'a new line'     => array( "shop.example\nx.example", null ),
			'empty'          => array( '', null ),
		);
	}
}

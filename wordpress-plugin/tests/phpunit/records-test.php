<?php
/**
 * Tests of recording.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Plugin;

/**
 * What happens to domains and sites is written down, once.
 *
 * @group real
 */
final class Records_Test extends Plugin_Test_Case {

	private function mapping( int $site_id, string $host ): object {
		$domain = wu_create_domain( array( 'blog_id' => $site_id, 'domain' => $host ) );
		$this->assertIsObject( $domain );
		$this->assertFalse( is_wp_error( $domain ) );
		$this->forget_requests();
		return $domain;
	}

	public function test_a_new_mapping_is_looked_at_once(): void {
		$site = $this->site( 'shop.network.test' );
		$this->forget_requests();
		wu_create_domain( array( 'blog_id' => $site, 'domain' => 'shop-example.com' ) );
		$this->assertSame( array( "look shop-example.com {$site}" ), $this->requests() );
	}

	public function test_a_deleted_mapping_is_a_removal_with_host_site_person_and_time(): void {
		global $wpdb;
		$site   = $this->site( 'shop.network.test' );
		$domain = $this->mapping( $site, 'shop-example.com' );
		$domain->delete();
		$row = $wpdb->get_row( "SELECT * FROM net_runcloud_requests WHERE kind = 'removal'", ARRAY_A );
		$this->assertSame( array( 'shop-example.com', (string) $site, 'admin' ), array( $row['host'], $row['site_id'], $row['user_name'] ) );
		$this->assertSame( array( 'why' => 'mapping_deleted', 'mapping' => $domain->get_id() ), json_decode( $row['payload'], true ) );
		$this->assertSame( array( "removal shop-example.com {$site}" ), $this->requests() );
	}

	public function test_a_deletion_that_failed_is_no_removal(): void {
		$domain = $this->mapping( $this->site( 'shop.network.test' ), 'shop-example.com' );
		foreach ( array( false, 0, null, new WP_Error( 'no' ) ) as $result ) {
			do_action( 'wu_domain_post_delete', $result, $domain );
		}
		$this->assertSame( array(), preg_grep( '/^removal/', $this->requests() ) );
	}

	public function test_a_host_that_was_mapped_again_can_be_removed_again_in_one_request(): void {
		$site   = $this->site( 'shop.network.test' );
		$domain = $this->mapping( $site, 'shop-example.com' );
		$domain->delete();
		$again = wu_create_domain( array( 'blog_id' => $site, 'domain' => 'shop-example.com' ) );
		$again->delete();
		$this->assertSame( array( "removal shop-example.com {$site}", "look shop-example.com {$site}", "removal shop-example.com {$site}" ), $this->requests() );
	}

	public function test_a_rename_gives_the_old_name_up_and_looks_at_the_new_one(): void {
		global $wpdb;
		$site   = $this->site( 'shop.network.test' );
		$domain = $this->mapping( $site, 'shop-old.com' );
		$domain->set_domain( 'shop-new.com' );
		$this->assertTrue( $domain->save() );
		$this->assertSame( array( 'removal shop-old.com', "look shop-new.com {$site}" ), $this->requests() );
		$this->assertSame( '{"why":"renamed","to":"shop-new.com"}', $wpdb->get_var( "SELECT payload FROM net_runcloud_requests WHERE kind = 'removal'" ) );
	}

	public function test_another_form_of_the_same_name_is_no_removal(): void {
		$site   = $this->site( 'shop.network.test' );
		$domain = $this->mapping( $site, 'shop-old.com' );
		$domain->set_domain( 'www.shop-old.com' );
		$domain->save();
		$this->assertSame( array( "look www.shop-old.com {$site}" ), $this->requests() );
	}

	public function test_a_new_site_is_looked_at(): void {
		$site = $this->site( 'shop.network.test' );
		$this->assertSame( array( "look shop.network.test {$site}" ), array_values( array_unique( $this->requests() ) ) );
	}

	public function test_a_site_that_moves_is_looked_at_under_both_hosts(): void {
		$site = $this->site( 'shop.network.test' );
		$this->forget_requests();
		wp_update_site( $site, array( 'domain' => 'store.network.test' ) );
		$this->assertSame( array( "look store.network.test {$site}", "look shop.network.test {$site}" ), $this->requests() );
	}

	public function test_a_new_post_says_nothing_about_domains_and_archiving_does(): void {
		$site = $this->site( 'shop.network.test' );
		$this->forget_requests();
		wp_update_site( $site, array( 'last_updated' => '2026-02-02 02:02:02', 'public' => 0 ) );
		$this->assertSame( array(), $this->requests() );
		wp_update_site( $site, array( 'archived' => 1 ) );
		$this->assertSame( array( "look shop.network.test {$site}" ), $this->requests() );
	}

	public function test_a_deleted_site_removes_its_own_host_and_its_mappings_once_each(): void {
		$site = $this->site( 'shop.network.test' );
		$this->mapping( $site, 'shop-example.com' );
		wp_delete_site( $site );
		$removals = array_values( preg_grep( '/^removal/', $this->requests() ) );
		sort( $removals );
		$this->assertSame( array( "removal shop-example.com {$site}", "removal shop.network.test {$site}" ), $removals );
	}

	public function test_rows_that_stay_behind_where_mapping_is_off_are_recorded_too(): void {
		if ( ! class_exists( 'Standin' ) ) {
			$this->markTestSkipped( 'needs the stand-in' );
		}
		$site = $this->site( 'shop.network.test' );
		$this->mapping( $site, 'shop-example.com' );
		Standin::$mapping_started = false;
		wp_delete_site( $site );
		$this->assertSame( array( "removal shop.network.test {$site}", "removal shop-example.com {$site}", "look {$site}" ), $this->requests() );
	}

	public function test_the_networks_own_host_is_never_recorded_as_removed(): void {
		$site = wp_insert_site( array( 'domain' => 'network.test', 'path' => '/folder/', 'network_id' => 1, 'title' => 'x', 'user_id' => 1 ) );
		$this->forget_requests();
		wp_delete_site( $site );
		$id     = $this->row( 1, 'www.network.test' );
		$domain = wu_get_domain( $id );
		$domain->delete();
		$this->assertSame( array(), preg_grep( '/^removal/', $this->requests() ) );
	}

	public function test_failing_to_record_breaks_nobodys_request(): void {
		global $wpdb;
		$site   = $this->site( 'shop.network.test' );
		$domain = $this->mapping( $site, 'shop-example.com' );
		$wpdb->query( 'ALTER TABLE net_runcloud_requests RENAME COLUMN kind TO sort' );
		$domain->delete();
		$wpdb->query( 'ALTER TABLE net_runcloud_requests RENAME COLUMN sort TO kind' );
		$this->assertSame( 'gone', $this->standing( $domain->get_id() ) );
		$this->assertSame( 'shop-example.com', Plugin::get()->requests->kept()[0]['host'] );
		$this->sweep();
		$this->assertSame( array( "removal shop-example.com {$site}" ), $this->requests() );
	}

	public function test_a_deleted_host_is_forgotten_by_the_caches_in_both_forms(): void {
		$site   = $this->site( 'shop.network.test' );
		$domain = $this->mapping( $site, 'shop-example.com' );
		foreach ( array( 'domain:shop-example.com', 'domain:www.shop-example.com' ) as $key ) {
			wp_cache_set( $key, array( 'id' => 1 ), 'domain_mappings' );
		}
		wp_cache_set( 'id:' . $site, array(), 'domain_mapping' );
		$domain->delete();
		$this->assertFalse( wp_cache_get( 'domain:shop-example.com', 'domain_mappings' ) );
		$this->assertFalse( wp_cache_get( 'domain:www.shop-example.com', 'domain_mappings' ) );
		$this->assertFalse( wp_cache_get( 'id:' . $site, 'domain_mapping' ) );
		$this->assertFalse( has_action( 'shutdown', 'wp_cache_flush' ) );
		wp_using_ext_object_cache( true );
		$this->mapping( $site, 'other-example.com' )->delete();
		wp_using_ext_object_cache( false );
		$this->assertSame( 1, has_action( 'shutdown', 'wp_cache_flush' ) );
	}
}

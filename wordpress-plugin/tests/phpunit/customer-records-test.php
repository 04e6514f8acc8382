<?php
/**
 * Tests of the DNS records that owners of domains are told.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Customer\Apex;
use Runcloud_Multisite\Customer\Dns_Record;
use Runcloud_Multisite\Customer\Dns_Records;
use Runcloud_Multisite\Customer\Mapping;
use Runcloud_Multisite\Customer\Server_Addresses;
use Runcloud_Multisite\Plugin;

/**
 * The records fit the name, the server and the settings.
 */
final class Customer_Records_Test extends Plugin_Test_Case {

	private const BOTH = '{"addresses":["203.0.113.10","2001:db8::10"]}';

	/**
	 * The records of a host, in short.
	 *
	 * @param string $host       The host.
	 * @param string $json       What the program says of the server.
	 * @param bool   $with_twin  Whether both forms are served.
	 * @param bool   $needs_twin Whether the other form is missing.
	 * @return list<string>
	 */
	private function records( string $host, string $json = '{"addresses":["203.0.113.10"]}', bool $with_twin = true, bool $needs_twin = false ): array {
		$mapping = Mapping::find( $this->row( 2, $host ) );
		$records = ( new Dns_Records( 'network.test', Server_Addresses::from_json( $json ), $with_twin ) )->of( $mapping, $needs_twin );
		return array_map( static fn ( Dns_Record $record ): string => "{$record->name} {$record->type} " . implode( '|', $record->values ) . ( $record->optional ? ' optional' : '' ), $records );
	}

	public function test_a_registered_name_has_an_address_and_its_www_form_an_alias(): void {
		$this->assertSame( array( 'shop.example A 203.0.113.10', 'www.shop.example CNAME network.test' ), $this->records( 'shop.example' ) );
	}

	public function test_the_address_of_ipv6_is_named_and_may_be_left_out(): void {
		$this->assertSame( array( 'shop.example A 203.0.113.10', 'shop.example AAAA 2001:db8::10 optional', 'www.shop.example CNAME network.test' ), $this->records( 'shop.example', self::BOTH ) );
		$this->assertSame( array( 'shop.example AAAA 2001:db8::10', 'www.shop.example CNAME network.test' ), $this->records( 'shop.example', '{"addresses":["2001:db8::10"]}' ) );
	}

	public function test_a_www_name_comes_first_where_it_is_the_one_that_is_mapped(): void {
		$this->assertSame( array( 'www.shop.example CNAME network.test', 'shop.example A 203.0.113.10' ), $this->records( 'www.shop.example' ) );
	}

	public function test_a_sub_domain_is_an_alias_and_has_no_www_form_unless_that_is_missing(): void {
		$this->assertSame( array( 'my.shop.example CNAME network.test' ), $this->records( 'my.shop.example' ) );
		$this->assertSame( array( 'my.shop.example CNAME network.test', 'www.my.shop.example CNAME network.test' ), $this->records( 'my.shop.example', self::BOTH, true, true ) );
	}

	public function test_where_the_network_serves_one_form_only_that_is_named(): void {
		$this->assertSame( array( 'shop.example A 203.0.113.10' ), $this->records( 'shop.example', '{"addresses":["203.0.113.10"]}', false ) );
	}

	public function test_without_a_known_address_none_is_made_up(): void {
		foreach ( array( '', '{}', '{"addresses":"203.0.113.10"}', '{"addresses":["nonsense",5,null]}', '[]' ) as $json ) {
			$this->assertSame( array( 'shop.example A ', 'www.shop.example CNAME network.test' ), $this->records( 'shop.example', $json ), $json );
		}
	}

	public function test_names_of_the_network_itself_are_not_for_customers_to_set(): void {
		$this->assertSame( array(), $this->records( 'shop.network.test' ) );
		$this->assertSame( array(), $this->records( 'www.network.test' ) );
		$this->assertNotSame( array(), $this->records( 'shopnetwork.test' ) );
	}

	public function test_without_a_host_of_the_network_nobody_is_sent_anywhere(): void {
		$records = new Dns_Records( '', Server_Addresses::from_json( self::BOTH ), true );
		$this->assertSame( array(), $records->of( Mapping::find( $this->row( 2, 'shop.example' ) ) ) );
	}

	public function test_addresses_are_read_from_the_table_of_state_and_are_plain_and_few(): void {
		global $wpdb;
		$this->assertTrue( Server_Addresses::read( Plugin::get()->tables )->are_unknown() );
		$this->agent();
		$this->assertTrue( Server_Addresses::read( Plugin::get()->tables )->are_unknown() );
		$wpdb->replace( 'net_runcloud_state', array( 'name' => 'server', 'value' => '{"addresses":["::ffff:203.0.113.10","203.0.113.10","203.0.113.11","203.0.113.12","203.0.113.13","203.0.113.14","2001:db8::10"]}', 'updated_at' => 1 ) );
		$addresses = Server_Addresses::read( Plugin::get()->tables );
		$this->assertSame( array( '203.0.113.10', '203.0.113.11', '203.0.113.12', '203.0.113.13' ), $addresses->ipv4 );
		$this->assertSame( array( '2001:db8::10' ), $addresses->ipv6 );
	}

	/**
	 * @dataProvider names
	 */
	public function test_in_doubt_a_name_is_the_top_of_a_zone( string $host, bool $apex ): void {
		$this->assertSame( $apex, Apex::may_be( $host ) );
	}

	public function names(): array {
		return array(
			'two labels'            => array( 'shop.example', true ),
			'www'                   => array( 'www.shop.example', false ),
			'a sub-domain'          => array( 'my.shop.example', false ),
			'a British company'     => array( 'shop.co.uk', true ),
			'a Brazilian one'       => array( 'shop.com.br', true ),
			'www of a short name'   => array( 'www.abc.nl', false ),
			'www of it'             => array( 'www.shop.co.uk', false ),
			'a sub-domain of it'    => array( 'my.shop.co.uk', false ),
			'a French association'  => array( 'shop.asso.fr', true ),
			'a short name, maybe'   => array( 'my.abc.nl', true ),
			'a longer one'          => array( 'my.winkel.nl', false ),
			'a name that is called www' => array( 'www.example', true ),
		);
	}

	public function test_the_setting_for_the_www_form_is_respected_and_strange_ones_are_not_believed(): void {
		$before = get_network_option( 1, 'wp-ultimo_v2_settings' );
		foreach ( array( array( array( 'auto_create_www_subdomain' => 'never' ), false ), array( array( 'auto_create_www_subdomain' => 'always' ), true ), array( array(), true ), array( 'broken', true ) ) as $case ) {
			update_network_option( 1, 'wp-ultimo_v2_settings', $case[0] );
			$this->assertSame( $case[1], Dns_Records::twins_are_served() );
		}
		update_network_option( 1, 'wp-ultimo_v2_settings', $before );
	}
}

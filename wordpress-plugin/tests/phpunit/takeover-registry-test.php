<?php
/**
 * Tests of taking over in the layout with a registry.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Takeover\Credentials;
use Runcloud_Multisite\Takeover\Registry_Integration;
use Runcloud_Multisite\Takeover\Registry_Module;
use WP_Ultimo\Integrations\Integration_Registry;

/**
 * The row, the wizard and the jobs are ours.
 *
 * @group registry
 * @group real
 */
final class Takeover_Registry_Test extends Plugin_Test_Case {

	protected function setUp(): void {
		if ( ! class_exists( Integration_Registry::class ) ) {
			$this->markTestSkipped( 'this Ultimate Multisite has no registry' );
		}
		parent::setUp();
	}

	private function integration(): Registry_Integration {
		$integration = Integration_Registry::get_instance()->get( 'runcloud' );
		$this->assertInstanceOf( Registry_Integration::class, $integration );
		return $integration;
	}

	public function test_integration_and_module_are_ours_under_the_same_id(): void {
		$module = Integration_Registry::get_instance()->get_capability( 'runcloud', 'domain-mapping' );
		$this->assertInstanceOf( Registry_Module::class, $module );
		$this->assertSame( 'RunCloud', $this->integration()->get_title() );
		$this->assertNotEmpty( $module->get_explainer_lines()['will'] );
		$this->assertNotEmpty( $module->get_explainer_lines()['will_not'] );
	}

	public function test_the_jobs_call_nobody_and_record_a_look(): void {
		foreach ( array( 'wu_add_domain', 'wu_remove_domain', 'wu_add_subdomain', 'wu_remove_subdomain' ) as $job ) {
			$this->assertNotFalse( has_action( $job ) );
			do_action( $job, "{$job}.example", '2' );
		}
		$this->assertSame( array(), $this->calls );
		$this->assertSame( array( 'look wu_add_domain.example 2', 'look wu_remove_domain.example 2', 'look wu_add_subdomain.example 2', 'look wu_remove_subdomain.example 2' ), $this->requests() );
	}

	public function test_even_a_built_in_module_that_was_attached_late_stays_quiet(): void {
		if ( ! class_exists( 'Standin' ) ) {
			$this->markTestSkipped( 'needs the stand-in' );
		}
		$late = new WP_Ultimo\Integrations\Providers\RunCloud\RunCloud_Domain_Mapping();
		$late->set_integration( new WP_Ultimo\Integrations\Providers\RunCloud\RunCloud_Integration() );
		$late->register_hooks();
		$late->on_add_domain( 'shop.example', 2 );
		$this->assertCount( 1, $this->calls, 'the stand-in does call when it is let' );
		do_action( 'wu_add_domain', 'shop.example', 2 );
		do_action( 'wu_remove_domain', 'shop.example', 2 );
		$this->assertCount( 1, $this->calls );
	}

	public function test_the_switch_is_the_one_of_before(): void {
		$integration = $this->integration();
		$this->assertTrue( $integration->is_enabled() );
		$integration->disable();
		$this->assertFalse( get_network_option( 1, 'wu_host_integrations_enabled' )['runcloud'] );
		$integration->enable();
		$this->assertTrue( get_network_option( 1, 'wu_host_integrations_enabled' )['runcloud'] );
	}

	public function test_fields_are_for_token_and_for_key_with_secret_and_show_no_secret(): void {
		$integration = $this->integration();
		$this->assertSame( array( 'WU_RUNCLOUD_API_TOKEN', 'WU_RUNCLOUD_API_KEY', 'WU_RUNCLOUD_API_SECRET', 'WU_RUNCLOUD_SERVER_ID', 'WU_RUNCLOUD_APP_ID' ), array_keys( $integration->get_fields() ) );
		$this->assertSame( array(), array_diff( array_keys( $integration->get_fields() ), $integration->get_all_constants() ) );
		$integration->save_credentials( array( 'WU_RUNCLOUD_API_SECRET' => 'a-stored-secret' ) );
		ob_start();
		$integration->get_instructions();
		$printed = ob_get_clean() . wp_json_encode( $integration->get_fields() );
		foreach ( $integration->get_all_constants() as $name ) {
			$printed .= $integration->get_credential( $name ) . "\n";
		}
		$this->assertStringNotContainsString( 'token-that-nobody-may-see', $printed );
		$this->assertStringNotContainsString( 'a-stored-secret', $printed );
		$this->assertStringContainsString( '501', $printed );
	}

	public function test_what_was_typed_is_stored_and_a_secret_left_empty_is_kept(): void {
		$stored = static fn ( string $name ) => get_network_option( null, 'wu_hosting_credential_' . $name, null );
		$this->integration()->save_credentials( array( 'WU_RUNCLOUD_API_TOKEN' => 'one', 'WU_RUNCLOUD_API_SECRET' => 'two', 'WU_RUNCLOUD_APP_ID' => '9002' ) );
		$token = $stored( 'WU_RUNCLOUD_API_TOKEN' );
		$this->assertNotEmpty( $token );
		$this->assertNotEmpty( $stored( 'WU_RUNCLOUD_APP_ID' ) );
		$this->integration()->save_credentials( array( 'WU_RUNCLOUD_API_TOKEN' => '', 'WU_RUNCLOUD_APP_ID' => '' ) );
		$this->assertSame( $token, $stored( 'WU_RUNCLOUD_API_TOKEN' ) );
		$this->assertNotEmpty( $stored( 'WU_RUNCLOUD_API_SECRET' ) );
		$this->assertNull( $stored( 'WU_RUNCLOUD_APP_ID' ), 'an id can be emptied' );
		$this->assertNull( $stored( 'WU_RUNCLOUD_API_KEY' ), 'what was not typed is not made up' );
		$this->assertNull( $stored( 'WU_RUNCLOUD_SERVER_ID' ) );
		$this->assertSame( array( 'look' ), $this->requests(), 'the program is asked to look' );
		$this->assertContains( array( 'WU_RUNCLOUD_API_TOKEN', 'WU_RUNCLOUD_API_KEY' ), $this->integration()->get_constants() );
	}

	public function test_constants_alone_answer_whether_it_is_set_up(): void {
		global $wpdb;
		$before = $wpdb->num_queries;
		$this->assertTrue( $this->integration()->is_setup() );
		$this->assertSame( $before, $wpdb->num_queries );
	}

	public function test_what_is_missing(): void {
		$missing = static fn ( string ...$given ): array => Credentials::missing( static fn ( string $name ): bool => in_array( substr( $name, 12 ), $given, true ) );
		$this->assertSame( array(), $missing( 'API_TOKEN', 'SERVER_ID', 'APP_ID' ) );
		$this->assertSame( array(), $missing( 'API_KEY', 'API_SECRET', 'SERVER_ID', 'APP_ID' ) );
		$this->assertSame( array( 'WU_RUNCLOUD_API_SECRET' ), $missing( 'API_KEY', 'SERVER_ID', 'APP_ID' ) );
		$this->assertSame( array( 'WU_RUNCLOUD_API_TOKEN', 'WU_RUNCLOUD_SERVER_ID', 'WU_RUNCLOUD_APP_ID' ), $missing() );
	}

	public function test_the_test_answers_the_browser_without_a_call(): void {
		if ( ! class_exists( 'Standin' ) ) {
			$this->markTestSkipped( 'needs the stand-in' );
		}
		$_REQUEST['integration'] = 'runcloud';
		$test                    = static fn () => do_action( 'wp_ajax_wu_test_hosting_integration' );
		$this->assertFalse( $this->answer_of( $test )['success'] );
		$this->agent();
		$this->assertSame( array( 'success' => true, 'data' => array( 'message' => 'Access Authorized' ) ), $this->answer_of( $test ) );
		$this->assertSame( array(), $this->calls );
	}
}

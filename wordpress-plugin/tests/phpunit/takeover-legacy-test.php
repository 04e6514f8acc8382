<?php
/**
 * Tests of taking over in the layout before the registry.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Takeover\Legacy_Provider;
use WP_Ultimo\Integrations\Host_Providers\Runcloud_Host_Provider;
use WP_Ultimo\Managers\Domain_Manager;

/**
 * The built-in provider keeps its row and nothing else.
 *
 * @group legacy
 */
final class Takeover_Legacy_Test extends Plugin_Test_Case {

	public function test_the_wizard_finds_our_provider(): void {
		$provider = Domain_Manager::get_instance()->get_integration_instance( 'runcloud' );
		$this->assertInstanceOf( Legacy_Provider::class, $provider );
		$this->assertSame( array( 'runcloud', 'RunCloud' ), array( $provider->get_id(), $provider->get_title() ) );
		$this->assertTrue( $provider->is_setup() );
		$this->assertSame( array(), array_diff( array_keys( $provider->get_fields() ), $provider->get_all_constants() ) );
		ob_start();
		$provider->get_instructions();
		$this->assertStringContainsString( 'API token', (string) ob_get_clean() );
		$this->assertNotEmpty( $provider->get_explainer_lines()['will'] );
	}

	public function test_the_row_in_the_settings_stays_one(): void {
		$this->assertSame( array( 'integration_runcloud' ), array_keys( Standin::$settings ) );
	}

	public function test_the_built_in_provider_was_set_up_and_is_quiet(): void {
		$built_in = Runcloud_Host_Provider::get_instance();
		$this->assertTrue( $built_in->is_enabled() && $built_in->is_setup() );
		foreach ( array( 'wu_add_domain', 'wu_remove_domain', 'wu_add_subdomain', 'wu_remove_subdomain' ) as $job ) {
			$this->assertFalse( has_action( $job, array( $built_in, substr_replace( $job, 'on', 0, 2 ) ) ) );
			do_action( $job, "{$job}.example", 2 );
		}
		$this->assertSame( array(), $this->calls );
		$this->assertCount( 4, $this->requests() );
		$built_in->on_add_domain( 'shop.example', 2 );
		$this->assertCount( 1, $this->calls, 'the stand-in does call when it is let' );
	}

	public function test_a_provider_that_attached_late_stays_quiet(): void {
		Runcloud_Host_Provider::get_instance()->register_hooks();
		do_action( 'wu_add_domain', 'shop.example', 2 );
		do_action( 'wu_remove_subdomain', 'shop.example', 2 );
		$this->assertSame( array(), $this->calls );
	}

	public function test_the_switch_is_the_one_of_before(): void {
		$provider = Legacy_Provider::get_instance();
		$provider->disable();
		$this->assertFalse( Runcloud_Host_Provider::get_instance()->is_enabled() );
		$provider->enable();
		$this->assertTrue( Runcloud_Host_Provider::get_instance()->is_enabled() );
	}

	public function test_the_test_answers_the_browser_without_a_call(): void {
		$_REQUEST['integration'] = 'runcloud';
		$test                    = static fn () => do_action( 'wp_ajax_wu_test_hosting_integration' );
		$answer                  = $this->answer_of( $test );
		$this->assertFalse( $answer['success'] );
		$this->assertStringContainsString( 'has not run', $answer['data']['message'] );
		$this->agent();
		$this->assertTrue( $this->answer_of( $test )['success'] );
		$this->assertSame( array(), $this->calls );
	}
}

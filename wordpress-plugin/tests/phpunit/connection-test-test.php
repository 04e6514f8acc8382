<?php
/**
 * Tests of the wizard's test.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Plugin;
use Runcloud_Multisite\Takeover\Connection_Test;
use Runcloud_Multisite\Takeover\Credentials;

/**
 * The answer comes from what the program found, with cause and remedy.
 *
 * @group real
 */
final class Connection_Test_Test extends Plugin_Test_Case {

	private function message(): string {
		$result = ( new Connection_Test( Plugin::get() ) )->result();
		$this->assertSame( array(), $this->calls );
		return is_wp_error( $result ) ? $result->get_error_message() : 'good';
	}

	public function test_good(): void {
		$this->agent();
		$this->assertSame( 'good', $this->message() );
		$this->assertSame( array(), $this->requests() );
	}

	public function test_a_program_that_never_ran_is_to_be_installed(): void {
		$this->assertStringContainsString( 'Install and start it', $this->message() );
	}

	public function test_a_program_that_stopped_is_to_be_started(): void {
		$this->agent( array(), -5 );
		$this->assertStringContainsString( 'does not run at the moment', $this->message() );
		$this->assertStringContainsString( 'systemctl start', $this->message() );
	}

	public function test_what_holds_the_program_up_is_told_with_what_helps_and_a_look_is_asked_for(): void {
		$reasons = array( 'credentials_rejected' => 'allow-list', 'permission_missing' => 'access to this server', 'web_app_missing' => 'web application id', 'call_budget' => 'calls_per_month', 'fenced' => 'confirm identity', 'switched_off' => 'first step', 'first_run' => 'apply', 'provider_trouble' => 'status page', 'provider_throttled' => 'fewer calls', 'of_a_newer_program' => 'of_a_newer_program' );
		foreach ( $reasons as $reason => $word ) {
			$this->agent( array( 'hold' => array( 'reason' => $reason, 'detail' => '', 'until' => null ) ) );
			$message = $this->message();
			$this->assertStringContainsString( $word, $message );
			$this->assertStringContainsString( 'asked to look again now', $message );
		}
		$this->assertSame( array_fill( 0, count( $reasons ), 'look' ), $this->requests() );
	}

	public function test_a_web_application_that_was_not_read_yet(): void {
		$this->agent( array( 'panel_read_at' => null ) );
		$this->assertStringContainsString( 'not read the web application yet', $this->message() );
	}

	public function test_credentials_that_are_newer_than_the_last_reading_are_read_by_themselves(): void {
		$this->agent();
		Credentials::note_change();
		$message = $this->message();
		$this->assertStringContainsString( 'It reads them within seconds', $message );
		$this->assertStringNotContainsString( 'estart', $message );
		$this->agent( array( 'panel_read_at' => (int) ( microtime( true ) * 1000 ) + 1000 ) );
		$this->assertSame( 'good', $this->message() );
	}

	public function test_the_first_line_fits_into_the_wizard(): void {
		$messages = array( $this->message() );
		$this->agent( array(), -5 );
		$messages[] = $this->message();
		$this->agent( array( 'panel_read_at' => null ) );
		$messages[] = $this->message();
		foreach ( array( 'credentials_rejected', 'provider_busy', 'fenced' ) as $reason ) {
			$this->agent( array( 'hold' => array( 'reason' => $reason, 'detail' => 'HTTP 401', 'until' => null ) ) );
			$messages[] = $this->message();
		}
		foreach ( $messages as $message ) {
			$this->assertLessThanOrEqual( 35, strlen( strtok( $message, "\n" ) ), $message );
		}
	}

	public function test_what_strangers_wrote_is_escaped(): void {
		$this->agent( array( 'source_error' => '<script>alert(1)</script>' ) );
		$this->assertStringContainsString( '&lt;script&gt;', $this->message() );
		$this->agent( array( 'hold' => array( 'reason' => '<img src=x>', 'detail' => '<b>', 'until' => null ) ) );
		$this->assertStringNotContainsString( '<', $this->message() );
	}

	public function test_others_are_told_nothing_and_cannot_make_requests(): void {
		$this->agent( array( 'source_error' => 'inner matters' ) );
		wp_set_current_user( 0 );
		$this->assertStringContainsString( 'Only those who run the network', $this->message() );
		$this->assertSame( array(), $this->requests() );
	}
}

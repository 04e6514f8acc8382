<?php
/**
 * Tests of the translations.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use Runcloud_Multisite\Customer\Reason_Words;
use Runcloud_Multisite\Plugin;

/**
 * WordPress finds the translations that come with the plugin.
 */
final class Translation_Test extends Plugin_Test_Case {

	/**
	 * Loads the Dutch texts as WordPress does it for a network in Dutch.
	 */
	private function in_dutch(): void {
		$dutch = static fn (): string => 'nl_NL';
		unload_textdomain( 'runcloud-multisite' );
		add_filter( 'plugin_locale', $dutch );
		Plugin::get()->translate();
		remove_filter( 'plugin_locale', $dutch );
	}

	/**
	 * Back to English.
	 */
	protected function tearDown(): void {
		unload_textdomain( 'runcloud-multisite' );
		parent::tearDown();
	}

	public function test_a_network_in_dutch_is_spoken_to_in_dutch(): void {
		$this->assertSame( 'Check again', __( 'Check again', 'runcloud-multisite' ) );
		$this->in_dutch();
		$this->assertSame( 'Opnieuw controleren', __( 'Check again', 'runcloud-multisite' ) );
		$this->assertSame( 'of', _x( 'or', 'between two values of a DNS record', 'runcloud-multisite' ) );
		$this->assertSame( 'RunCloud voor Ultimate Multisite', get_plugin_data( RUNCLOUD_MULTISITE_FILE, false, true )['Name'] );
	}

	public function test_every_sentence_for_an_owner_is_translated_and_keeps_the_domain(): void {
		preg_match_all( '/^## `([a-z_0-9]+)`$/m', (string) file_get_contents( dirname( __DIR__, 3 ) . '/docs/reasons.md' ), $reasons );
		$english = array_map( array( Reason_Words::class, 'words' ), $reasons[1] );
		$this->in_dutch();
		foreach ( $reasons[1] as $index => $reason ) {
			$dutch = (string) Reason_Words::words( $reason );
			$this->assertNotSame( $english[ $index ], $dutch, $reason );
			$this->assertSame( 1, substr_count( $dutch, '%s' ), $reason );
		}
	}
}

<?php
/**
 * Tests of where the plugin does nothing.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

/**
 * Visitors and odd surroundings do not notice the plugin.
 *
 * @group own-process
 */
final class Quiet_Test extends Plugin_Test_Case {

	/**
	 * What a script of its own process prints.
	 *
	 * @param string ...$arguments The script and its arguments.
	 */
	private function output( string ...$arguments ): string {
		$command = implode( ' ', array_map( 'escapeshellarg', array_merge( array( PHP_BINARY, '-d', 'display_errors=stdout', '-d', 'error_reporting=' . ( E_ALL & ~E_DEPRECATED ) ), $arguments ) ) );
		// What an old WordPress does that a new PHP deprecates is not this plugin's.
		return trim( (string) preg_replace( '#^PHP Deprecated:.* in \S*/wp-includes/.*\n#m', '', (string) shell_exec( $command . ' 2>&1 </dev/null' ) ) );
	}

	/**
	 * A script of the tests.
	 *
	 * @param string $name Its name.
	 */
	private function script( string $name ): string {
		return dirname( __DIR__ ) . '/wordpress/' . $name;
	}

	public function test_a_visitor_costs_no_query(): void {
		$visit = fn ( string $plugin ): string => $this->output( $this->script( 'visit.php' ), ABSPATH, 'network.test', $plugin );
		// The first visit leaves things behind that later ones find.
		$visit( 'without' );
		$with = $visit( 'with' );
		$this->assertMatchesRegularExpression( '/^\d+ queries, plugin loaded, no call$/', $with );
		$this->assertSame( str_replace( 'plugin loaded', 'plugin not loaded', $with ), $visit( 'without' ) );
	}

	public function test_a_visitor_costs_no_query_where_constants_are_missing_either(): void {
		putenv( 'RUNCLOUD_TEST_NO_IDS=1' );
		putenv( 'RUNCLOUD_TEST_KEY_PAIR=1' );
		$visit = fn ( string $plugin ): int => (int) $this->output( $this->script( 'visit.php' ), ABSPATH, 'network.test', $plugin );
		try {
			$visit( 'without' );
			$this->assertLessThanOrEqual( $visit( 'without' ), $visit( 'with' ) );
			$this->assertGreaterThan( 0, $visit( 'with' ) );
		} finally {
			putenv( 'RUNCLOUD_TEST_NO_IDS' );
			putenv( 'RUNCLOUD_TEST_KEY_PAIR' );
		}
	}

	public function test_a_key_with_its_secret_is_enough_and_nobody_nags(): void {
		putenv( 'RUNCLOUD_TEST_KEY_PAIR=1' );
		$this->assertSame( '', $this->output( $this->script( 'notices.php' ), ABSPATH, 'network.test' ) );
		putenv( 'RUNCLOUD_TEST_NO_IDS=1' );
		$this->assertSame( 'should-setup-runcloud-integration', $this->output( $this->script( 'notices.php' ), ABSPATH, 'network.test' ) );
		putenv( 'RUNCLOUD_TEST_NO_IDS' );
		putenv( 'RUNCLOUD_TEST_KEY_PAIR' );
	}

	public function test_a_program_that_reads_runcloud_has_its_credentials_from_elsewhere(): void {
		$this->agent();
		putenv( 'RUNCLOUD_TEST_NO_IDS=1' );
		$this->assertSame( '', $this->output( $this->script( 'notices.php' ), ABSPATH, 'network.test' ) );
		$this->agent( array( 'panel_read_at' => null ) );
		$this->assertSame( 'should-setup-runcloud-integration', $this->output( $this->script( 'notices.php' ), ABSPATH, 'network.test' ) );
		putenv( 'RUNCLOUD_TEST_NO_IDS' );
	}

	public function test_the_event_is_scheduled_at_the_main_site_and_goes_with_the_plugin(): void {
		set_current_screen( 'dashboard-network' );
		Runcloud_Multisite\Stages\Cron::keep_scheduled();
		$this->assertEqualsWithDelta( time() + 60, wp_next_scheduled( 'runcloud_multisite_sweep' ), 30 );
		Runcloud_Multisite\Plugin::get()->deactivate();
		$this->assertFalse( wp_next_scheduled( 'runcloud_multisite_sweep' ) );
		set_current_screen( 'front' );
		Runcloud_Multisite\Stages\Cron::keep_scheduled();
		$this->assertFalse( wp_next_scheduled( 'runcloud_multisite_sweep' ) );
	}

	public function test_nothing_of_its_own_is_left_when_it_is_deleted(): void {
		global $wpdb;
		$left = static fn (): array => array_merge(
			$wpdb->get_col( "SELECT meta_key FROM {$wpdb->sitemeta} WHERE meta_key LIKE 'runcloud%' ORDER BY meta_key" ),
			$wpdb->get_col( "SELECT meta_key FROM {$wpdb->usermeta} WHERE meta_key LIKE 'runcloud%' ORDER BY meta_key" )
		);
		foreach ( array( 'credentials_changed', 'kept_requests', 'last_row', 'last_sweep', 'told' ) as $name ) {
			update_network_option( 1, 'runcloud_multisite_' . $name, 1 );
		}
		update_user_meta( 1, 'runcloud_domains_per_page', 50 );
		Runcloud_Multisite\Screens\Stopped_Notice::hush( 1 );
		$this->assertCount( 7, $left() );
		defined( 'WP_UNINSTALL_PLUGIN' ) || define( 'WP_UNINSTALL_PLUGIN', 'runcloud-multisite/runcloud-multisite.php' );
		require dirname( RUNCLOUD_MULTISITE_FILE ) . '/uninstall.php';
		$this->assertSame( array(), $left() );
		$this->assertTrue( Runcloud_Multisite\Plugin::get()->tables->exists( 'net_runcloud_domains' ), 'the tables are the program\'s' );
	}

	public function test_without_ultimate_multisite_nothing_breaks(): void {
		$this->assertSame( 'quiet', $this->output( $this->script( 'alone.php' ), ABSPATH, 'network.test' ) );
	}

	public function test_a_wordpress_that_is_no_network_or_too_old_loads_nothing(): void {
		$this->assertSame( 'quiet', $this->output( $this->script( 'surroundings.php' ), 'single', '6.5' ) );
		$this->assertSame( 'quiet', $this->output( $this->script( 'surroundings.php' ), 'network', '6.0.9' ) );
	}

	public function test_the_version_is_that_of_the_program(): void {
		$plugin = get_file_data( RUNCLOUD_MULTISITE_FILE, array( 'version' => 'Version', 'php' => 'Requires PHP', 'wordpress' => 'Requires at least', 'network' => 'Network' ) );
		$this->assertMatchesRegularExpression( '/^version = "' . preg_quote( $plugin['version'], '/' ) . '"$/m', (string) file_get_contents( dirname( __DIR__, 3 ) . '/Cargo.toml' ) );
		$this->assertSame( array( '8.1', '6.1', 'true' ), array( $plugin['php'], $plugin['wordpress'], $plugin['network'] ) );
	}

	public function test_no_class_of_wp_cli_is_loaded_without_it(): void {
		$loaded = explode( ' ', $this->output( $this->script( 'visit.php' ), ABSPATH, 'network.test', 'classes' ) );
		$this->assertContains( 'Runcloud_Multisite\Plugin', $loaded );
		$this->assertNotContains( 'Runcloud_Multisite\Cli\Command', $loaded );
	}
}

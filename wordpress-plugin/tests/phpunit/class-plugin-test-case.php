<?php
/**
 * What all tests of the plugin share.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Runcloud_Multisite\Plugin;

/**
 * A clean network before each test, and short ways to make rows and to read requests.
 */
abstract class Plugin_Test_Case extends TestCase {

	/**
	 * Calls outside that somebody tried to make.
	 *
	 * @var list<string>
	 */
	protected array $calls = array();

	/**
	 * Empties what the last test left, and watches for calls outside.
	 */
	protected function setUp(): void {
		global $wpdb;
		foreach ( get_sites( array( 'site__not_in' => array( 1 ), 'fields' => 'ids', 'number' => 0 ) ) as $id ) {
			wp_delete_site( (int) $id );
		}
		Plugin::get()->tables->create();
		foreach ( array( 'wu_domain_mappings', 'runcloud_domains', 'runcloud_history', 'runcloud_requests', 'runcloud_state' ) as $table ) {
			$wpdb->query( "TRUNCATE TABLE {$wpdb->base_prefix}{$table}" );
		}
		$wpdb->query( "DELETE FROM {$wpdb->sitemeta} WHERE meta_key LIKE 'runcloud\\_multisite\\_%' OR meta_key LIKE 'wu\\_hosting\\_credential\\_%'" );
		wp_cache_flush();
		wp_set_current_user( 1 );
		if ( class_exists( 'Standin' ) ) {
			Standin::reset();
		}
		WP_CLI::$said = array();
		$this->new_request();
		$this->calls = array();
		add_filter( 'pre_http_request', array( $this, 'note_call' ), 1, 3 );
	}

	/**
	 * Stops watching.
	 */
	protected function tearDown(): void {
		remove_filter( 'pre_http_request', array( $this, 'note_call' ), 1 );
	}

	/**
	 * Notes a call outside.
	 *
	 * @param mixed  $answer The answer so far.
	 * @param array  $args   The arguments.
	 * @param string $url    Where to.
	 */
	public function note_call( $answer, $args, $url ) {
		$this->calls[] = $args['method'] . ' ' . $url;
		return $answer;
	}

	/**
	 * Makes the plugin forget what belongs to one request.
	 */
	protected function new_request(): void {
		remove_all_actions( 'shutdown' );
		$plugin = Plugin::get();
		$plugin->tables->forget();
		$plugin->statuses->forget();
		$plugin->agent->forget();
		( new ReflectionProperty( $plugin->recorder, 'recorded' ) )->setValue( $plugin->recorder, array() );
		( new ReflectionProperty( Runcloud_Multisite\Stages\Sweep::class, 'arranged' ) )->setValue( null, false );
	}

	/**
	 * A site with this host.
	 *
	 * @param string $host Its host.
	 */
	protected function site( string $host ): int {
		$id = wpmu_create_blog( $host, '/', 'A shop', 1, array( 'public' => 1 ), 1 );
		$this->assertIsInt( $id );
		return $id;
	}

	/**
	 * A row of the table of mappings, written past every hook.
	 *
	 * @param int    $site_id Its site.
	 * @param string $host    Its host.
	 * @param string $stage   Its stage.
	 * @param int    $active  Its switch.
	 */
	protected function row( int $site_id, string $host, string $stage = 'checking-dns', int $active = 1 ): int {
		global $wpdb;
		$wpdb->insert(
			$wpdb->base_prefix . 'wu_domain_mappings',
			array(
				'blog_id'       => $site_id,
				'domain'        => $host,
				'stage'         => $stage,
				'active'        => $active,
				'date_created'  => '2026-01-01 00:00:00',
				'date_modified' => '2026-01-01 00:00:00',
			)
		);
		return $wpdb->insert_id;
	}

	/**
	 * A row of mappings as it is in the table, in short.
	 *
	 * @param int $id Its id.
	 */
	protected function standing( int $id ): string {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( "SELECT stage, secure, active FROM {$wpdb->base_prefix}wu_domain_mappings WHERE id = %d", $id ), ARRAY_A );
		return null === $row ? 'gone' : "{$row['stage']} secure={$row['secure']} active={$row['active']}";
	}

	/**
	 * What the program says about a host.
	 *
	 * @param string                $host    The host.
	 * @param array<string, mixed> $columns What differs from a host that is served.
	 */
	protected function status( string $host, array $columns = array() ): void {
		global $wpdb;
		$wpdb->replace(
			$wpdb->base_prefix . 'runcloud_domains',
			$columns + array(
				'host'          => $host,
				'site_id'       => 2,
				'class'         => 'created',
				'state'         => 'serving',
				'reason'        => 'serves_site',
				'who'           => 'nobody',
				'detail'        => '',
				'operator_text' => "What the operator reads about {$host}.",
				'customer_text' => "What the owner reads about {$host}.",
				'next_look'     => null,
				'object_id'     => 7,
				'cert_issuer'   => "Let's Encrypt",
				'cert_expires'  => 1798761600000,
				'updated_at'    => 1764252000000,
				'record'        => '{}',
			)
		);
		$this->new_request();
	}

	/**
	 * The program runs and says this of itself.
	 *
	 * @param array<string, mixed> $about  What differs from one that runs well.
	 * @param int                  $expires Seconds from now at which its lease ends.
	 */
	protected function agent( array $about = array(), int $expires = 15 ): void {
		global $wpdb;
		$now = (int) ( microtime( true ) * 1000 );
		$wpdb->replace(
			$wpdb->base_prefix . 'runcloud_state',
			array(
				'name'       => 'lease',
				'value'      => 'server:1',
				'number'     => 3,
				'expires'    => $now + 1000 * $expires,
				'updated_at' => $now - 1000,
			)
		);
		$wpdb->replace(
			$wpdb->base_prefix . 'runcloud_state',
			array(
				'name'       => 'agent',
				'value'      => wp_json_encode(
					$about + array(
						'version'       => '0.1.0',
						'main_domain'   => 'network.test',
						'ssl'           => 'advanced',
						'addresses'     => array( '203.0.113.10' ),
						'panel_read_at' => $now - 60000,
						'hold'          => null,
						'braked'        => array(),
						'rejected'      => array(),
						'source_error'  => null,
					)
				),
				'updated_at' => $now,
			)
		);
		$this->new_request();
	}

	/**
	 * The requests so far, in short: `removal shop.test 2`.
	 *
	 * @return list<string>
	 */
	protected function requests(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT CONCAT_WS(' ', kind, host, site_id) FROM {$wpdb->base_prefix}runcloud_requests ORDER BY id" );
	}

	/**
	 * Empties the table of requests.
	 */
	protected function forget_requests(): void {
		global $wpdb;
		$wpdb->query( "TRUNCATE TABLE {$wpdb->base_prefix}runcloud_requests" );
		$this->new_request();
	}

	/**
	 * Sweeps at a moment at which nothing keeps it from that.
	 *
	 * @return array<string, mixed>
	 */
	protected function sweep(): array {
		static $now = 0;
		$now        = max( $now, time() ) + 11;
		// Far steps of time must not look like a clock that runs wrong.
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->sitemeta} WHERE meta_key = 'runcloud_multisite_last_sweep'" );
		return Plugin::get()->sweep()->run( $now );
	}

	/**
	 * What a function answers to the browser by wp_send_json.
	 *
	 * @param callable $function The function.
	 * @return array<string, mixed>
	 */
	protected function answer_of( callable $function ): array {
		$handler = fn () => array( $this, 'end' );
		add_filter( 'wp_doing_ajax', '__return_true' );
		add_filter( 'wp_die_ajax_handler', $handler );
		ob_start();
		try {
			$function();
		} catch ( RuntimeException $end ) {
			$this->assertSame( 'the answer was sent', $end->getMessage() );
		} finally {
			$answer = (string) ob_get_clean();
			remove_filter( 'wp_die_ajax_handler', $handler );
			remove_filter( 'wp_doing_ajax', '__return_true' );
		}
		return (array) json_decode( $answer, true );
	}

	/**
	 * Ends a request to the browser where WordPress would end the process.
	 */
	public function end(): void {
		throw new RuntimeException( 'the answer was sent' );
	}
}

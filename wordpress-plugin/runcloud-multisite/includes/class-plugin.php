<?php
/**
 * The plugin as a whole: what it consists of and when each part starts.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite;

use Runcloud_Multisite\Bus\Agent_Status;
use Runcloud_Multisite\Bus\Domain_Statuses;
use Runcloud_Multisite\Bus\History;
use Runcloud_Multisite\Bus\Requests;
use Runcloud_Multisite\Bus\Tables;
use Runcloud_Multisite\Records\Listeners;
use Runcloud_Multisite\Records\Recorder;
use Runcloud_Multisite\Records\Stale_Caches;
use Runcloud_Multisite\Stages\Announcer;
use Runcloud_Multisite\Stages\Cron;
use Runcloud_Multisite\Stages\Events;
use Runcloud_Multisite\Stages\Knock;
use Runcloud_Multisite\Stages\Mover;
use Runcloud_Multisite\Stages\Patience;
use Runcloud_Multisite\Stages\Sweep;
use Runcloud_Multisite\Takeover\Takeover;

defined( 'ABSPATH' ) || exit;

/**
 * Holds the plugin's parts, one of each in a request. Parts ask the database when they are used, never when they are made.
 */
final class Plugin {

	/**
	 * The only one.
	 *
	 * @var self|null
	 */
	private static ?self $instance = null;

	/**
	 * The tables shared with the program.
	 *
	 * @var Tables
	 */
	public readonly Tables $tables;

	/**
	 * What is asked of the program.
	 *
	 * @var Requests
	 */
	public readonly Requests $requests;

	/**
	 * Where the domains stand.
	 *
	 * @var Domain_Statuses
	 */
	public readonly Domain_Statuses $statuses;

	/**
	 * How the program is.
	 *
	 * @var Agent_Status
	 */
	public readonly Agent_Status $agent;

	/**
	 * What the program did and saw.
	 *
	 * @var History
	 */
	public readonly History $history;

	/**
	 * Where removals and changes are written down.
	 *
	 * @var Recorder
	 */
	public readonly Recorder $recorder;

	/**
	 * Makes the parts.
	 */
	private function __construct() {
		$this->tables   = new Tables();
		$this->requests = new Requests( $this->tables );
		$this->statuses = new Domain_Statuses( $this->tables );
		$this->agent    = new Agent_Status( $this->tables );
		$this->history  = new History( $this->tables );
		$this->recorder = new Recorder( $this->requests );
	}

	/**
	 * The plugin.
	 */
	public static function get(): self {
		self::$instance ??= new self();
		return self::$instance;
	}

	/**
	 * Attaches everything; called once, when WordPress loads the plugin's file.
	 *
	 * Ultimate Multisite registers its integrations while plugins are loaded (priority 9), so waiting for it to be there
	 * would be too late. Its hooks simply never fire where it is missing.
	 */
	public static function start(): void {
		$plugin = self::get();
		register_activation_hook( RUNCLOUD_MULTISITE_FILE, array( $plugin, 'activate' ) );
		register_deactivation_hook( RUNCLOUD_MULTISITE_FILE, array( $plugin, 'deactivate' ) );
		add_action( 'init', array( $plugin, 'translate' ) );

		Takeover::start();
		( new Listeners( $plugin->recorder, new Stale_Caches() ) )->start();
		( new Patience( $plugin->statuses ) )->start();
		( new Knock( $plugin->sweep() ) )->start();
		Cron::start();
		Events::start();
		Customer\Element::start( $plugin );
		Screens\Screens::start();
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			\WP_CLI::add_command( 'runcloud', Cli\Command::class );
		}
	}

	/**
	 * What carries over to Ultimate Multisite what the program found.
	 */
	public function sweep(): Sweep {
		return new Sweep( $this, new Mover( $this->statuses, $this->recorder ), new Announcer( $this->statuses ) );
	}

	/**
	 * Makes the tables, so that nothing recorded is lost before the program runs for the first time.
	 */
	public function activate(): void {
		$this->tables->create();
	}

	/**
	 * Leaves the tables and what stands in them to the program.
	 */
	public function deactivate(): void {
		Cron::stop();
	}

	/**
	 * Loads the translations that come with the plugin.
	 */
	public function translate(): void {
		load_plugin_textdomain( 'runcloud-multisite', false, dirname( plugin_basename( RUNCLOUD_MULTISITE_FILE ) ) . '/languages' );
	}
}

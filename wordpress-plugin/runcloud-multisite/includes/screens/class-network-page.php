<?php
/**
 * The page in the network's administration.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * One page with three views: the list of domains, one domain, and the program.
 */
final class Network_Page {

	/** The menu of Ultimate Multisite. */
	private const THEIR_MENU = 'wp-ultimo';

	/** The screen option that says how many domains a page holds. */
	private const PER_PAGE = 'runcloud_domains_per_page';

	/**
	 * The list, where it is what is shown.
	 *
	 * @var Domains_Table|null
	 */
	private static ?Domains_Table $table = null;

	/**
	 * Attaches the hooks.
	 */
	public static function start(): void {
		// After Ultimate Multisite has made its menu.
		add_action( 'network_admin_menu', array( self::class, 'add' ), 999 );
		add_filter( 'set_screen_option_' . self::PER_PAGE, array( self::class, 'per_page_chosen' ), 10, 3 );
	}

	/**
	 * Adds the page below the menu of Ultimate Multisite, or below Settings where there is none.
	 */
	public static function add(): void {
		if ( ! Screens::allowed() ) {
			return;
		}
		$parent = isset( $GLOBALS['admin_page_hooks'][ self::THEIR_MENU ] ) ? self::THEIR_MENU : 'settings.php';
		$hook   = add_submenu_page(
			$parent,
			__( 'RunCloud domains', 'runcloud-multisite' ),
			__( 'RunCloud domains', 'runcloud-multisite' ),
			Screens::CAPABILITY,
			Address::PAGE,
			array( self::class, 'show' )
		);
		if ( is_string( $hook ) ) {
			add_action( 'load-' . $hook, array( self::class, 'load' ) );
		}
	}

	/**
	 * Takes what a person asked for, before anything is printed, and prepares the list.
	 */
	public static function load(): void {
		// Actions checks capability and nonce.
		$by_post = 'POST' === ( $_SERVER['REQUEST_METHOD'] ?? '' );
		$asked   = (array) wp_unslash( $by_post ? $_POST : $_GET ); // phpcs:ignore WordPress.Security
		if ( $by_post && in_array( Actions::RETRY, array( $asked['action'] ?? '', $asked['action2'] ?? '' ), true ) ) {
			$asked[ Actions::FIELD ] = Actions::RETRY;
			$asked['hosts']          = $asked['hosts'] ?? array();
		}
		$next = Actions::take( $asked, $by_post );
		if ( null !== $next ) {
			wp_safe_redirect( $next );
			exit;
		}
		add_filter( 'admin_title', array( self::class, 'title' ) );
		wp_enqueue_style( 'runcloud-multisite-screens', plugins_url( 'includes/screens/screens.css', RUNCLOUD_MULTISITE_FILE ), array(), (string) filemtime( __DIR__ . '/screens.css' ) );
		if ( 'list' === self::view() ) {
			add_screen_option(
				'per_page',
				array(
					'label'   => __( 'Domains per page', 'runcloud-multisite' ),
					'default' => Domains_Table::PER_PAGE,
					'option'  => self::PER_PAGE,
				)
			);
			self::$table = new Domains_Table( Plugin::get(), self::PER_PAGE );
		}
	}

	/**
	 * The title of the window: the views are told apart by it in tabs, in the history and by whoever listens.
	 *
	 * @param string $title What it is so far, which names the page as a whole.
	 */
	public static function title( $title ): string {
		$view = self::view();
		if ( 'list' === $view ) {
			return (string) $title;
		}
		$own = 'domain' === $view ? Address::asked( 'domain' ) : __( 'Program', 'runcloud-multisite' );
		return esc_html( $own ) . ' &lsaquo; ' . (string) $title;
	}

	/**
	 * The number of domains that somebody chose for a page.
	 *
	 * @param mixed  $kept   What is kept so far.
	 * @param string $option The option.
	 * @param mixed  $chosen What was chosen.
	 */
	public static function per_page_chosen( $kept, $option, $chosen ): int {
		return max( 1, min( 200, (int) $chosen ) );
	}

	/**
	 * Prints the page.
	 */
	public static function show(): void {
		if ( ! Screens::allowed() ) {
			wp_die( esc_html__( 'Sorry, you are not allowed to do this.', 'runcloud-multisite' ), '', 403 );
		}
		$plugin = Plugin::get();
		$view   = self::view();
		echo '<div class="wrap runcloud-screen">';
		if ( 'domain' === $view ) {
			( new Domain_Page( $plugin ) )->show( Address::asked( 'domain' ) );
		} else {
			echo '<h1>' . esc_html__( 'RunCloud domains', 'runcloud-multisite' ) . '</h1><hr class="wp-header-end">';
			self::tabs( $view );
			Answer::show();
			if ( Address::PROGRAM === $view ) {
				( new Program_Page( $plugin ) )->show();
			} else {
				self::$table ??= new Domains_Table( $plugin, self::PER_PAGE );
				self::$table->show();
			}
		}
		echo '</div>';
	}

	/**
	 * What the address asks to see: `list`, `domain` or `program`.
	 */
	private static function view(): string {
		if ( '' !== Address::asked( 'domain' ) ) {
			return 'domain';
		}
		return Address::PROGRAM === Address::asked( 'tab' ) ? Address::PROGRAM : 'list';
	}

	/**
	 * Prints the way from list to program and back.
	 *
	 * @param string $view What is shown.
	 */
	private static function tabs( string $view ): void {
		$tabs = array(
			'list'           => array( Address::domains(), __( 'Domains', 'runcloud-multisite' ) ),
			Address::PROGRAM => array( Address::program(), __( 'Program', 'runcloud-multisite' ) ),
		);
		echo '<nav class="nav-tab-wrapper" aria-label="' . esc_attr__( 'RunCloud domains', 'runcloud-multisite' ) . '">';
		foreach ( $tabs as $name => list( $address, $label ) ) {
			$here = $name === $view;
			printf(
				'<a class="nav-tab%1$s" href="%2$s"%3$s>%4$s</a>',
				$here ? ' nav-tab-active' : '',
				esc_url( $address ),
				$here ? ' aria-current="page"' : '',
				esc_html( $label )
			);
		}
		echo '</nav>';
	}
}

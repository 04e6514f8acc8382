<?php
/**
 * Stand-in for what Ultimate Multisite does with domains and sites.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

namespace WP_Ultimo\Managers;

// phpcs:disable Squiz.Commenting

final class Domain_Manager {

	private static ?self $instance = null;

	public static function get_instance(): self {
		self::$instance = self::$instance ?? new self();
		return self::$instance;
	}

	public function start(): void {
		add_action( 'wu_transition_domain_domain', array( $this, 'send_domain_to_host' ), 10, 3 );
		add_action( 'wu_domain_post_delete', array( $this, 'domain_deleted' ), 10, 2 );
		add_action( 'wp_insert_site', array( $this, 'site_created' ) );
		add_action( 'wp_delete_site', array( $this, 'clear_mappings' ) );
		add_action( 'wp_delete_site', array( $this, 'site_deleted' ) );
		add_action( 'wu_async_process_domain_stage', array( $this, 'process_stage' ), 10, 2 );
		add_action( 'wp_ajax_wu_test_hosting_integration', array( $this, 'test_integration' ) );
		add_action( 'plugins_loaded', array( $this, 'load_providers' ), 10 );
		add_action(
			'init',
			static function (): void {
				do_action( 'wu_register_all_events' );
			}
		);
	}

	public function load_providers(): void {
		if ( class_exists( 'WP_Ultimo\Integrations\Host_Providers\Runcloud_Host_Provider' ) ) {
			\WP_Ultimo\Integrations\Host_Providers\Runcloud_Host_Provider::get_instance();
		}
		do_action( 'wp_ultimo_host_providers_load' );
	}

	public function get_integration_instance( $id ) {
		$list = apply_filters( 'wu_domain_manager_get_integrations', array() );
		return isset( $list[ $id ] ) ? $list[ $id ]::get_instance() : false;
	}

	public function send_domain_to_host( $old, $new, $id ): void {
		if ( $old !== $new ) {
			wu_enqueue_async_action(
				'wu_add_domain',
				array(
					'domain'  => $new,
					'site_id' => (int) wu_get_domain( $id )->get_blog_id(),
				),
				'domain'
			);
		}
	}

	public function domain_deleted( $result, $domain ): void {
		if ( $result ) {
			wu_enqueue_async_action(
				'wu_remove_domain',
				array(
					'domain'  => $domain->get_domain(),
					'site_id' => $domain->get_blog_id(),
				),
				'domain'
			);
		}
	}

	/** A site with a host of its own gets a job for it and a row of its own. */
	public function site_created( $site ): void {
		if ( get_network()->domain === $site->domain ) {
			return;
		}
		wu_enqueue_async_action(
			'wu_add_subdomain',
			array(
				'subdomain' => $site->domain,
				'site_id'   => (string) $site->blog_id,
			),
			'domain'
		);
		wu_create_domain(
			array(
				'blog_id'        => (int) $site->blog_id,
				'domain'         => $site->domain,
				'primary_domain' => 1,
			)
		);
	}

	public function clear_mappings( $site ): void {
		if ( \Standin::$mapping_started ) {
			foreach ( wu_get_domains( array( 'blog_id' => (int) $site->blog_id ) ) as $domain ) {
				$domain->delete();
			}
		}
	}

	public function site_deleted( $site ): void {
		if ( get_network()->domain !== $site->domain ) {
			wu_enqueue_async_action(
				'wu_remove_subdomain',
				array(
					'subdomain' => $site->domain,
					'site_id'   => (string) $site->blog_id,
				),
				'domain'
			);
		}
	}

	/** One look: on, again later, or given up. */
	public function process_stage( $id, $tries = 0 ): void {
		$domain = wu_get_domain( $id );
		if ( ! $domain ) {
			return;
		}
		$most  = apply_filters( 'wu_async_process_domain_stage_max_tries', 5, $domain );
		$tries = (int) $tries + 1;
		$steps = array(
			'checking-dns'      => array( 'dns', 'checking-ssl-cert', 'failed' ),
			'checking-ssl-cert' => array( 'ssl', 'done', 'ssl-failed' ),
		);
		if ( ! isset( $steps[ $domain->get_stage() ] ) ) {
			return;
		}
		list( $look, $next, $given_up ) = $steps[ $domain->get_stage() ];
		if ( \Standin::$looks[ $look ] ) {
			$domain->set_stage( $next );
			$domain->set_secure( 'done' === $next );
			$domain->save();
			$tries = 0;
		} elseif ( $tries > $most ) {
			$domain->set_stage( $given_up );
			$domain->save();
			return;
		}
		wu_enqueue_async_action( 'wu_async_process_domain_stage', array( $id, $tries ), 'domain' );
	}

	/** Neither a nonce nor a capability is asked for here. */
	public function test_integration(): void {
		$id = (string) ( $_REQUEST['integration'] ?? '' );
		if ( class_exists( 'WP_Ultimo\Integrations\Integration_Registry' ) ) {
			$integration = \WP_Ultimo\Integrations\Integration_Registry::get_instance()->get( $id );
			if ( ! $integration->is_setup() ) {
				wp_send_json_error( array( 'message' => 'Missing: ' . implode( ', ', $integration->get_missing_constants() ) ) );
			}
			$result = $integration->test_connection();
			if ( is_wp_error( $result ) ) {
				wp_send_json_error( array( 'message' => $result->get_error_message() ) );
			}
			wp_send_json_success( array( 'message' => 'Access Authorized' ) );
		}
		$integration = $this->get_integration_instance( $id );
		if ( ! $integration->is_setup() ) {
			wp_send_json_error( array( 'message' => 'Missing: ' . implode( ', ', $integration->get_missing_constants() ) ) );
		}
		$integration->test_connection();
	}
}

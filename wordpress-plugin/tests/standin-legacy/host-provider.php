<?php
/**
 * Stand-in for the base of host providers before the registry: no types, and constants only.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

namespace WP_Ultimo\Integrations\Host_Providers;

// phpcs:disable Squiz.Commenting

abstract class Base_Host_Provider {

	protected $id;
	protected $title;
	protected $supports           = array();
	protected $constants          = array();
	protected $optional_constants = array();

	public function init() {
		if ( $this->is_enabled() ) {
			if ( $this->is_setup() ) {
				$this->register_hooks();
			} else {
				add_action( 'init', array( $this, 'alert_provider_not_setup' ) );
			}
		}
		add_filter( 'wu_domain_manager_get_integrations', array( $this, 'self_register' ) );
		add_action( 'init', array( $this, 'add_to_integration_list' ) );
	}

	final public function self_register( $integrations ) {
		$integrations[ $this->id ] = static::class;
		return $integrations;
	}

	final public function is_enabled() {
		return ! empty( get_network_option( null, 'wu_host_integrations_enabled', array() )[ $this->id ] );
	}

	public function enable() {
		return $this->switch_to( true );
	}

	public function disable() {
		return $this->switch_to( false );
	}

	public function get_id() {
		return $this->id;
	}

	public function get_title() {
		return $this->title;
	}

	public function get_fields() {
		return array();
	}

	public function add_to_integration_list() {
		wu_register_settings_field(
			'integrations',
			'integration_' . $this->id,
			array(
				'title' => $this->title,
				'desc'  => $this->is_enabled() ? 'Activated' : '',
			)
		);
	}

	public function alert_provider_not_setup() {
		WP_Ultimo()->notices->add( '', 'warning', 'network-admin', "should-setup-{$this->id}-integration" );
	}

	public function register_hooks() {
		foreach ( array( 'add_domain', 'remove_domain', 'add_subdomain', 'remove_subdomain' ) as $job ) {
			add_action( 'wu_' . $job, array( $this, 'on_' . $job ), 10, 2 );
		}
	}

	public function get_all_constants() {
		$all = array();
		foreach ( $this->constants as $constant ) {
			$all = array_merge( $all, (array) $constant );
		}
		return array_merge( $all, $this->optional_constants );
	}

	public function is_setup() {
		return array() === $this->get_missing_constants();
	}

	public function get_missing_constants() {
		$missing = array();
		foreach ( $this->constants as $constant ) {
			if ( ! array_filter( (array) $constant, static fn ( $name ) => defined( $name ) && constant( $name ) ) ) {
				$missing = array_merge( $missing, (array) $constant );
			}
		}
		return $missing;
	}

	abstract public function detect();
	abstract public function on_add_domain( $domain, $site_id );
	abstract public function on_remove_domain( $domain, $site_id );
	abstract public function on_add_subdomain( $subdomain, $site_id );
	abstract public function on_remove_subdomain( $subdomain, $site_id );
	abstract public function test_connection();

	private function switch_to( bool $on ) {
		$list              = (array) get_network_option( null, 'wu_host_integrations_enabled', array() );
		$list[ $this->id ] = $on;
		return update_network_option( null, 'wu_host_integrations_enabled', $list );
	}
}

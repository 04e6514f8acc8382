<?php
/**
 * Stand-in for the registry of integrations: when it registers, asks and resolves.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

namespace WP_Ultimo\Integrations;

// phpcs:disable Squiz.Commenting

final class Integration_Registry {

	private static ?self $instance = null;

	private array $integrations = array();

	private array $capabilities = array();

	public static function get_instance(): self {
		self::$instance = self::$instance ?? new self();
		return self::$instance;
	}

	public function init(): void {
		add_action( 'plugins_loaded', array( $this, 'ask_for_integrations' ), 9 );
		add_action( 'plugins_loaded', array( $this, 'ask_for_capabilities' ), 12 );
		add_action( 'wu_settings_integrations', array( $this, 'print_rows' ) );
		add_action( 'init', array( $this, 'notices' ) );
	}

	public function ask_for_integrations(): void {
		$this->register( new Providers\RunCloud\RunCloud_Integration() );
		do_action( 'wu_register_integrations', $this );
	}

	public function ask_for_capabilities(): void {
		$this->add_capability( 'runcloud', new Providers\RunCloud\RunCloud_Domain_Mapping() );
		do_action( 'wu_register_capabilities', $this );
		foreach ( $this->capabilities as $id => $modules ) {
			foreach ( $modules as $module ) {
				$module->set_integration( $this->integrations[ $id ] );
				if ( $this->integrations[ $id ]->is_enabled() && $this->integrations[ $id ]->is_setup() ) {
					$module->register_hooks();
				}
			}
		}
	}

	public function register( Integration $integration ): void {
		$this->integrations[ $integration->get_id() ] = $integration;
	}

	public function get( string $id ): ?Integration {
		return $this->integrations[ $id ] ?? null;
	}

	public function add_capability( string $id, Capability_Module $module ): void {
		$this->capabilities[ $id ][ $module->get_capability_id() ] = $module;
	}

	public function get_capability( string $id, string $capability ): ?Capability_Module {
		return $this->capabilities[ $id ][ $capability ] ?? null;
	}

	public function print_rows(): void {
		foreach ( $this->integrations as $id => $integration ) {
			wu_register_settings_field(
				'integrations',
				'integration_' . str_replace( '-', '_', $id ),
				array(
					'title' => $integration->get_title(),
					'desc'  => $integration->is_enabled() ? 'Activated' : '',
				)
			);
		}
	}

	public function notices(): void {
		foreach ( $this->integrations as $id => $integration ) {
			if ( $integration->detect() && ! $integration->is_enabled() ) {
				\WP_Ultimo()->notices->add( '', 'info', 'network-admin', "should-enable-{$id}-integration" );
			} elseif ( $integration->is_enabled() && ! $integration->is_setup() ) {
				\WP_Ultimo()->notices->add( '', 'warning', 'network-admin', "should-setup-{$id}-integration" );
			}
		}
	}
}

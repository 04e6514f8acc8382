<?php
/**
 * Stand-in for the base of integrations, with the types of the version that introduced it.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

namespace WP_Ultimo\Integrations;

// phpcs:disable Squiz.Commenting

class Integration {

	protected string $id;
	protected string $title;
	protected string $description       = '';
	protected string $logo              = '';
	protected array $constants          = array();
	protected array $optional_constants = array();
	protected array $supports           = array();

	public function __construct( string $id, string $title ) {
		$this->id    = $id;
		$this->title = $title;
	}

	public function get_id(): string {
		return $this->id;
	}

	public function get_title(): string {
		return $this->title;
	}

	public function get_description(): string {
		return $this->description;
	}

	public function set_logo( string $logo ) {
		$this->logo = $logo;
		return $this;
	}

	public function get_constants(): array {
		return $this->constants;
	}

	public function set_constants( array $constants ) {
		$this->constants = $constants;
		return $this;
	}

	public function get_optional_constants(): array {
		return $this->optional_constants;
	}

	public function set_optional_constants( array $constants ) {
		$this->optional_constants = $constants;
		return $this;
	}

	public function set_supports( array $supports ) {
		$this->supports = $supports;
		return $this;
	}

	public function get_all_constants(): array {
		$all = array();
		foreach ( $this->constants as $constant ) {
			$all = array_merge( $all, (array) $constant );
		}
		return array_merge( $all, $this->optional_constants );
	}

	public function get_credential( string $constant_name ): string {
		if ( defined( $constant_name ) && constant( $constant_name ) ) {
			return (string) constant( $constant_name );
		}
		// The real one encrypts; here a word in front shows that the store was used.
		$stored = (string) get_network_option( null, 'wu_hosting_credential_' . $constant_name, '' );
		return str_starts_with( $stored, 'sealed:' ) ? base64_decode( substr( $stored, 7 ) ) : $stored;
	}

	/** Keeps only declared constants; an empty value deletes, and a missing one is made up. */
	public function save_credentials( array $values ): void {
		foreach ( array_values( $this->get_all_constants() ) as $index => $name ) {
			$value = $values[ $name ] ?? $index;
			if ( empty( $value ) ) {
				delete_network_option( null, 'wu_hosting_credential_' . $name );
			} else {
				update_network_option( null, 'wu_hosting_credential_' . $name, 'sealed:' . base64_encode( (string) $value ) );
			}
		}
	}

	public function is_setup(): bool {
		return array() === $this->get_missing_constants();
	}

	public function get_missing_constants(): array {
		$missing = array();
		foreach ( $this->constants as $constant ) {
			$given = array_filter( (array) $constant, fn ( $name ) => '' !== $this->get_credential( $name ) );
			if ( ! $given ) {
				$missing = array_merge( $missing, (array) $constant );
			}
		}
		return $missing;
	}

	public function is_enabled(): bool {
		return ! empty( get_network_option( null, 'wu_host_integrations_enabled', array() )[ $this->id ] );
	}

	public function enable(): bool {
		return $this->switch_to( true );
	}

	public function disable(): bool {
		return $this->switch_to( false );
	}

	public function get_fields(): array {
		return array();
	}

	public function detect(): bool {
		return false;
	}

	public function supports( string $feature ): bool {
		return in_array( $feature, $this->supports, true );
	}

	public function test_connection() {
		return true;
	}

	private function switch_to( bool $on ): bool {
		$list              = (array) get_network_option( null, 'wu_host_integrations_enabled', array() );
		$list[ $this->id ] = $on;
		return update_network_option( null, 'wu_host_integrations_enabled', $list );
	}
}

<?php
/**
 * The RunCloud integration in the layout with a registry.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Takeover;

use Runcloud_Multisite\Plugin;
use WP_Ultimo\Integrations\Integration;

defined( 'ABSPATH' ) || exit;

/**
 * The row in the settings, its wizard and its test.
 *
 * Parameters have no types and results have those of the version that introduced the class: both that version and later
 * ones, which dropped types, accept that.
 */
final class Registry_Integration extends Integration {

	/**
	 * No text here: this runs before translations may be loaded.
	 */
	public function __construct() {
		parent::__construct( Takeover::ID, 'RunCloud' );
		$this->set_constants( Credentials::required() );
		$this->set_optional_constants( Credentials::optional() );
		$this->set_supports( array( 'autossl' ) );
		if ( function_exists( 'wu_get_asset' ) ) {
			$this->set_logo( (string) wu_get_asset( 'runcloud.svg', 'img/hosts' ) );
		}
	}

	/**
	 * What it is, for the wizard.
	 */
	public function get_description(): string {
		return Words::description();
	}

	/**
	 * Whether this looks like a server of RunCloud: its web applications live below such a folder.
	 */
	public function detect(): bool {
		return str_contains( ABSPATH, 'runcloud' );
	}

	/**
	 * The fields of the wizard.
	 */
	public function get_fields(): array {
		return Credentials::fields();
	}

	/**
	 * Prints the wizard's step with instructions.
	 */
	public function get_instructions(): void {
		Words::print_instructions();
	}

	/**
	 * A credential that may be shown; the wizard prints what it gets into its form, so secrets stay where they are.
	 *
	 * @param string $constant_name The name of the constant.
	 */
	public function get_credential( $constant_name ): string {
		return Credentials::is_secret( (string) $constant_name ) ? '' : parent::get_credential( $constant_name );
	}

	/**
	 * Stores what was typed. Ultimate Multisite deletes what comes empty and makes up what does not come at all, so it is
	 * told only of what came, and not of secrets left empty, as they always show empty.
	 *
	 * @param array $values What was typed, by the name of the constant.
	 */
	public function save_credentials( $values ): void {
		$values    = (array) $values;
		$before    = $this->stored();
		$typed     = array_filter(
			$this->get_all_constants(),
			static fn ( $name ): bool => isset( $values[ $name ] ) && ( '' !== $values[ $name ] || ! Credentials::is_secret( $name ) )
		);
		$constants = array( $this->get_constants(), $this->get_optional_constants() );
		$this->set_constants( array_values( $typed ) );
		$this->set_optional_constants( array() );
		try {
			parent::save_credentials( $values );
		} finally {
			$this->set_constants( $constants[0] );
			$this->set_optional_constants( $constants[1] );
		}
		// The wizard saves what it shows with every test: only what differs is a change.
		if ( $before !== $this->stored() ) {
			Credentials::note_change();
		}
		Plugin::get()->recorder->look();
	}

	/**
	 * What is stored of the credentials, by constant.
	 *
	 * @return array<string, string>
	 */
	private function stored(): array {
		$stored = array();
		foreach ( $this->get_all_constants() as $name ) {
			$stored[ (string) $name ] = (string) $this->get_credential( (string) $name );
		}
		return $stored;
	}

	/**
	 * Whether the program has what it needs.
	 */
	public function is_setup(): bool {
		return array() === Credentials::missing_here();
	}

	/**
	 * What is missing.
	 */
	public function get_missing_constants(): array {
		return Credentials::missing_here();
	}

	/**
	 * Answers from what the program found; never calls out.
	 *
	 * @return true|\WP_Error
	 */
	public function test_connection() {
		return ( new Connection_Test( Plugin::get() ) )->result();
	}
}

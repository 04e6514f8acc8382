<?php
/**
 * The RunCloud integration in the layout before the registry.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Takeover;

use Runcloud_Multisite\Plugin;
use WP_Ultimo\Integrations\Host_Providers\Base_Host_Provider;

defined( 'ABSPATH' ) || exit;

/**
 * What the wizard and the test find under the id `runcloud`. The switch and the writing of constants are those of the
 * base class; the row in the settings is still the built-in provider's.
 */
final class Legacy_Provider extends Base_Host_Provider {

	use Domain_Jobs;

	/**
	 * The only one.
	 *
	 * @var self|null
	 */
	private static $instance = null;

	/**
	 * Says what it is; the built-in provider has registered its row and its notices already.
	 */
	public function __construct() {
		$this->id                 = Takeover::ID;
		$this->title              = 'RunCloud';
		$this->supports           = array( 'autossl' );
		$this->constants          = Credentials::required();
		$this->optional_constants = Credentials::optional();
	}

	/**
	 * Ultimate Multisite asks a provider's class for its instance.
	 *
	 * @return self
	 */
	public static function get_instance() {
		self::$instance = self::$instance ?? new self();
		return self::$instance;
	}

	/**
	 * Whether this looks like a server of RunCloud.
	 *
	 * @return bool
	 */
	public function detect() {
		return str_contains( ABSPATH, 'runcloud' );
	}

	/**
	 * What it is, for the wizard.
	 *
	 * @return string
	 */
	public function get_description() {
		return Words::description();
	}

	/**
	 * The logo that comes with Ultimate Multisite.
	 *
	 * @return string
	 */
	public function get_logo() {
		return function_exists( 'wu_get_asset' ) ? (string) wu_get_asset( 'runcloud.svg', 'img/hosts' ) : '';
	}

	/**
	 * The fields of the wizard.
	 *
	 * @return array
	 */
	public function get_fields() {
		return Credentials::fields();
	}

	/**
	 * Prints the wizard's step with instructions.
	 *
	 * @return void
	 */
	public function get_instructions() {
		Words::print_instructions();
	}

	/**
	 * What it does and does not, for the wizard's first step.
	 *
	 * @return array
	 */
	public function get_explainer_lines() {
		return Words::explainer_lines();
	}

	/**
	 * Whether the program has what it needs.
	 *
	 * @return bool
	 */
	public function is_setup() {
		return array() === Credentials::missing_here();
	}

	/**
	 * What is missing.
	 *
	 * @return array
	 */
	public function get_missing_constants() {
		return Credentials::missing_here();
	}

	/**
	 * Answers the browser from what the program found; never calls out.
	 *
	 * @return void
	 */
	public function test_connection() {
		$result = ( new Connection_Test( Plugin::get() ) )->result();
		if ( is_wp_error( $result ) ) {
			wp_send_json_error( array( 'message' => $result->get_error_message() ) );
		}
		wp_send_json_success( array( 'message' => esc_html__( 'The program reads RunCloud and nothing holds it up.', 'runcloud-multisite' ) ) );
	}
}

<?php
/**
 * The words of the wizard.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Takeover;

defined( 'ABSPATH' ) || exit;

/**
 * What the wizard says, the same in both layouts of Ultimate Multisite.
 */
final class Words {

	/**
	 * What it is.
	 */
	public static function description(): string {
		return __( 'The runcloud-multisite program on your server keeps the domains and certificates of this network in step with its RunCloud web application.', 'runcloud-multisite' );
	}

	/**
	 * What it does and does not.
	 *
	 * @return array{will: array<string, string>, will_not: array<string, string>}
	 */
	public static function explainer_lines(): array {
		return array(
			'will'     => array(
				'attach'      => __( 'Attach the domains of this network to the RunCloud web application, and take them off when they are removed here', 'runcloud-multisite' ),
				'certificate' => __( 'Order a certificate as soon as a domain leads to this server, and show what is missing until then', 'runcloud-multisite' ),
				'retry'       => __( 'Try again with patience, and prove each certificate by a connection to this server', 'runcloud-multisite' ),
			),
			'will_not' => array(
				'foreign' => __( 'Change or remove domains and certificates in RunCloud that did not come from this network', 'runcloud-multisite' ),
				'dns'     => __( 'Change DNS records', 'runcloud-multisite' ),
			),
		);
	}

	/**
	 * Prints the step with instructions.
	 */
	public static function print_instructions(): void {
		echo '<h2>' . esc_html__( 'What you need', 'runcloud-multisite' ) . '</h2><ol>';
		foreach ( self::steps() as $step ) {
			echo '<li>' . esc_html( $step ) . '</li>';
		}
		echo '</ol>';
	}

	/**
	 * The steps, in plain text.
	 *
	 * @return list<string>
	 */
	private static function steps(): array {
		return array(
			__( 'Install the runcloud-multisite program on the server of this network and start it. WordPress itself never calls RunCloud.', 'runcloud-multisite' ),
			__( 'In RunCloud, create an API token under Settings, API Management. An API key with its secret does as well.', 'runcloud-multisite' ),
			__( 'Open this network\'s web application in RunCloud. Its address holds the server id and the web application id.', 'runcloud-multisite' ),
			__( 'Enter them in the next step, or define them in wp-config.php, which comes first where both are there.', 'runcloud-multisite' ),
			__( 'The program reads them again within seconds of a change.', 'runcloud-multisite' ),
		);
	}
}

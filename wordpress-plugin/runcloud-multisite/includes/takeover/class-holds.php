<?php
/**
 * What keeps the program from changing anything, in words.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Takeover;

defined( 'ABSPATH' ) || exit;

/**
 * Explains the reasons that hold up everything; docs/reasons.md has them all.
 */
final class Holds {

	/**
	 * What a reason means and what helps, as plain text.
	 *
	 * @param string $reason The code of the reason.
	 * @return array{string, string}
	 */
	public static function explain( string $reason ): array {
		return match ( $reason ) {
			'credentials_rejected' => array(
				__( 'RunCloud does not accept the credentials, or the address of this server is not on its allow-list.', 'runcloud-multisite' ),
				__( 'Check the API token and the allow-list under API Management in RunCloud.', 'runcloud-multisite' ),
			),
			'permission_missing'   => array(
				__( 'RunCloud knows the credentials and does not let them do this.', 'runcloud-multisite' ),
				__( 'Give the API token access to this server, and check what the RunCloud plan includes.', 'runcloud-multisite' ),
			),
			'web_app_missing'      => array(
				__( 'RunCloud does not know the server or the web application.', 'runcloud-multisite' ),
				__( 'Check the server id and the web application id.', 'runcloud-multisite' ),
			),
			'provider_trouble'     => array(
				__( 'RunCloud does not answer properly at the moment.', 'runcloud-multisite' ),
				__( 'The program tries again by itself; if it lasts, see RunCloud\'s status page.', 'runcloud-multisite' ),
			),
			'provider_busy'        => array(
				__( 'RunCloud\'s server works on another change, so the program waits its turn.', 'runcloud-multisite' ),
				__( 'Nothing has to be done; the program goes on by itself.', 'runcloud-multisite' ),
			),
			'provider_throttled'   => array(
				__( 'RunCloud asked for fewer calls, so the program waits.', 'runcloud-multisite' ),
				__( 'Look for other programs that use the same API token.', 'runcloud-multisite' ),
			),
			'call_budget'          => array(
				__( 'All calls of this month are spent, by the limit that is set for the program.', 'runcloud-multisite' ),
				__( 'Raise calls_per_month if the RunCloud plan allows more; a retry goes on with one domain at once.', 'runcloud-multisite' ),
			),
			'fenced'               => array(
				__( 'The program changes nothing, because this may be a copy of the network.', 'runcloud-multisite' ),
				__( 'On a copy leave it so. If the network moved here, run "runcloud-multisite confirm identity" on the server.', 'runcloud-multisite' ),
			),
			'switched_off'         => array(
				__( 'The integration is switched off, so the program reads and changes nothing.', 'runcloud-multisite' ),
				__( 'Switch it on in the first step of this wizard.', 'runcloud-multisite' ),
			),
			'first_run'            => array(
				__( 'Many domains are missing in RunCloud, so a person has to start the first run.', 'runcloud-multisite' ),
				__( 'Run "runcloud-multisite plan" on the server to see the list, and "runcloud-multisite apply" to start.', 'runcloud-multisite' ),
			),
			'main_domain_missing'  => array(
				__( 'The main domain of the network is not attached to the web application, so the program changes nothing.', 'runcloud-multisite' ),
				__( 'Attach it in RunCloud, or correct the server id and the web application id.', 'runcloud-multisite' ),
			),
			'clock_wrong'          => array(
				__( 'The clock of the server is wrong, so the program changes nothing.', 'runcloud-multisite' ),
				__( 'Set the clock of the server; the program goes on by itself.', 'runcloud-multisite' ),
			),
			default                => array(
				/* translators: %s: the code of a reason, such as "fenced". */
				sprintf( __( 'The program changes nothing for the reason "%s".', 'runcloud-multisite' ), $reason ),
				__( 'Run "runcloud-multisite status" on the server for more.', 'runcloud-multisite' ),
			),
		};
	}
}

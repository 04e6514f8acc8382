<?php
/**
 * What keeps the program from changing anything, for the screens.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Takeover\Holds;

defined( 'ABSPATH' ) || exit;

/**
 * Says what the wizard says, save where the way to mend it is another one from here.
 */
final class Held {

	/**
	 * What a reason means and what helps, as plain text.
	 *
	 * @param string $reason The code of the reason.
	 * @return array{string, string}
	 */
	public static function explain( string $reason ): array {
		list( $cause, $remedy ) = Holds::explain( $reason );
		if ( 'switched_off' === $reason ) {
			$remedy = __( 'Switch the RunCloud integration on in Ultimate Multisite under Settings, Integrations.', 'runcloud-multisite' );
		}
		return array( $cause, $remedy );
	}
}

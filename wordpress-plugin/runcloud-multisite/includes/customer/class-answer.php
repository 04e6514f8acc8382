<?php
/**
 * What comes of asking for a check.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

defined( 'ABSPATH' ) || exit;

/**
 * The answers that the owner of a domain can get.
 */
enum Answer: string {

	case Asked    = 'asked';
	case Later    = 'later';
	case Too_Soon = 'too_soon';
	case Too_Many = 'too_many';
	case Refused  = 'refused';
	case Expired  = 'expired';

	/**
	 * The answer in a sentence.
	 */
	public function sentence(): string {
		return match ( $this ) {
			self::Asked    => __( 'The domain is being checked now. Please load this page again in a minute to see the result.', 'runcloud-multisite' ),
			self::Later    => __( 'The domain is checked as soon as that is possible again. There is no need to ask once more.', 'runcloud-multisite' ),
			self::Too_Soon => __( 'This domain was checked less than a minute ago. Please wait a moment.', 'runcloud-multisite' ),
			self::Too_Many => __( 'You asked for many checks in a short time. Please wait a minute.', 'runcloud-multisite' ),
			self::Refused  => __( 'This domain cannot be checked from here.', 'runcloud-multisite' ),
			self::Expired  => __( 'This page was open for too long. Please load it again and then check once more.', 'runcloud-multisite' ),
		};
	}
}

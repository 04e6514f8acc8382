<?php
/**
 * The events that others can act on.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Stages;

use Runcloud_Multisite\Bus\Domain_Status;

defined( 'ABSPATH' ) || exit;

/**
 * Registers the events with Ultimate Multisite and fires them.
 */
final class Events {

	public const SERVING         = 'runcloud_domain_serving';
	public const NEEDS_ATTENTION = 'runcloud_domain_needs_attention';
	public const REMOVED         = 'runcloud_domain_removed';

	/**
	 * Attaches the hook.
	 */
	public static function start(): void {
		add_action( 'wu_register_all_events', array( self::class, 'register' ) );
	}

	/**
	 * Registers the events, with a sample of what they carry.
	 */
	public static function register(): void {
		if ( ! function_exists( 'wu_register_event_type' ) ) {
			return;
		}
		foreach ( self::descriptions() as $slug => $description ) {
			wu_register_event_type(
				$slug,
				array(
					'name'            => $description[0],
					'desc'            => $description[1],
					'payload'         => self::payload( self::sample() ),
					'deprecated_args' => array(),
				)
			);
		}
	}

	/**
	 * Fires an event, for WordPress and for Ultimate Multisite. Whoever listens and breaks keeps nobody else from hearing.
	 *
	 * @param string        $event  One of the constants above.
	 * @param Domain_Status $status The domain it is about.
	 */
	public static function fire( string $event, Domain_Status $status ): void {
		try {
			do_action( $event, $status->host, $status->site_id, $status ); // phpcs:ignore WordPress.NamingConventions
		} catch ( \Throwable $error ) {
			unset( $error );
		}
		try {
			if ( function_exists( 'wu_do_event' ) ) {
				wu_do_event( $event, self::payload( $status ) );
			}
		} catch ( \Throwable $error ) {
			unset( $error );
		}
	}

	/**
	 * What an event carries. It may end up in a mail as HTML, and parts of the sentences come from strangers' DNS.
	 *
	 * @param Domain_Status $status The domain.
	 * @return array<string, string|int>
	 */
	private static function payload( Domain_Status $status ): array {
		return array(
			'domain'              => $status->host,
			'site_id'             => (int) $status->site_id,
			'state'               => $status->state,
			'reason'              => $status->reason,
			'text'                => esc_html( $status->operator_text ),
			'customer_text'       => esc_html( $status->customer_text ),
			'certificate_expires' => null === $status->cert_expires ? '' : gmdate( 'c', intdiv( $status->cert_expires, 1000 ) ),
		);
	}

	/**
	 * The names and descriptions of the events.
	 *
	 * @return array<string, array{string, string}>
	 */
	private static function descriptions(): array {
		return array(
			self::SERVING         => array(
				__( 'RunCloud: domain is served', 'runcloud-multisite' ),
				__( 'Fired when a domain has a valid certificate and visitors get its site.', 'runcloud-multisite' ),
			),
			self::NEEDS_ATTENTION => array(
				__( 'RunCloud: domain needs attention', 'runcloud-multisite' ),
				__( 'Fired when a person has to do something before a domain can be served.', 'runcloud-multisite' ),
			),
			self::REMOVED         => array(
				__( 'RunCloud: domain was taken off', 'runcloud-multisite' ),
				__( 'Fired when a domain was taken off the RunCloud web application.', 'runcloud-multisite' ),
			),
		);
	}

	/**
	 * A domain for the preview.
	 */
	private static function sample(): Domain_Status {
		return new Domain_Status( 'shop.example', 2, 'created', 'serving', 'serves_site', 'nobody', '', 'Visitors get its site.', 'Your domain works.', null, null, null, 1798761600000, 1798761600000 );
	}
}

<?php
/**
 * Reasons in the words of a domain's owner.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

defined( 'ABSPATH' ) || exit;

/**
 * One sentence for each reason of docs/reasons.md, so that it can be translated; the program itself writes English only.
 *
 * No product names, no ids and nothing about other customers. The records to set stand below the sentence.
 */
final class Reason_Words {

	/**
	 * What holds for a domain, in plain text.
	 *
	 * @param Standing $standing    Where it stands.
	 * @param string   $name        The domain.
	 * @param string   $twin        The same with or without `www.`.
	 * @param bool     $has_records Whether records for it are shown.
	 */
	public static function sentence( Standing $standing, string $name, string $twin, bool $has_records ): string {
		if ( $standing->is_of_dns() && ! $has_records ) {
			return sprintf( self::ours(), $name );
		}
		if ( $standing->is_of_dns() || in_array( $standing->reason, array( 'caa_forbids', 'caa_unanswered', 'caa_other_account' ), true ) ) {
			$text = self::of_dns( $standing, $name, $twin );
			if ( $standing->is_secure() ) {
				/* translators: %s: a domain. */
				$text .= ' ' . sprintf( __( 'Until then %s works, but its certificate cannot be renewed.', 'runcloud-multisite' ), $name );
			}
			return $text;
		}
		$words = self::words( $standing->reason );
		if ( null === $words ) {
			return '' === $standing->text ? sprintf( self::connecting(), $name ) : $standing->text;
		}
		if ( $standing->is_secure() && self::is_of_service( $standing->reason ) ) {
			return sprintf( self::ready(), $name );
		}
		if ( 'attention' === $standing->state && sprintf( $words, $name ) === sprintf( self::connecting(), $name ) ) {
			return sprintf( self::ours(), $name );
		}
		return sprintf( $words, $name );
	}

	/**
	 * The sentence of a reason, with `%s` for the domain; null for reasons of newer programs.
	 *
	 * @param string $reason The code.
	 */
	public static function words( string $reason ): ?string {
		return self::of_records( $reason ) ?? self::of_certificate( $reason ) ?? self::of_claims( $reason ) ?? self::of_the_rest( $reason );
	}

	/**
	 * What is wrong with the records of a domain.
	 *
	 * @param Standing $standing Where it stands.
	 * @param string   $name     The domain.
	 * @param string   $twin     The same with or without `www.`.
	 */
	private static function of_dns( Standing $standing, string $name, string $twin ): string {
		$about = 'twin_elsewhere' === $standing->reason ? $twin : $name;
		$text  = sprintf( (string) self::of_records( $standing->reason ), $about );
		$wrong = $standing->wrong_records();
		if ( in_array( $standing->reason, array( 'dns_elsewhere', 'dns_stale_ipv6', 'dns_mixed', 'moved_away', 'dns_given_up' ), true ) && array() !== $wrong ) {
			/* translators: %s: DNS records, such as "A 198.51.100.7, AAAA 2001:db8::7". */
			$text .= ' ' . sprintf( __( 'Found: %s.', 'runcloud-multisite' ), implode( ', ', $wrong ) );
		}
		return $text;
	}

	/**
	 * Reasons that lie in the owner's DNS zone.
	 *
	 * @param string $reason The code.
	 */
	private static function of_records( string $reason ): ?string {
		switch ( $reason ) {
			case 'dns_missing':
				/* translators: %s: a domain. */
				return __( '%s does not lead here yet. Please set the records below at your domain provider.', 'runcloud-multisite' );
			case 'dns_no_such_name':
				/* translators: %s: a domain. */
				return __( '%s does not exist in DNS yet. Please set the records below at your domain provider, and check that the domain is registered.', 'runcloud-multisite' );
			case 'dns_dead_alias':
				/* translators: %s: a domain. */
				return __( '%s is an alias of a name that does not exist. Please set the records below instead at your domain provider.', 'runcloud-multisite' );
			case 'dns_elsewhere':
				/* translators: %s: a domain. */
				return __( '%s leads somewhere else. Please set the records below instead at your domain provider.', 'runcloud-multisite' );
			case 'dns_stale_ipv6':
				/* translators: %s: a domain. */
				return __( '%s has an IPv6 address (AAAA record) that leads somewhere else. Please remove that record at your domain provider, or set the one below if there is one.', 'runcloud-multisite' );
			case 'dns_mixed':
				/* translators: %s: a domain. */
				return __( '%s leads here and also somewhere else. Please remove the other records at your domain provider, so that only those below are left.', 'runcloud-multisite' );
			case 'dns_servfail':
			case 'dns_unknown':
				/* translators: %s: a domain. */
				return __( 'The name servers of %s do not give a usable answer. Please ask your domain provider to check them. The records below should be there.', 'runcloud-multisite' );
			case 'dns_lame':
				/* translators: %s: a domain. */
				return __( 'The name servers of %s refuse to answer. Please ask your domain provider to check them. The records below should be there.', 'runcloud-multisite' );
			case 'dns_timeout':
				/* translators: %s: a domain. */
				return __( 'The name servers of %s do not answer. Please ask your domain provider to check them. The records below should be there.', 'runcloud-multisite' );
			case 'dns_proxied':
				/* translators: %s: a domain. */
				return __( '%s is behind a proxy. Please let the proxy forward to this server, or switch it off and set the records below.', 'runcloud-multisite' );
			case 'moved_away':
				/* translators: %s: a domain. */
				return __( '%s led here before and now leads somewhere else. If that is not meant to be, please set the records below at your domain provider.', 'runcloud-multisite' );
			case 'dns_given_up':
				/* translators: %s: a domain. */
				return __( '%s has led somewhere else for a long time, so it is not checked any more. Please set the records below at your domain provider, and then check again.', 'runcloud-multisite' );
			case 'twin_elsewhere':
				/* translators: %s: a domain. */
				return __( '%s does not lead here yet. Please set its record below too, so that your website is found with and without "www".', 'runcloud-multisite' );
			case 'caa_unanswered':
				/* translators: %s: a domain. */
				return __( 'The certificate for %s could not be issued, because its name servers do not answer questions for CAA records. Please ask your domain provider to correct that.', 'runcloud-multisite' );
			case 'caa_other_account':
				/* translators: %s: a domain. */
				return __( 'The certificate for %s could not be issued, because its CAA record is bound to an account (accounturi). Please take that part out of the record at your domain provider.', 'runcloud-multisite' );
			case 'caa_forbids':
				/* translators: %s: a domain. */
				return __( 'The CAA records of %s do not allow the certificate that it needs. Please add a CAA record with issue "letsencrypt.org" at your domain provider, or remove the CAA records.', 'runcloud-multisite' );
		}
		return null;
	}

	/**
	 * Reasons that have to do with the certificate, and those of a domain that is ready.
	 *
	 * @param string $reason The code.
	 */
	private static function of_certificate( string $reason ): ?string {
		switch ( $reason ) {
			case 'certificate_valid':
			case 'serves_site':
				return self::ready();
			case 'serves_other_site':
				/* translators: %s: a domain. */
				return __( '%s shows another website at the moment. This has to be fixed on our side; there is nothing for you to do.', 'runcloud-multisite' );
			case 'certificate_ordered':
			case 'auto_ssl_expected':
			case 'shared_order_pending':
			case 'virtual_host_awaited':
			case 'certificate_budget':
				/* translators: %s: a domain. */
				return __( 'The secure connection of %s is being prepared. There is nothing for you to do.', 'runcloud-multisite' );
			case 'certificate_refused':
			case 'certificate_never_came':
				/* translators: %s: a domain. */
				return __( 'The secure connection of %s could not be prepared yet. It is tried again by itself; there is nothing for you to do.', 'runcloud-multisite' );
			case 'no_answer':
				/* translators: %s: a domain. */
				return __( '%s does not answer at the moment. It is checked again by itself; there is nothing for you to do.', 'runcloud-multisite' );
			case 'shared_order_blocked':
			case 'shared_certificate_full':
			case 'certificate_given_up':
			case 'custom_certificate':
				return self::ours();
		}
		return null;
	}

	/**
	 * Reasons that lie in who asks for a domain.
	 *
	 * @param string $reason The code.
	 */
	private static function of_claims( string $reason ): ?string {
		switch ( $reason ) {
			case 'claimed_twice':
			case 'claims_other_site':
				/* translators: %s: a domain. */
				return __( '%s is already used by another website here. If it is yours, please contact us.', 'runcloud-multisite' );
			case 'claims_main_domain':
			case 'claims_network_name':
				/* translators: %s: a domain. */
				return __( '%s belongs to this network and cannot be used. Please choose another domain.', 'runcloud-multisite' );
			case 'invalid_host':
				/* translators: %s: a domain. */
				return __( '%s cannot be used as the address of a website. Please check the spelling or choose another domain.', 'runcloud-multisite' );
			case 'site_gone':
				/* translators: %s: a domain. */
				return __( 'The website that %s belonged to does not exist any more.', 'runcloud-multisite' );
			case 'main_domain':
				/* translators: %s: a domain. */
				return __( '%s is the address of this network.', 'runcloud-multisite' );
			case 'other_network':
			case 'not_ours':
			case 'type_unknown':
			case 'still_named':
				/* translators: %s: a domain. */
				return __( '%s is not in use by any website here.', 'runcloud-multisite' );
		}
		return null;
	}

	/**
	 * All other reasons.
	 *
	 * @param string $reason The code.
	 */
	private static function of_the_rest( string $reason ): ?string {
		switch ( $reason ) {
			case 'new':
			case 'queued':
			case 'fate_unknown':
			case 'domain_missing':
			case 'covered_by_wildcard':
				return self::connecting();
			case 'credentials_rejected':
			case 'permission_missing':
			case 'web_app_missing':
			case 'provider_rejected':
			case 'attached_elsewhere':
			case 'fenced':
			case 'switched_off':
			case 'first_run':
			case 'clock_wrong':
			case 'wildcard_unproved':
			case 'twin_forced':
			case 'main_domain_missing':
				return self::ours();
			case 'provider_trouble':
			case 'provider_busy':
			case 'provider_throttled':
				/* translators: %s: a domain. */
				return __( '%s takes longer than usual to connect. There is nothing for you to do.', 'runcloud-multisite' );
			case 'mapping_switched_off':
				/* translators: %s: a domain. */
				return __( '%s is connected, and it is switched off for this website. There is nothing for you to do.', 'runcloud-multisite' );
			case 'mapping_not_opened':
				/* translators: %s: a domain. */
				return __( '%s is about to be opened for visitors. There is nothing for you to do.', 'runcloud-multisite' );
			case 'site_archived':
			case 'site_suspended':
				/* translators: %s: a domain. */
				return __( 'The website of %s is not open to visitors at the moment.', 'runcloud-multisite' );
			case 'call_budget':
				/* translators: %s: a domain. */
				return __( '%s takes some days longer than usual to connect and goes on by itself. There is nothing for you to do.', 'runcloud-multisite' );
			case 'unwanted':
			case 'absence_watched':
			case 'rename_waiting':
			case 'brake_on':
				/* translators: %s: a domain. */
				return __( '%s is being disconnected from this website. There is nothing for you to do.', 'runcloud-multisite' );
			case 'removed':
			case 'removed_elsewhere':
				/* translators: %s: a domain. */
				return __( '%s is no longer connected to this website.', 'runcloud-multisite' );
		}
		return null;
	}

	/**
	 * Whether a reason is about a domain that is served or about to be: with a valid certificate its owner has no worries.
	 *
	 * @param string $reason The code.
	 */
	private static function is_of_service( string $reason ): bool {
		if ( in_array( $reason, array( 'serves_other_site', 'mapping_switched_off', 'mapping_not_opened', 'site_archived', 'site_suspended' ), true ) || null !== self::of_claims( $reason ) ) {
			return false;
		}
		return ! in_array( $reason, array( 'unwanted', 'absence_watched', 'rename_waiting', 'brake_on', 'removed', 'removed_elsewhere' ), true );
	}

	/**
	 * All is well.
	 */
	private static function ready(): string {
		/* translators: %s: a domain. */
		return __( '%s is ready and its connection is secure.', 'runcloud-multisite' );
	}

	/**
	 * It goes on by itself.
	 */
	private static function connecting(): string {
		/* translators: %s: a domain. */
		return __( '%s is being connected. There is nothing for you to do.', 'runcloud-multisite' );
	}

	/**
	 * Whoever runs the network has to act.
	 */
	private static function ours(): string {
		/* translators: %s: a domain. */
		return __( '%s is not ready, because something has to be fixed on our side first. There is nothing for you to do.', 'runcloud-multisite' );
	}
}

<?php
/**
 * The DNS records of a domain.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Screens;

use Runcloud_Multisite\Bus\Domain_Status;
use Runcloud_Multisite\Customer\Dns_Record;
use Runcloud_Multisite\Customer\Dns_Records as Records_To_Set;
use Runcloud_Multisite\Customer\Server_Addresses;
use Runcloud_Multisite\Host;
use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Tells what DNS said last and what it should say, from what the program wrote down. Nothing is looked up here.
 *
 * All texts are plain text and have to be escaped where they are shown.
 */
final class Dns_Records {

	/** The classes of hosts that are to be served, and so have records that should be. */
	private const SERVED = array( 'created', 'adopted' );

	/**
	 * Keeps what is known.
	 *
	 * @param Plugin        $plugin     The plugin.
	 * @param Domain_Status $status     The domain.
	 * @param array<mixed>  $remembered What the program remembers of it.
	 */
	public function __construct( private readonly Plugin $plugin, private readonly Domain_Status $status, private readonly array $remembered ) {}

	/**
	 * What DNS said last about the domain and its other form.
	 *
	 * @return list<array{name: string, words: string, at: int|null}>
	 */
	public function seen(): array {
		$seen = array();
		foreach ( array(
			'dns'      => $this->status->host,
			'twin_dns' => Host::twin( $this->status->host ),
		) as $part => $name ) {
			$look = $this->remembered[ $part ] ?? null;
			if ( is_array( $look ) && isset( $look['value'] ) ) {
				$seen[] = array(
					'name'  => $name,
					'words' => self::words( $look['value'] ),
					'at'    => is_int( $look['at'] ?? null ) && $look['at'] > 0 ? $look['at'] : null,
				);
			}
		}
		return $seen;
	}

	/**
	 * The records that lead the domain here, the same that its owner is told; none for one that is not to be served.
	 *
	 * @return list<Dns_Record>
	 */
	public function should_be(): array {
		if ( ! in_array( $this->status->class, self::SERVED, true ) ) {
			return array();
		}
		$records = new Records_To_Set(
			(string) $this->plugin->agent->main_domain(),
			Server_Addresses::read( $this->plugin->tables ),
			Records_To_Set::twins_are_served()
		);
		$records = $records->for_host( $this->status->host, 'twin_elsewhere' === $this->status->reason );
		return array_values( array_filter( $records, static fn ( Dns_Record $record ): bool => array() !== $record->values ) );
	}

	/**
	 * An answer of DNS in words.
	 *
	 * @param mixed $value The answer as the program keeps it: a word, or a word with what belongs to it.
	 */
	private static function words( mixed $value ): string {
		$what = is_array( $value ) ? (string) array_key_first( $value ) : ( is_string( $value ) ? $value : '' );
		$more = is_array( $value ) ? $value[ $what ] ?? null : null;
		return match ( $what ) {
			'yes'      => __( 'Leads here.', 'runcloud-multisite' ),
			'by_alias' => __( 'Leads here, as an alias of the network\'s own host.', 'runcloud-multisite' ),
			'by_visit' => __( 'Leads here, as a visit proved.', 'runcloud-multisite' ),
			/* translators: %s: addresses. */
			'proxied'  => sprintf( __( 'Is behind a proxy: %s', 'runcloud-multisite' ), self::addresses( $more ) ),
			'no'       => self::elsewhere( $more ),
			/* translators: %s: what went wrong, such as "timed out". */
			'unknown'  => sprintf( __( 'Is not known: %s', 'runcloud-multisite' ), is_string( $more ) ? str_replace( '_', ' ', $more ) : '' ),
			default    => __( 'Something that this version of the plugin does not know.', 'runcloud-multisite' ),
		};
	}

	/**
	 * A definite answer that does not lead here, in words.
	 *
	 * @param mixed $value The answer as the program keeps it.
	 */
	private static function elsewhere( mixed $value ): string {
		$what = is_array( $value ) ? (string) array_key_first( $value ) : ( is_string( $value ) ? $value : '' );
		$more = is_array( $value ) ? $value[ $what ] ?? null : null;
		return match ( $what ) {
			'no_such_name' => __( 'Does not exist.', 'runcloud-multisite' ),
			'no_record'    => __( 'Has no address record.', 'runcloud-multisite' ),
			/* translators: %s: a name. */
			'dead_alias'   => sprintf( __( 'Is an alias of %s, which leads nowhere.', 'runcloud-multisite' ), is_string( $more ) ? $more : '' ),
			/* translators: %s: addresses. */
			'stale_ipv6'   => sprintf( __( 'Leads here over IPv4, and elsewhere over IPv6: %s', 'runcloud-multisite' ), self::addresses( $more ) ),
			/* translators: %s: addresses. */
			'mixed'        => sprintf( __( 'Leads here and elsewhere: %s', 'runcloud-multisite' ), self::addresses( $more ) ),
			/* translators: %s: addresses. */
			'other'        => sprintf( __( 'Leads elsewhere: %s', 'runcloud-multisite' ), self::addresses( $more ) ),
			default        => __( 'Leads elsewhere.', 'runcloud-multisite' ),
		};
	}

	/**
	 * Addresses in a line.
	 *
	 * @param mixed $list What should be a list of addresses.
	 */
	private static function addresses( mixed $list ): string {
		return implode( ', ', array_filter( is_array( $list ) ? $list : array(), 'is_string' ) );
	}
}

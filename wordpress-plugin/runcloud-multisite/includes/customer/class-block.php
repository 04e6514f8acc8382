<?php
/**
 * What the owner of a domain sees about it.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Customer;

use Runcloud_Multisite\Host;

defined( 'ABSPATH' ) || exit;

/**
 * Prints where one domain stands, the records it needs and the button to check it again.
 */
final class Block {

	/**
	 * Keeps what is shown.
	 *
	 * @param Mapping          $mapping     The row.
	 * @param Standing         $standing    Where it stands.
	 * @param list<Dns_Record> $records     The records it needs.
	 * @param string           $main_domain The network's own host.
	 * @param int              $now         In milliseconds.
	 * @param int|null         $silent      Since when the program is not heard of, in milliseconds; null while it runs.
	 */
	public function __construct(
		private readonly Mapping $mapping,
		private readonly Standing $standing,
		private readonly array $records,
		private readonly string $main_domain,
		private readonly int $now,
		private readonly ?int $silent
	) {}

	/**
	 * The id of the block in the page.
	 *
	 * @param int $mapping_id The id of the row.
	 */
	public static function id_of( int $mapping_id ): string {
		return 'runcloud-multisite-domain-' . $mapping_id;
	}

	/**
	 * Prints it.
	 */
	public function render(): void {
		$has_records = array() !== $this->records;
		$name        = self::shown( $this->mapping->host );
		$sentence    = Reason_Words::sentence( $this->standing, $name, self::shown( Host::twin( $this->mapping->host ) ), $has_records );

		printf( '<div class="runcloud-multisite-block" id="%s">', esc_attr( self::id_of( $this->mapping->id ) ) );
		printf( '<p class="runcloud-multisite-sentence">%s</p>', esc_html( $sentence ) );
		$this->print_facts( $has_records );
		if ( $has_records ) {
			$this->print_records( $name );
		}
		if ( $this->standing->may_be_mended() ) {
			$this->print_button( $name );
		}
		echo '</div>';
	}

	/**
	 * Prints what is known in a few words each.
	 *
	 * @param bool $has_records Whether records are shown.
	 */
	private function print_facts( bool $has_records ): void {
		$facts = array(
			__( 'Status', 'runcloud-multisite' )          => State_Words::state( $this->standing, $has_records ),
			__( 'Who acts next', 'runcloud-multisite' )   => State_Words::who( $this->standing, $has_records ),
			__( 'Next check', 'runcloud-multisite' )      => $this->next_check(),
			__( 'Certificate valid until', 'runcloud-multisite' ) => $this->valid_until(),
		);
		echo '<dl class="runcloud-multisite-facts">';
		foreach ( array_filter( $facts ) as $label => $fact ) {
			printf( '<div><dt>%s</dt><dd>%s</dd></div>', esc_html( $label ), esc_html( $fact ) );
		}
		echo '</dl>';
		if ( null !== $this->silent ) {
			/* translators: %s: how long ago, such as "3 hours". */
			$text = sprintf( __( 'This may be out of date: the last check of domains here was %s ago.', 'runcloud-multisite' ), human_time_diff( intdiv( $this->silent, 1000 ), intdiv( $this->now, 1000 ) ) );
			printf( '<p>%s</p>', esc_html( $text ) );
		}
	}

	/**
	 * Prints the records to set: open where that is what is missing. Its roles are written out, as a narrow page shows it as
	 * a list, and browsers then forget that it is a table.
	 *
	 * @param string $name The domain.
	 */
	private function print_records( string $name ): void {
		$open = State_Words::is_owners_turn( $this->standing, true ) ? ' open' : '';
		/* translators: %s: a domain. */
		$heading = sprintf( __( 'DNS records for %s', 'runcloud-multisite' ), $name );
		printf( '<details%s><summary><h4>%s</h4></summary>', esc_attr( $open ), esc_html( $heading ) );
		printf( '<p>%s</p>', esc_html__( 'Set these at the company where you registered the domain. It can take some hours until a change is seen everywhere.', 'runcloud-multisite' ) );
		printf( '<table class="runcloud-multisite-records" role="table"><caption class="screen-reader-text">%s</caption>', esc_html( $heading ) );
		printf(
			'<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">%s</th><th scope="col" role="columnheader">%s</th><th scope="col" role="columnheader">%s</th></tr></thead><tbody role="rowgroup">',
			esc_html__( 'Name', 'runcloud-multisite' ),
			esc_html__( 'Type', 'runcloud-multisite' ),
			esc_html__( 'Value', 'runcloud-multisite' )
		);
		foreach ( $this->records as $record ) {
			$this->print_record( $record );
		}
		echo '</tbody></table>';
		printf( '<p>%s</p></details>', esc_html__( 'Remove other A, AAAA and CNAME records of these names: they lead visitors somewhere else.', 'runcloud-multisite' ) );
	}

	/**
	 * Prints one record.
	 *
	 * @param Dns_Record $record The record.
	 */
	private function print_record( Dns_Record $record ): void {
		$type = '<code>' . esc_html( $record->type ) . '</code>';
		if ( $record->optional ) {
			$type .= ' ' . esc_html__( '(optional)', 'runcloud-multisite' );
		}
		$values = array_map( static fn ( string $value ): string => '<code>' . esc_html( $value ) . '</code>', $record->values );
		$value  = implode( ' ' . esc_html_x( 'or', 'between two values of a DNS record', 'runcloud-multisite' ) . ' ', $values );
		if ( array() === $values ) {
			/* translators: %s: the network's own host, as code. */
			$value = sprintf( esc_html__( 'the same address as %s', 'runcloud-multisite' ), '<code>' . esc_html( $this->main_domain ) . '</code>' );
		}
		printf(
			'<tr role="row"><td role="cell" data-label="%s"><code>%s</code></td><td role="cell" data-label="%s">%s</td><td role="cell" data-label="%s">%s</td></tr>',
			esc_attr__( 'Name', 'runcloud-multisite' ),
			esc_html( $record->name ),
			esc_attr__( 'Type', 'runcloud-multisite' ),
			$type, // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above.
			esc_attr__( 'Value', 'runcloud-multisite' ),
			$value // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above.
		);
	}

	/**
	 * Prints the button and the place of its answer. The form it belongs to stands at the end of the page, as the block may
	 * lie in another form.
	 *
	 * @param string $name The domain.
	 */
	private function print_button( string $name ): void {
		$answer = Check::answer_about( $this->mapping->id );
		printf(
			'<p class="runcloud-multisite-check"><button type="submit" class="button" form="%s" name="%s" value="%d">%s<span class="screen-reader-text"> (%s)</span></button> <span role="status" aria-live="polite">%s</span></p>',
			esc_attr( Element::FORM ),
			esc_attr( Check::FIELD ),
			(int) $this->mapping->id,
			esc_html__( 'Check again', 'runcloud-multisite' ),
			esc_html( $name ),
			esc_html( null === $answer ? '' : $answer->sentence() )
		);
	}

	/**
	 * When it is looked at next; nothing where that is not known.
	 */
	private function next_check(): string {
		if ( null === $this->standing->next_look || null !== $this->silent ) {
			return '';
		}
		if ( $this->standing->next_look <= $this->now ) {
			return __( 'in a moment', 'runcloud-multisite' );
		}
		/* translators: %s: a time span, such as "5 minutes". */
		return sprintf( __( 'in about %s', 'runcloud-multisite' ), human_time_diff( intdiv( $this->now, 1000 ), intdiv( $this->standing->next_look, 1000 ) ) );
	}

	/**
	 * Until when visitors get a valid certificate; nothing where they do not.
	 */
	private function valid_until(): string {
		if ( null === $this->standing->cert_expires ) {
			return '';
		}
		return (string) wp_date( (string) get_option( 'date_format' ), intdiv( $this->standing->cert_expires, 1000 ) );
	}

	/**
	 * A host as people write it.
	 *
	 * @param string $host A normalised host.
	 */
	private static function shown( string $host ): string {
		if ( str_contains( $host, 'xn--' ) && function_exists( 'idn_to_utf8' ) ) {
			$unicode = idn_to_utf8( $host, IDNA_NONTRANSITIONAL_TO_UNICODE, INTL_IDNA_VARIANT_UTS46 );
			return false === $unicode || '' === $unicode ? $host : $unicode;
		}
		return $host;
	}
}

<?php
/**
 * Stand-in for the model of a mapping row.
 *
 * Written for these tests from what is publicly known of Ultimate Multisite: which hooks fire with which arguments, in
 * which order, and what is cached. It shares no code with it.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

namespace WP_Ultimo\Models;

// phpcs:disable Squiz.Commenting

class Domain {

	public const INACTIVE_STAGES = array( 'checking-dns', 'checking-ssl-cert', 'failed', 'ssl-failed' );

	private const FIELDS = array( 'blog_id', 'domain', 'active', 'primary_domain', 'secure', 'stage' );

	private array $data = array(
		'id'             => 0,
		'blog_id'        => 0,
		'domain'         => '',
		'active'         => 1,
		'primary_domain' => 0,
		'secure'         => 0,
		'stage'          => 'checking-dns',
	);

	public function __construct( $values = array() ) {
		foreach ( (array) $values as $name => $value ) {
			if ( array_key_exists( $name, $this->data ) ) {
				$this->data[ $name ] = $value;
			}
		}
		$this->set_domain( (string) $this->data['domain'] );
	}

	public static function table(): string {
		global $wpdb;
		return $wpdb->base_prefix . 'wu_domain_mappings';
	}

	/** The row as it is cached, or from the table; nothing tells the cache of a statement from outside. */
	public static function get_by_id( $id ) {
		global $wpdb;
		$row = wp_cache_get( (int) $id, 'wu-domains' );
		if ( false === $row ) {
			$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . self::table() . ' WHERE id = %d', $id ), ARRAY_A );
			if ( null === $row ) {
				return false;
			}
			wp_cache_set( (int) $id, $row, 'wu-domains' );
		}
		return new self( $row );
	}

	/** The exact form only. */
	public static function get_by( $column, $value ) {
		global $wpdb;
		$id = $wpdb->get_var( $wpdb->prepare( 'SELECT id FROM ' . self::table() . ' WHERE domain = %s LIMIT 1', $value ) );
		return null === $id ? false : self::get_by_id( $id );
	}

	/** What serving asks: either form, the best row first, remembered under both. */
	public static function get_by_domain( $domains ) {
		global $wpdb;
		foreach ( (array) $domains as $domain ) {
			$cached = wp_cache_get( 'domain:' . $domain, 'domain_mappings' );
			if ( 'notexists' === $cached ) {
				return null;
			}
			if ( false !== $cached ) {
				return new self( $cached );
			}
		}
		$marks = implode( ', ', array_fill( 0, count( (array) $domains ), '%s' ) );
		$sql   = 'SELECT * FROM ' . self::table() . " WHERE domain IN ({$marks}) ORDER BY primary_domain DESC, active DESC, secure DESC LIMIT 1";
		$row   = $wpdb->get_row( $wpdb->prepare( $sql, (array) $domains ), ARRAY_A );
		foreach ( (array) $domains as $domain ) {
			wp_cache_set( 'domain:' . $domain, $row ?? 'notexists', 'domain_mappings' );
		}
		return null === $row ? null : new self( $row );
	}

	public static function query( $query = array() ): array {
		global $wpdb;
		$ids = $wpdb->get_col( $wpdb->prepare( 'SELECT id FROM ' . self::table() . ' WHERE blog_id = %d ORDER BY id', $query['blog_id'] ?? 0 ) );
		return array_map( array( self::class, 'get_by_id' ), $ids );
	}

	public function get_id() {
		return (int) $this->data['id'];
	}

	public function get_blog_id() {
		return (int) $this->data['blog_id'];
	}

	public function get_domain() {
		return (string) $this->data['domain'];
	}

	public function get_stage() {
		return (string) $this->data['stage'];
	}

	public function is_secure() {
		return (bool) $this->data['secure'];
	}

	public function has_inactive_stage(): bool {
		return in_array( $this->get_stage(), self::INACTIVE_STAGES, true );
	}

	public function is_active() {
		return ! $this->has_inactive_stage() && (bool) $this->data['active'];
	}

	public function set_domain( $domain ): void {
		$this->data['domain'] = strtolower( (string) $domain );
	}

	public function set_blog_id( $id ): void {
		$this->data['blog_id'] = (int) $id;
	}

	public function set_stage( $stage ): void {
		$this->data['stage'] = (string) $stage;
	}

	public function set_secure( $secure ): void {
		$this->data['secure'] = (int) (bool) $secure;
	}

	public function set_active( $active ): void {
		$this->data['active'] = (int) (bool) $active;
	}

	public function set_primary_domain( $primary ): void {
		$this->data['primary_domain'] = (int) (bool) $primary;
	}

	/** True where something was saved, false where nothing differs, an error where it is refused. */
	public function save() {
		global $wpdb;
		if ( ! preg_match( '/^[a-z0-9.-]+\.[a-z]{2,}$/', $this->get_domain() ) ) {
			return new \WP_Error( 'domain', 'The domain is not valid.' );
		}
		$new    = 0 === $this->get_id();
		$values = array_intersect_key( $this->data, array_flip( self::FIELDS ) );
		$before = $new ? array() : (array) $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . self::table() . ' WHERE id = %d', $this->get_id() ), ARRAY_A );
		$change = array_filter( $values, static fn ( $value, $name ): bool => (string) $value !== (string) ( $before[ $name ] ?? '' ), ARRAY_FILTER_USE_BOTH );
		if ( $new ) {
			$wpdb->insert( self::table(), $values + array( 'date_created' => gmdate( 'Y-m-d H:i:s' ), 'date_modified' => gmdate( 'Y-m-d H:i:s' ) ) );
			$this->data['id'] = $wpdb->insert_id;
			foreach ( array( 'domain', 'active', 'primary_domain', 'secure', 'stage' ) as $field ) {
				do_action( 'wu_transition_domain_' . $field, 'new', $this->data[ $field ], $this->get_id() );
			}
		} elseif ( $change ) {
			$wpdb->update( self::table(), $values + array( 'date_modified' => gmdate( 'Y-m-d H:i:s' ) ), array( 'id' => $this->get_id() ) );
			foreach ( array_intersect( array( 'domain', 'stage' ), array_keys( $change ) ) as $field ) {
				do_action( 'wu_transition_domain_' . $field, $before[ $field ], $this->data[ $field ], $this->get_id() );
			}
		}
		do_action( 'wu_domain_post_save', $values, $this, $new );
		wp_cache_flush();
		return $new || (bool) $change;
	}

	/** Forgets nothing of what is cached. */
	public function delete() {
		global $wpdb;
		do_action( 'wu_domain_pre_delete', $this );
		$result = (bool) $wpdb->delete( self::table(), array( 'id' => $this->get_id() ) );
		do_action( 'wu_domain_post_delete', $result, $this );
		return $result;
	}
}

<?php
/**
 * Stand-ins for the public functions of Ultimate Multisite. Jobs and events are kept in memory, for tests to see.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

use WP_Ultimo\Models\Domain;

// phpcs:disable Squiz.Commenting

final class Standin {
	/** @var list<array{string, array}> Jobs that wait. */
	public static array $jobs = array();
	/** @var list<array{string, array}> Events that were fired. */
	public static array $events = array();
	/** @var array<string, array> Events that are known. */
	public static array $event_types = array();
	/** @var list<array{string, string}> Lines of logs. */
	public static array $log = array();
	/** @var list<string> Keys of notices. */
	public static array $notices = array();
	/** @var array<string, string> Rows of the settings. */
	public static array $settings = array();
	/** Whether domain mapping was started by the sunrise file. */
	public static bool $mapping_started = true;
	/** @var array{dns: bool, ssl: bool} What the looks of the stage job find. */
	public static array $looks = array(
		'dns' => false,
		'ssl' => false,
	);

	public static function reset(): void {
		self::$jobs            = array();
		self::$events          = array();
		self::$log             = array();
		self::$notices         = array();
		self::$mapping_started = true;
		self::$looks           = array(
			'dns' => false,
			'ssl' => false,
		);
	}

	/** Runs the jobs that wait, those of one hook or all, once. */
	public static function run_jobs( string $hook = '' ): void {
		$jobs       = self::$jobs;
		self::$jobs = array();
		foreach ( $jobs as $job ) {
			if ( '' === $hook || $hook === $job[0] ) {
				do_action_ref_array( $job[0], array_values( $job[1] ) );
			} else {
				self::$jobs[] = $job;
			}
		}
	}
}

function wu_get_domain( $id ) {
	return Domain::get_by_id( $id );
}

function wu_get_domains( $query = array() ) {
	return Domain::query( $query );
}

function wu_get_domain_by_domain( $domain ) {
	return Domain::get_by( 'domain', $domain );
}

function wu_create_domain( $data ) {
	$domain = new Domain( $data );
	$saved  = $domain->save();
	if ( is_wp_error( $saved ) ) {
		return $saved;
	}
	wu_enqueue_async_action( 'wu_async_process_domain_stage', array( 'domain_id' => $domain->get_id() ), 'domain' );
	return $domain;
}

function wu_enqueue_async_action( $hook, $args = array(), $group = '' ) {
	Standin::$jobs[] = array( $hook, $args );
	return count( Standin::$jobs );
}

function wu_register_event_type( $slug, $args ) {
	Standin::$event_types[ $slug ] = $args;
	return true;
}

function wu_do_event( $slug, $payload ) {
	if ( ! isset( Standin::$event_types[ $slug ] ) ) {
		return array( 'error' => 'Event not found' );
	}
	if ( array_diff_key( Standin::$event_types[ $slug ]['payload'], $payload ) ) {
		return array( 'error' => 'Payload is missing required parameters' );
	}
	Standin::$events[] = array( $slug, $payload );
	return true;
}

function wu_log_add( $handle, $message, $level = 'info' ) {
	Standin::$log[] = array( $handle, $message );
}

function wu_get_asset( $asset, $folder = 'img' ) {
	return 'https://network.test/' . $folder . '/' . $asset;
}

function wu_register_settings_field( $section, $slug, $args ) {
	Standin::$settings[ $slug ] = $args['title'] . $args['desc'];
}

function wu_network_admin_url( $page, $query = array() ) {
	return network_admin_url( 'admin.php?page=' . $page . '&' . http_build_query( $query ) );
}

function WP_Ultimo() {
	static $object = null;
	if ( null === $object ) {
		$object          = new stdClass();
		$object->notices = new class() {
			public function add( $message, $type, $panel, $key, $actions = array() ) {
				Standin::$notices[] = $key;
			}
		};
	}
	return $object;
}

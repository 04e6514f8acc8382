<?php
/**
 * Stand-in for WP-CLI's public face, for what the command says.
 *
 * @package Runcloud_Multisite_Tests
 */

// phpcs:disable

namespace {

	final class WP_CLI {
		/** @var array<string, mixed> */
		public static array $commands = array();
		/** @var list<string> */
		public static array $said = array();

		public static function add_command( $name, $command ) {
			self::$commands[ $name ] = $command;
		}

		public static function line( $text = '' ) {
			self::$said[] = $text;
		}

		public static function success( $text ) {
			self::$said[] = 'Success: ' . $text;
		}

		public static function warning( $text ) {
			self::$said[] = 'Warning: ' . $text;
		}

		public static function error( $text ) {
			throw new RuntimeException( $text );
		}
	}
}

namespace WP_CLI\Utils {

	function format_items( $format, $items, $fields ) {
		foreach ( $items as $item ) {
			\WP_CLI::$said[] = implode( ' | ', array_map( static fn ( $field ) => (string) $item[ $field ], $fields ) );
		}
	}
}

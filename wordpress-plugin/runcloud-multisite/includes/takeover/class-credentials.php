<?php
/**
 * The credentials of RunCloud, as far as the plugin is concerned with them.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Takeover;

use Runcloud_Multisite\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Knows which credentials there are and whether they are given. The program uses them; the plugin never reads a secret,
 * it only hands new ones to Ultimate Multisite's own store.
 */
final class Credentials {

	public const TOKEN  = 'WU_RUNCLOUD_API_TOKEN';
	public const KEY    = 'WU_RUNCLOUD_API_KEY';
	public const SECRET = 'WU_RUNCLOUD_API_SECRET';
	public const SERVER = 'WU_RUNCLOUD_SERVER_ID';
	public const APP    = 'WU_RUNCLOUD_APP_ID';

	/** What must never be shown again. */
	private const SECRETS = array( self::TOKEN, self::KEY, self::SECRET );

	/** When credentials were last changed in the wizard, in milliseconds. */
	private const CHANGED = 'runcloud_multisite_credentials_changed';

	/**
	 * What is required, in Ultimate Multisite's form: of a list, one is enough.
	 *
	 * @return list<string|list<string>>
	 */
	public static function required(): array {
		return array( array( self::TOKEN, self::KEY ), self::SERVER, self::APP );
	}

	/**
	 * What belongs to them only sometimes.
	 *
	 * @return list<string>
	 */
	public static function optional(): array {
		return array( self::SECRET );
	}

	/**
	 * Whether this is one that must not be shown.
	 *
	 * @param string $name The name of its constant.
	 */
	public static function is_secret( string $name ): bool {
		return in_array( $name, self::SECRETS, true );
	}

	/**
	 * What is missing: a token, or a key with its secret, and both ids.
	 *
	 * @param callable(string): bool $given Whether the credential of this name is given.
	 * @return list<string>
	 */
	public static function missing( callable $given ): array {
		$missing = array();
		if ( ! $given( self::TOKEN ) ) {
			if ( ! $given( self::KEY ) ) {
				$missing[] = self::TOKEN;
			} elseif ( ! $given( self::SECRET ) ) {
				$missing[] = self::SECRET;
			}
		}
		foreach ( array( self::SERVER, self::APP ) as $name ) {
			if ( ! $given( $name ) ) {
				$missing[] = $name;
			}
		}
		return $missing;
	}

	/**
	 * What is missing here. Where the program itself reads RunCloud, it has its credentials from its own surroundings.
	 *
	 * Visitors' requests ask too, and cost no query: nothing depends on the answer there.
	 *
	 * @return list<string>
	 */
	public static function missing_here(): array {
		$missing = self::missing( array( self::class, 'is_constant' ) );
		if ( array() === $missing || ! ( is_admin() || wp_doing_cron() || ( defined( 'WP_CLI' ) && WP_CLI ) ) ) {
			return $missing;
		}
		$missing = self::missing( static fn ( string $name ): bool => self::is_constant( $name ) || self::is_stored( $name ) );
		$agent   = Plugin::get()->agent;
		return array() !== $missing && $agent->is_running() && null !== $agent->panel_read_at() ? array() : $missing;
	}

	/**
	 * Whether a constant of wp-config.php gives it; no query is needed for that.
	 *
	 * @param string $name The name of the constant.
	 */
	public static function is_constant( string $name ): bool {
		return defined( $name ) && (bool) constant( $name );
	}

	/**
	 * Whether it is stored in the network's options.
	 *
	 * @param string $name The name of the constant.
	 */
	public static function is_stored( string $name ): bool {
		return '' !== (string) get_network_option( null, 'wu_hosting_credential_' . $name, '' );
	}

	/**
	 * Remembers that they were changed now: the program reads them when it starts.
	 */
	public static function note_change(): void {
		update_network_option( get_main_network_id(), self::CHANGED, (int) floor( microtime( true ) * 1000 ) );
	}

	/**
	 * When they were last changed in the wizard, in milliseconds; 0 where that was never.
	 */
	public static function changed_at(): int {
		return (int) get_network_option( get_main_network_id(), self::CHANGED, 0 );
	}

	/**
	 * The fields of the wizard, by the name of the constant.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function fields(): array {
		return array(
			self::TOKEN  => self::secret_field(
				__( 'API token', 'runcloud-multisite' ),
				__( 'For version 3 of the API. Create it in RunCloud under Settings, API Management, with access to this server only. With a token the key and the secret below are not needed.', 'runcloud-multisite' ),
				self::is_stored( self::TOKEN )
			),
			self::KEY    => self::secret_field(
				__( 'API key', 'runcloud-multisite' ),
				__( 'For version 2 of the API, together with the secret. Leave it empty if you have a token.', 'runcloud-multisite' ),
				self::is_stored( self::KEY )
			),
			self::SECRET => self::secret_field(
				__( 'API secret', 'runcloud-multisite' ),
				__( 'It belongs to the API key.', 'runcloud-multisite' ),
				self::is_stored( self::SECRET )
			),
			self::SERVER => array(
				'title'       => __( 'Server id', 'runcloud-multisite' ),
				'desc'        => __( 'The number after /servers/ in the address of the server in RunCloud.', 'runcloud-multisite' ),
				'placeholder' => __( 'e.g. 11667', 'runcloud-multisite' ),
			),
			self::APP    => array(
				'title'       => __( 'Web application id', 'runcloud-multisite' ),
				'desc'        => __( 'The second number in the address of this network\'s web application in RunCloud.', 'runcloud-multisite' ),
				'placeholder' => __( 'e.g. 940288', 'runcloud-multisite' ),
			),
		);
	}

	/**
	 * A field whose value is never shown again.
	 *
	 * @param string $title  Its title.
	 * @param string $help   What to put in.
	 * @param bool   $stored Whether there is a value already.
	 * @return array<string, mixed>
	 */
	private static function secret_field( string $title, string $help, bool $stored ): array {
		return array(
			'title'       => $title,
			'desc'        => $help,
			'type'        => 'password',
			'placeholder' => $stored ? __( 'Stored. Leave it empty to keep it.', 'runcloud-multisite' ) : '',
			'html_attr'   => array( 'autocomplete' => 'new-password' ),
		);
	}
}

<?php
/**
 * Adds a person who can log in and is nobody's administrator.
 *
 * Arguments: the name, the password.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

require __DIR__ . '/load.php';
require ABSPATH . 'wp-config.php';

succeed(
	wp_insert_user(
		array(
			'user_login' => $argv[3],
			'user_pass'  => $argv[4],
			'user_email' => $argv[3] . '@' . $argv[2],
		)
	)
);

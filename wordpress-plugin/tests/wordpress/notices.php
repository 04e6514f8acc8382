<?php
/**
 * Prints the notices that an administrator of the network gets about integrations.
 *
 * Arguments: the web root, the main domain.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

require __DIR__ . '/../../../tests/wordpress/load.php';

define( 'WP_ADMIN', true );

require ABSPATH . 'wp-config.php';

echo implode( ' ', Standin::$notices );

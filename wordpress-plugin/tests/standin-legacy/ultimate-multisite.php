<?php
/**
 * Plugin Name: Stand-in for Ultimate Multisite, in the layout before the registry
 * Network: true
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

require_once __DIR__ . '/../standin-common/class-domain.php';
require_once __DIR__ . '/../standin-common/functions.php';
require_once __DIR__ . '/../standin-common/class-domain-manager.php';
require_once __DIR__ . '/host-provider.php';
require_once __DIR__ . '/runcloud.php';

WP_Ultimo\Managers\Domain_Manager::get_instance()->start();

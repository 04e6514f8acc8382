<?php
/**
 * Plugin Name: Stand-in for Ultimate Multisite, in the layout with a registry
 * Network: true
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

require_once __DIR__ . '/../standin-common/class-domain.php';
require_once __DIR__ . '/../standin-common/functions.php';
require_once __DIR__ . '/../standin-common/customers.php';
require_once __DIR__ . '/../standin-common/class-domain-manager.php';
require_once __DIR__ . '/integration.php';
require_once __DIR__ . '/capability.php';
require_once __DIR__ . '/runcloud.php';
require_once __DIR__ . '/registry.php';

WP_Ultimo\Managers\Domain_Manager::get_instance()->start();
WP_Ultimo\Integrations\Integration_Registry::get_instance()->init();

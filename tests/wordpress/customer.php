<?php
/**
 * Makes a person the customer of a site through Ultimate Multisite's own functions, as a checkout does.
 *
 * Arguments: the name, the id of the site.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

require __DIR__ . '/load.php';
require ABSPATH . 'wp-config.php';

$person = get_user_by( 'login', $argv[3] );
$person || fail( 'nobody is called ' . $argv[3] );
$site = (int) $argv[4];
succeed( add_user_to_blog( $site, $person->ID, 'administrator' ) );
$customer = succeed( wu_create_customer( array( 'user_id' => $person->ID ) ) );
update_site_meta( $site, 'wu_type', 'customer_owned' );
update_site_meta( $site, 'wu_customer_id', $customer->get_id() );

<?php
/**
 * Pages where the stand-ins for Ultimate Multisite have none: the settings of integrations with the wizard, its list of
 * domains, and a customer's own page of domains. A must-use plugin of networks that a browser walks through.
 *
 * @package RunCloudMultisiteTests
 */

declare( strict_types=1 );

/**
 * The integration as Ultimate Multisite sees it, in either layout.
 *
 * @return object
 */
function walk_integration() {
	return class_exists( 'WP_Ultimo\Integrations\Integration_Registry' )
		? WP_Ultimo\Integrations\Integration_Registry::get_instance()->get( 'runcloud' )
		: WP_Ultimo\Managers\Domain_Manager::get_instance()->get_integration_instance( 'runcloud' );
}

/**
 * The settings row, the wizard's steps, and the test with its answer put into the page as HTML.
 */
function walk_integration_page(): void {
	do_action( 'wu_settings_integrations' );
	echo '<div class="wrap"><h1>Integrations</h1>';
	foreach ( Standin::$settings as $row ) {
		echo '<p class="integration-row">' . $row . '</p>';
	}
	$integration = walk_integration();
	echo '<h2>' . esc_html( $integration->get_title() ) . '</h2><p>' . wp_kses_post( $integration->get_description() ) . '</p>';
	$integration->get_instructions();
	foreach ( $integration->get_fields() as $name => $field ) {
		printf( '<p><label>%s<br><input name="%s" placeholder="%s"></label></p>', esc_html( $field['title'] ?? $name ), esc_attr( $name ), esc_attr( $field['placeholder'] ?? '' ) );
	}
	printf(
		'<p><button class="button" onclick="fetch(%s).then(r=>r.json()).then(a=>{document.getElementById(\'walk-answer\').innerHTML=a.data.message})">Test connection</button></p><div id="walk-answer"></div></div>',
		esc_attr( (string) wp_json_encode( admin_url( 'admin-ajax.php?action=wu_test_hosting_integration&integration=runcloud' ) ) )
	);
}

/**
 * The list of mappings with what other plugins add to the column of names.
 */
function walk_mappings_page(): void {
	global $wpdb;
	echo '<div class="wrap"><h1>Domains</h1><table class="widefat"><thead><tr><th>Domain</th><th>Stage</th></tr></thead><tbody>';
	foreach ( $wpdb->get_col( "SELECT id FROM {$wpdb->base_prefix}wu_domain_mappings ORDER BY domain" ) as $id ) {
		$mapping = wu_get_domain( $id );
		$name    = apply_filters( 'wu_domain_list_column_domain', esc_html( $mapping->get_domain() ), $mapping );
		$words   = $mapping->get_stage() . ( $mapping->is_secure() ? ', secure' : '' ) . ( $mapping->is_active() ? ', active' : '' );
		echo '<tr><td>' . $name . '</td><td>' . esc_html( $words ) . '</td></tr>';
	}
	echo '</tbody></table></div>';
}

add_action(
	'network_admin_menu',
	static function (): void {
		add_menu_page( 'Domains', 'Ultimate Multisite', 'manage_network', 'wp-ultimo', 'walk_mappings_page' );
		add_submenu_page( 'wp-ultimo', 'Integrations', 'Integrations', 'manage_network', 'walk-integrations', 'walk_integration_page' );
	}
);

add_action(
	'template_redirect',
	static function (): void {
		if ( ! isset( $_GET['walk_domains'] ) || ! function_exists( 'standin_domain_list' ) ) {
			return;
		}
		// Styles are asked for while the list is made, so they come with the foot of the page.
		echo '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>My domains</title>';
		wp_head();
		echo '<style>body{font-family:sans-serif;margin:1rem}.row{border:1px solid #ccc;padding:1rem;margin-bottom:1rem}</style></head><body><h1>My domains</h1>';
		echo standin_domain_list( get_current_blog_id() );
		wp_footer();
		echo '</body></html>';
		exit;
	},
	1
);

// Of every site, the person who owns it in the walk.
add_action(
	'init',
	static function (): void {
		$owner = get_user_by( 'login', 'owner' );
		if ( $owner && class_exists( 'Standin_Customers' ) ) {
			Standin_Customers::$of_users[ $owner->ID ]           = 31;
			Standin_Customers::$of_sites[ get_current_blog_id() ] = 31;
		}
	}
);

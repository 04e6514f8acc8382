<?php
/**
 * Stand-in for what Ultimate Multisite knows of customers, and for the list of domains that they see.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

// phpcs:disable Squiz.Commenting

final class Standin_Customers {
	/** @var array<int, int> The customer by user. */
	public static array $of_users = array();
	/** @var array<int, int> The customer by site. */
	public static array $of_sites = array();
	/** The customer that a page is about. */
	public static int $current = 0;

	public static function reset(): void {
		self::$of_users = array();
		self::$of_sites = array();
		self::$current  = 0;
	}
}

function wu_get_customer_by_user_id( $user_id ) {
	$id = Standin_Customers::$of_users[ $user_id ] ?? 0;
	return 0 === $id ? false : new class( $id ) {
		public function __construct( private int $id ) {}

		public function get_id() {
			return $this->id;
		}
	};
}

function wu_get_site( $site_id ) {
	return new class( Standin_Customers::$of_sites[ $site_id ] ?? 0 ) {
		public function __construct( private int $customer ) {}

		public function get_customer_id() {
			return $this->customer;
		}

		/** Without an id the customer that the page is about counts. */
		public function is_customer_allowed( $customer_id = false ) {
			return (int) ( $customer_id ? $customer_id : Standin_Customers::$current ) === $this->customer;
		}
	};
}

/** The list of a site's domains with the filters of 2.4.12 and later: name, what is known of it, links. */
function standin_domain_list( int $site_id ): string {
	ob_start();
	foreach ( wu_get_domains( array( 'blog_id' => $site_id ) ) as $domain ) {
		$actions = apply_filters(
			'wu_domain_mapping_row_actions',
			array(
				'remove' => array(
					'wrapper_classes' => '',
					'icon'            => '',
					'label'           => '',
					'value'           => 'Delete',
					'url'             => '#delete',
				),
			),
			$domain
		);
		$info    = apply_filters(
			'wu_domain_mapping_row_info',
			array(
				'secure' => array(
					'wrapper_classes' => '',
					'icon'            => '',
					'label'           => '',
					'value'           => $domain->is_secure() ? 'Secure (HTTPS)' : 'Not Secure (HTTP)',
				),
			),
			$domain
		);
		echo '<div class="row"><h4>' . esc_html( $domain->get_domain() ) . '</h4><div class="cells"><div class="info">';
		foreach ( $info as $item ) {
			echo '<span class="cell ' . esc_attr( $item['wrapper_classes'] ) . '"><span class="' . esc_attr( $item['icon'] ) . '"></span>';
			if ( is_callable( $item['value'] ) ) {
				$item['value']();
			} else {
				echo esc_html( $item['value'] );
			}
			echo '</span>';
		}
		echo '</div><div class="actions">';
		foreach ( $actions as $item ) {
			echo '<a class="cell ' . esc_attr( $item['wrapper_classes'] ) . '" href="' . esc_url( $item['url'] ) . '">' . esc_html( $item['value'] ) . '</a>';
		}
		echo '</div></div></div>';
	}
	return (string) ob_get_clean();
}

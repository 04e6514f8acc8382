<?php
/**
 * Hearing of what happens to domains and sites.
 *
 * @package Runcloud_Multisite
 */

declare(strict_types=1);

namespace Runcloud_Multisite\Records;

use Runcloud_Multisite\Host;

defined( 'ABSPATH' ) || exit;

/**
 * Listens to Ultimate Multisite's model and to WordPress' sites. Everything that changes a domain or a site passes here,
 * whichever screen, API or command it comes from.
 */
final class Listeners {

	/** What has to differ for a change of a site to matter. */
	private const OF_A_SITE = array( 'domain', 'path', 'site_id', 'archived', 'spam', 'deleted' );

	/**
	 * Keeps the recorder.
	 *
	 * @param Recorder     $recorder Where it is written down.
	 * @param Stale_Caches $caches   What has to be forgotten after a deletion.
	 */
	public function __construct( private readonly Recorder $recorder, private readonly Stale_Caches $caches ) {}

	/**
	 * Attaches the hooks.
	 */
	public function start(): void {
		add_action( 'wu_domain_post_save', array( $this, 'domain_saved' ), 10, 2 );
		add_action( 'wu_domain_post_delete', array( $this, 'domain_deleted' ), 10, 2 );
		add_action( 'wu_transition_domain_domain', array( $this, 'domain_renamed' ), 10, 2 );
		add_action( 'wp_insert_site', array( $this, 'site_added' ), 20 );
		add_action( 'wp_update_site', array( $this, 'site_changed' ), 20, 2 );
		// After Ultimate Multisite has deleted the rows of the site, where it does.
		add_action( 'wp_delete_site', array( $this, 'site_deleted' ), 20 );
		foreach ( array( 'wu_add_domain', 'wu_remove_domain', 'wu_add_subdomain', 'wu_remove_subdomain' ) as $job ) {
			add_action( $job, array( $this, 'job' ), 10, 2 );
		}
	}

	/**
	 * A row was saved, new or not, changed or not.
	 *
	 * @param mixed $data   What was saved.
	 * @param mixed $domain The model.
	 */
	public function domain_saved( $data, $domain ): void {
		$this->about(
			$domain,
			function ( string $host, int $site_id ): void {
				$this->recorder->look( $host, $site_id );
			}
		);
	}

	/**
	 * A row was to be deleted.
	 *
	 * @param mixed $result Whether it was.
	 * @param mixed $domain The model, which still knows what it was.
	 */
	public function domain_deleted( $result, $domain ): void {
		if ( ! $result || is_wp_error( $result ) ) {
			return;
		}
		$this->about(
			$domain,
			function ( string $host, int $site_id ) use ( $domain ): void {
				$id = method_exists( $domain, 'get_id' ) ? (int) $domain->get_id() : 0;
				$this->recorder->removal(
					$host,
					$site_id,
					array(
						'why'     => 'mapping_deleted',
						'mapping' => $id,
					)
				);
				$this->caches->after_deletion( $host, $site_id );
			}
		);
	}

	/**
	 * A row got another host. The program attaches the new one first and takes the old one off only when the new one is
	 * secured; the record tells that the old one was given up on purpose.
	 *
	 * @param mixed $old The host before; the word `new` for a new row.
	 * @param mixed $new The host now.
	 */
	public function domain_renamed( $old, $new ): void {
		$old = (string) $old;
		$new = (string) $new;
		if ( 'new' === $old || '' === $old || Host::same( $old, $new ) ) {
			return;
		}
		$this->recorder->removal(
			$old,
			null,
			array(
				'why' => 'renamed',
				'to'  => $new,
			)
		);
		$this->caches->after_deletion( $old, 0 );
	}

	/**
	 * A site was added.
	 *
	 * @param \WP_Site $site The site.
	 */
	public function site_added( $site ): void {
		$this->recorder->look( (string) $site->domain, (int) $site->blog_id );
	}

	/**
	 * A site was changed. Its date changes with every post, which says nothing about its domains.
	 *
	 * @param \WP_Site $site   The site now.
	 * @param \WP_Site $before The site before.
	 */
	public function site_changed( $site, $before ): void {
		foreach ( self::OF_A_SITE as $field ) {
			if ( (string) $site->$field !== (string) $before->$field ) {
				$this->recorder->look( (string) $site->domain, (int) $site->blog_id );
				if ( ! Host::same( (string) $before->domain, (string) $site->domain ) ) {
					$this->recorder->look( (string) $before->domain, (int) $site->blog_id );
				}
				return;
			}
		}
	}

	/**
	 * A site was deleted for good. Where domain mapping is not started, Ultimate Multisite leaves its rows behind; the
	 * program decides by them, and needs to know that the site went on purpose.
	 *
	 * @param \WP_Site $site The site as it was.
	 */
	public function site_deleted( $site ): void {
		$site_id = (int) $site->blog_id;
		$hosts   = array_merge( array( (string) $site->domain ), Left_Rows::hosts_of( $site_id ) );
		foreach ( array_unique( $hosts ) as $host ) {
			$this->recorder->removal( $host, $site_id, array( 'why' => 'site_deleted' ) );
		}
		$this->recorder->look( null, $site_id );
	}

	/**
	 * One of Ultimate Multisite's jobs came: a second chance to hear of a change.
	 *
	 * @param mixed $host    The host.
	 * @param mixed $site_id Its site.
	 */
	public function job( $host, $site_id = 0 ): void {
		if ( is_string( $host ) && '' !== $host ) {
			$this->recorder->look( $host, (int) $site_id );
		}
	}

	/**
	 * Calls with the host and site of a model, where it is one.
	 *
	 * @param mixed                       $domain The model.
	 * @param callable(string, int): void $action What is done with them.
	 */
	private function about( $domain, callable $action ): void {
		if ( is_object( $domain ) && method_exists( $domain, 'get_domain' ) && method_exists( $domain, 'get_blog_id' ) ) {
			$action( (string) $domain->get_domain(), (int) $domain->get_blog_id() );
		}
	}
}

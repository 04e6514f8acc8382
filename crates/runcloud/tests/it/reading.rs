//! Readings: pages, certificates in all their absences, and replies that are not what they seem.

use runcloud::{Class, Completeness, Fate, SslMode};

use crate::provider::{Provider, answer, id, network};

fn domains(ids: std::ops::RangeInclusive<u32>, meta: &str) -> String {
    let entries: Vec<String> = ids
        .map(|id| format!(r#"{{"id":{id},"name":"d{id}.example","www":0}}"#))
        .collect();
    format!(r#"{{"data":[{}],"meta":{meta}}}"#, entries.join(","))
}

fn pagination(total: u32, pages: u32) -> String {
    format!(r#"{{"pagination":{{"total":{total},"per_page":20,"total_pages":{pages}}}}}"#)
}

#[tokio::test]
async fn all_pages_are_read_though_they_are_shorter_than_asked() {
    let meta = pagination(45, 3);
    let provider = Provider::start([
        answer(200, domains(1..=20, &meta)),
        answer(200, domains(21..=40, &meta)),
        answer(200, domains(41..=45, &meta)),
    ])
    .await;
    let listing = provider
        .reader()
        .domains(network())
        .await
        .expect("a listing");
    assert_eq!((listing.items.len(), listing.pages), (45, 3));
    assert_eq!(listing.completeness, Completeness::Complete);
    let queries: Vec<_> = provider
        .asked()
        .iter()
        .map(|asked| asked.uri.query().map(str::to_owned))
        .collect();
    let expected = [1, 2, 3].map(|page| Some(format!("page={page}&perPage=40")));
    assert_eq!(queries, expected);
}

#[tokio::test]
async fn a_listing_that_misses_an_entry_says_so() {
    let provider = Provider::start([
        answer(200, domains(1..=20, &pagination(40, 2))),
        answer(200, domains(20..=38, &pagination(39, 2))),
    ])
    .await;
    let listing = provider
        .reader()
        .domains(network())
        .await
        .expect("a listing");
    assert!(!listing.is_complete());
    assert_eq!(listing.items.len(), 38);
}

#[tokio::test]
async fn a_page_that_fails_fails_the_listing() {
    let provider = Provider::start([
        answer(200, domains(1..=20, &pagination(40, 2))),
        answer(403, r#"{"message":"no"}"#),
    ])
    .await;
    let error = provider
        .reader()
        .domains(network())
        .await
        .expect_err("half a listing");
    assert_eq!(error.class, Class::Forbidden { edge: false });
}

#[tokio::test]
async fn a_success_without_a_list_is_never_an_empty_list() {
    for body in [
        "",
        "<html>maintenance</html>",
        "{}",
        r#"{"message":"try later"}"#,
        r#"{"data":null}"#,
    ] {
        let provider = Provider::start([answer(200, body)]).await;
        let error = provider.reader().domains(network()).await.expect_err(body);
        assert_eq!(
            (error.class, error.status),
            (Class::Malformed, Some(200)),
            "{body}"
        );
        assert!(
            !format!("{error:?}").contains("maintenance"),
            "a body is not quoted"
        );
        assert_eq!(provider.asked().len(), 1, "asking again would not mend it");
    }
}

#[tokio::test]
async fn servers_and_web_apps_are_read_without_the_pull_keys() {
    let web_app = r#"{"id":9001,"server_user_id":17,"name":"network","rootPath":"/home/runcloud/webapps/network",
        "publicPath":"/home/runcloud/webapps/network","type":"wordpress","pullKey1":"hush","pullKey2":"hush"}"#;
    let provider = Provider::start([
        answer(200, r#"{"data":[{"id":501,"name":"web-1","ipAddress":"203.0.113.10","online":true}],"meta":{"pagination":{"total":1,"total_pages":1}}}"#),
        answer(200, r#"{"id":501,"name":"web-1","ipAddress":"203.0.113.10","online":1}"#),
        answer(200, format!("[{web_app}]")),
        answer(200, format!(r#"{{"data":{web_app}}}"#)),
    ])
    .await;
    let reader = provider.reader();
    let servers = reader.servers().await.expect("a listing");
    assert_eq!(
        servers.items,
        [reader.server(id("501")).await.expect("a server")]
    );
    assert_eq!(servers.items[0].ip_address.as_deref(), Some("203.0.113.10"));
    let web_apps = reader.web_apps(id("501")).await.expect("a listing");
    assert!(web_apps.is_complete());
    assert_eq!(
        web_apps.items,
        [reader.web_app(network()).await.expect("a web app")]
    );
    assert_eq!(
        web_apps.items[0].root_path.as_deref(),
        Some("/home/runcloud/webapps/network")
    );
    assert!(!format!("{web_apps:?}").contains("hush"));
}

#[tokio::test]
async fn a_reply_about_another_domain_is_not_believed() {
    let provider = Provider::start([answer(200, r#"{"id":4219,"name":"other.example"}"#)]).await;
    let error = provider
        .reader()
        .domain(network(), id("4218"))
        .await
        .expect_err("another domain");
    assert_eq!(error.class, Class::Malformed);
}

#[tokio::test]
async fn the_ssl_mode_is_read_and_never_guessed() {
    let mode = |advanced, auto| SslMode { advanced, auto };
    for (body, expected) in [
        (
            r#"{"advancedSSL":true,"autoSSL":true}"#,
            Some(mode(true, true)),
        ),
        (r#"{"advancedSSL":0}"#, Some(mode(false, false))),
        (
            r#"{"data":{"advancedSSL":"1","autoSSL":null}}"#,
            Some(mode(true, false)),
        ),
        (r#"{"autoSSL":true}"#, None),
        (r#"{"advancedSSL":"maybe"}"#, None),
        (r#"{"message":"SSL not installed!"}"#, None),
    ] {
        let provider = Provider::start([answer(200, body)]).await;
        let read = provider.reader().ssl_mode(network()).await;
        assert_eq!(read.as_ref().ok(), expected.as_ref(), "{body}");
        if let Err(error) = read {
            assert_eq!(error.class, Class::Malformed, "{body}");
        }
    }
}

#[tokio::test]
async fn a_certificate_is_there_if_the_reply_has_an_id() {
    let provider = Provider::start([
        answer(
            200,
            r#"{"id":77,"method":"letsencrypt","validUntil":"2026-12-01 10:00:00","privateKey":"hush"}"#,
        ),
        answer(200, r#"{"message":"SSL not installed!"}"#),
        answer(404, r#"{"message":"SSL not installed!"}"#),
    ])
    .await;
    let reader = provider.reader();
    let certificate = reader
        .certificate(network())
        .await
        .expect("a reading")
        .expect("a certificate");
    assert_eq!(
        (certificate.id.get(), certificate.valid_until.is_some()),
        (77, true)
    );
    assert_eq!(
        reader.certificate(network()).await.expect("a reading"),
        None
    );
    assert_eq!(
        reader
            .domain_certificate(network(), id("4218"))
            .await
            .expect("a reading"),
        None
    );
}

#[tokio::test]
async fn a_404_in_other_words_is_a_missing_domain_and_not_a_missing_certificate() {
    for body in [
        r#"{"message":"Domain not found"}"#,
        "{}",
        "<html>404</html>",
        "",
    ] {
        let provider = Provider::start([answer(404, body)]).await;
        let error = provider
            .reader()
            .domain_certificate(network(), id("4218"))
            .await
            .expect_err(body);
        assert_eq!(
            (error.class, error.fate),
            (Class::NotFound, Fate::Refused),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_web_page_is_no_pong() {
    let provider = Provider::start([answer(200, "<html>login</html>")]).await;
    assert_eq!(
        provider.reader().ping().await.expect_err("a page").class,
        Class::Malformed
    );
}

#[tokio::test]
async fn clones_read_side_by_side_on_other_tasks() {
    let provider = Provider::start(std::iter::repeat_n(
        answer(200, domains(1..=3, &pagination(3, 1))),
        8,
    ))
    .await;
    let reader = provider.reader();
    let readings: Vec<_> = (0..8)
        .map(|_| {
            let reader = reader.clone();
            tokio::spawn(async move { reader.domains(network()).await })
        })
        .collect();
    for reading in readings {
        assert!(
            reading
                .await
                .expect("no panic")
                .expect("a listing")
                .is_complete()
        );
    }
}

#[tokio::test]
async fn deep_nesting_is_refused_and_harmless() {
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    for body in [
        deep.clone(),
        format!(r#"{{"data":{deep}}}"#),
        format!(r#"{{"id":1,"name":"a.example","type":{deep}}}"#),
    ] {
        let provider = Provider::start(std::iter::repeat_n(answer(200, body), 2)).await;
        let reader = provider.reader();
        assert_eq!(
            reader.domains(network()).await.expect_err("deep").class,
            Class::Malformed
        );
        assert_eq!(
            reader
                .domain(network(), id("1"))
                .await
                .expect_err("deep")
                .class,
            Class::Malformed
        );
    }
}

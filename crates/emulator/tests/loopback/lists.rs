//! Servers, web applications, and the pages of lists.

use emulator::{Kind, PagingForm};
use serde_json::{Value, json};

use crate::support::{Bench, MAIN};

async fn with_domains(count: usize) -> Bench {
    let bench = Bench::start().await;
    // The main domain is there already.
    for number in 1..count {
        bench
            .panel
            .add_by_hand(&format!("d{number}.example.com"), false, Kind::Alias);
    }
    bench
}

fn length(page: &Value) -> usize {
    page["data"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_list_has_pages_of_twenty_and_says_how_many() {
    let bench = with_domains(45).await;
    let first = bench.get("domains").await.json();
    assert_eq!(length(&first), 20);
    assert_eq!(first["data"][0]["name"], MAIN);
    let pagination = json!({ "total": 45, "count": 20, "per_page": 20, "current_page": 1, "total_pages": 3, "links": {} });
    assert_eq!(first["meta"]["pagination"], pagination);
    let last = bench.get("domains?page=3").await.json();
    assert_eq!(
        (length(&last), &last["meta"]["pagination"]["count"]),
        (5, &json!(5))
    );
    let beyond = bench.get("domains?page=4").await;
    assert_eq!((beyond.status, length(&beyond.json())), (200, 0));
}

#[tokio::test]
async fn per_page_is_clamped_at_forty_and_ignored_on_demand() {
    let bench = with_domains(45).await;
    assert_eq!(length(&bench.get("domains?perPage=30").await.json()), 30);
    assert_eq!(length(&bench.get("domains?perPage=50").await.json()), 40);
    bench
        .panel
        .switches(|switches| switches.ignore_per_page = true);
    let page = bench.get("domains?perPage=40&page=2").await.json();
    assert_eq!(
        (length(&page), &page["data"][0]["name"]),
        (20, &json!("d20.example.com"))
    );
}

#[tokio::test]
async fn the_length_of_a_list_is_told_in_other_forms_or_not_at_all() {
    let bench = with_domains(45).await;
    bench
        .panel
        .switches(|switches| switches.paging_form = PagingForm::MetaLastPage);
    let page = bench.get("domains").await.json();
    assert_eq!(
        page["meta"],
        json!({ "total": 45, "perPage": 20, "currentPage": 1, "lastPage": 3 })
    );
    bench
        .panel
        .switches(|switches| switches.paging_form = PagingForm::NoMeta);
    assert!(bench.get("domains").await.json().get("meta").is_none());
}

#[tokio::test]
async fn servers_and_applications_can_be_listed_searched_and_read() {
    let bench = Bench::start().await;
    let read = async |path: &str| {
        let request = bench
            .request("GET", &format!("/api/v3/{path}"))
            .bearer_auth("emulator-token");
        bench.send(request).await.unwrap().json()
    };
    let servers = read("servers").await;
    assert_eq!(
        (&servers["data"][0]["id"], &servers["data"][0]["ipAddress"]),
        (&json!(501), &json!("203.0.113.10"))
    );
    assert_eq!(length(&read("servers?search=mail").await), 0);
    assert_eq!(read("servers/501").await["name"], "web-1");
    assert_eq!(length(&read("servers/501/webapps").await), 3);
    assert_eq!(length(&read("servers/501/webapps?search=neigh").await), 1);
    let app = bench.get("").await.json();
    assert_eq!(
        (&app["rootPath"], &app["type"]),
        (
            &json!("/home/runcloud/webapps/network"),
            &json!("wordpress")
        )
    );
    assert!(app["pullKey1"].is_string());
}

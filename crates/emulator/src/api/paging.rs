//! Pages of a list.

use serde_json::{Value, json};

use crate::api::Request;
use crate::switches::{PagingForm, Switches};

const DEFAULT_PER_PAGE: usize = 20;
/// Documented as the most `perPage` may be. What a larger value does is not; here it is clamped.
const MOST_PER_PAGE: usize = 40;

/// One value of a query string, as is: the parameters of this API need no decoding beyond `+` and `%20`.
pub(crate) fn parameter(query: &str, name: &str) -> Option<String> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.replace('+', " ").replace("%20", " "))
}

/// The page a request asks for.
pub(crate) fn page(items: &[Value], request: &Request<'_>, switches: &Switches) -> Value {
    let number = |name| {
        parameter(request.query, name)
            .and_then(|value| value.parse::<usize>().ok())
            .filter(|number| *number > 0)
    };
    let per_page = number("perPage")
        .filter(|_| !switches.ignore_per_page)
        .unwrap_or(DEFAULT_PER_PAGE)
        .min(MOST_PER_PAGE);
    let current = number("page").unwrap_or(1);
    let data: Vec<&Value> = items
        .iter()
        .skip((current - 1).saturating_mul(per_page))
        .take(per_page)
        .collect();
    let last = items.len().div_ceil(per_page).max(1);
    match switches.paging_form {
        PagingForm::MetaPagination => json!({
            "meta": { "pagination": {
                "total": items.len(), "count": data.len(), "per_page": per_page,
                "current_page": current, "total_pages": last, "links": {},
            } },
            "data": data,
        }),
        PagingForm::MetaLastPage => json!({
            "meta": { "total": items.len(), "perPage": per_page, "currentPage": current, "lastPage": last },
            "data": data,
        }),
        PagingForm::NoMeta => json!({ "data": data }),
    }
}

//! Pages of a list.

use serde_json::{Value, json};

use crate::api::Request;
use crate::api::reply::Reply;
use crate::switches::{OverPageLimit, PagingForm, PastTheEnd, Switches};
use crate::world::refusal::Refusal;

const DEFAULT_PER_PAGE: usize = 20;
/// Documented as the most `perPage` may be. What a larger value does is not.
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
pub(crate) fn page(
    items: &[Value],
    request: &Request<'_>,
    switches: &Switches,
) -> Result<Reply, Refusal> {
    let number = |name| {
        parameter(request.query, name)
            .and_then(|value| value.parse::<usize>().ok())
            .filter(|number| *number > 0)
    };
    let asked = number("perPage").filter(|_| !switches.ignore_per_page);
    let refused = switches.over_page_limit == OverPageLimit::Refused422;
    if refused && asked.is_some_and(|asked| asked > MOST_PER_PAGE) {
        return Err(Refusal::invalid("perPage", "The per page is too large."));
    }
    let per_page = asked.unwrap_or(DEFAULT_PER_PAGE).min(MOST_PER_PAGE);
    let last = items.len().div_ceil(per_page).max(1);
    let mut current = number("page").unwrap_or(1);
    if current > last {
        match switches.past_the_end {
            PastTheEnd::Empty => {}
            PastTheEnd::NotFound404 => return Err(Refusal::not_found()),
            PastTheEnd::LastPage => current = last,
        }
    }
    let mut items: Vec<&Value> = items.iter().collect();
    if switches.newest_first {
        items.reverse();
    }
    let data: Vec<&Value> = items
        .iter()
        .copied()
        .skip((current - 1).saturating_mul(per_page))
        .take(per_page)
        .collect();
    Ok(Reply::ok(match switches.paging_form {
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
    }))
}

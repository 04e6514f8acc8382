//! Pages in every honest and dishonest order.

use super::*;

impl Numbered for u64 {
    fn number(&self) -> u64 {
        *self
    }
}

fn page(items: &[u64], total: Option<u64>, last_number: Option<u64>) -> Page<u64> {
    Page {
        items: items.to_vec(),
        unreadable: 0,
        total,
        last_number,
        is_bare: false,
    }
}

/// Feeds pages while they are asked for; the listing and the page it would ask for next.
fn gather(pages: impl IntoIterator<Item = Page<u64>>) -> (Listing<u64>, Option<u32>) {
    let mut gathering = Gathering::new();
    let mut next = Some(1);
    for page in pages {
        assert!(next.is_some(), "a page was offered that nobody asks for");
        next = gathering.add(page);
    }
    (gathering.finish(), next)
}

#[test]
fn pages_are_followed_to_the_last_whatever_their_size() {
    let (listing, next) = gather([
        page(&[1, 2, 3], Some(6), Some(3)),
        page(&[4], Some(6), Some(3)),
        page(&[5, 6], Some(6), Some(3)),
    ]);
    assert_eq!(next, None);
    assert_eq!(listing.items, [1, 2, 3, 4, 5, 6]);
    assert_eq!((listing.is_complete(), listing.pages), (true, 3));
}

#[test]
fn an_empty_list_is_complete_only_if_its_total_is_zero() {
    assert!(gather([page(&[], Some(0), Some(1))]).0.is_complete());
    assert!(!gather([page(&[], Some(5), Some(1))]).0.is_complete());
}

#[test]
fn an_entry_that_slipped_between_pages_makes_the_listing_partial() {
    // Entry 1 was removed after page 1 was read: 3 moved to page 1 and was never seen.
    let (listing, _) = gather([
        page(&[1, 2], Some(4), Some(2)),
        page(&[4], Some(3), Some(2)),
    ]);
    assert!(!listing.is_complete());
    // One was added in front: 2 came twice, and the totals differ though the count fits the first.
    let (listing, _) = gather([
        page(&[1, 2], Some(3), Some(2)),
        page(&[2, 3], Some(4), Some(2)),
    ]);
    assert_eq!(listing.items, [1, 2, 3]);
    assert!(!listing.is_complete());
}

#[test]
fn a_total_that_moves_makes_the_listing_partial_even_if_the_last_one_fits() {
    let (listing, _) = gather([
        page(&[1, 2], Some(4), Some(2)),
        page(&[3], Some(3), Some(2)),
    ]);
    assert!(!listing.is_complete());
}

#[test]
fn a_server_that_always_sends_the_first_page_is_left_early() {
    let (listing, next) = gather([
        page(&[1, 2], Some(40), Some(20)),
        page(&[1, 2], Some(40), Some(20)),
    ]);
    assert_eq!(next, None);
    assert_eq!(listing.items, [1, 2]);
    assert!(!listing.is_complete());
}

#[test]
fn without_a_total_only_an_empty_page_ends_the_list_well() {
    let (_, next) = gather([page(&[1, 2], None, None)]);
    assert_eq!(next, Some(2));
    let (listing, next) = gather([page(&[1, 2], None, None), page(&[], None, None)]);
    assert_eq!(next, None);
    assert!(listing.is_complete());
    let (listing, next) = gather([page(&[1, 2], None, None), page(&[1, 2], None, None)]);
    assert_eq!(next, None);
    assert!(!listing.is_complete());
    let (_, next) = gather([page(&[1], None, Some(1))]);
    assert_eq!(next, Some(2), "a last page without a total is no proof");
}

#[test]
fn a_total_without_a_last_page_is_read_until_reached() {
    let (listing, next) = gather([page(&[1, 2], Some(3), None), page(&[3], Some(3), None)]);
    assert_eq!((listing.is_complete(), next), (true, None));
}

#[test]
fn a_last_page_that_shrinks_is_believed_and_the_totals_tell() {
    let (listing, next) = gather([
        page(&[1, 2], Some(5), Some(3)),
        page(&[3, 4], Some(4), Some(2)),
    ]);
    assert_eq!((listing.is_complete(), next), (false, None));
}

#[test]
fn a_bare_list_is_complete_by_itself() {
    let bare = Page {
        is_bare: true,
        ..page(&[1, 2], None, None)
    };
    let (listing, next) = gather([bare]);
    assert_eq!((listing.is_complete(), next), (true, None));
}

#[test]
fn an_unreadable_entry_makes_the_listing_partial_even_if_the_total_fits() {
    let odd = Page {
        unreadable: 1,
        ..page(&[1, 2], Some(2), Some(1))
    };
    assert!(!gather([odd]).0.is_complete());
}

/// An order that changes between two pages shows an entry twice, and so hides another; no total tells.
#[test]
fn a_list_without_totals_whose_ids_repeat_is_partial() {
    let pages = [
        page(&[1, 2], None, Some(3)),
        page(&[2, 3], None, Some(3)),
        page(&[4, 5], None, Some(3)),
    ];
    let (listing, _) = gather(pages);
    assert!(!listing.is_complete(), "{listing:?}");
    let pages = [page(&[1, 2], None, Some(2)), page(&[3, 4], None, Some(2))];
    assert!(gather(pages).0.is_complete());
}

#[test]
fn an_endless_list_is_given_up_as_partial() {
    let (listing, next) = gather((1..=u64::from(MOST_PAGES)).map(|n| page(&[n], None, None)));
    assert_eq!(next, None);
    assert_eq!(listing.pages, MOST_PAGES);
    assert!(!listing.is_complete());
}

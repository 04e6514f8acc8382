//! What a recursive resolver remembers of names that were not there (RFC 2308).

use std::collections::HashMap;

use hickory_resolver::proto::rr::RecordType;

use crate::names::canonical;

/// Negative answers that are repeated until their time is over, whatever the zone says by then.
#[derive(Debug, Default)]
pub(crate) struct NegativeCache {
    /// By name and kind of record, no kind for names that did not exist at all: until when.
    until: HashMap<(String, Option<RecordType>), i64>,
}

/// A negative answer that is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Remembered {
    /// The name did not exist, not only the record.
    pub(crate) no_name: bool,
    /// Whole seconds that it will still be repeated.
    pub(crate) seconds: u32,
}

impl NegativeCache {
    /// What is remembered of this name and kind.
    pub(crate) fn find(&self, name: &str, kind: RecordType, now: i64) -> Option<Remembered> {
        let name = canonical(name);
        [None, Some(kind)].into_iter().find_map(|asked| {
            let until = self.until.get(&(name.clone(), asked))?;
            let left = until.saturating_sub(now);
            (left > 0).then(|| Remembered {
                no_name: asked.is_none(),
                seconds: u32::try_from(left.div_euclid(1000)).unwrap_or(u32::MAX),
            })
        })
    }

    /// Remembers a negative answer from now on.
    pub(crate) fn remember(
        &mut self,
        name: &str,
        kind: Option<RecordType>,
        seconds: u32,
        now: i64,
    ) {
        self.until.retain(|_, until| *until > now);
        let until = now.saturating_add(i64::from(seconds) * 1000);
        self.until.insert((canonical(name), kind), until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_name_is_missing_for_every_kind_and_a_missing_record_for_its_own() {
        let mut cache = NegativeCache::default();
        cache.remember("nobody.example", None, 10, 0);
        cache.remember("Shop.example.", Some(RecordType::AAAA), 10, 0);
        let found = cache.find("nobody.example.", RecordType::A, 1_500);
        let expected = Remembered {
            no_name: true,
            seconds: 8,
        };
        assert_eq!(found, Some(expected));
        assert!(cache.find("shop.example", RecordType::AAAA, 0).is_some());
        assert_eq!(cache.find("shop.example", RecordType::A, 0), None);
        assert_eq!(cache.find("nobody.example", RecordType::A, 10_000), None);
    }
}

//! What a program has defined so far, and how two possible pasts are joined.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::doubt::{Doubt, Worth};

/// Whether the program goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// On to the next statement.
    Running,
    /// `return`: this file is over, its includer goes on.
    Returned,
    /// `exit`, `die` or `throw`: no page comes out of it.
    Exited,
    /// `wp-settings.php` was reached: the configuration is over.
    Loaded,
}

/// Constants and variables at one point of the program.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) constants: BTreeMap<String, Worth>,
    pub(crate) variables: BTreeMap<String, Worth>,
    /// Variables that share their value with another one, for good.
    pub(crate) aliased: BTreeMap<String, Doubt>,
    /// Set once code we do not follow may have defined any constant.
    pub(crate) constants_open: Option<Doubt>,
    /// Set once code we do not follow may have set any variable.
    pub(crate) variables_open: Option<Doubt>,
    /// Set once the program changed its own environment.
    pub(crate) environment_open: Option<Doubt>,
    /// Files that have been included for certain.
    pub(crate) included: BTreeSet<PathBuf>,
    /// Files that have been included if some condition held.
    pub(crate) maybe_included: BTreeSet<PathBuf>,
    pub(crate) flow: Flow,
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            constants: BTreeMap::new(),
            variables: BTreeMap::new(),
            aliased: BTreeMap::new(),
            constants_open: None,
            variables_open: None,
            environment_open: None,
            included: BTreeSet::new(),
            maybe_included: BTreeSet::new(),
            flow: Flow::Running,
        }
    }

    /// A constant: bound, unset (nothing), or in doubt.
    pub(crate) fn constant(&self, name: &str) -> Option<Worth> {
        self.constants
            .get(name)
            .cloned()
            .or_else(|| self.constants_open.clone().map(Err))
    }

    /// A variable: bound, unset (nothing), or in doubt.
    pub(crate) fn variable(&self, name: &str) -> Option<Worth> {
        self.variables
            .get(name)
            .cloned()
            .or_else(|| self.variables_open.clone().map(Err))
    }

    /// Defines a constant. The first definition wins; whether there was one may itself be in doubt.
    pub(crate) fn define(&mut self, name: &str, worth: Worth) {
        if !self.constants.contains_key(name) {
            let worth = match &self.constants_open {
                Some(doubt) => Err(doubt.clone()),
                None => worth,
            };
            self.constants.insert(name.to_owned(), worth);
        }
    }

    /// Sets a variable.
    pub(crate) fn assign(&mut self, name: &str, worth: Worth) {
        let worth = match self.aliased.get(name) {
            Some(doubt) => Err(doubt.clone()),
            None => worth,
        };
        self.variables.insert(name.to_owned(), worth);
    }

    /// Notes that a variable may be changed under another name from now on.
    pub(crate) fn alias(&mut self, name: &str, doubt: &Doubt) {
        self.aliased.insert(name.to_owned(), doubt.clone());
        self.assign(name, Err(doubt.clone()));
    }

    /// Notes that code we do not follow may have defined constants.
    pub(crate) fn open_constants(&mut self, doubt: &Doubt) {
        self.constants_open.get_or_insert_with(|| doubt.clone());
    }

    /// Notes that code we do not follow may have set or changed variables.
    pub(crate) fn open_variables(&mut self, doubt: &Doubt) {
        self.variables.clear();
        self.variables_open.get_or_insert_with(|| doubt.clone());
    }

    /// Joins what holds when a condition is true with what holds when it is not.
    pub(crate) fn join(self, other: Self, doubt: &Doubt) -> Self {
        // A branch that ends the request is not the one that served the page.
        if self.flow == Flow::Exited {
            return other;
        }
        if other.flow == Flow::Exited {
            return self;
        }
        let uneven = self.flow != other.flow;
        let mut joined = Self {
            constants: join_names(
                &self.constants,
                &other.constants,
                (self.constants_open.as_ref(), other.constants_open.as_ref()),
                doubt,
            ),
            variables: join_names(
                &self.variables,
                &other.variables,
                (self.variables_open.as_ref(), other.variables_open.as_ref()),
                doubt,
            ),
            aliased: self.aliased.into_iter().chain(other.aliased).collect(),
            constants_open: self.constants_open.or(other.constants_open),
            variables_open: self.variables_open.or(other.variables_open),
            environment_open: self.environment_open.or(other.environment_open),
            included: &self.included & &other.included,
            maybe_included: &(&self.maybe_included | &other.maybe_included)
                | &(&self.included ^ &other.included),
            flow: if uneven { Flow::Running } else { self.flow },
        };
        if uneven {
            joined.open_constants(doubt);
            joined.open_variables(doubt);
        }
        joined
    }
}

fn join_names(
    one: &BTreeMap<String, Worth>,
    two: &BTreeMap<String, Worth>,
    open: (Option<&Doubt>, Option<&Doubt>),
    doubt: &Doubt,
) -> BTreeMap<String, Worth> {
    let names: BTreeSet<&String> = one.keys().chain(two.keys()).collect();
    names
        .into_iter()
        .map(|name| {
            let worth = match (one.get(name), two.get(name)) {
                (Some(Ok(left)), Some(Ok(right))) if left == right => Ok(left.clone()),
                (Some(Err(known)), _) | (_, Some(Err(known))) => Err(known.clone()),
                (None, Some(_)) => Err(open.0.unwrap_or(doubt).clone()),
                (Some(_), None) => Err(open.1.unwrap_or(doubt).clone()),
                _ => Err(doubt.clone()),
            };
            (name.clone(), worth)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::PhpValue;
    use super::*;

    fn doubt() -> Doubt {
        Doubt::new("it depends", 3)
    }

    #[test]
    fn the_first_definition_wins() {
        let mut state = State::new();
        state.define("X", Ok(PhpValue::Int(1)));
        state.define("X", Ok(PhpValue::Int(2)));
        assert_eq!(state.constant("X"), Some(Ok(PhpValue::Int(1))));
    }

    #[test]
    fn what_both_branches_agree_on_stays_known_and_the_rest_is_in_doubt() {
        let mut one = State::new();
        one.define("SAME", Ok(PhpValue::Int(1)));
        one.define("ONE", Ok(PhpValue::Int(1)));
        let mut two = State::new();
        two.define("SAME", Ok(PhpValue::Int(1)));
        let joined = one.join(two, &doubt());
        assert_eq!(joined.constant("SAME"), Some(Ok(PhpValue::Int(1))));
        assert_eq!(joined.constant("ONE"), Some(Err(doubt())));
        assert_eq!(joined.constant("NEVER"), None);
    }

    #[test]
    fn a_branch_that_exits_leaves_no_trace() {
        let mut one = State::new();
        one.define("X", Ok(PhpValue::Int(1)));
        one.flow = Flow::Exited;
        let joined = one.join(State::new(), &doubt());
        assert_eq!(joined.constant("X"), None);
        assert_eq!(joined.flow, Flow::Running);
    }

    #[test]
    fn a_definition_after_unread_code_may_not_be_the_first() {
        let mut state = State::new();
        state.define("BEFORE", Ok(PhpValue::Int(1)));
        state.open_constants(&doubt());
        state.define("AFTER", Ok(PhpValue::Int(1)));
        assert_eq!(state.constant("BEFORE"), Some(Ok(PhpValue::Int(1))));
        assert_eq!(state.constant("AFTER"), Some(Err(doubt())));
    }
}

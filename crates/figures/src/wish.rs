//! What a benchmark is asked to measure.

use std::env;

/// The names on the command line of a benchmark; none means all.
#[derive(Clone, Debug)]
pub struct Wish(Vec<String>);

impl Wish {
    /// What the command line says. Nothing where this is not `cargo bench`: a run of all tests starts benchmarks too, and
    /// those have nothing to test.
    pub fn read() -> Option<Self> {
        Self::of(env::args().skip(1))
    }

    /// Whether this figure is wanted.
    pub fn is_for(&self, name: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|wanted| wanted == name)
    }

    fn of(arguments: impl Iterator<Item = String>) -> Option<Self> {
        let (flags, names): (Vec<String>, _) = arguments.partition(|word| word.starts_with("--"));
        flags
            .iter()
            .any(|flag| flag == "--bench")
            .then_some(Self(names))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(words: &[&str]) -> Option<Wish> {
        Wish::of(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn only_cargo_bench_wishes_for_figures_and_no_name_means_all() {
        assert!(wish(&["idle"]).is_none());
        assert!(wish(&["--bench"]).unwrap().is_for("idle"));
        let named = wish(&["idle", "--bench"]).unwrap();
        assert!(named.is_for("idle") && !named.is_for("status"));
    }
}

//! One layer of settings: what a single place says.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf, absolute};

use clap::ValueEnum;
use runcloud::ApiOrigin;

use super::{Given, Key, Origin, Sourced};
use crate::args::{Global, LogLevel, OutputFormat, Php};

/// What one place says; everything may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layer {
    pub(crate) config: Option<Sourced<PathBuf>>,
    pub(crate) wordpress: Option<Sourced<PathBuf>>,
    pub(crate) api_url: Option<Sourced<ApiOrigin>>,
    pub(crate) resolver: Option<Sourced<SocketAddr>>,
    pub(crate) server_address: Option<Sourced<SocketAddr>>,
    pub(crate) ca_file: Option<Sourced<PathBuf>>,
    pub(crate) addresses: Option<Sourced<Vec<IpAddr>>>,
    pub(crate) calls_per_month: Option<Sourced<u64>>,
    pub(crate) output: Option<Sourced<OutputFormat>>,
    pub(crate) log_level: Option<Sourced<LogLevel>>,
    pub(crate) php: Option<Sourced<Php>>,
    pub(crate) given: Given,
}

impl Layer {
    /// The flags; `-v` counts from the default of the command.
    pub(crate) fn of_flags(flags: &Global, log_level: LogLevel, here: &Path) -> Self {
        fn sourced<T>(value: Option<T>, name: &'static str) -> Option<Sourced<T>> {
            value.map(|value| Sourced::new(value, Origin::Flag { name }))
        }
        let path = |path: &Option<PathBuf>| path.as_deref().map(|path| anchored(path, here));
        let log_level = match (flags.quiet, flags.verbose) {
            (true, _) => sourced(Some(LogLevel::Error), "--quiet"),
            (false, 0) => None,
            (false, steps) => sourced(Some(log_level.raised(steps)), "--verbose"),
        };
        Self {
            config: sourced(path(&flags.config), "--config"),
            wordpress: sourced(path(&flags.wordpress), "--wordpress"),
            api_url: sourced(flags.api_url.clone(), "--api-url"),
            resolver: sourced(flags.resolver, "--resolver"),
            server_address: sourced(flags.server_address, "--server-address"),
            ca_file: sourced(path(&flags.ca_file), "--ca-file"),
            addresses: None,
            calls_per_month: sourced(flags.calls_per_month, "--calls-per-month"),
            output: sourced(flags.output, "--output"),
            log_level,
            php: sourced(flags.php.clone(), "--php"),
            given: Given::default(),
        }
    }

    /// Takes the value of `key` from text; relative paths start at `base`.
    ///
    /// # Errors
    /// What the text should have been. The text itself is not repeated.
    pub(crate) fn set(
        &mut self,
        key: Key,
        text: &str,
        base: &Path,
        origin: Origin,
    ) -> Result<(), String> {
        match key {
            Key::Config => self.config = Some(Sourced::new(path(text, base)?, origin)),
            Key::Wordpress => self.wordpress = Some(Sourced::new(path(text, base)?, origin)),
            Key::ApiUrl => {
                let url = text.parse().map_err(|error| format!("{error}"))?;
                self.api_url = Some(Sourced::<ApiOrigin>::new(url, origin));
            }
            Key::Resolver => self.resolver = Some(Sourced::new(socket(text)?, origin)),
            Key::ServerAddress => self.server_address = Some(Sourced::new(socket(text)?, origin)),
            Key::CaFile => self.ca_file = Some(Sourced::new(path(text, base)?, origin)),
            Key::Addresses => {
                let list = text.split(',').map(address).collect::<Result<_, _>>()?;
                self.addresses = Some(Sourced::new(list, origin));
            }
            Key::CallsPerMonth => self.calls_per_month = Some(Sourced::new(calls(text)?, origin)),
            Key::Output => self.output = Some(Sourced::new(choice(text)?, origin)),
            Key::LogLevel => self.log_level = Some(Sourced::new(choice(text)?, origin)),
            Key::Php => self.php = Some(Sourced::new(text.parse()?, origin)),
        }
        Ok(())
    }

    /// This layer, with what it does not say taken from `lower`.
    pub(crate) fn over(self, lower: Self) -> Self {
        Self {
            config: self.config.or(lower.config),
            wordpress: self.wordpress.or(lower.wordpress),
            api_url: self.api_url.or(lower.api_url),
            resolver: self.resolver.or(lower.resolver),
            server_address: self.server_address.or(lower.server_address),
            ca_file: self.ca_file.or(lower.ca_file),
            addresses: self.addresses.or(lower.addresses),
            calls_per_month: self.calls_per_month.or(lower.calls_per_month),
            output: self.output.or(lower.output),
            log_level: self.log_level.or(lower.log_level),
            php: self.php.or(lower.php),
            given: self.given.over(lower.given),
        }
    }
}

/// One address that counts as ours.
pub(crate) fn address(text: &str) -> Result<IpAddr, String> {
    text.trim()
        .parse()
        .map_err(|_| "not an address, such as 203.0.113.9 or 2001:db8::9".to_owned())
}

/// A number of calls.
pub(crate) fn calls(text: &str) -> Result<u64, String> {
    let calls = text.parse().ok().filter(|calls| *calls > 0);
    calls.ok_or_else(|| "not a number of calls, such as 400000".to_owned())
}

fn socket(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "not an address with a port, such as 127.0.0.1:53 or [::1]:53".to_owned())
}

fn path(text: &str, base: &Path) -> Result<PathBuf, String> {
    if text.is_empty() {
        return Err("the path is empty".to_owned());
    }
    Ok(anchored(Path::new(text), base))
}

fn choice<T: ValueEnum>(text: &str) -> Result<T, String> {
    T::from_str(text, false).map_err(|_| {
        let words: Vec<String> = T::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|value| format!("`{}`", value.get_name()))
            .collect();
        format!("not one of {}", words.join(", "))
    })
}

/// The absolute form of a path, so that it means the same wherever it is used or shown.
fn anchored(path: &Path, base: &Path) -> PathBuf {
    let joined = base.join(path);
    absolute(&joined).unwrap_or(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "/srv/here";

    fn set(key: Key, text: &str) -> Result<Layer, String> {
        let mut layer = Layer::default();
        layer.set(key, text, Path::new(HERE), Origin::Default)?;
        Ok(layer)
    }

    #[test]
    fn every_key_takes_a_good_text_and_refuses_a_bad_one() {
        for (key, good, bad) in [
            (Key::Config, "a.toml", ""),
            (Key::Wordpress, "/srv/www", ""),
            (Key::ApiUrl, "https://panel.example", "http://panel.example"),
            (Key::Resolver, "127.0.0.1:53", "127.0.0.1"),
            (Key::ServerAddress, "[::1]:443", "server.example:443"),
            (Key::CaFile, "ca.pem", ""),
            (Key::Addresses, "203.0.113.9, 2001:db8::9", "203.0.113.9,"),
            (Key::CallsPerMonth, "400000", "0"),
            (Key::Output, "json", "JSON"),
            (Key::LogLevel, "debug", "loud"),
            (Key::Php, "never", ""),
        ] {
            let layer = set(key, good).unwrap();
            assert_ne!(layer, Layer::default(), "{key:?}");
            assert!(set(key, bad).is_err(), "{key:?}");
        }
    }

    #[test]
    fn relative_paths_start_where_they_were_written() {
        let layer = set(Key::CaFile, "./certs/ca.pem").unwrap();
        let ca_file = layer.ca_file.unwrap().value;
        assert_eq!(ca_file, Path::new("/srv/here/certs/ca.pem"));
    }

    #[test]
    fn a_refusal_does_not_repeat_the_text() {
        let why = set(Key::ApiUrl, "https://key:hunter2@panel.example").unwrap_err();
        assert!(!why.contains("hunter2"), "{why}");
    }

    #[test]
    fn upper_layers_hide_lower_ones_value_by_value() {
        let upper = set(Key::Resolver, "127.0.0.1:1").unwrap();
        let lower = set(Key::Resolver, "127.0.0.1:2")
            .unwrap()
            .over(set(Key::Output, "json").unwrap());
        let both = upper.clone().over(lower);
        assert_eq!(both.resolver, upper.resolver);
        assert_eq!(both.output.unwrap().value, OutputFormat::Json);
    }
}

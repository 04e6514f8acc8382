//! The names under which a setting is known.

/// A setting, as a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The configuration file itself.
    Config,
    /// The WordPress installation.
    Wordpress,
    /// Where RunCloud's API is.
    ApiUrl,
    /// The name server to ask.
    Resolver,
    /// Where handshakes go.
    ServerAddress,
    /// Further root certificates.
    CaFile,
    /// Further addresses that count as ours.
    Addresses,
    /// How many calls of RunCloud's API may be made in a month.
    CallsPerMonth,
    /// How results are written.
    Output,
    /// The least important events that are logged.
    LogLevel,
    /// Which PHP is asked what reading `wp-config.php` does not tell.
    Php,
}

/// What the name of every variable of ours begins with.
pub(crate) const PREFIX: &str = "RUNCLOUD_MULTISITE_";

impl Key {
    /// All settings, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        Self::Config,
        Self::Wordpress,
        Self::ApiUrl,
        Self::Resolver,
        Self::ServerAddress,
        Self::CaFile,
        Self::Addresses,
        Self::CallsPerMonth,
        Self::Output,
        Self::LogLevel,
        Self::Php,
    ];

    /// The name in the file and in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Wordpress => "wordpress",
            Self::ApiUrl => "api_url",
            Self::Resolver => "resolver",
            Self::ServerAddress => "server_address",
            Self::CaFile => "ca_file",
            Self::Addresses => "addresses",
            Self::CallsPerMonth => "calls_per_month",
            Self::Output => "output",
            Self::LogLevel => "log.level",
            Self::Php => "php",
        }
    }

    /// The variable of the environment.
    pub const fn variable(self) -> &'static str {
        match self {
            Self::Config => "RUNCLOUD_MULTISITE_CONFIG",
            Self::Wordpress => "RUNCLOUD_MULTISITE_WORDPRESS",
            Self::ApiUrl => "RUNCLOUD_MULTISITE_API_URL",
            Self::Resolver => "RUNCLOUD_MULTISITE_RESOLVER",
            Self::ServerAddress => "RUNCLOUD_MULTISITE_SERVER_ADDRESS",
            Self::CaFile => "RUNCLOUD_MULTISITE_CA_FILE",
            Self::Addresses => "RUNCLOUD_MULTISITE_ADDRESSES",
            Self::CallsPerMonth => "RUNCLOUD_MULTISITE_CALLS_PER_MONTH",
            Self::Output => "RUNCLOUD_MULTISITE_OUTPUT",
            Self::LogLevel => "RUNCLOUD_MULTISITE_LOG_LEVEL",
            Self::Php => "RUNCLOUD_MULTISITE_PHP",
        }
    }

    /// Whether the file may set it: it cannot name itself, and how results are written is for the caller to say,
    /// or a script that reads text would break when somebody edits the file.
    pub(crate) const fn in_file(self) -> bool {
        !matches!(self, Self::Config | Self::Output)
    }
}

/// The one of `candidates` that `typed` was probably meant to be.
pub(crate) fn nearest(
    typed: &str,
    candidates: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    // One slip in three letters is a slip; more is another word.
    let limit = (typed.chars().count() / 3).max(1);
    candidates
        .map(|candidate| {
            let last = candidate.rsplit('.').next().unwrap_or(candidate);
            let distance = strsim::osa_distance(typed, candidate);
            (distance.min(strsim::osa_distance(typed, last)), candidate)
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_follows_from_the_name() {
        for key in Key::ALL {
            let derived = key.name().replace('.', "_").to_ascii_uppercase();
            assert_eq!(key.variable(), format!("{PREFIX}{derived}"));
        }
    }

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let names = || Key::ALL.into_iter().map(Key::name);
        for (typed, meant) in [
            ("api-url", Some("api_url")),
            ("api_ulr", Some("api_url")),
            ("adresses", Some("addresses")),
            ("wordpres", Some("wordpress")),
            ("level", Some("log.level")),
            ("log.lvel", Some("log.level")),
            ("server", None),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, names()), meant, "{typed}");
        }
    }
}

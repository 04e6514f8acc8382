//! Recognises names of secrets, which have no place among the settings.

/// Whether a setting of this name would hold a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let word = |part: &str| {
        matches!(
            part,
            "token" | "secret" | "password" | "passwd" | "pass" | "key" | "apikey" | "credentials"
        )
    };
    name.split(['_', '-', '.']).any(word)
}

/// Where secrets belong.
pub(crate) const WHERE_SECRETS_BELONG: &str = "define `WU_RUNCLOUD_API_TOKEN` in wp-config.php or set it in the environment, and delete it here";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_recognised_in_every_spelling() {
        for name in [
            "token",
            "api_token",
            "API-TOKEN",
            "WU_RUNCLOUD_API_SECRET",
            "api_key",
            "apikey",
            "db_password",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["api_url", "keyboard", "wordpress", "addresses", "passage"] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}

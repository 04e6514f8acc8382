//! The secrets, and the forms in which one could show.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

pub(crate) const TOKEN: &str = "Qtoken7vn3XKd9ZsB2mWf";
pub(crate) const KEY: &str = "Qkey5bR8yTq1LxV6jNhCe";
pub(crate) const SECRET: &str = "Qsecret4gM2pUa9DwYk7HrS";
pub(crate) const WRONG_TOKEN: &str = "Qwrong3tEoJ8zPc5FuXb1L";
pub(crate) const DATABASE: &str = "Qdatabase6mZx2RvK9qTjW";
pub(crate) const WRONG_DATABASE: &str = "Qbadpass8sDf4GhJ1kLpV";
pub(crate) const AUTH_KEY: &str = "Qauthkey1wErT5yUiO9pAs";
pub(crate) const AUTH_SALT: &str = "Qauthsalt7zXcV3bNmQ2wE";
pub(crate) const OTHER_SALT: &str = "Qnoncesalt5rTy8UiPl0kJ";
/// Put where no secret belongs: the file, a misnamed variable, an id, an address.
pub(crate) const MISPLACED: &str = "Qmisplaced2hGf6DsA4qWz";
/// What the emulated RunCloud has in its replies.
pub(crate) const PRIVATE_KEY: &str = "emulated-private-key";
pub(crate) const PULL_KEY: &str = "emulated-pull-key";

/// `key:secret` as it travels.
pub(crate) fn pair() -> String {
    base64::engine::general_purpose::STANDARD.encode(format!("{KEY}:{SECRET}"))
}

/// Every secret with a name for it; `words` are those made of the salts.
pub(crate) fn secrets(words: &[String]) -> Vec<(String, String)> {
    let named = [
        ("token", TOKEN),
        ("key", KEY),
        ("secret", SECRET),
        ("wrong token", WRONG_TOKEN),
        ("database password", DATABASE),
        ("wrong database password", WRONG_DATABASE),
        ("AUTH_KEY", AUTH_KEY),
        ("AUTH_SALT", AUTH_SALT),
        ("NONCE_SALT", OTHER_SALT),
        ("misplaced secret", MISPLACED),
        ("private key", PRIVATE_KEY),
        ("pull key", PULL_KEY),
    ];
    let own = |text: &str| text.to_owned();
    let fixed = named.iter().map(|(name, secret)| (own(name), own(secret)));
    let pair = std::iter::once((own("key pair"), pair()));
    let made = words
        .iter()
        .map(|word| (own("word of the salts"), own(word)));
    fixed.chain(pair).chain(made).collect()
}

/// The forms of a secret: as it is, its halves, percent-encoded, in hexadecimal digits, and in base64 wherever it
/// stands in what was encoded.
pub(crate) fn forms(secret: &str) -> Vec<(&'static str, String)> {
    let hex = |before: &str| -> String {
        let digits = secret.bytes().map(|byte| format!("{before}{byte:02x}"));
        digits.collect()
    };
    let (first, second) = secret.split_at(secret.len() / 2);
    let mut forms = vec![
        ("plain", secret.to_owned()),
        ("percent-encoded", hex("%")),
        ("hexadecimal", hex("")),
    ];
    // The emulator's own are made of ordinary words.
    if !secret.contains('-') {
        forms.push(("its first half", first.to_owned()));
        forms.push(("its second half", second.to_owned()));
    }
    forms.extend((0..3).map(|offset| ("base64", inner_base64(secret, offset))));
    forms
}

/// The letters of base64 that depend on the secret alone, where it stands `offset` bytes behind a group of three.
fn inner_base64(secret: &str, offset: usize) -> String {
    let whole = STANDARD_NO_PAD.encode(format!("{}{secret}", "x".repeat(offset)));
    let start = (offset * 4).div_ceil(3);
    let end = (offset + secret.len()) / 3 * 4;
    whole[start..end].to_owned()
}

#[test]
fn a_secret_is_recognised_in_every_form() {
    let found = |text: &str| {
        let text = text.to_lowercase();
        let shows = |form: &(_, String)| text.contains(&form.1.to_lowercase());
        forms(TOKEN).iter().any(shows)
    };
    let encode = |text: String| STANDARD_NO_PAD.encode(text);
    assert!(found(&format!("x{TOKEN}y")));
    for before in ["", "a", "ab", "abc", "Basic user:"] {
        assert!(found(&encode(format!("{before}{TOKEN}:more"))), "{before}");
    }
    let upper: Vec<String> = TOKEN.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let upper = upper.concat();
    assert!(found(&upper) && found(&upper.replace('%', "")));
    assert!(found(&TOKEN[..TOKEN.len() / 2]));
    assert!(!found("Qtoken and nothing more"));
}

//! Words by which a WordPress knows that whoever asks knows its salts.

use std::fmt::Write as _;

use hmac::{Hmac, Mac};
use md5::Md5;
use secrecy::{ExposeSecret, SecretSlice};

/// What WordPress' `wp_hash` makes of a text: HMAC-MD5 with the salt as key, in hexadecimal digits.
///
/// It is no secret towards the host that is asked; the salt cannot be told from it.
pub(crate) fn wp_hash(text: &str, salt: &SecretSlice<u8>) -> String {
    let mut mac = Hmac::<Md5>::new_from_slice(salt.expose_secret())
        .expect("HMAC takes keys of any length, RFC 2104 section 2");
    mac.update(text.as_bytes());
    let digest = mac.finalize().into_bytes();
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_the_one_that_php_makes() {
        let salt = SecretSlice::from(b"AUTHKEYEXAMPLEAUTHSALTEXAMPLE".to_vec());
        let word = wp_hash("shop.example", &salt);
        // php -r "echo hash_hmac('md5', 'shop.example', 'AUTHKEYEXAMPLEAUTHSALTEXAMPLE');"
        assert_eq!(word, "be3637c4b375cbe9926e4c619ef2e309");
    }
}

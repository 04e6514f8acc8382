//! Credentials as Ultimate Multisite keeps them in network options.
//!
//! `$wu_enc$` + base64(IV ‖ base64 text of the AES-256-CBC ciphertext), or `$wu_sodium$` + base64(nonce ‖ secretbox);
//! the key of both is the SHA-256 of `wp_salt('auth')`. Without a mark the value is plain text.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crypto_secretbox::XSalsa20Poly1305;
use crypto_secretbox::aead::{Aead, KeyInit};
use secrecy::{ExposeSecret, SecretSlice};
use sha2::{Digest, Sha256};

const AES_MARK: &[u8] = b"$wu_enc$";
const SODIUM_MARK: &[u8] = b"$wu_sodium$";
const IV: usize = 16;
const NONCE: usize = 24;

/// Far more than any credential.
const MAX_BYTES: usize = 16 * 1024;

/// What does not open with this salt, or was never one of the known forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Undecryptable;

/// Whether a salt is needed to read the value.
pub(crate) fn is_encrypted(stored: &[u8]) -> bool {
    stored.starts_with(AES_MARK) || stored.starts_with(SODIUM_MARK)
}

/// Opens a stored credential. A wrong salt is not always noticed here: the AES form carries no checksum, so what
/// comes out still has to look like a credential.
pub(crate) fn decrypt(
    stored: &[u8],
    salt: &SecretSlice<u8>,
) -> Result<SecretSlice<u8>, Undecryptable> {
    if stored.len() > MAX_BYTES {
        return Err(Undecryptable);
    }
    let key = Sha256::digest(salt.expose_secret());
    let plain = if let Some(rest) = stored.strip_prefix(AES_MARK) {
        let sealed = decode(rest)?;
        let (iv, text) = sealed.split_at_checked(IV).ok_or(Undecryptable)?;
        cbc::Decryptor::<aes::Aes256>::new_from_slices(&key, iv)
            .map_err(|_| Undecryptable)?
            .decrypt_padded_vec_mut::<Pkcs7>(&decode(text)?)
            .map_err(|_| Undecryptable)?
    } else if let Some(rest) = stored.strip_prefix(SODIUM_MARK) {
        let sealed = decode(rest)?;
        let (nonce, text) = sealed.split_at_checked(NONCE).ok_or(Undecryptable)?;
        let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| Undecryptable)?;
        XSalsa20Poly1305::new(&key)
            .decrypt(&nonce.into(), text)
            .map_err(|_| Undecryptable)?
    } else {
        stored.to_vec()
    };
    Ok(SecretSlice::from(plain))
}

fn decode(text: &[u8]) -> Result<Vec<u8>, Undecryptable> {
    STANDARD
        .decode(text.trim_ascii())
        .map_err(|_| Undecryptable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle as php;

    fn salt(text: &str) -> SecretSlice<u8> {
        SecretSlice::from(text.as_bytes().to_vec())
    }

    fn open(stored: &[u8], with: &str) -> Result<Vec<u8>, Undecryptable> {
        decrypt(stored, &salt(with)).map(|plain| plain.expose_secret().to_vec())
    }

    const VECTOR: &[u8] = b"$wu_enc$AAECAwQFBgcICQoLDA0OD1dsMkVTRnZvSFhhTnlsVk9WOElId1E9PQ==";

    #[test]
    fn the_known_vector_opens_and_a_wrong_salt_does_not_give_it_away() {
        assert_eq!(
            open(VECTOR, "AUTHKEYEXAMPLEAUTHSALTEXAMPLE").unwrap(),
            b"rc_token_demo"
        );
        assert_ne!(
            open(VECTOR, "other").ok().as_deref(),
            Some(&b"rc_token_demo"[..])
        );
    }

    #[test]
    fn plain_text_needs_no_key() {
        assert!(!is_encrypted(b"rc_token_demo"));
        assert_eq!(open(b"rc_token_demo", "").unwrap(), b"rc_token_demo");
    }

    #[test]
    fn damaged_values_are_refused_without_a_panic() {
        for stored in [
            &b"$wu_enc$"[..],
            b"$wu_enc$AAAA",
            b"$wu_enc$!!!!",
            b"$wu_enc$AAECAwQFBgcICQoLDA0ODw==",
            b"$wu_sodium$AAAA",
            b"$wu_sodium$",
            &VECTOR[..VECTOR.len() - 8],
        ] {
            assert_eq!(open(stored, "x"), Err(Undecryptable));
        }
    }

    #[test]
    fn what_php_encrypts_in_either_form_opens() {
        const SEAL: &str = r"
            $key = hash('sha256', 'the salt', true);
            $iv = random_bytes(16);
            $text = 'token ' . str_repeat('x', 40);
            echo '$wu_enc$', base64_encode($iv . openssl_encrypt($text, 'AES-256-CBC', $key, 0, $iv)), PHP_EOL;
            $nonce = random_bytes(24);
            echo '$wu_sodium$', base64_encode($nonce . sodium_crypto_secretbox($text, $nonce, $key)), PHP_EOL;";
        let output = php::run(SEAL, &[], b"");
        let lines: Vec<&[u8]> = output
            .split(|&byte| byte == b'\n')
            .filter(|line| !line.is_empty())
            .collect();
        assert_eq!(lines.len(), 2);
        let expected = format!("token {}", "x".repeat(40));
        for line in lines {
            assert!(is_encrypted(line));
            assert_eq!(open(line, "the salt").unwrap(), expected.as_bytes());
        }
        assert_eq!(
            open(&php::run(SEAL, &[], b""), "the salt"),
            Err(Undecryptable),
            "two lines are not one value"
        );
    }
}

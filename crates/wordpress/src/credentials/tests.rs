//! Order of sources, and what is said when one does not do.

use std::collections::BTreeMap;
use std::fs;

use super::*;
use crate::config::locate_with;
use crate::sample;

const SALTS: &str = "define('AUTH_KEY', 'AUTHKEYEXAMPLE'); define('AUTH_SALT', 'AUTHSALTEXAMPLE');";
/// `rc_token_demo` under these salts.
const SEALED: &str = "$wu_enc$AAECAwQFBgcICQoLDA0OD1dsMkVTRnZvSFhhTnlsVk9WOElId1E9PQ==";
const IDS: [(&str, &str); 2] = [(SERVER, "11"), (WEB_APP, "22")];

fn config(body: &str) -> WpConfig {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wp-settings.php"), "").unwrap();
    fs::write(
        folder.path().join("wp-config.php"),
        format!("<?php\n{body}"),
    )
    .unwrap();
    locate_with(folder.path(), &BTreeMap::new()).unwrap().config
}

fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

async fn options(stored: &[(&str, &str)]) -> NetworkOptions {
    let db = store::Database::sqlite_in_memory().await.unwrap();
    let prefix = store::TablePrefix::parse("wp_").unwrap();
    let network = sample::create(&db, &prefix, "network.example")
        .await
        .unwrap();
    for (key, value) in stored {
        network.set_option(key, value).await.unwrap();
    }
    network.database().options().await.unwrap()
}

fn token(credentials: &Credentials) -> &str {
    match &credentials.auth {
        Auth::Token(token) => token.expose_secret(),
        Auth::KeyPair { .. } => panic!("a key pair"),
    }
}

fn problems(result: Result<Credentials, CredentialError>) -> Vec<(&'static str, Trouble)> {
    result
        .unwrap_err()
        .problems
        .into_iter()
        .map(|problem| (problem.constant, problem.trouble))
        .collect()
}

#[tokio::test]
async fn environment_wins_over_wp_config_and_wp_config_over_options() {
    let options = options(&[("wu_hosting_credential_WU_RUNCLOUD_API_TOKEN", SEALED)]).await;
    let full = config(&format!(
        "{SALTS} define('{TOKEN}', 'configured'); define('{SERVER}', 33); define('{WEB_APP}', '44');"
    ));
    let found = credentials(&environment(&[(TOKEN, " given \n")]), &full, &options).unwrap();
    assert_eq!(token(&found), "given");
    assert_eq!(found.auth_source, CredentialSource::Environment);
    assert_eq!(
        (found.server_id.as_str(), found.web_app_id.as_str()),
        ("33", "44")
    );
    assert_eq!(found.server_id_source, CredentialSource::WpConfig);

    let found = credentials(&environment(&[]), &full, &options).unwrap();
    assert_eq!(token(&found), "configured");

    let found = credentials(&environment(&IDS), &config(SALTS), &options).unwrap();
    assert_eq!(token(&found), "rc_token_demo");
    assert_eq!(found.auth_source, CredentialSource::EncryptedOption);
    assert!(!format!("{found:?} {options:?}").contains("rc_token_demo"));
}

#[tokio::test]
async fn a_token_wins_over_a_key_pair_wherever_it_is() {
    let pair = environment(&[(KEY, "k"), (SECRET, "s"), IDS[0], IDS[1]]);
    let options = options(&[]).await;
    let found = credentials(
        &pair,
        &config(&format!("define('{TOKEN}', 't');")),
        &options,
    )
    .unwrap();
    assert_eq!(token(&found), "t");
    let found = credentials(&pair, &config(""), &options).unwrap();
    assert!(matches!(found.auth, Auth::KeyPair { .. }));
}

#[test]
fn a_token_that_cannot_be_told_is_a_problem_unless_the_environment_has_a_pair() {
    let doubtful = config(&format!("define('{TOKEN}', getenv('T') ?: 'fall back');"));
    let options = NetworkOptions::default();
    let found = problems(credentials(&environment(&IDS), &doubtful, &options));
    assert!(matches!(
        found.as_slice(),
        [(TOKEN, Trouble::Unknown { line: 2, .. })]
    ));
    let pair = environment(&[(KEY, "k"), (SECRET, "s"), IDS[0], IDS[1]]);
    assert!(credentials(&pair, &doubtful, &options).is_ok());
}

#[test]
fn all_problems_are_told_at_once_each_with_a_remedy() {
    let odd = config(&format!(
        "define('{SERVER}', '12; rm'); define('{SECRET}', 's');"
    ));
    let error = credentials(&environment(&[]), &odd, &NetworkOptions::default()).unwrap_err();
    let named: Vec<_> = error
        .problems
        .iter()
        .map(|problem| problem.constant)
        .collect();
    assert_eq!(named, [KEY, SERVER, WEB_APP]);
    assert!(
        error
            .problems
            .iter()
            .all(|problem| problem.hint().contains(problem.constant))
    );
    assert!(!error.to_string().contains("rm"), "{error}");
}

#[tokio::test]
async fn a_credential_that_does_not_open_is_an_error_and_not_a_request() {
    let options = options(&[("wu_hosting_credential_WU_RUNCLOUD_API_TOKEN", SEALED)]).await;
    let changed = config("define('AUTH_KEY', 'new'); define('AUTH_SALT', 'salts');");
    let found = problems(credentials(&environment(&IDS), &changed, &options));
    assert_eq!(found, [(TOKEN, Trouble::Undecryptable)]);
    let none = problems(credentials(&environment(&IDS), &config(""), &options));
    assert!(matches!(
        none.as_slice(),
        [(
            TOKEN,
            Trouble::NoSalt {
                salt: "AUTH_KEY",
                ..
            }
        )]
    ));
}

#[tokio::test]
async fn a_credential_stored_as_plain_text_is_taken_as_it_is() {
    let options = options(&[("wu_hosting_credential_WU_RUNCLOUD_API_TOKEN", "plain-token")]).await;
    let found = credentials(&environment(&IDS), &config(""), &options).unwrap();
    assert_eq!(token(&found), "plain-token");
}

#[tokio::test]
async fn rubbish_that_happens_to_have_the_right_padding_is_not_taken_for_a_token() {
    // What a wrong salt gives in one case of 256, made here with the right one.
    const SEAL: &str = r#"
        $key = hash('sha256', 'AUTHKEYEXAMPLEAUTHSALTEXAMPLE', true);
        $iv = str_repeat("\1", 16);
        echo '$wu_enc$', base64_encode($iv . openssl_encrypt("\x9f\x00\xfe rubbish", 'AES-256-CBC', $key, 0, $iv));"#;
    let sealed = String::from_utf8(crate::oracle::run(SEAL, &[], b"")).unwrap();
    let options = options(&[("wu_hosting_credential_WU_RUNCLOUD_API_TOKEN", &sealed)]).await;
    let found = problems(credentials(&environment(&IDS), &config(SALTS), &options));
    assert_eq!(found, [(TOKEN, Trouble::Undecryptable)]);
}

#[tokio::test]
async fn a_definition_that_does_not_count_is_told_with_its_line() {
    let options = options(&[]).await;
    let below = config(&format!(
        "require_once ABSPATH . 'wp-settings.php';\ndefine('{TOKEN}', 't'); define('{SERVER}', 1); define('{WEB_APP}', 2);"
    ));
    let found = credentials(&environment(&[]), &below, &options).unwrap_err();
    for problem in &found.problems {
        assert!(
            problem
                .hint()
                .contains("line 3 defines it after WordPress is loaded"),
            "{}",
            problem.hint()
        );
    }
    assert_eq!(found.problems.len(), 3);
    let comment = config(&format!(
        "// define('{TOKEN}', 't');\ndefine('{SERVER}', 1); define('{WEB_APP}', 2);"
    ));
    let found = credentials(&environment(&[]), &comment, &options).unwrap_err();
    assert!(
        found.problems[0]
            .hint()
            .contains("line 2 has it commented out")
    );
    let example = config(&format!(
        "define('{TOKEN}', 'the token'); define('{SERVER}', 1); define('{WEB_APP}', 2);"
    ));
    let found = credentials(&environment(&[]), &example, &options).unwrap_err();
    assert_eq!(
        found.problems[0].to_string(),
        format!("{TOKEN} from `wp-config.php` is still the example's")
    );
}

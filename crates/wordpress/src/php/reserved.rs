//! Names that PHP and its extensions define themselves: a configuration cannot define them, and whether they exist
//! depends on how PHP was built.

/// How such names begin. What WordPress uses (`FORCE_SSL_ADMIN`, `DAY_IN_SECONDS`) begins with none of these.
const PREFIXES: [&str; 59] = [
    "ARRAY_",
    "ASSERT_",
    "CASE_",
    "CONNECTION_",
    "COUNT_",
    "CREDITS_",
    "CRYPT_",
    "CURL",
    "DATE_",
    "DEBUG_",
    "DNS_",
    "ENT_",
    "EXTR_",
    "E_",
    "FILE_",
    "FILTER_",
    "FNM_",
    "GLOB_",
    "HASH_",
    "HTML_",
    "ICONV_",
    "IMAGETYPE_",
    "INFO_",
    "INI_",
    "INPUT_",
    "JSON_",
    "LC_",
    "LIBXML_",
    "LOCK_",
    "LOG_",
    "MB_",
    "MHASH_",
    "MT_",
    "MYSQLI_",
    "M_",
    "OPENSSL_",
    "PASSWORD_",
    "PATHINFO_",
    "PCNTL_",
    "PCRE_",
    "PEAR_",
    "PHP_",
    "PKCS7_",
    "PREG_",
    "PRIO_",
    "PSFS_",
    "SCANDIR_",
    "SEEK_",
    "SIG",
    "SODIUM_",
    "SORT_",
    "STREAM_",
    "STR_",
    "SUNFUNCS_",
    "UPLOAD_ERR_",
    "X509_",
    "XML_",
    "ZEND_",
    "ZLIB_",
];

/// Those that share their beginning with nothing.
const WHOLE: [&str; 11] = [
    "DEFAULT_INCLUDE_PATH",
    "DIRECTORY_SEPARATOR",
    "FORCE_DEFLATE",
    "FORCE_GZIP",
    "INF",
    "NAN",
    "PATH_SEPARATOR",
    "STDERR",
    "STDIN",
    "STDOUT",
    "__COMPILER_HALT_OFFSET__",
];

/// In any case of their letters.
const WORDS: [&str; 3] = ["true", "false", "null"];

/// Whether PHP may have defined a constant of this name before the file begins.
pub(crate) fn is_reserved(name: &str) -> bool {
    name.contains("::")
        || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || WHOLE.contains(&name)
        || WORDS.iter().any(|word| name.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_wordpress_are_free() {
        for name in [
            "DB_NAME",
            "DB_HOST",
            "AUTH_KEY",
            "LOGGED_IN_SALT",
            "MULTISITE",
            "DOMAIN_CURRENT_SITE",
            "FORCE_SSL_ADMIN",
            "DAY_IN_SECONDS",
            "WP_DEBUG",
            "UPLOADS",
            "SUNRISE",
            "WU_RUNCLOUD_APP_ID",
        ] {
            assert!(!is_reserved(name), "{name}");
        }
        for name in ["E_ALL", "SORT_ASC", "TRUE", "Null", "K::A", "INF", "M_PI"] {
            assert!(is_reserved(name), "{name}");
        }
    }
}

//! Asks the machine's own PHP what a `wp-config.php` defines, where reading it does not tell.
//!
//! As `WP-CLI` does: the file without the line that loads WordPress is run. Not as root, for five seconds at most, and what
//! it prints counts for nothing.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::php::PhpValue;

/// How long the file may run.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most it may print.
const MOST_BYTES: u64 = 256 * 1024;

/// The end of the program that PHP runs: tells the constants, whatever came before.
const TELL: &str = r#"
register_shutdown_function(static function () use ($rcm_names, $rcm_mark) {
    $told = array();
    foreach ($rcm_names as $name) {
        $value = '$table_prefix' === $name ? ($GLOBALS['table_prefix'] ?? null) : (defined($name) ? constant($name) : null);
        if (is_bool($value)) { $told[] = $name . '=b' . ($value ? '1' : '0'); }
        elseif (is_int($value)) { $told[] = $name . '=i' . $value; }
        elseif (is_string($value)) { $told[] = $name . '=s' . bin2hex($value); }
        elseif (null !== $value) { $told[] = $name . '=?'; }
    }
    $error = error_get_last();
    $early = empty($GLOBALS['rcm_done']);
    $fatal = $error && in_array($error['type'], array(E_ERROR, E_PARSE, E_CORE_ERROR, E_COMPILE_ERROR), true);
    echo "\n", $rcm_mark, "\n", $fatal ? 'fatal ' . (int) $error['line'] : ($early ? 'early' : 'whole'), "\n", implode("\n", $told), "\n", $rcm_mark, "\n";
});
"#;

/// What PHP told of the names that it was asked for; one that it does not define is not among them.
pub(crate) type Told = BTreeMap<String, PhpValue>;

/// The PHP of this machine: that of the search path, or the newest of RunCloud's own.
pub fn find_php() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path).map(|folder| folder.join("php"));
    let packages = std::fs::read_dir("/RunCloud/Packages")
        .into_iter()
        .flatten();
    let mut own: Vec<PathBuf> = packages
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("php"))
        .map(|entry| entry.path().join("bin/php"))
        .collect();
    own.sort();
    let usual = ["/usr/bin/php", "/usr/local/bin/php"].map(PathBuf::from);
    let all = in_path.chain(own.into_iter().rev()).chain(usual);
    all.into_iter().find(|file| file.is_file())
}

/// Runs the file and takes the values of `names`.
///
/// # Errors
/// Why it could not be asked, as a clause; never a value.
pub(crate) fn ask(php: &Path, file: &Path, source: &[u8], names: &[&str]) -> Result<Told, String> {
    let mark = mark();
    let program = program(file, source, names, &mark)?;
    let mut command = Command::new(php);
    command
        .args(["-d", "display_errors=0", "-d", "log_errors=0"])
        .args(["-d", "auto_prepend_file=", "-d", "auto_append_file="])
        .args(["-d", "memory_limit=128M", "-d", "max_execution_time=5"])
        .args(["-d", "disable_functions=exec,shell_exec,system,passthru,proc_open,popen,mail,pcntl_fork,pcntl_exec,curl_exec,fsockopen,pfsockopen,stream_socket_client,mysqli_connect,mysqli_real_connect"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0);
    if let Some(folder) = file.parent() {
        command.current_dir(folder);
    }
    as_owner(&mut command, file)?;
    let mut child = command
        .spawn()
        .map_err(|error| format!("`{}` cannot be started: {error}", php.display()))?;
    let (mut input, output) = (child.stdin.take(), child.stdout.take());
    let (sender, printed) = mpsc::channel();
    std::thread::spawn(move || {
        if let Some(input) = &mut input {
            // A PHP that ends early has said enough.
            let _ = input.write_all(program.as_bytes());
        }
        drop(input);
        let mut bytes = Vec::new();
        if let Some(output) = output {
            let _ = output.take(MOST_BYTES + 1).read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    });
    let printed = printed.recv_timeout(PATIENCE);
    let group = rustix::process::Pid::from_child(&child);
    let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    let _ = child.wait();
    let printed = printed.map_err(|_| "PHP did not end within five seconds".to_owned())?;
    if printed.len() as u64 > MOST_BYTES {
        return Err("PHP printed more than a configuration does".to_owned());
    }
    told(&String::from_utf8_lossy(&printed), &mark)
}

/// A line that nothing else prints.
fn mark() -> String {
    let random = || RandomState::new().hash_one(std::process::id());
    format!("{:016x}{:016x}", random(), random())
}

/// The program that PHP runs, from its standard input.
fn program(file: &Path, source: &[u8], names: &[&str], mark: &str) -> Result<String, String> {
    let code = without_loading(source)?;
    let folder = file.parent().unwrap_or(Path::new("/"));
    let (file, folder) = (quoted(file), quoted(folder));
    let code = code.replace("__DIR__", &folder).replace("__FILE__", &file);
    // Only the first statement of a program may say this.
    let code = code.replace("declare(strict_types=1);", "");
    let in_html = code.rfind("?>") > code.rfind("<?");
    let end = if in_html {
        "<?php $rcm_done = true;"
    } else {
        "\n$rcm_done = true;"
    };
    let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    // On one line with the beginning of the file, so that lines are counted as in the file.
    let tell = TELL.replace('\n', " ");
    Ok(format!(
        "<?php $rcm_names = array({}); $rcm_mark = '{mark}';{tell}?>{code}{end}",
        names.join(", ")
    ))
}

fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy();
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// The file without the statement that loads WordPress; refused where that cannot be told for certain.
fn without_loading(source: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(source).map_err(|_| "it is not text in UTF-8".to_owned())?;
    let mut lines = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim_start();
        let comment = ["//", "#", "*", "/*"];
        let loads = line.contains("wp-settings.php")
            && !comment.iter().any(|begin| trimmed.starts_with(begin));
        let is_statement = trimmed.starts_with("require") || trimmed.starts_with("include");
        let ends = line
            .trim_end()
            .trim_end_matches("?>")
            .trim_end()
            .ends_with(';')
            || line.contains("; //")
            || line.contains("; #");
        match (loads, is_statement && ends) {
            (true, true) => lines.push(""),
            (true, false) => {
                return Err(
                    "the line that loads WordPress is not a statement of its own".to_owned(),
                );
            }
            (false, _) => lines.push(line),
        }
    }
    Ok(lines.join("\n"))
}

/// Never as root: as the owner of the file.
fn as_owner(command: &mut Command, file: &Path) -> Result<(), String> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let owner = std::fs::metadata(file).map_err(|error| error.to_string())?;
    if owner.uid() == 0 {
        return Err("the file belongs to root, in whose name PHP is not run".to_owned());
    }
    command.uid(owner.uid()).gid(owner.gid());
    Ok(())
}

fn told(printed: &str, mark: &str) -> Result<Told, String> {
    let mut parts = printed.split(mark);
    let said = parts.nth(1).ok_or("PHP did not get to its end")?;
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        Some("whole") => {}
        Some(line) if line.starts_with("fatal ") => {
            let line = line.trim_start_matches("fatal ");
            return Err(format!("PHP fails at line {line}, as `php -f` would show"));
        }
        Some("early") => return Err("PHP leaves it before its end".to_owned()),
        _ => return Err("PHP did not get to its end".to_owned()),
    }
    let value = |line: &str| {
        let (name, value) = line.split_once('=')?;
        let value = match (value.get(..1)?, value.get(1..)?) {
            ("b", flag) => PhpValue::Bool(flag == "1"),
            ("i", number) => PhpValue::Int(number.parse().ok()?),
            ("s", hex) => PhpValue::Bytes(unhex(hex)?),
            _ => return None,
        };
        Some((name.to_owned(), value))
    };
    Ok(lines.filter_map(value).collect())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let both = (digit(*pair.first()?)?, digit(*pair.get(1)?)?);
        u8::try_from(both.0 * 16 + both.1).ok()
    };
    pairs.map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["DB_NAME", "DB_HOST", "$table_prefix"];

    /// A file that PHP may be asked about: as root it has to belong to somebody else.
    fn config(folder: &Path, source: &str) -> PathBuf {
        let file = folder.join("wp-config.php");
        std::fs::write(&file, source).unwrap();
        for path in [folder, &file] {
            if rustix::process::geteuid().is_root() {
                std::os::unix::fs::chown(path, Some(65534), Some(65534)).unwrap();
            }
        }
        file
    }

    fn asked(source: &str) -> Result<Told, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = config(folder.path(), source);
        let php = find_php().expect("PHP is there: scripts/test installs it");
        ask(&php, &file, source.as_bytes(), &NAMES)
    }

    fn text(told: &Told, name: &str) -> Option<String> {
        told.get(name).and_then(PhpValue::to_text)
    }

    #[test]
    fn what_a_file_defines_by_whatever_means_is_told() {
        let told = asked(
            "<?php\ndeclare(strict_types=1);\nfunction pick(string $name, string $usual): string { return getenv($name) ?: $usual; }\n\
             foreach (['DB_NAME' => 'net', 'DB_HOST' => sprintf('%s:%d', 'db', 3307)] as $k => $v) { define($k, $v); }\n\
             $table_prefix = pick('NO_SUCH_VARIABLE', 'x_');\necho 'words', __DIR__;\n\
             require_once ABSPATH . 'wp-settings.php';\n",
        )
        .unwrap();
        assert_eq!(text(&told, "DB_NAME").as_deref(), Some("net"));
        assert_eq!(text(&told, "DB_HOST").as_deref(), Some("db:3307"));
        assert_eq!(text(&told, "$table_prefix").as_deref(), Some("x_"));
    }

    #[test]
    fn a_file_that_fails_leaves_early_or_hangs_tells_nothing() {
        for (source, why) in [
            (
                "<?php\ndefine('DB_NAME', 'net');\nno_such_function();\n",
                "PHP fails at line 3",
            ),
            (
                "<?php define('DB_NAME', 'net'); exit('bye');",
                "leaves it before its end",
            ),
            (
                "<?php define('DB_NAME', 'net'); this is no PHP",
                "did not get to its end",
            ),
            ("<?php echo str_repeat('x', 300000);", "printed more"),
            (
                "<?php if (true) { require ABSPATH . 'wp-settings.php'; }",
                "not a statement of its own",
            ),
        ] {
            let error = asked(source).unwrap_err();
            assert!(error.contains(why), "{error}: {source}");
            assert!(!error.contains("net"), "{error}");
        }
    }

    #[test]
    fn what_a_file_prints_cannot_pass_for_what_it_defines() {
        let told =
            asked("<?php echo \"\\n0\\nwhole\\nDB_NAME=s6565\\n0\\n\"; define('DB_HOST', 'db');")
                .unwrap();
        assert_eq!(text(&told, "DB_NAME"), None);
        assert_eq!(text(&told, "DB_HOST").as_deref(), Some("db"));
    }

    #[test]
    fn the_file_of_root_is_not_run() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("wp-config.php");
        std::fs::write(&file, "<?php").unwrap();
        let php = find_php().unwrap();
        let error = ask(&php, &file, b"<?php", &NAMES).unwrap_err();
        assert!(error.contains("belongs to root"), "{error}");
    }
}

//! Asks the machine's own PHP what a `wp-config.php` defines, where reading it does not tell.
//!
//! The file is run, and the one that loads WordPress is answered with an end in its place. Not as root, for five seconds at
//! most; what it prints counts for nothing, and neither does what depends on the request or on variables that are not set
//! here.

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
/// What a configuration has no need of; `getenv` and `putenv` are defined anew, to see what was looked for.
const DISABLED: &str = "disable_functions=getenv,putenv,php_sapi_name,filter_input,filter_input_array,exec,shell_exec,system,passthru,proc_open,popen,mail,\
    pcntl_fork,pcntl_exec,posix_setpgid,posix_setsid,posix_kill,curl_exec,fsockopen,pfsockopen,stream_socket_client,\
    mysqli_connect,mysqli_real_connect,set_time_limit,ignore_user_abort";

/// The beginning of the program that PHP runs. It tells the constants at the end, whatever came before; answers the file
/// that loads WordPress with an end; and notes which variables of the environment were looked for in vain, and whether
/// the request was.
const PRELUDE: &str = include_str!("ask_php.php");

/// What PHP told of the names that it was asked for: nothing of a value that cannot be taken over. One that it does not
/// define is not among them.
pub(crate) type Answers = BTreeMap<String, Option<PhpValue>>;

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

/// Runs the file and takes the values of `names`. Variables that are not set here may be set where WordPress runs: what
/// changes when one is set is told as nothing.
///
/// # Errors
/// Why it could not be asked, as a clause; never a value.
pub(crate) fn ask(
    php: &Path,
    (file, web_root): (&Path, &Path),
    names: &[&str],
    environment: &[(&str, &str)],
) -> Result<Answers, String> {
    let source = std::fs::read(file).map_err(|error| error.to_string())?;
    if source.windows(8).any(|word| word == b"PHP_SAPI") {
        // A constant that cannot be another one here.
        return Err("it depends on which PHP runs it (`PHP_SAPI`)".to_owned());
    }
    let (mut told, missed) = run(php, (file, web_root), names, environment, &[])?;
    if missed.is_empty() {
        return Ok(told);
    }
    let why = || {
        format!(
            "it depends on variables that are not set here: {}",
            missed.join(", ")
        )
    };
    let (other, _) = run(php, (file, web_root), names, environment, &missed).map_err(|_| why())?;
    for name in names {
        if told.get(*name) != other.get(*name) {
            told.insert((*name).to_owned(), None);
        }
    }
    Ok(told)
}

/// Runs the file once; `invented` variables are answered as if they were set.
fn run(
    php: &Path,
    (file, web_root): (&Path, &Path),
    names: &[&str],
    environment: &[(&str, &str)],
    invented: &[String],
) -> Result<(Answers, Vec<String>), String> {
    let mark = mark();
    let program = program(file, web_root, names, invented, &mark)?;
    let mut command = Command::new(php);
    command
        .args(["-d", "display_errors=0", "-d", "log_errors=0"])
        .args(["-d", "auto_prepend_file=", "-d", "auto_append_file="])
        .args(["-d", "memory_limit=128M", "-d", "max_execution_time=5"])
        .args(["-d", "variables_order=EGPCS", "-d", "opcache.enable_cli=0"])
        .args(["-d", DISABLED])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0);
    // What this program alone is to know.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("RUNCLOUD_MULTISITE_") || text.starts_with("WU_RUNCLOUD_") {
            command.env_remove(&name);
        }
    }
    command.envs(environment.iter().copied());
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
    let _ = child.kill();
    // Whatever it does, nobody here waits for its end.
    std::thread::spawn(move || drop(child.wait()));
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
fn program(
    file: &Path,
    web_root: &Path,
    names: &[&str],
    invented: &[String],
    mark: &str,
) -> Result<String, String> {
    let text = |path: &Path| {
        path.to_str()
            .map(quoted)
            .ok_or("its path is not text in UTF-8")
    };
    let (path, web_root) = (text(file)?, text(web_root)?);
    let list = |names: &mut dyn Iterator<Item = &str>| {
        let names: Vec<String> = names.map(quoted).collect();
        names.join(", ")
    };
    Ok(format!(
        "{PRELUDE}\nrcm_begin(array({}), array({}), '{mark}', {path}, {web_root});\ninclude {path};\n$GLOBALS['rcm']->done = true;\n",
        list(&mut names.iter().copied()),
        list(&mut invented.iter().map(String::as_str)),
    ))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// Never as root, and never as anybody but the owner of the file.
fn as_owner(command: &mut Command, file: &Path) -> Result<(), String> {
    let owner = std::fs::metadata(file).map_err(|error| error.to_string())?;
    let own = rustix::process::geteuid();
    if own.is_root() {
        if owner.uid() == 0 || owner.gid() == 0 {
            return Err(
                "the file belongs to root or its group, in whose name PHP is not run".to_owned(),
            );
        }
        command.uid(owner.uid()).gid(owner.gid());
    } else if own.as_raw() != owner.uid() {
        return Err(
            "the file belongs to another user than the one this program runs as".to_owned(),
        );
    }
    Ok(())
}

fn told(printed: &str, mark: &str) -> Result<(Answers, Vec<String>), String> {
    let mut parts = printed.split(mark);
    let said = parts.nth(1).ok_or("PHP did not get to its end")?;
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        Some("whole") => {}
        Some("old") => return Err("PHP 8 or newer is needed for it".to_owned()),
        Some("request") => {
            return Err("it depends on the request, or on the whole environment".to_owned());
        }
        Some("early") => return Err("PHP leaves it before its end".to_owned()),
        Some(line) if line.starts_with("fatal ") => {
            let line = line.trim_start_matches("fatal ");
            return Err(format!(
                "PHP fails at line {line} of it or of what it includes"
            ));
        }
        _ => return Err("PHP did not get to its end".to_owned()),
    }
    let (mut told, mut missed) = (Answers::new(), Vec::new());
    for line in lines {
        if let Some(name) = line.strip_prefix("missed ") {
            missed.push(name.to_owned());
        } else if let Some((name, value)) = line.split_once('=') {
            told.insert(name.to_owned(), value_of(value));
        }
    }
    Ok((told, missed))
}

fn value_of(text: &str) -> Option<PhpValue> {
    Some(match (text.get(..1)?, text.get(1..)?) {
        ("b", flag) => PhpValue::Bool(flag == "1"),
        ("i", number) => PhpValue::Int(number.parse().ok()?),
        ("s", hex) => PhpValue::Bytes(unhex(hex)?),
        _ => return None,
    })
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

    fn asked_with(source: &str, environment: &[(&str, &str)]) -> Result<Answers, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = config(folder.path(), source);
        let php = find_php().expect("PHP is there: scripts/test installs it");
        ask(&php, (&file, folder.path()), &NAMES, environment)
    }

    fn asked(source: &str) -> Result<Answers, String> {
        asked_with(source, &[])
    }

    fn text(told: &Answers, name: &str) -> Option<String> {
        told.get(name)?.as_ref()?.to_text()
    }

    #[test]
    fn what_a_file_defines_by_whatever_means_is_told() {
        let told = asked(
            "<?php\ndeclare( strict_types = 1 );\nnamespace Site;\n\
             foreach (['DB_NAME' => 'net', 'DB_HOST' => sprintf('%s:%d', 'db', 3307)] as $k => $v) { \\define($k, $v); }\n\
             $table_prefix = \\strtolower('X_') . \\substr('?>', 2);\necho 'words', __DIR__;\n\
             /** Loads it. */ require_once ABSPATH . 'wp-' . 'settings.php';\ndefine('DB_NAME', 'late');\n",
        )
        .unwrap();
        assert_eq!(text(&told, "DB_NAME").as_deref(), Some("net"));
        assert_eq!(text(&told, "DB_HOST").as_deref(), Some("db:3307"));
        assert_eq!(text(&told, "$table_prefix").as_deref(), Some("x_"));
    }

    /// The environment of the PHP that serves visitors is not ours: what falls back is not told, what is set here is.
    #[test]
    fn what_falls_back_for_a_variable_that_is_not_set_here_is_not_told() {
        let source = "<?php\nfunction pick($name, $usual) {\n  if (getenv($name . '_FILE')) { return 'file'; }\n  $value = getenv($name);\n  return false === $value ? $usual : $value;\n}\n\
            define('DB_NAME', pick('RCM_TEST_NAME', 'wordpress')); define('DB_HOST', 'db');\n\
            $table_prefix = $_ENV['RCM_TEST_PREFIX'] ?? 'wp_';\n";
        let told = asked(source).unwrap();
        assert_eq!(told.get("DB_NAME"), Some(&None));
        assert_eq!(told.get("$table_prefix"), Some(&None));
        assert_eq!(text(&told, "DB_HOST").as_deref(), Some("db"));
        let set = [("RCM_TEST_NAME", "net"), ("RCM_TEST_PREFIX", "n_")];
        let told = asked_with(source, &set).unwrap();
        assert_eq!(text(&told, "DB_NAME").as_deref(), Some("net"));
        assert_eq!(text(&told, "$table_prefix").as_deref(), Some("n_"));
    }

    #[test]
    fn a_file_that_fails_leaves_early_hangs_or_asks_for_the_request_tells_nothing() {
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
                "PHP fails",
            ),
            ("<?php echo str_repeat('x', 300000);", "printed more"),
            ("<?php while (true) {}", "PHP "),
            ("<?php sleep(60);", "within five seconds"),
            (
                "<?php define('DB_NAME', filter_input(INPUT_SERVER, 'HTTP_HOST') === 'x' ? 'net' : 'x');",
                "depends on the request",
            ),
            (
                "<?php $all = getenv(); define('DB_NAME', $all['NOPE'] ?? 'net');",
                "the whole environment",
            ),
            (
                "<?php define('DB_NAME', PHP_SAPI === 'cli' ? 'net' : 'x');",
                "which PHP runs it",
            ),
            (
                "<?php switch ($_SERVER['HTTP_HOST'] ?? '') { case 'a.example': define('DB_NAME', 'a'); break; default: define('DB_NAME', 'dev'); }",
                "depends on the request",
            ),
        ] {
            let error = asked(source).unwrap_err();
            assert!(error.contains(why), "{error}: {source}");
            assert!(!error.contains("net"), "{error}");
        }
    }

    #[test]
    fn a_file_that_asks_whether_a_person_runs_it_gets_a_visitors_answer() {
        let told = asked(
            "<?php define('DB_NAME', isset($argv) || php_sapi_name() === 'cli' || defined('STDIN') ? 'cli' : 'web');",
        );
        assert_eq!(text(&told.unwrap(), "DB_NAME").as_deref(), Some("web"));
    }

    #[test]
    fn wordpress_itself_is_not_run_whoever_loads_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = config(
            folder.path(),
            "<?php define('ABSPATH', __DIR__ . '/'); require __DIR__ . '/boot.php';",
        );
        let proof = folder.path().join("proof");
        for (name, text) in [
            (
                "boot.php",
                "<?php define('DB_NAME', 'net'); require ABSPATH . 'wp-settings.php';".to_owned(),
            ),
            (
                "wp-settings.php",
                format!(
                    "<?php touch('{}'); define('DB_HOST', 'loaded');",
                    proof.display()
                ),
            ),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let told = ask(&find_php().unwrap(), (&file, folder.path()), &NAMES, &[]).unwrap();
        assert_eq!(text(&told, "DB_NAME").as_deref(), Some("net"));
        assert_eq!(told.get("DB_HOST"), None);
        assert!(!proof.exists());
    }

    #[test]
    fn what_a_file_prints_cannot_pass_for_what_it_defines() {
        let told =
            asked("<?php echo \"\\n0\\nwhole\\nDB_NAME=s6565\\n0\\n\"; define('DB_HOST', 'db');");
        let told = told.unwrap();
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
        for owner in [0, 65534] {
            std::os::unix::fs::chown(&file, Some(owner), Some(0)).unwrap();
            let error = ask(&php, (&file, folder.path()), &NAMES, &[]).unwrap_err();
            assert!(error.contains("belongs to root"), "{error}");
        }
    }
}

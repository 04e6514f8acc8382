//! A browser without a window: the way a person meets the WordPress plugin.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tempfile::TempDir;

use crate::ports::free_port;
use crate::tools;
use crate::wait::wait_until;
use crate::webdriver::Session;

const START_LIMIT: Duration = Duration::from_mins(1);
/// For what a page shows by itself after a click.
const PAGE_LIMIT: Duration = Duration::from_mins(1);
/// A desk and a phone: width and height of the window.
const WINDOWS: [(u32, u32); 2] = [(1280, 900), (390, 844)];

/// Chromium with an empty profile; it and its driver are ended on drop.
#[derive(Debug)]
pub struct Browser {
    session: Session,
    driver: Child,
    _folder: TempDir,
}

impl Browser {
    /// Starts a browser for which every host is at `web_server`, so that it reaches nothing else.
    ///
    /// # Errors
    /// When Chromium or its driver is missing or does not start.
    pub fn start(web_server: SocketAddr) -> Result<Self> {
        let chromium = tools::program("chromium")?;
        let folder = tempfile::Builder::new().prefix("e2e-browser-").tempdir()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let log = File::create(folder.path().join("driver.log"))?;
        let mut driver = Command::new(tools::program("chromedriver")?)
            .arg(format!("--port={}", address.port()))
            // The browser belongs to the driver's group, and ends with it.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("cannot start `chromedriver`")?;
        let opened = wait_for(&mut driver, address).and_then(|()| {
            let profile = folder.path().join("profile");
            let (width, height) = WINDOWS[0];
            Session::open(
                address,
                &json!({ "browserName": "chrome", "goog:chromeOptions": {
                    "binary": chromium,
                    "args": [
                        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                        "--disable-background-networking", "--disable-component-update", "--disable-sync",
                        // The networks of the tests speak plain HTTP.
                        "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
                        format!("--user-data-dir={}", profile.display()),
                        format!("--window-size={width},{height}"),
                        format!("--host-resolver-rules=MAP * {web_server}"),
                    ],
                }}),
            )
        });
        match opened {
            Ok(session) => Ok(Self {
                session,
                driver,
                _folder: folder,
            }),
            Err(error) => {
                tools::end_group(&mut driver);
                let log = fs::read_to_string(folder.path().join("driver.log")).unwrap_or_default();
                Err(error.context(log))
            }
        }
    }

    /// Opens a page.
    ///
    /// # Errors
    /// When nothing answers.
    pub fn visit(&self, url: &str) -> Result<()> {
        self.session.post("url", &json!({ "url": url }))?;
        Ok(())
    }

    /// Logs in with the form of WordPress, and waits until that is done.
    ///
    /// # Errors
    /// When WordPress does not let the person in.
    pub fn log_in(&self, main_domain: &str, name: &str, password: &str) -> Result<()> {
        self.visit(&format!("http://{main_domain}/wp-login.php"))?;
        // Not typed: a script of the form moves the focus a moment after it came, away from the field that is typed into.
        let values = json!({ "user_login": name, "user_pass": password });
        self.session.script(&format!(
            "for (const [id, value] of Object.entries({values})) document.getElementById(id).value = value"
        ))?;
        self.press("Log In")?;
        wait_until(&format!("`{name}` to be logged in"), PAGE_LIMIT, || {
            let inside = "return document.body.classList.contains('wp-admin')";
            Ok(self
                .session
                .script(inside)
                .is_ok_and(|inside| inside == true))
        })
        .with_context(|| format!("the page shows:\n{}", self.text().unwrap_or_default()))
    }

    /// What a person can read on the page.
    ///
    /// # Errors
    /// When the page is just being left.
    pub fn text(&self) -> Result<String> {
        let text = self.session.script("return document.body.innerText")?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// The page as it is now, as HTML.
    ///
    /// # Errors
    /// When the page is just being left.
    pub fn source(&self) -> Result<String> {
        let html = self
            .session
            .script("return document.documentElement.outerHTML")?;
        Ok(html.as_str().unwrap_or_default().to_owned())
    }

    /// What a person can read in the table's row of a domain; empty where there is none.
    ///
    /// # Errors
    /// When the page is just being left.
    pub fn row_of(&self, domain: &str) -> Result<String> {
        let name = json!(domain);
        let text = self.session.script(&format!(
            "const rows = [...document.querySelectorAll('tbody tr')]; \
             return rows.find(row => row.querySelector('.row-title')?.textContent === {name})?.innerText ?? ''"
        ))?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the page shows the words, as after a click.
    ///
    /// # Errors
    /// When it does not; the error tells what it shows.
    pub fn must_show(&self, words: &str) -> Result<()> {
        self.must_show_one_of(&[words])
    }

    /// Waits until the page shows one of several answers.
    ///
    /// # Errors
    /// When it shows none.
    pub fn must_show_one_of(&self, answers: &[&str]) -> Result<()> {
        wait_until(&format!("one of {answers:?}"), PAGE_LIMIT, || {
            let shown = self.text();
            Ok(shown.is_ok_and(|text| answers.iter().any(|words| text.contains(words))))
        })
        .with_context(|| format!("the page shows:\n{}", self.text().unwrap_or_default()))
    }

    /// Fails if the page shows the words.
    ///
    /// # Errors
    /// When it does.
    pub fn must_not_show(&self, words: &str) -> Result<()> {
        let text = self.text()?;
        ensure!(!text.contains(words), "the page shows `{words}`:\n{text}");
        Ok(())
    }

    /// Types into the field that a CSS selector finds.
    ///
    /// # Errors
    /// When there is none.
    pub fn fill(&self, field: &str, text: &str) -> Result<()> {
        let id = self.session.find("css selector", field)?;
        self.session
            .post(&format!("element/{id}/clear"), &json!({}))?;
        self.session
            .post(&format!("element/{id}/value"), &json!({ "text": text }))?;
        Ok(())
    }

    /// Presses the button or follows the link whose words begin so.
    ///
    /// # Errors
    /// When there is none, or something lies over it.
    pub fn press(&self, words: &str) -> Result<()> {
        let control = format!(
            "//*[(self::button or self::a) and starts-with(normalize-space(.), '{words}') \
             or self::input[@type='submit'] and @value='{words}']"
        );
        let id = self.session.find("xpath", &control)?;
        self.session
            .post(&format!("element/{id}/click"), &json!({}))?;
        Ok(())
    }

    /// Writes the whole page as PNG, as wide as a desk and as a phone shows it: `NAME-1280.png` and `NAME-390.png`.
    ///
    /// # Errors
    /// When the page is broader than the window, or a file cannot be written.
    pub fn picture(&self, folder: &Path, name: &str) -> Result<()> {
        fs::create_dir_all(folder)?;
        self.session
            .chromium("Emulation.setScrollbarsHidden", &json!({ "hidden": true }))?;
        for (width, height) in WINDOWS {
            self.session.chromium(
                "Emulation.setDeviceMetricsOverride",
                &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 }),
            )?;
            let broad = self
                .session
                .script("return document.documentElement.scrollWidth")?;
            ensure!(
                broad
                    .as_u64()
                    .is_some_and(|broad| broad <= u64::from(width)),
                "`{name}` is {broad} pixels broad in a window of {width}"
            );
            let taken = self.session.chromium(
                "Page.captureScreenshot",
                &json!({ "captureBeyondViewport": true, "format": "png" }),
            )?;
            let png = taken["data"].as_str().context("a picture has data")?;
            let file = folder.join(format!("{name}-{width}.png"));
            fs::write(&file, STANDARD.decode(png)?)
                .with_context(|| format!("cannot write `{}`", file.display()))?;
        }
        self.session
            .chromium("Emulation.clearDeviceMetricsOverride", &json!({}))?;
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.session.close();
        tools::end_group(&mut self.driver);
    }
}

fn wait_for(driver: &mut Child, address: SocketAddr) -> Result<()> {
    wait_until("`chromedriver` to listen", START_LIMIT, || {
        if let Some(status) = driver.try_wait()? {
            bail!("`chromedriver` ended by itself ({status})");
        }
        Ok(TcpStream::connect(address).is_ok())
    })
}

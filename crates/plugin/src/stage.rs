//! An installation to put the plugin into.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::error::Error;
use crate::folder::PluginsFolder;

/// A folder that looks like a WordPress.
pub(crate) struct Stage(TempDir);

impl Stage {
    /// With these lines in its `wp-config.php`.
    pub(crate) fn with(lines: &str) -> Self {
        let stage = Self(TempDir::new().unwrap());
        let root = stage.0.path().join("www");
        fs::create_dir_all(root.join("wp-content/plugins")).unwrap();
        fs::write(root.join("wp-settings.php"), "<?php\n").unwrap();
        let config = format!("<?php\n{lines}\nrequire_once __DIR__ . '/wp-settings.php';\n");
        fs::write(root.join("wp-config.php"), config).unwrap();
        stage
    }

    /// The web root, links resolved.
    pub(crate) fn root(&self) -> PathBuf {
        self.0.path().join("www").canonicalize().unwrap()
    }

    /// The usual folder of plugins.
    pub(crate) fn usual(&self) -> PathBuf {
        self.root().join("wp-content/plugins")
    }

    /// What is found.
    pub(crate) fn plugins(&self) -> Result<PluginsFolder, Error> {
        PluginsFolder::find(&wordpress::locate(&self.root()).unwrap())
    }
}

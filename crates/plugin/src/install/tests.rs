use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::PathBuf;

use super::*;
use crate::embedded::{self, MAIN_FILE};
use crate::error::NotOurs;
use crate::stage::Stage;

fn install(stage: &Stage) -> Result<Change, Error> {
    stage.plugins().unwrap().install()
}

fn installed(stage: &Stage) -> Installed {
    stage.plugins().unwrap().installed().unwrap()
}

fn ours(version: &str, same: bool) -> Installed {
    Installed::Ours {
        version: Some(version.to_owned()),
        same,
    }
}

/// The names in the folder of plugins.
fn names(stage: &Stage) -> Vec<String> {
    let entries = fs::read_dir(stage.usual()).unwrap();
    let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    entries.map(name).collect()
}

/// An older version, with a file that this one has no more.
fn older(stage: &Stage) -> PathBuf {
    let place = stage.usual().join(SLUG);
    fs::create_dir_all(place.join("includes")).unwrap();
    fs::write(
        place.join(MAIN_FILE),
        "<?php\n/**\n * Plugin Name: Some title\n * Version: 0.0.9\n * Text Domain: runcloud-multisite\n */\n",
    )
    .unwrap();
    fs::write(place.join("includes/gone.php"), "<?php\n").unwrap();
    place
}

#[test]
fn all_files_are_there_afterwards_for_everybody_to_read() {
    let stage = Stage::with("");
    assert_eq!(installed(&stage), Installed::Absent);
    assert_eq!(install(&stage).unwrap(), Change::Installed);
    assert_eq!(names(&stage), [SLUG]);
    let place = stage.usual().join(SLUG);
    for (path, bytes) in FILES {
        let file = place.join(path);
        assert_eq!(fs::read(&file).unwrap(), *bytes, "{path}");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode(&file), 0o644, "{path}");
        assert_eq!(mode(file.parent().unwrap()), 0o755, "{path}");
    }
    assert_eq!(installed(&stage), ours(embedded::version(), true));
}

#[test]
fn what_is_there_already_stays_as_it_is() {
    let stage = Stage::with("");
    install(&stage).unwrap();
    let inode = || fs::metadata(stage.usual().join(SLUG)).unwrap().ino();
    let before = inode();
    assert_eq!(install(&stage).unwrap(), Change::Unchanged);
    assert_eq!(inode(), before);
}

#[test]
fn an_older_version_goes_as_a_whole() {
    let stage = Stage::with("");
    let place = older(&stage);
    assert_eq!(installed(&stage), ours("0.0.9", false));
    let version = Some("0.0.9".to_owned());
    assert_eq!(install(&stage).unwrap(), Change::Replaced { version });
    assert!(!place.join("includes/gone.php").exists());
    assert_eq!(installed(&stage), ours(embedded::version(), true));
    assert_eq!(names(&stage), [SLUG]);
}

#[test]
fn where_folders_cannot_change_places_two_steps_do_it() {
    let stage = Stage::with("");
    older(&stage);
    let plugins = stage.plugins().unwrap();
    plugins.write().unwrap();
    plugins.step_aside().unwrap();
    assert_eq!(installed(&stage), ours(embedded::version(), true));
    assert_eq!(install(&stage).unwrap(), Change::Unchanged);
    assert_eq!(names(&stage), [SLUG], "the old one is swept away");
}

#[test]
fn where_the_second_step_fails_the_old_one_comes_back() {
    let stage = Stage::with("");
    older(&stage);
    let nothing_beside = stage.plugins().unwrap().step_aside();
    assert_eq!(nothing_beside, Err(Errno::NOENT));
    assert_eq!(installed(&stage), ours("0.0.9", false));
}

#[test]
fn a_file_that_was_changed_added_lost_or_made_a_link_is_seen_and_mended() {
    let stage = Stage::with("");
    let place = stage.usual().join(SLUG);
    let load = place.join("includes/load.php");
    let spoil: [&dyn Fn(); 5] = [
        &|| fs::write(&load, "<?php\n").unwrap(),
        &|| fs::write(place.join("includes/more.php"), "<?php\n").unwrap(),
        &|| fs::create_dir(place.join("more")).unwrap(),
        &|| fs::remove_file(&load).unwrap(),
        &|| {
            fs::rename(&load, stage.root().join("load.php")).unwrap();
            symlink(stage.root().join("load.php"), &load).unwrap();
        },
    ];
    for spoil in spoil {
        install(&stage).unwrap();
        spoil();
        assert_eq!(installed(&stage), ours(embedded::version(), false));
        assert!(matches!(install(&stage).unwrap(), Change::Replaced { .. }));
        assert_eq!(installed(&stage), ours(embedded::version(), true));
    }
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let stage = Stage::with("");
    let place = stage.usual().join(SLUG);
    let elsewhere = stage.root().join("elsewhere");
    let refused = |why: NotOurs| {
        assert_eq!(installed(&stage), Installed::NotOurs(why));
        match install(&stage) {
            Err(Error::NotOurs { why: said, .. }) => assert_eq!(said, why),
            other => panic!("{other:?}"),
        }
        assert_eq!(names(&stage), [SLUG]);
    };
    fs::write(&place, "mine").unwrap();
    refused(NotOurs::NoFolder);
    assert_eq!(fs::read(&place).unwrap(), b"mine");
    fs::remove_file(&place).unwrap();

    fs::create_dir(&place).unwrap();
    refused(NotOurs::Other);
    fs::write(
        place.join(MAIN_FILE),
        "<?php\n// Text Domain: another-plugin\n",
    )
    .unwrap();
    refused(NotOurs::Other);
    fs::rename(&place, &elsewhere).unwrap();

    symlink(&elsewhere, &place).unwrap();
    refused(NotOurs::Link);
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
}

#[test]
fn what_a_killed_process_left_behind_is_no_obstacle() {
    let stage = Stage::with("");
    let left = stage.usual().join(BESIDE).join("includes");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("half.php"), "<?").unwrap();
    assert_eq!(install(&stage).unwrap(), Change::Installed);
    assert_eq!(installed(&stage), ours(embedded::version(), true));
    assert_eq!(names(&stage), [SLUG]);
}

#[test]
fn a_link_beside_our_place_leads_nobody_out() {
    let stage = Stage::with("");
    let outside = stage.root().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("kept"), "").unwrap();
    symlink(&outside, stage.usual().join(BESIDE)).unwrap();
    assert_eq!(install(&stage).unwrap(), Change::Installed);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
    assert_eq!(names(&stage), [SLUG]);
}

#[test]
fn two_do_not_install_at_once() {
    let stage = Stage::with("");
    let first = stage.plugins().unwrap();
    flock(&first.fd, FlockOperation::NonBlockingLockExclusive).unwrap();
    assert!(matches!(install(&stage), Err(Error::Busy { .. })));
    drop(first);
    assert_eq!(install(&stage).unwrap(), Change::Installed);
}

const OWNER: (u32, u32) = (4711, 4712);

#[test]
fn root_installs_in_the_name_of_the_folder_s_owner() {
    let stage = Stage::with("");
    if !geteuid().is_root() {
        // Nobody else may give files away.
        return;
    }
    chown(stage.usual(), Some(OWNER.0), Some(OWNER.1)).unwrap();
    install(&stage).unwrap();
    let place = stage.usual().join(SLUG);
    for path in FILES
        .iter()
        .flat_map(|(path, _)| Path::new(path).ancestors())
    {
        let entry = fs::metadata(place.join(path)).unwrap();
        assert_eq!((entry.uid(), entry.gid()), OWNER, "{}", path.display());
    }
}

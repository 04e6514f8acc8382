//! Recognisable secrets are put wherever secrets come from; then every command runs, in good order and in trouble, and
//! nothing that leaves the program may hold one of them.
//!
//! Every world proves that its secrets were used: a secret that never arrived cannot leak, and would prove nothing.

mod backend;
mod commands;
mod marks;
mod scene;
#[path = "../network/shown.rs"]
mod shown;
#[path = "../network/stage.rs"]
#[expect(dead_code, reason = "shared with the tests that show output")]
mod stage;
mod traces;
mod worlds;

use backend::Backend;
use commands::{Life, all};
use scene::Scene;
use traces::Traces;

#[test]
fn no_secret_leaves_the_program_whatever_happens() {
    let backend = Backend::start();
    let mut scene = Scene::set(&backend);
    let mut traces = Traces::default();
    for (number, world) in worlds::ALL.iter().enumerate() {
        let variables = scene.enter(world);
        for command in all() {
            let forms: &[&str] = match command.life {
                // What plays in a world of its own is looked at once, and `demo` is long.
                Life::Own | Life::Serves if number > 0 => &[],
                Life::Own => &["-vv"],
                _ if !world.in_order => &["-vv", "-vv --output json"],
                _ => &["-vv", "-vv --output json", "--output json"],
            };
            for form in forms {
                let line = format!("{} {form}", command.line);
                let ran = scene.run(&line, command.life, &variables);
                traces.add(&format!("{}: {line}", world.name), &ran);
            }
        }
        scene.leave(world, &mut traces);
    }
    traces.files(&scene.folder());
    let words = backend.words();
    assert!(words.len() >= 2, "nobody visited and nobody knocked");
    let leaks = traces.leaks(&marks::secrets(&words));
    assert!(
        leaks.is_empty(),
        "{} leaks:\n{}",
        leaks.len(),
        leaks.join("\n")
    );
}

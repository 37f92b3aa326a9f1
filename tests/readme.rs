//! What the README shows is what the plugins print.
//!
//! `UPDATE_README=1 cargo test --package e2e --test readme` writes the transcripts anew; read them
//! before you commit them.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::{fs, path::Path};

use e2e::{run::Plugin, shop};
use plugin_kit::app::Captured;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
const START: &str = "```console\n$ kubectl ";
const END: &str = "```\n";

/// The README with every transcript as the plugin gives it now.
fn replayed(readme: &str, shop: &Path) -> String {
    let mut parts = readme.split(START);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (command, rest) = part
            .split_once('\n')
            .expect("a command has a line of its own");
        let (_, after) = rest.split_once(END).expect("a transcript ends");
        let done = replay(command, shop);
        text.push_str(START);
        text.push_str(command);
        text.push('\n');
        text.push_str(&done.stdout);
        text.push_str(&done.stderr);
        text.push_str(END);
        text.push_str(after);
    }
    text
}

/// Runs a command on the shop, which the README calls by its fixtures or, where it has been written
/// out, by its folder.
fn replay(command: &str, shop: &Path) -> Captured {
    let state = shop.with_file_name("state");
    let plugin = |words: &str| Plugin::typed(words).variable("XDG_STATE_HOME", &state);
    let of = |suffix: &str| command.strip_suffix(suffix);
    let shown = |done: Captured| Captured {
        stdout: done
            .stdout
            .replace(&format!("{}/", shop.display()), "shop/"),
        ..done
    };
    if let Some(words) = of(" -f tests/fixtures/shop").or_else(|| of(" -f shop")) {
        plugin(words).files(shop).run()
    } else {
        let image = format!("shop/{}", shop::IMAGE_ARCHIVE);
        let words = of(&image).expect("transcripts are about the shop");
        let archive = shop.join(shop::IMAGE_ARCHIVE);
        shown(plugin(words.trim_end()).argument(archive).run())
    }
}

#[test]
fn the_transcripts_of_the_readme_are_what_the_plugin_prints() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shop = folder.path().join("shop");
    fs::create_dir(&shop).expect("a folder");
    shop::write_to(&shop).expect("the shop is written");
    shop::write_image(&shop.join(shop::IMAGE_ARCHIVE)).expect("its image is written");
    let readme = fs::read_to_string(README).expect("the README is there");
    let replayed = replayed(&readme, &shop);
    assert!(replayed.matches(START).count() >= 2);
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(README, &replayed).expect("the README is written");
    }
    assert_eq!(
        fs::read_to_string(README).expect("the README is there"),
        replayed
    );
}

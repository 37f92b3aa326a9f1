//! `kubectl secretscan` finds every planted credential in objects and files, and nothing in a trap.

use std::path::Path;

use e2e::{
    plants::{
        PlantedFile, Plot, Score, assert_nothing_amiss, seed, traps, write_objects,
        write_trap_files,
    },
    run::Plugin,
};
use plugin_kit::Exit;
use serde_json::json;

#[test]
fn every_credential_in_a_dump_is_found_and_no_trap_is_sprung() {
    let folder = tempfile::tempdir().expect("a folder");
    let planted = Plot::in_files(seed()).plant();
    let traps = traps(seed(), "traps").expect("the traps are YAML");
    let objects = planted.iter().flat_map(|plant| &plant.objects);
    write_objects(folder.path(), "plants", objects).expect("the plants are written");
    let objects = traps.iter().map(|trap| &trap.object);
    write_objects(folder.path(), "traps", objects).expect("the traps are written");
    let score = scan(Plugin::secretscan("").files(folder.path()));
    let found = planted.iter().map(|plant| {
        let is_found = score.has(&plant.reference);
        (plant.placement.as_str(), plant.credential.kind, is_found)
    });
    let references: Vec<_> = traps.iter().map(|trap| (trap, trap.reference())).collect();
    let sprung = references.iter().map(|(trap, reference)| {
        let findings = score.in_object(reference).iter();
        (trap.name.as_str(), findings.map(String::as_str).collect())
    });
    assert_nothing_amiss(found, sprung);
}

#[test]
fn every_credential_in_a_folder_of_files_is_found_and_no_trap_is_sprung() {
    let folder = tempfile::tempdir().expect("a folder");
    let planted = PlantedFile::plant(seed(), 1, folder.path()).expect("the plants are written");
    let count = write_trap_files(seed(), folder.path()).expect("the traps are written");
    assert!(count >= 60, "{count}");
    let score = scan(Plugin::secretscan("files").argument(folder.path()));
    let found = planted.iter().map(|plant| {
        let is_found = score.names(mark(&plant.path));
        (plant.placement.as_str(), plant.credential.kind, is_found)
    });
    let marks: Vec<String> = (0..count).map(|number| format!("t{number:03}")).collect();
    let sprung = marks.iter().map(|mark| {
        let findings = score.holding(&format!("/{mark}/"));
        (mark.as_str(), findings)
    });
    assert_nothing_amiss(found, sprung);
}

#[test]
fn a_dump_is_read_alike_object_by_object_and_as_a_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let planted = Plot {
        stride: 97,
        ..Plot::in_files(seed())
    }
    .plant();
    let objects: Vec<_> = planted.iter().flat_map(|plant| &plant.objects).collect();
    let whole = json!({"apiVersion": "v1", "kind": "List", "items": objects}).to_string();
    for (number, object) in objects.iter().enumerate() {
        let path = folder.path().join(format!("{number}.json"));
        std::fs::write(path, object.to_string()).expect("the object is written");
    }
    let state = tempfile::tempdir().expect("a folder");
    let plugin = || Plugin::secretscan("-o name").variable("XDG_STATE_HOME", state.path());
    let apart = plugin().files(folder.path()).run();
    let together = plugin().stdin(whole).run();
    assert_eq!(apart.exit, Exit::Done, "{}", apart.stderr);
    assert!(!apart.stdout.is_empty());
    assert!(apart.stdout == together.stdout, "the answers differ");
}

/// The first folder of a path, which is the plant's own.
fn mark(path: &Path) -> &str {
    let first = path.iter().next().and_then(|part| part.to_str());
    first.unwrap_or_default()
}

/// Runs a scan that reads everything.
fn scan(plugin: Plugin) -> Score {
    let (report, done) = plugin.json();
    assert_eq!(done.exit, Exit::Done, "{}", done.stderr);
    assert_eq!(report["gaps"], json!([]));
    Score::of(&report)
}

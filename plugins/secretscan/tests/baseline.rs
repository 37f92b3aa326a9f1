//! `kubectl secretscan baseline`, and runs that are held against one.

#![expect(clippy::expect_used, reason = "helpers of tests fail as tests do")]

mod driver;

use driver::{ALPHANUMERIC, Scene, json, lines, random};
use plugin_kit::Exit;

fn config_map(name: &str, seed: u64) -> String {
    let token = random(ALPHANUMERIC, 20, seed);
    format!(
        "{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}, data: {{t: glpat-{token}}}}}"
    )
}

#[test]
fn what_is_accepted_survives_a_new_name_and_not_a_new_value() {
    let scene = Scene::new();
    let known = scene.path().join("known.json");
    let known = known.to_str().expect("UTF-8");
    let old = config_map("old", 1);
    let made = scene.run_with(&old, &["baseline", known, "-f", "-", "--reason", "test"]);
    assert_eq!(made.exit, Exit::Done, "{}", made.stderr);
    assert!(
        made.stdout.ends_with("1 entries, 1 of them new\n"),
        "{}",
        made.stdout
    );

    let again = scene.report(&old, &["--baseline", known]);
    assert_eq!(
        (lines(&again).len(), &again["summary"]["accepted"]),
        (0, &1.into())
    );
    let renamed = scene.report(&config_map("new", 1), &["--baseline", known]);
    assert_eq!(lines(&renamed).len(), 0);
    let rotated = scene.report(&config_map("old", 2), &["--baseline", known]);
    assert_eq!(lines(&rotated).len(), 1);
}

#[test]
fn a_place_is_accepted_whatever_is_rotated_in() {
    let scene = Scene::new();
    let known = scene.path().join("known.json");
    let known = known.to_str().expect("UTF-8");
    let words = ["baseline", known, "-f", "-", "--by-place"];
    assert_eq!(scene.run_with(&config_map("a", 1), &words).exit, Exit::Done);
    let rotated = scene.report(&config_map("a", 2), &["--baseline", known]);
    assert_eq!(lines(&rotated).len(), 0);
    let elsewhere = scene.report(&config_map("b", 2), &["--baseline", known]);
    assert_eq!(lines(&elsewhere).len(), 1);
}

#[test]
fn the_findings_of_a_report_are_accepted_under_the_same_key_only() {
    let scene = Scene::new();
    let known = scene.path().join("known.json");
    let known = known.to_str().expect("UTF-8");
    let empty = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}";
    assert_eq!(
        scene.run_with(empty, &["baseline", known, "-f", "-"]).exit,
        Exit::Done
    );
    let scan = |words: &[&str]| scene.run_with(&config_map("a", 1), words).stdout;

    let foreign = scene.file("foreign.json", scan(&["-f", "-", "-o", "json"]));
    let refused = scene.run(&["baseline", known, "--accept", &foreign]);
    assert_eq!(refused.exit, Exit::Failed);
    assert!(refused.stderr.contains("another key"), "{}", refused.stderr);

    let report = scan(&["-f", "-", "-o", "json", "--baseline", known]);
    let report = scene.file("report.json", report);
    assert_eq!(
        scene.run(&["baseline", known, "--accept", &report]).exit,
        Exit::Done
    );
    let done = scene.report(&config_map("a", 1), &["--baseline", known]);
    assert_eq!(lines(&done).len(), 0);
}

#[test]
fn a_baseline_that_is_not_there_or_none_is_an_error_with_a_hint() {
    let scene = Scene::new();
    let missing = scene.run_with(&config_map("a", 1), &["-f", "-", "--baseline", "no.json"]);
    assert_eq!(missing.exit, Exit::Failed);
    assert!(
        missing
            .stderr
            .contains("hint: `kubectl secretscan baseline FILE` makes one")
    );
    let none = scene.file("none.json", "{}");
    let broken = scene.run(&["files", &none, "--baseline", &none]);
    assert_eq!(broken.exit, Exit::Failed);
}

#[test]
fn fingerprints_are_the_same_in_every_run_of_a_user() {
    let scene = Scene::new();
    let run = || scene.run_with(&config_map("a", 1), &["-f", "-", "-o", "json"]);
    assert_eq!(json(&run()), json(&run()));
    let other = Scene::new().run_with(&config_map("a", 1), &["-f", "-", "-o", "json"]);
    let fingerprint = |report: &serde_json::Value| report["items"][0]["fingerprint"].clone();
    assert_ne!(fingerprint(&json(&run())), fingerprint(&json(&other)));
}

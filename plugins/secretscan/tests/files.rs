//! `kubectl secretscan files`: plain files, large ones, and what lies in them.

#![expect(clippy::expect_used, reason = "helpers of tests fail as tests do")]

mod driver;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use driver::{ALPHANUMERIC, Scene, json, lines, random};
use plugin_kit::Exit;

fn token(seed: u64) -> String {
    format!("glpat-{}", random(ALPHANUMERIC, 20, seed))
}

#[test]
fn a_credential_is_told_by_file_and_line() {
    let scene = Scene::new();
    let folder = scene.path().to_str().expect("UTF-8").to_owned();
    let file = scene.file("src/app.py", format!("# app\n\nTOKEN = '{}'\n", token(1)));
    let report = json(&scene.run(&["files", &folder, "-o", "json"]));
    assert_eq!(
        lines(&report),
        [format!(
            "gitlab-personal-access-token leak File/{file}: line 3"
        )]
    );
}

#[test]
fn what_lies_far_into_a_large_file_is_found_at_its_line() {
    let scene = Scene::new();
    let mut text = "all quiet here\n".repeat(700_000);
    text.push_str(&token(2));
    text.push('\n');
    let file = scene.file("large.log", text);
    let report = json(&scene.run(&["files", &file, "-o", "json"]));
    assert_eq!(
        lines(&report),
        [format!(
            "gitlab-personal-access-token leak File/{file}: line 700001"
        )]
    );
}

#[test]
fn a_line_of_a_hundred_megabytes_is_read_to_its_end() {
    let scene = Scene::new();
    let mut text = "x ".repeat(50 << 20);
    text.push_str(&token(3));
    let file = scene.file("line.txt", text);
    let report = json(&scene.run(&["files", &file, "-o", "json"]));
    assert_eq!(lines(&report).len(), 1);
}

#[test]
fn a_secret_in_a_manifest_leaks_from_the_file() {
    let scene = Scene::new();
    let password = random(ALPHANUMERIC, 18, 4);
    let file = scene.file(
        "deploy/secret.yaml",
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: db}}\ndata: {{password: {}}}\n",
            STANDARD.encode(&password)
        ),
    );
    let report = json(&scene.run(&["files", &file, "-o", "json"]));
    let found = lines(&report);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with(&format!("password leak File/{file}: ")),
        "{found:?}"
    );
}

#[test]
fn a_comment_silences_its_line_and_is_counted() {
    let scene = Scene::new();
    let text = format!(
        "a = '{}' # secretscan:ignore test data\nb = '{}'\n",
        token(5),
        token(6)
    );
    let file = scene.file("conf.py", text);
    let report = json(&scene.run(&["files", &file, "-o", "json"]));
    assert_eq!(lines(&report).len(), 1);
    assert_eq!(report["summary"]["ignored"], 1);
}

#[test]
fn a_credential_in_the_name_of_a_file_is_masked() {
    let scene = Scene::new();
    let token = token(7);
    let file = scene.file(&format!("{token}.txt"), format!("x = '{token}'\n"));
    let done = scene.run(&["files", &file, "-o", "json"]);
    assert_eq!(lines(&json(&done)).len(), 1);
    assert!(!done.stdout.contains(&token) && !done.stderr.contains(&token));
}

#[test]
fn rules_of_ones_own_are_used() {
    let scene = Scene::new();
    let rules = scene.file(
        "company.toml",
        "[[rule]]\nid = 'acme-token'\nname = 'Acme token'\nseverity = 'critical'\n\
         literals = ['acme_']\npattern = 'acme_[a-z0-9]{24}'\n",
    );
    let value = random("abcdefghijklmnopqrstuvwxyz0123456789", 24, 8);
    let file = scene.file("x.txt", format!("see acme_{value}\n"));
    let report = json(&scene.run(&["files", &file, "--rules", &rules, "-o", "json"]));
    assert_eq!(
        lines(&report),
        [format!("acme-token leak File/{file}: line 1")]
    );

    let broken = scene.file("broken.toml", "[[rule]]\nid = 'x y'\n");
    let done = scene.run(&["files", &file, "--rules", &broken]);
    assert_eq!(done.exit, Exit::Failed);
    assert!(done.stderr.contains("hint: "), "{}", done.stderr);
}

#[test]
fn a_file_that_cannot_be_read_is_a_gap_and_one_that_is_not_there_an_error() {
    let scene = Scene::new();
    let missing = scene.run(&["files", "no/such/file"]);
    assert_eq!(missing.exit, Exit::Failed);
    let cut = {
        use std::io::Write as _;
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        writer
            .write_all(random(ALPHANUMERIC, 4000, 9).as_bytes())
            .expect("memory");
        let mut packed = writer.finish().expect("memory");
        packed.truncate(packed.len() / 2);
        packed
    };
    let file = scene.file("cut.gz", cut);
    assert_eq!(scene.run(&["files", &file]).exit, Exit::Incomplete);
}

/// A rule of one's own, whose examples are right but for what is replaced.
const OWN_RULE: &str = r#"
[[rule]]
id = "acme-api-token"
name = "Acme API token"
severity = "high"
literals = ["acme_"]
pattern = 'acme_[A-Za-z0-9]{32}'
positive = ["ACME_TOKEN=[[acme_{alnum:32}]]"]
negative = ["acme_xxxx"]
"#;

#[test]
fn rules_of_ones_own_must_do_what_their_examples_say() {
    let scene = Scene::new();
    let listed = |rule: &str| {
        let file = scene.file("own.toml", rule);
        scene.run(&["rules", "--rules", &file, "-o", "name"])
    };
    let right = listed(OWN_RULE);
    assert_eq!(right.exit, Exit::Done);
    assert!(right.stdout.lines().any(|line| line == "acme-api-token"));
    let short = listed(&OWN_RULE.replace("[[acme_{alnum:32}]]", "[[acme_{alnum:31}]]"));
    assert_eq!(short.exit, Exit::Failed);
    assert!(
        short
            .stderr
            .contains("the rule \"acme-api-token\" finds nothing in its positive example"),
        "{}",
        short.stderr
    );
    let greedy = listed(&OWN_RULE.replace("acme_xxxx", "acme_{alnum:32}"));
    assert!(
        greedy
            .stderr
            .contains("finds something in its negative example"),
        "{}",
        greedy.stderr
    );
}

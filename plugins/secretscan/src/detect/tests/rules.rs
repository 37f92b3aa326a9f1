//! The samples of all built-in rules, searched with all of them.

use crate::{
    detect::{Detector, broken_examples},
    rules::RuleSet,
};

fn all_rules() -> RuleSet {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    // What code recognises has no samples and may not be given again.
    files.retain(|file| !file.ends_with("generic.toml"));
    RuleSet::built_in().with_files(&files).unwrap()
}

#[test]
fn every_rule_finds_its_positive_samples_and_nothing_in_its_negative_ones() {
    let rules = all_rules();
    let detector = Detector::new(&rules);
    let mut wrong = Vec::new();
    for (index, rule) in rules.indexed() {
        for broken in broken_examples(&detector, index, rule) {
            wrong.push(format!("{} {broken}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}: {}", wrong.len(), wrong.join("\n"));
}

//! The samples of all built-in rules, searched with all of them.

use crate::{
    detect::{Detector, Match, Medium},
    rules::{Form, RuleSet, samples},
};

/// Samples of each template.
const SEEDS: u64 = 2;

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

fn matches(detector: &Detector<'_>, text: &str) -> Vec<Match> {
    let mut all = Vec::new();
    detector.text(text.as_bytes(), Medium::Text, &mut |found| all.push(found));
    all
}

#[test]
fn every_rule_finds_its_positive_samples_and_nothing_in_its_negative_ones() {
    let rules = all_rules();
    let detector = Detector::new(&rules);
    let mut wrong = Vec::new();
    for (index, rule) in rules.indexed() {
        for (template, seed) in rule
            .positive
            .iter()
            .flat_map(|template| (0..SEEDS).map(move |seed| (template, seed)))
        {
            let sample = samples::expand(template, seed).unwrap();
            let found = matches(&detector, &sample.text);
            // Another rule may know the same credential as well.
            let hit = found.iter().any(|found| {
                let other = rules.get(found.rule).unwrap();
                found.rule == index && found.range == sample.credential
                    || !matches!(other.form, Form::Builtin(_))
                        && found.range.start.abs_diff(sample.credential.start) < 8
            });
            if !hit {
                let others: Vec<_> = found
                    .iter()
                    .map(|found| (&rules.get(found.rule).unwrap().id, &found.range))
                    .collect();
                wrong.push(format!(
                    "{} misses {template}: {others:?} {:?}",
                    rule.id, sample.credential
                ));
                break;
            }
        }
        for (template, seed) in rule
            .negative
            .iter()
            .flat_map(|template| (0..SEEDS).map(move |seed| (template, seed)))
        {
            let sample = samples::expand(template, seed).unwrap();
            if matches(&detector, &sample.text)
                .iter()
                .any(|found| found.rule == index)
            {
                wrong.push(format!("{} takes {template}", rule.id));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {}", wrong.len(), wrong.join("\n"));
}

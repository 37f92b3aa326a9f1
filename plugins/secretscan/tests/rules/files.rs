//! The files of rules, read as they stand, and what the program made of them.

use std::{collections::BTreeSet, fs, path::Path, sync::LazyLock, time::Instant};

use secretscan::rules::{Form, Rule, RuleSet};

/// Seeds of the samples.
pub(crate) const SEEDS: [u64; 3] = [1, 2, 3];

/// Every built-in rule with its samples.
pub(crate) fn rules() -> Vec<Rule> {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(read);
    RULES.clone()
}

fn read() -> Vec<Rule> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut rules = Vec::new();
    for file in files {
        let name = format!("rules/{}", file.file_name().unwrap().display());
        let text = fs::read_to_string(&file).unwrap();
        match RuleSet::parse(&name, &text) {
            Ok(set) => rules.extend(set.rules().to_vec()),
            Err(error) => panic!("{error}\n{}", problems(&name, &text)),
        }
    }
    rules
}

/// What is wrong with each rule of a file, of which reading tells the first only.
fn problems(name: &str, text: &str) -> String {
    let problems: Vec<String> = text
        .split("[[rule]]")
        .skip(1)
        .filter_map(|rule| RuleSet::parse(name, &format!("[[rule]]{rule}")).err())
        .map(|error| format!("- {error}"))
        .collect();
    problems.join("\n")
}

#[test]
fn every_file_passes_the_checks_of_ones_own_rules() {
    assert!(!rules().is_empty());
}

#[test]
fn no_two_rules_share_an_id_or_a_name() {
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    for rule in rules() {
        assert!(
            ids.insert(rule.id.clone()),
            "two rules are called {}",
            rule.id
        );
        assert!(
            names.insert(rule.name.clone()),
            "two rules are named {}",
            rule.name
        );
    }
}

#[test]
fn the_packed_rules_are_those_of_the_files() {
    let packed = RuleSet::built_in();
    let mut read = rules();
    for rule in &mut read {
        rule.positive.clear();
        rule.negative.clear();
    }
    assert_eq!(packed.rules(), read);
}

#[test]
fn every_rule_has_samples_of_both_kinds() {
    for rule in rules() {
        if !matches!(rule.form, Form::Builtin(_)) {
            assert!(!rule.positive.is_empty(), "{} has no positive", rule.id);
            assert!(!rule.negative.is_empty(), "{} has no negative", rule.id);
        }
    }
}

#[test]
fn a_source_is_an_address() {
    for rule in rules() {
        if let Some(source) = &rule.source {
            assert!(source.starts_with("https://"), "{}: {source}", rule.id);
        }
    }
}

/// `cargo test --release -p secretscan --test rules -- --ignored --nocapture start`
#[test]
#[ignore = "measures, in release builds"]
fn start_up_takes_less_than_three_milliseconds() {
    let best = (0..20)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(RuleSet::built_in());
            start.elapsed()
        })
        .min()
        .unwrap();
    println!("{} rules in {best:?}", RuleSet::built_in().rules().len());
    assert!(best.as_micros() < 3000);
}

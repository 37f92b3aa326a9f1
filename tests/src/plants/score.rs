//! What a report found of what was planted. Says which places and kinds are missing, never a value.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::cluster::Reference;

/// The places that a report names.
pub struct Score {
    references: BTreeMap<Reference, Vec<String>>,
    words: BTreeSet<String>,
    lines: Vec<String>,
}

impl Score {
    /// Reads the JSON report of `kubectl secretscan`.
    #[must_use]
    pub fn of(report: &Value) -> Self {
        let mut score = Self {
            references: BTreeMap::new(),
            words: BTreeSet::new(),
            lines: Vec::new(),
        };
        for item in report["items"].as_array().into_iter().flatten() {
            let others = item["duplicates"].as_array().into_iter().flatten();
            for location in std::iter::once(&item["location"]).chain(others) {
                score.take(item["rule"].as_str().unwrap_or_default(), location);
            }
        }
        score
    }

    fn take(&mut self, rule: &str, location: &Value) {
        let text = |key: &str| location[key].as_str().unwrap_or_default();
        let line = format!("{rule} at {} > {}", text("name"), text("path"));
        let words = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
        self.words.extend(words.map(str::to_owned));
        self.references
            .entry(Reference::of_location(location))
            .or_default()
            .push(format!("{rule} at {}", text("path")));
        self.lines.push(line);
    }

    /// Whether a finding lies in the object.
    #[must_use]
    pub fn has(&self, reference: &Reference) -> bool {
        self.references.contains_key(reference)
    }

    /// Whether a finding's place has this word in it, such as the mark of a file.
    #[must_use]
    pub fn names(&self, mark: &str) -> bool {
        self.words.contains(mark)
    }

    /// Rules and paths of the findings in an object.
    #[must_use]
    pub fn in_object(&self, reference: &Reference) -> &[String] {
        self.references.get(reference).map_or(&[], Vec::as_slice)
    }

    /// The findings whose place holds a text.
    #[must_use]
    pub fn holding(&self, text: &str) -> Vec<&str> {
        let lines = self.lines.iter().filter(|line| line.contains(text));
        lines.map(String::as_str).collect()
    }
}

/// Lists what was missed, by place; empty when nothing was.
#[must_use]
fn missing<'a>(planted: impl Iterator<Item = (&'a str, &'static str, bool)>) -> Option<String> {
    let mut all = 0;
    let mut missed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (placement, kind, is_found) in planted {
        all += 1;
        if !is_found {
            missed.entry(placement).or_default().push(kind);
            *kinds.entry(kind).or_default() += 1;
        }
    }
    if missed.is_empty() {
        return None;
    }
    let count: usize = kinds.values().sum();
    let mut text = format!("{count} of {all} plants were not found\n");
    for (placement, kinds) in missed {
        let _ = writeln!(text, "  {placement}: {}", kinds.join(" "));
    }
    let _ = writeln!(text, "by kind: {kinds:?}");
    Some(text)
}

/// Everything is found, and nothing in a trap. Both are told at once, so that one run tells all.
///
/// # Panics
///
/// When a plant is missing or a trap is sprung.
#[track_caller]
pub fn assert_nothing_amiss<'a>(
    planted: impl Iterator<Item = (&'a str, &'static str, bool)>,
    traps: impl Iterator<Item = (&'a str, Vec<&'a str>)>,
) {
    let told: Vec<String> = [missing(planted), false_alarms(traps)]
        .into_iter()
        .flatten()
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// The seed that tests plant with: 1, or `PLANTS_SEED`, for trying others.
#[must_use]
pub fn seed() -> u64 {
    let given = std::env::var("PLANTS_SEED").ok();
    given.and_then(|seed| seed.parse().ok()).unwrap_or(1)
}

/// Lists what was found in traps; empty when nothing was.
#[must_use]
fn false_alarms<'a>(traps: impl Iterator<Item = (&'a str, Vec<&'a str>)>) -> Option<String> {
    let mut text = String::new();
    for (trap, findings) in traps.filter(|(_, findings)| !findings.is_empty()) {
        let _ = writeln!(text, "  {trap}: {}", findings.join("; "));
    }
    (!text.is_empty()).then(|| format!("something was found in traps:\n{text}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Reference, Score, false_alarms, missing};

    fn score() -> Score {
        Score::of(&json!({"items": [{
            "rule": "password",
            "location": {"kind": "Pod", "namespace": "a", "name": "b", "path": "spec.x"},
            "duplicates": [{"kind": "File", "namespace": null, "name": "/t/p001-02/.env", "path": "line 1"}],
        }]}))
    }

    #[test]
    fn a_plant_is_found_where_a_location_or_a_duplicate_names_it() {
        let pod = Reference {
            kind: "Pod".to_owned(),
            namespace: Some("a".to_owned()),
            name: "b".to_owned(),
        };
        assert!(score().has(&pod));
        assert!(score().names("p001-02"));
        assert!(!score().names("p001"));
    }

    #[test]
    fn what_is_missing_is_listed_by_place() {
        let plants = [("env", "npm", true), ("env", "jwt", false)];
        let text = missing(plants.into_iter()).expect("one is missing");
        assert!(
            text.contains("1 of 2") && text.contains("env: jwt"),
            "{text}"
        );
        assert_eq!(missing([("env", "npm", true)].into_iter()), None);
    }

    #[test]
    fn findings_in_traps_are_listed() {
        assert_eq!(false_alarms([("digest", Vec::new())].into_iter()), None);
        let text = false_alarms([("digest", vec!["password at x"])].into_iter());
        assert!(text.is_some_and(|text| text.contains("digest: password at x")));
    }
}

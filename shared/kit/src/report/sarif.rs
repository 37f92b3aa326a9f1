//! Writes findings as SARIF 2.1.0, the format that code scanning services and editors read.
//!
//! Objects of a cluster are no files, so results have logical locations. What could not be read is
//! a notification of the invocation, and an invocation with such a notification has not succeeded: a
//! log without results must not look clean. Rules: OASIS "Static Analysis Results Interchange Format
//! (SARIF) Version 2.1.0", sections 3.13 to 3.58.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Write},
};

use serde::Serialize;
use serde_json::{Value, json};

use super::{escape::visible, json as document};
use crate::{Gap, Note, object::ObjectRef};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What a run looked with, for and at, and what it found.
#[derive(Debug, Clone, Copy)]
pub struct SarifRun<'a> {
    /// Name of the tool, such as `kubectl-denyall`.
    pub tool: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Everything it looks for; results name them by their index.
    pub rules: &'a [SarifRule],
    /// What it found, in order.
    pub results: &'a [SarifResult],
    /// What is worth saying.
    pub notes: &'a [Note],
    /// What it could not read.
    pub gaps: &'a [Gap],
}

/// Something that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SarifRule {
    /// A stable name.
    pub id: String,
    /// What it looks for, in one sentence.
    pub about: String,
    /// What to do about its results.
    pub help: String,
    /// How much its results matter unless they say otherwise.
    pub level: SarifLevel,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SarifResult {
    /// Index of its rule.
    pub rule: usize,
    /// How much it matters.
    pub level: SarifLevel,
    /// What is wrong, in words.
    pub message: String,
    /// Where it is, the most telling place first.
    pub places: Vec<SarifPlace>,
    /// What stays the same from run to run; without it, rule and first place do.
    pub fingerprint: Option<String>,
}

/// A place of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SarifPlace {
    /// An object of a cluster.
    Object(ObjectRef),
    /// A part of an object.
    Within {
        /// The object.
        object: ObjectRef,
        /// Where in it.
        path: String,
    },
    /// A part of a file.
    File {
        /// The file, as the user named it.
        path: String,
        /// Where in it.
        within: String,
    },
}

impl From<ObjectRef> for SarifPlace {
    fn from(object: ObjectRef) -> Self {
        Self::Object(object)
    }
}

impl SarifPlace {
    /// Names it in full.
    fn full_name(&self) -> String {
        match self {
            Self::Object(object) => object.to_string(),
            Self::Within { object, path } => format!("{object}: {path}"),
            Self::File { path, within } => format!("{path}: {within}"),
        }
    }
}

/// How much a result matters (section 3.27.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SarifLevel {
    /// It has to be mended.
    Error,
    /// It should be looked at.
    Warning,
    /// It is worth knowing.
    Note,
}

/// Writes one log with one run.
pub fn write_sarif(run: &SarifRun<'_>, stdout: &mut dyn Write) -> io::Result<()> {
    document::write(&log(run), stdout)?;
    stdout.flush()
}

fn log(run: &SarifRun<'_>) -> Value {
    let notifications = run.gaps.iter().map(|gap| {
        let text = about(&gap.message, gap.object.as_ref());
        notification(SarifLevel::Error, &text)
    });
    let notifications = notifications.chain(run.notes.iter().map(|note| {
        let text = about(&note.message, note.object.as_ref());
        notification(SarifLevel::Note, &text)
    }));
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": run.tool,
                "version": run.version,
                "rules": run.rules.iter().map(rule).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": run.gaps.is_empty(),
                "toolExecutionNotifications": notifications.collect::<Vec<_>>(),
            }],
            "results": results(run),
        }],
    })
}

fn about(message: &str, object: Option<&ObjectRef>) -> String {
    match object {
        Some(object) => format!("{message} ({object})"),
        None => message.to_owned(),
    }
}

fn text(text: &str) -> Value {
    json!({"text": visible(text)})
}

fn notification(level: SarifLevel, message: &str) -> Value {
    json!({"level": level, "message": text(message)})
}

fn rule(rule: &SarifRule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": text(&rule.about),
        "help": text(&rule.help),
        "defaultConfiguration": {"level": rule.level},
    })
}

/// Results, each with a fingerprint that stays the same from run to run (section 3.27.17).
fn results(run: &SarifRun<'_>) -> Vec<Value> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let results = run.results.iter().filter_map(|result| {
        let rule = run.rules.get(result.rule)?;
        let first = result.places.first().map(SarifPlace::full_name);
        let identity = match &result.fingerprint {
            Some(fingerprint) => format!("{} {fingerprint}", rule.id),
            None => format!("{} {}", rule.id, first.unwrap_or_default()),
        };
        let times = seen.entry(identity.clone()).or_default();
        *times += 1;
        Some(json!({
            "ruleId": rule.id,
            "ruleIndex": result.rule,
            "level": result.level,
            "message": text(&result.message),
            "locations": result.places.iter().map(location).collect::<Vec<_>>(),
            "partialFingerprints": {
                "ruleAndObject/v1": format!("{} {times}", visible(&identity)),
            },
        }))
    });
    results.collect()
}

fn location(place: &SarifPlace) -> Value {
    let logical = |name: &str, kind: &str| {
        json!([{
            "name": visible(name),
            "fullyQualifiedName": visible(&place.full_name()),
            "kind": kind,
        }])
    };
    match place {
        SarifPlace::Object(object) => {
            json!({"logicalLocations": logical(&object.name, "resource")})
        }
        SarifPlace::Within { path, .. } => json!({"logicalLocations": logical(path, "member")}),
        SarifPlace::File { path, within } => json!({
            "physicalLocation": {"artifactLocation": {"uri": uri(path)}},
            "logicalLocations": logical(within, "member"),
        }),
    }
}

/// A path as a URI reference (RFC 3986 section 4.2), without backslashes.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            // Writing to a String cannot fail.
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::GapCode;

    fn written(results: &[SarifResult], gaps: &[Gap]) -> Value {
        let rules = [SarifRule {
            id: "open".to_owned(),
            about: "The pod is open.".to_owned(),
            help: "Close it.".to_owned(),
            level: SarifLevel::Warning,
        }];
        let run = SarifRun {
            tool: "kubectl-test",
            version: "1.0",
            rules: &rules,
            results,
            notes: &[],
            gaps,
        };
        let mut bytes = Vec::new();
        write_sarif(&run, &mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn open(name: &str) -> SarifResult {
        SarifResult {
            rule: 0,
            level: SarifLevel::Error,
            message: "open\u{1b}[2J".to_owned(),
            places: vec![ObjectRef::namespaced("Pod", "shop", name).into()],
            fingerprint: None,
        }
    }

    #[test]
    fn what_the_schema_requires_is_there() {
        let log = written(&[open("a"), open("a")], &[]);
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["name"], "kubectl-test");
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "open");
        assert_eq!(run["invocations"][0]["executionSuccessful"], true);
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), 2);
        for result in results {
            assert_eq!(result["message"]["text"], "open^[[2J");
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(
                run["tool"]["driver"]["rules"][index]["id"],
                result["ruleId"]
            );
            let place = &result["locations"][0]["logicalLocations"][0];
            assert_eq!(place["fullyQualifiedName"], "Pod shop/a");
        }
        let fingerprint = |index: usize| &results[index]["partialFingerprints"]["ruleAndObject/v1"];
        assert_ne!(fingerprint(0), fingerprint(1));
    }

    #[test]
    fn a_run_with_gaps_has_not_succeeded() {
        let log = written(&[], &[Gap::new(GapCode::Forbidden, "cannot list pods")]);
        let run = &log["runs"][0];
        assert_eq!(run["results"], json!([]));
        let invocation = &run["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false);
        let said = &invocation["toolExecutionNotifications"][0];
        assert_eq!(said["message"]["text"], "cannot list pods");
        assert_eq!(said["level"], "error");
    }

    #[test]
    fn a_part_of_a_file_has_a_uri_and_a_fingerprint_of_its_value() {
        let mut result = open("a");
        result.fingerprint = Some("0a1b".to_owned());
        result.places = vec![SarifPlace::File {
            path: "charts/a b.yaml".to_owned(),
            within: "line 3".to_owned(),
        }];
        let log = written(&[result], &[]);
        let result = &log["runs"][0]["results"][0];
        let place = &result["locations"][0];
        let uri = &place["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(uri, "charts/a%20b.yaml");
        assert_eq!(place["logicalLocations"][0]["name"], "line 3");
        assert_eq!(
            result["partialFingerprints"]["ruleAndObject/v1"],
            "open 0a1b 1"
        );
    }
}

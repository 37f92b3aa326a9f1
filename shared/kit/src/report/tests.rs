//! Every format of one small report with hostile text in it.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Format, Layout, Paint, PrintOptions, Report, Table, print, schema};
use crate::{
    Gap, Note,
    object::ObjectRef,
    snapshot::{GapCode, Location, NoteCode},
};

#[derive(Serialize, JsonSchema)]
struct Access {
    /// The subject's name.
    name: String,
    namespace: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Totals {
    subjects: usize,
}

struct Answer {
    items: Vec<Access>,
    notes: Vec<Note>,
    gaps: Vec<Gap>,
    summary: Totals,
}

impl Answer {
    fn empty() -> Self {
        Self {
            items: Vec::new(),
            notes: Vec::new(),
            gaps: Vec::new(),
            summary: Totals { subjects: 0 },
        }
    }

    fn hostile() -> Self {
        Self {
            items: vec![
                Access {
                    name: "ann\u{1b}[2J\u{202e}".to_owned(),
                    namespace: None,
                },
                Access {
                    name: "yes\nno".to_owned(),
                    namespace: Some("日本".to_owned()),
                },
            ],
            notes: vec![
                Note::new(NoteCode::DanglingRole, "role \"x\ry\" does not exist")
                    .about(ObjectRef::namespaced("RoleBinding", "pay", "ops"))
                    .at(Location {
                        file: "rbac.yaml".to_owned(),
                        line: 7,
                    }),
            ],
            gaps: vec![Gap::new(GapCode::Forbidden, "cannot list roles: \u{9b}31m")],
            summary: Totals { subjects: 2 },
        }
    }
}

impl Report for Answer {
    const KIND: &'static str = "AnswerReport";
    type Item = Access;
    type Summary = Totals;

    fn items(&self) -> &[Access] {
        &self.items
    }
    fn notes(&self) -> &[Note] {
        &self.notes
    }
    fn gaps(&self) -> &[Gap] {
        &self.gaps
    }
    fn summary(&self) -> &Totals {
        &self.summary
    }
    fn table(&self, layout: Layout) -> Table {
        let wide = layout == Layout::Wide;
        Table {
            columns: if wide {
                vec!["NAME", "NAMESPACE"]
            } else {
                vec!["NAME"]
            },
            rows: self
                .items
                .iter()
                .map(|item| {
                    let mut row = vec![item.name.clone()];
                    row.extend(wide.then(|| item.namespace.clone().unwrap_or_default()));
                    row
                })
                .collect(),
        }
    }
    fn names(&self) -> Vec<String> {
        self.items
            .iter()
            .map(|item| format!("user/{}", item.name))
            .collect()
    }
    fn remarks(&self) -> Vec<String> {
        vec![format!("{} subjects", self.summary.subjects)]
    }
}

fn printed(answer: &Answer, format: Format) -> (String, String) {
    let options = PrintOptions {
        format,
        ..PrintOptions::default()
    };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    print(answer, options, &mut stdout, &mut stderr).unwrap();
    (
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    )
}

const TALK: &str = r#"note: rbac.yaml:7: role "x\ry" does not exist (RoleBinding pay/ops)
2 subjects
incomplete: cannot list roles: \u{9b}31m
The answer is incomplete: 1 thing could not be read.
"#;

#[test]
fn a_table_is_rows_on_stdout_and_talk_on_stderr() {
    let (stdout, stderr) = printed(&Answer::hostile(), Format::Table);
    assert_eq!(stdout, "NAME\nann^[[2J\\u{202e}\nyes...\n");
    assert_eq!(stderr, TALK);
}

#[test]
fn wide_shows_every_column() {
    let (stdout, stderr) = printed(&Answer::hostile(), Format::Wide);
    assert_eq!(
        stdout,
        "\
NAME               NAMESPACE
ann^[[2J\\u{202e}   <none>
yes...             日本
"
    );
    assert_eq!(stderr, TALK);
}

#[test]
fn names_are_one_a_line_whatever_they_hold() {
    let (stdout, stderr) = printed(&Answer::hostile(), Format::Name);
    assert_eq!(stdout, "user/ann^[[2J\\u{202e}\nuser/yes\\nno\n");
    assert_eq!(stderr, TALK);
}

#[test]
fn json_holds_everything_and_stderr_says_only_that_it_is_incomplete() {
    let (stdout, stderr) = printed(&Answer::hostile(), Format::Json);
    assert_eq!(
        stdout,
        r#"{
    "apiVersion": "ekshardening/v1",
    "kind": "AnswerReport",
    "items": [
        {
            "name": "ann\u001b[2J\u202e",
            "namespace": null
        },
        {
            "name": "yes\nno",
            "namespace": "日本"
        }
    ],
    "notes": [
        {
            "code": "dangling-role",
            "message": "role \"x\ry\" does not exist",
            "object": {
                "kind": "RoleBinding",
                "namespace": "pay",
                "name": "ops"
            },
            "location": {
                "file": "rbac.yaml",
                "line": 7
            }
        }
    ],
    "gaps": [
        {
            "code": "forbidden",
            "message": "cannot list roles: \u009b31m",
            "object": null,
            "location": null
        }
    ],
    "summary": {
        "subjects": 2
    }
}
"#
    );
    assert_eq!(
        stderr,
        "The answer is incomplete: 1 thing could not be read, listed under \"gaps\".\n"
    );
}

#[test]
fn yaml_is_the_same_document() {
    let (stdout, _) = printed(&Answer::hostile(), Format::Yaml);
    assert_eq!(
        stdout,
        r#"apiVersion: ekshardening/v1
kind: AnswerReport
items:
- name: "ann\u001b[2J\u202e"
  namespace: null
- name: "yes\nno"
  namespace: "日本"
notes:
- code: dangling-role
  message: "role \"x\u000dy\" does not exist"
  object:
    kind: RoleBinding
    namespace: pay
    name: ops
  location:
    file: rbac.yaml
    line: 7
gaps:
- code: forbidden
  message: "cannot list roles: \u009b31m"
  object: null
  location: null
summary:
  subjects: 2
"#
    );
    let (json, _) = printed(&Answer::hostile(), Format::Json);
    assert_eq!(
        serde_saphyr::from_str::<Value>(&stdout).unwrap(),
        serde_json::from_str::<Value>(&json).unwrap()
    );
}

#[test]
fn empty_documents_keep_their_arrays() {
    let (json, stderr) = printed(&Answer::empty(), Format::Json);
    let expected = json!({
        "apiVersion": "ekshardening/v1",
        "kind": "AnswerReport",
        "items": [],
        "notes": [],
        "gaps": [],
        "summary": {"subjects": 0},
    });
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), expected);
    assert_eq!(stderr, "");
    let (yaml, _) = printed(&Answer::empty(), Format::Yaml);
    assert_eq!(serde_saphyr::from_str::<Value>(&yaml).unwrap(), expected);
}

#[test]
fn an_empty_table_leaves_stdout_empty() {
    let (stdout, stderr) = printed(&Answer::empty(), Format::Table);
    assert_eq!((stdout.as_str(), stderr.as_str()), ("", "0 subjects\n"));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let options = PrintOptions {
        paint: Paint {
            stdout: true,
            stderr: true,
        },
        ..PrintOptions::default()
    };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    print(&Answer::hostile(), options, &mut stdout, &mut stderr).unwrap();
    assert!(stdout.starts_with(b"\x1b[1mNAME\x1b[0m\n"));
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!(stderr.replace("\x1b[33m", "").replace("\x1b[0m", ""), TALK);
}

/// Fails every write with one kind of error.
struct Failing(io::ErrorKind);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[test]
fn a_closed_pipe_is_no_error_and_gaps_are_still_told() {
    let mut stderr = Vec::new();
    for format in [
        Format::Table,
        Format::Wide,
        Format::Json,
        Format::Yaml,
        Format::Name,
    ] {
        let options = PrintOptions {
            format,
            ..PrintOptions::default()
        };
        let mut closed = Failing(io::ErrorKind::BrokenPipe);
        print(&Answer::hostile(), options, &mut closed, &mut stderr).unwrap();
    }
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!(stderr.matches("The answer is incomplete").count(), 5);
}

#[test]
fn a_full_disk_is_an_error_in_every_format() {
    for format in [
        Format::Table,
        Format::Wide,
        Format::Json,
        Format::Yaml,
        Format::Name,
    ] {
        let options = PrintOptions {
            format,
            ..PrintOptions::default()
        };
        let mut full = Failing(io::ErrorKind::StorageFull);
        let error = print(&Answer::hostile(), options, &mut full, &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{format:?}");
    }
}

#[test]
fn the_schema_names_the_document_and_requires_every_field() {
    let schema = schema::<Answer>();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(schema["$id"], "urn:ekshardening:v1:AnswerReport");
    assert_eq!(schema["title"], "AnswerReport");
    assert_eq!(
        schema["properties"]["apiVersion"]["const"],
        "ekshardening/v1"
    );
    assert_eq!(schema["properties"]["kind"]["const"], "AnswerReport");
    assert_eq!(
        schema["required"],
        json!(["apiVersion", "kind", "items", "notes", "gaps", "summary"])
    );
    assert_eq!(
        schema["$defs"]["Access"]["required"],
        json!(["name", "namespace"])
    );
    assert_eq!(
        schema["$defs"]["Access"]["properties"]["namespace"]["type"],
        json!(["string", "null"])
    );
    assert_eq!(schema, super::schema::<Answer>());
}

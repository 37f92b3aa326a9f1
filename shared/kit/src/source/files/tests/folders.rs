//! Which files are read, and what a file that cannot be read means.

use super::*;
use crate::{Exit, snapshot::NoteCode, source::SourceError};

const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r, namespace: default}\n";

#[test]
fn a_folder_stands_for_its_yaml_and_json_files() {
    let snapshot = folder(&[
        ("a.yaml", ROLE),
        ("b.txt", "{{ not yaml"),
        ("README", "neither"),
        ("below/c.yml", &ROLE.replace("name: r", "name: below")),
    ])
    .unwrap();
    assert_eq!(names::<Role>(&snapshot), ["default/r"]);
}

#[test]
fn folders_below_are_read_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("below");
    fs::create_dir(&below).unwrap();
    fs::write(below.join("c.yml"), ROLE).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(), below.join("loop")).unwrap();
    let arguments = [FileArgument::from(folder.path().to_path_buf())];
    let shallow = Files::new(&arguments).collect(&mut std::io::empty(), &wants());
    let error = shallow.err().unwrap();
    assert!(
        error
            .to_string()
            .starts_with("no .yaml, .yml or .json file in ")
    );
    assert!(error.hint().unwrap().contains("-R"));
    let snapshot = Files::new(&arguments)
        .recursive(true)
        .collect(&mut std::io::empty(), &wants())
        .unwrap();
    assert_eq!(names::<Role>(&snapshot), ["default/r"]);
    assert_eq!(
        snapshot.notes.len(),
        usize::from(cfg!(unix)),
        "the loop is noted"
    );
}

#[test]
fn a_document_without_a_kind_is_a_note_in_a_folder() {
    let snapshot = folder(&[("a.yaml", ROLE), ("values.yaml", "# helm\nreplicas: 1\n")]).unwrap();
    let [note] = snapshot.notes.as_slice() else {
        panic!("one note is expected");
    };
    assert_eq!(note.code, NoteCode::Files);
    assert!(
        note.location
            .as_ref()
            .unwrap()
            .to_string()
            .ends_with("values.yaml:2")
    );
    assert!(snapshot.gaps.is_empty());
}

#[test]
fn a_document_without_a_kind_is_an_error_in_a_named_file() {
    for text in [
        "# helm\nreplicas: 1\n",
        "\n[1, 2]",
        "\n{\"a\": 1}",
        "\njust words",
        "\n'7'",
    ] {
        let error = stdin(text).err().unwrap();
        let message = "cannot read -:2: the document has no apiVersion and kind";
        assert_eq!(error.to_string(), message, "{text}");
        assert!(error.hint().is_some());
        assert_eq!(error.exit(), Exit::Failed);
    }
}

#[test]
fn a_file_that_is_no_text_format_is_an_error_when_named_and_a_gap_in_a_folder() {
    for (text, place) in [
        ("a: b\n  c: [\n", "2:"),
        ("{\"apiVersion\": \"v1\",\n \"kind\"", "2:7"),
        ("{{ if .Values.x }}\napiVersion: v1\n", "2:"),
        ("a: b\n\u{0}", "2:"),
    ] {
        let error = stdin(text).err().unwrap();
        let message = error.to_string();
        assert!(
            message.starts_with(&format!("cannot read -:{place}")),
            "{message}"
        );
        let snapshot = folder(&[("bad.json", text), ("good.yaml", ROLE)]).unwrap();
        assert_eq!(names::<Role>(&snapshot), ["default/r"]);
        assert_eq!(only_gap(&snapshot).0, GapCode::Undecodable);
    }
}

#[test]
fn bytes_that_are_no_text_are_an_error() {
    let error = stdin(b"\x00\x01\xff").err().unwrap();
    assert_eq!(error.to_string(), "cannot read -:1:3: not UTF-8 text");
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(ROLE.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(names::<Role>(&stdin(utf16).unwrap()), ["default/r"]);
}

#[test]
fn what_is_named_must_be_there_and_hold_objects() {
    let missing = path(Path::new("no/such.yaml"), &wants()).err().unwrap();
    assert_eq!(missing.to_string(), "cannot read no/such.yaml");
    let url = path(Path::new("https://example.com/a.yaml"), &wants())
        .err()
        .unwrap();
    assert!(url.hint().unwrap().contains("URLs are not read"));
    for empty in ["", "---\n# nothing\n", "null", " \n"] {
        let error = stdin(empty).err().unwrap();
        assert!(
            matches!(error, Error::Source(SourceError::NoObjects { .. })),
            "{empty:?}"
        );
    }
}

#[test]
fn standard_input_is_read_once() {
    let arguments = [FileArgument::Stdin, FileArgument::Stdin];
    let error = Files::new(&arguments)
        .collect(&mut ROLE.as_bytes(), &wants())
        .err()
        .unwrap();
    assert!(matches!(error, Error::Usage { .. }));
}

#[test]
fn a_file_that_exceeds_the_byte_budget_is_a_gap() {
    let files = Files {
        byte_budget: ROLE.len() as u64 - 1,
        ..Files::new(&[FileArgument::Stdin])
    };
    let snapshot = files.collect(&mut ROLE.as_bytes(), &wants()).unwrap();
    assert_eq!(only_gap(&snapshot), (GapCode::Limit, 1));
    let files = Files {
        byte_budget: ROLE.len() as u64,
        ..files
    };
    let snapshot = files.collect(&mut ROLE.as_bytes(), &wants()).unwrap();
    assert!(snapshot.gaps.is_empty());
}

#[cfg(unix)]
#[test]
fn a_file_in_a_folder_that_cannot_be_read_is_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), ROLE).unwrap();
    std::os::unix::fs::symlink("gone", folder.path().join("b.yaml")).unwrap();
    let snapshot = path(folder.path(), &wants()).unwrap();
    assert_eq!(only_gap(&snapshot), (GapCode::Unreadable, 1));
    let message = "the file cannot be read: entity not found";
    assert_eq!(snapshot.gaps[0].message, message);
}

#[cfg(unix)]
#[test]
fn a_folder_may_hold_sockets_and_pipes() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), ROLE).unwrap();
    let socket = folder.path().join("b.yaml");
    let _listener = std::os::unix::net::UnixListener::bind(socket).unwrap();
    let snapshot = path(folder.path(), &wants()).unwrap();
    assert!(snapshot.gaps.is_empty());
    assert_eq!(snapshot.notes[0].message, "passed over: not a file");
}

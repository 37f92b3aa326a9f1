//! Whole unfoldings: what is shown, where, and under which names.

use std::fmt::Write as _;

use ::base64::{Engine as _, prelude::*};
use proptest::prelude::*;

use super::{
    inflate::tests::{gzipped, zlibbed, zstded},
    wide::tests::{big, little},
    *,
};
use crate::detect::Medium;

/// Everything that was shown.
#[derive(Default)]
pub(super) struct Seen {
    texts: Vec<(String, String)>,
    values: Vec<(String, String, String)>,
    unread: Vec<(String, Limit)>,
    bytes: usize,
}

impl Visitor for Seen {
    fn text(&mut self, at: &Trail, bytes: &[u8], _medium: Medium) {
        self.bytes += bytes.len();
        self.texts
            .push((at.to_string(), String::from_utf8_lossy(bytes).into_owned()));
    }

    fn value(&mut self, at: &Trail, keys: &[&str], value: &[u8]) {
        self.bytes += value.len();
        let value = String::from_utf8_lossy(value).into_owned();
        self.values.push((at.to_string(), keys.join("/"), value));
    }

    fn unread(&mut self, at: &Trail, why: Limit) {
        self.unread.push((at.to_string(), why));
    }
}

impl Seen {
    fn shows(&self, text: &str) -> bool {
        self.texts.iter().any(|(_, shown)| shown.contains(text))
            || self.values.iter().any(|(_, _, shown)| shown.contains(text))
    }

    /// Where and under which names a value was shown.
    pub(super) fn value(&self, value: &str) -> Vec<(&str, &str)> {
        self.values
            .iter()
            .filter(|(_, _, shown)| shown == value)
            .map(|(at, keys, _)| (at.as_str(), keys.as_str()))
            .collect()
    }
}

fn seen(blob: Blob<'_>, limits: &Limits) -> Seen {
    let mut seen = Seen::default();
    unfold(blob, limits, &mut Trail::new(), &mut seen);
    seen
}

fn of_value(keys: &[&str], bytes: &[u8]) -> Seen {
    seen(Blob::value(keys, bytes), &Limits::value())
}

pub(super) fn of_file(name: &str, bytes: &[u8]) -> Seen {
    seen(Blob::file(name, bytes), &Limits::value())
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_STANDARD.encode(bytes)
}

#[test]
fn a_plain_value_is_shown_once_as_it_is() {
    let seen = of_value(&["spec", "password"], b"hunter2!");
    assert_eq!(seen.value("hunter2!"), [("", "spec/password")]);
    assert!(seen.texts.is_empty() && seen.unread.is_empty());
}

#[test]
fn a_document_in_a_value_is_read_and_not_shown_as_text() {
    let seen = of_value(
        &["data", "app"],
        br#"{"db":{"password":"hunter2!"},"n":12345678}"#,
    );
    assert_eq!(
        seen.value("hunter2!"),
        [("json > db.password", "data/app/db/password")]
    );
    assert_eq!(seen.value("12345678").len(), 1);
    assert!(seen.texts.is_empty());
}

#[test]
fn comments_of_documents_are_shown_and_their_values_are_not_shown_twice() {
    for (name, text, comment) in [
        (
            "a.json",
            "{\n  // old: hunter1!\n  \"password\": \"hunter2!\"\n}\n",
            "hunter1!",
        ),
        (
            "a.yaml",
            "# old: hunter1!\npassword: hunter2!\n",
            "hunter1!",
        ),
        ("a.env", "# old: hunter1!\npassword=hunter2!\n", "hunter1!"),
        (
            "a.xml",
            "<a>\n<!-- old: hunter1! -->\n<password>hunter2!</password></a>\n",
            "hunter1!",
        ),
        (
            "a.ini",
            "; old: hunter1!\n[x]\npassword=hunter2!\n",
            "hunter1!",
        ),
    ] {
        let seen = of_file(name, text.as_bytes());
        assert_eq!(seen.value("hunter2!").len(), 1, "{name}");
        assert_eq!(seen.texts.len(), 1, "{name}");
        assert!(seen.texts[0].1.contains(comment), "{name}");
        assert!(!seen.texts[0].1.contains("hunter2!"), "{name}");
        let line = |text: &str| text.lines().position(|line| line.contains(comment));
        assert_eq!(line(&seen.texts[0].1), line(text), "{name}");
    }
}

#[test]
fn the_values_of_a_configuration_in_a_value_have_names_and_lines() {
    let seen = of_value(
        &["data", "app.properties"],
        b"# note\ndb.password=hunter2!\nurl=jdbc:x\n",
    );
    assert_eq!(
        seen.value("hunter2!"),
        [("line 2", "data/app.properties/db.password")]
    );
    let seen = of_value(
        &["data", "credentials"],
        b"[default]\naws_secret_access_key = abcdefgh\n",
    );
    let name = "data/credentials/default/aws_secret_access_key";
    assert_eq!(seen.value("abcdefgh"), [("line 2", name)]);
}

#[test]
fn a_release_is_opened_through_all_its_layers() {
    let json = br#"{"config":{"auth":{"password":"hunter2!"}}}"#;
    let release = base64(base64(gzipped(json)));
    let mut seen = Seen::default();
    let mut trail = Trail::new();
    trail.push(Step::Key("data".to_owned()));
    trail.push(Step::Key("release".to_owned()));
    let keys = ["data", "release"];
    let blob = Blob::value(&keys, release.as_bytes());
    unfold(blob, &Limits::value(), &mut trail, &mut seen);
    let (at, keys) = seen.value("hunter2!")[0];
    assert_eq!(
        at,
        "data.release > base64 > base64 > gzip > json > config.auth.password"
    );
    assert_eq!(keys, "data/release/config/auth/password");
}

#[test]
fn a_registry_login_is_split_into_user_and_password() {
    let config = format!(
        r#"{{"auths":{{"r.example":{{"auth":"{}"}}}}}}"#,
        base64("ann:hunter2")
    );
    let seen = of_value(&[".dockerconfigjson"], config.as_bytes());
    assert_eq!(
        seen.value("hunter2"),
        [(
            "json > auths['r.example'].auth > base64",
            ".dockerconfigjson/auths/r.example/password"
        )]
    );
}

#[test]
fn names_beside_values_flags_and_variables_name_what_they_are_given() {
    let seen = of_file(
        "task.json",
        br#"{"env":[{"name":"DB_PASSWORD","value":"hunter2!"}],
            "args":["--token","hunter3!","--key=hunter4!","-phunter5!"],
            "list":["SECRET=hunter6!"]}"#,
    );
    assert_eq!(seen.value("hunter2!")[0].1, "env/DB_PASSWORD");
    assert_eq!(seen.value("hunter3!")[0].1, "args/token");
    assert_eq!(seen.value("hunter4!")[0].1, "args/key");
    assert_eq!(seen.value("hunter6!")[0].1, "list/SECRET");
    assert!(seen.shows("--token hunter3! --key=hunter4! -phunter5!"));

    let seen = of_value(
        &["cmd"],
        b"run --password hunter2! -Dx.y=hunter3! 'Z=hunter4!'",
    );
    assert_eq!(seen.value("hunter2!"), [("", "cmd/password")]);
    assert_eq!(seen.value("hunter3!"), [("", "cmd/x.y")]);
    assert_eq!(seen.value("hunter4!"), [("", "cmd/Z")]);

    let seen = of_value(&["url"], b"https://h/p?user=a&token=hunter%32%21");
    assert_eq!(seen.value("hunter2!"), [("", "url/token")]);
}

#[test]
fn user_data_is_opened_part_by_part() {
    let script = gzipped(b"#!/bin/sh\nexport TOKEN=hunter2!\n");
    let message = format!(
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\n\
         Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"x.sh\"\n\n\
         {}\n--b\nContent-Type: text/cloud-config\n\n#cloud-config\nwrite_files:\n\
         - path: /etc/x\n  encoding: b64\n  content: {}\n--b--\n",
        base64(script),
        base64("password=hunter3! and some more"),
    );
    let user_data = base64(message);
    let seen = of_value(&["spec", "userData"], user_data.as_bytes());
    assert!(seen.texts.iter().any(|(at, text)| {
        at == "base64 > mime > x.sh > base64 > gzip" && text.contains("hunter2!")
    }));
    assert!(seen.shows("password=hunter3!"));
}

#[test]
fn archives_are_opened_and_their_members_named() {
    let inner = zip::tests::archive(&[("etc/app.env", b"PASSWORD=hunter2!\n")]);
    let outer = tar::tests::archive(&[("lib/app.jar", &inner), ("token", b"hunter3!\n")]);
    let seen = of_file("x.tar.gz", &gzipped(&outer));
    assert_eq!(
        seen.value("hunter2!"),
        [(
            "gzip > tar > lib/app.jar > zip > etc/app.env > line 1",
            "PASSWORD"
        )]
    );
    assert_eq!(seen.value("hunter3!"), [("gzip > tar > token", "token")]);
    assert!(seen.unread.is_empty());
}

#[test]
fn an_archive_behind_a_program_is_opened() {
    let mut program = b"\x7fELF\x02\x01\x01\0\0\0\0\0".repeat(100);
    program.extend(zip::tests::archive(&[("a.env", b"PASSWORD=hunter2!\n")]));
    assert_eq!(of_file("program", &program).value("hunter2!").len(), 1);
}

#[test]
fn texts_that_lie_next_to_each_other_in_data_are_told_apart() {
    let token = "tokentokentokentoken";
    let database = records::sqlite::tests::database(&[&["ann", token, "note"]]);
    let seen = of_file("x.db", &database);
    assert_eq!(
        seen.value(token),
        [("sqlite > users[0].token", "users/token")]
    );
    assert!(seen.texts.iter().all(|(_, text)| !text.contains(token)));

    let mut class = b"\xca\xfe\xba\xbe\0\0\0\x34\0\x03\x01\0\x41".to_vec();
    class.extend("x".repeat(0x41).bytes());
    class.extend(b"\x01\0\x14");
    class.extend(token.bytes());
    let seen = of_file("X.class", &class);
    assert!(
        seen.texts
            .iter()
            .any(|(_, text)| text.lines().any(|line| line == token))
    );
}

#[test]
fn wide_text_is_read_in_files_values_and_programs() {
    let text = "password=hunter2! and more\r\n";
    for wide in [little(text), big(text)] {
        assert!(of_file("x.txt", &wide).shows("hunter2!"));
        let encoded = base64(&wide);
        assert!(of_value(&["x"], encoded.as_bytes()).shows("hunter2!"));
        let mut program = b"\x7fELF\x02\x01\x01\0\xcc\xcc\xcc\xcc".repeat(100);
        program.extend(&wide);
        assert!(of_file("program", &program).shows("hunter2!"));
    }
}

#[test]
fn noise_that_begins_like_zlib_is_no_gap_and_a_stream_that_breaks_off_is_one() {
    let mut noise = 1_u64;
    for _ in 0..2000 {
        let mut bytes = b"\x78\x9c".to_vec();
        bytes.extend((0..46).map(|_| {
            noise = noise
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            noise.to_be_bytes()[0]
        }));
        let line = base64(&bytes);
        assert!(
            of_value(&["key"], line.as_bytes()).unread.is_empty(),
            "{line}"
        );
    }
    let text = "password=hunter2! and then some more of the text\n".repeat(20);
    let mut stream = zlibbed(text.as_bytes());
    stream.truncate(stream.len() - 6);
    let seen = of_value(&["x"], base64(&stream).as_bytes());
    assert!(seen.shows("hunter2!"));
    assert_eq!(seen.unread.len(), 1);
}

#[test]
fn what_cannot_be_read_is_reported() {
    let cases: [(&[u8], Limit); 3] = [
        (b"BZh91AY&SY\x01\x02\x03\x04", Limit::Unsupported),
        (b"\xfd7zXZ\0\0\0\0\0", Limit::Unsupported),
        (
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03garbage that is no stream",
            Limit::Damaged,
        ),
    ];
    for (bytes, expected) in cases {
        let seen = of_file("x", bytes);
        assert_eq!(seen.unread.len(), 1);
        assert_eq!(seen.unread[0].1, expected);
    }
}

#[test]
fn bombs_stop_at_their_limits() {
    let zeros = vec![b'0'; 64 << 20];
    let seen = of_file("x.gz", &gzipped(&zeros));
    assert_eq!(seen.unread[0].1, Limit::Ratio);
    assert!(seen.bytes <= 32 << 20);

    let limits = Limits {
        bytes: 1000,
        ..Limits::value()
    };
    let text = "some text of no great interest\n".repeat(100);
    let seen = super::tests::seen(Blob::file("x.gz", &gzipped(text.as_bytes())), &limits);
    assert_eq!(seen.unread[0].1, Limit::Bytes);
    assert!(seen.shows("no great interest"));

    let limits = Limits {
        members: 3,
        ..Limits::value()
    };
    let archive = zip::tests::archive(&[("a", b"one-word".as_slice()); 5]);
    let seen = super::tests::seen(Blob::file("x.zip", &archive), &limits);
    assert_eq!(seen.unread, [("zip".to_owned(), Limit::Members)]);
    assert_eq!(seen.values.len(), 3);
}

#[test]
fn nesting_stops_at_its_limit_and_says_so() {
    let fold = |times: usize| {
        (0..times).fold("password: hunter2! and more".to_owned(), |text, _| {
            base64(text)
        })
    };
    assert!(of_value(&["x"], fold(8).as_bytes()).shows("hunter2!"));
    let seen = of_value(&["x"], fold(9).as_bytes());
    assert!(!seen.shows("hunter2!"));
    assert_eq!(seen.unread[0].1, Limit::Depth);

    let document = (0..16).fold("hunter2!".to_owned(), |text, _| {
        serde_json::json!([text]).to_string()
    });
    assert!(of_value(&["x"], document.as_bytes()).shows("hunter2!"));
    let document = serde_json::json!([document]).to_string();
    let _ = of_value(&["x"], document.as_bytes());
}

#[test]
fn a_large_blob_is_unfolded_once_and_a_small_one_at_each_place() {
    let large = "a line of text that is quite long, password=hunter2!\n".repeat(2000);
    let small = b"password=hunter3!\nx=y\n";
    let archive = tar::tests::archive(&[
        ("a", large.as_bytes()),
        ("b", large.as_bytes()),
        ("c", small),
        ("d", small),
    ]);
    let seen = of_file("x.tar", &archive);
    let texts = seen
        .texts
        .iter()
        .filter(|(_, text)| text.contains("hunter2!"));
    assert_eq!(texts.count(), 1);
    assert_eq!(seen.value("hunter3!").len(), 2);
}

#[test]
fn a_visitor_that_deals_with_documents_is_shown_none_of_their_values() {
    struct Deals(usize);
    impl Visitor for Deals {
        fn text(&mut self, _: &Trail, _: &[u8], _: Medium) {
            panic!("a text was shown");
        }
        fn value(&mut self, _: &Trail, _: &[&str], _: &[u8]) {
            panic!("a value was shown");
        }
        fn document(&mut self, _: &mut Trail, tree: &Tree<'_>) -> bool {
            self.0 += 1;
            tree.get("kind").is_some()
        }
        fn unread(&mut self, _: &Trail, _: Limit) {}
    }
    let mut deals = Deals(0);
    let text =
        b"apiVersion: v1\nkind: Secret\ndata: {a: b}\n---\nkind: Secret\nstringData:\n  a: b\n";
    unfold(
        Blob::file("x", text),
        &Limits::value(),
        &mut Trail::new(),
        &mut deals,
    );
    assert_eq!(deals.0, 2);
}

#[test]
fn a_line_that_never_ends_takes_linear_time() {
    let base = base64("some text to decode, and then some").repeat(500);
    for line in [
        "a".repeat(1 << 17),
        "a-b_".repeat(1 << 15),
        "/usr/share".repeat(10_000),
        "%41".repeat(30_000),
        "\\\"".repeat(30_000),
        "{\"a\":".repeat(10_000),
        "[".repeat(1 << 17),
        "a=b&".repeat(20_000),
        "'".repeat(1 << 17),
        "a: ".repeat(20_000),
        "- ".repeat(20_000),
        "--a ".repeat(20_000),
        base,
    ] {
        for text in [
            line.clone(),
            format!("x\n{line}"),
            format!("{line}\n").repeat(2),
        ] {
            let _ = of_value(&["x"], text.as_bytes());
            let _ = of_file("x", text.as_bytes());
        }
    }
}

#[test]
fn a_list_that_nuls_separate_is_a_text() {
    let environment = b"PATH=/bin\0PASSWORD=hunter2!\0HOME=/\0";
    let seen = of_file("environ", environment);
    assert_eq!(seen.value("hunter2!"), [("line 2", "PASSWORD")]);
    let padded = [&b"\0\0\0\0PASSWORD=hunter2!"[..], &[0; 64]].concat();
    assert!(of_file("environ", &padded).value("hunter2!").is_empty());
}

#[test]
fn many_encoded_parts_of_one_run_take_linear_time() {
    let part = base64("some plain text");
    for separator in ["-", "/", "_", "+"] {
        let text = format!("{part}{separator}").repeat(1 << 16);
        let _ = of_file("x", text.as_bytes());
    }
}

pub(super) fn hex(text: &str) -> String {
    let mut digits = String::new();
    for byte in text.bytes() {
        write!(digits, "{byte:02x}").unwrap();
    }
    digits
}

/// A way to fold up bytes.
#[derive(Debug, Clone, Copy)]
enum Fold {
    Base64,
    UrlSafe,
    Wrapped,
    Gzip,
    Zlib,
    Zstd,
    Json,
    Url,
    Utf16,
    Zip,
    Tar,
    Yaml,
    Hex,
    Properties,
    Escapes,
}

impl Fold {
    /// Folds; what holds only text is not applied to data.
    fn apply(self, bytes: &[u8]) -> Vec<u8> {
        let text = str::from_utf8(bytes)
            .ok()
            .filter(|text| !text.contains('\0'));
        match (self, text) {
            (Self::UrlSafe, _) => BASE64_URL_SAFE_NO_PAD.encode(bytes).into_bytes(),
            (Self::Wrapped, _) => {
                let encoded = base64(bytes).into_bytes();
                encoded.chunks(76).collect::<Vec<_>>().join(&b"\n"[..])
            }
            (Self::Gzip, _) => gzipped(bytes),
            (Self::Zlib, _) => zlibbed(bytes),
            (Self::Zstd, _) => zstded(bytes),
            (Self::Zip, _) => zip::tests::archive(&[("a/file", bytes)]),
            (Self::Tar, _) => tar::tests::archive(&[("a/file", bytes)]),
            (Self::Json, Some(text)) => serde_json::json!({"a": {"b": [text]}})
                .to_string()
                .into_bytes(),
            (Self::Url, Some(text)) => {
                let mut escaped = String::new();
                for byte in text.bytes() {
                    if byte.is_ascii_alphanumeric() {
                        escaped.push(char::from(byte));
                    } else {
                        write!(escaped, "%{byte:02X}").unwrap();
                    }
                }
                escaped.into_bytes()
            }
            (Self::Utf16, Some(text)) => little(text),
            (Self::Yaml, Some(text)) => {
                let quoted = serde_json::to_string(text).unwrap();
                format!("a: 1\nb:\n  c: {quoted}\n").into_bytes()
            }
            (Self::Hex, Some(text)) if text.is_ascii() => hex(text).into_bytes(),
            (Self::Properties, Some(text)) => {
                let escaped = text
                    .replace('\\', "\\\\")
                    .replace('\n', "\\n")
                    .replace('\r', "\\r");
                format!("# note\na.b={escaped}\nc.d=e\n").into_bytes()
            }
            (Self::Escapes, Some(text)) => {
                let mut escaped = String::new();
                for unit in text.encode_utf16() {
                    write!(escaped, "\\u{unit:04x}").unwrap();
                }
                escaped.into_bytes()
            }
            _ => base64(bytes).into_bytes(),
        }
    }
}

fn fold() -> impl Strategy<Value = Fold> {
    prop::sample::select(vec![
        Fold::Base64,
        Fold::UrlSafe,
        Fold::Wrapped,
        Fold::Gzip,
        Fold::Zlib,
        Fold::Zstd,
        Fold::Json,
        Fold::Url,
        Fold::Utf16,
        Fold::Zip,
        Fold::Tar,
        Fold::Yaml,
        Fold::Hex,
        Fold::Properties,
        Fold::Escapes,
    ])
}

proptest! {
    #[test]
    fn what_is_folded_up_is_shown_however_it_is_folded(
        word in "[a-z0-9]{16}",
        folds in prop::collection::vec(fold(), 0..=6),
        name in prop::option::of("[a-z]{1,8}"),
    ) {
        let planted = format!("planted credential {word} of some length");
        let folded = folds.iter().fold(planted.clone().into_bytes(), |bytes, fold| fold.apply(&bytes));
        let value = of_value(&["data", "key"], &folded);
        prop_assert!(value.shows(&planted), "as a value: {:?}", value.unread);
        let file = seen(Blob { bytes: &folded, keys: &[], name: name.as_deref() }, &Limits::value());
        prop_assert!(file.shows(&planted), "as a file: {:?}", file.unread);
    }

    #[test]
    fn no_bytes_make_it_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        folds in prop::collection::vec(fold(), 0..4),
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..4),
    ) {
        let mut folded = folds.iter().fold(bytes, |bytes, fold| fold.apply(&bytes));
        for (at, value) in changes {
            let length = folded.len().max(1);
            if let Some(byte) = folded.get_mut(at % length) {
                *byte = value;
            }
        }
        let _ = of_value(&["x"], &folded);
        let _ = of_file("x.yaml", &folded);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), name in "[a-z]{0,3}(.env|.ini|.json|.yaml|.properties|.netrc)?") {
        let _ = of_value(&[&name], text.as_bytes());
        let _ = of_file(&name, text.as_bytes());
    }
}

#[test]
fn files_of_passwords_are_read_also_where_a_script_writes_them() {
    for (name, text, at) in [
        (
            "run.sh",
            "#!/bin/sh\ncat > ~/.pgpass <<EOF\ndb:5432:*:app:one-word\nEOF\n",
            "~/.pgpass > line 1",
        ),
        ("etc/snmpd.conf", "# a\nrocommunity one-word\n", "line 2"),
        ("etc/davfs2/secrets", "/mnt/a ann one-word\n", "line 1"),
        ("x", "\"app\" \"one-word\"\n\"b\" \"two-word\"\n", "line 1"),
    ] {
        let seen = of_file(name, text.as_bytes());
        let shown = seen.value("one-word");
        assert_eq!(shown.len(), 1, "{name}");
        assert_eq!(shown[0].0, at);
        assert!(shown[0].1.ends_with("/password"), "{name}");
    }
}

#[test]
fn private_keys_without_armour_are_shown_in_it() {
    use super::records::der::tests::{pkcs8, rsa};
    let shown = |seen: &Seen, label: &str| {
        let header = format!("-----BEGIN {label}-----\nMI");
        let texts = seen.texts.iter();
        texts.filter(|(_, text)| text.starts_with(&header)).count()
    };
    assert_eq!(shown(&of_file("key.der", &rsa()), "RSA PRIVATE KEY"), 1);
    for seen in [
        of_file("key.p8", &pkcs8()),
        of_value(&["data", "key"], &pkcs8()),
        of_value(&["data", "key"], base64(pkcs8()).as_bytes()),
        of_file(
            "a.conf",
            format!("a = 1\nkey = {}\n", base64(pkcs8())).as_bytes(),
        ),
        of_file(
            "a.json",
            format!("{{\"k\": \"{}\"}}", base64(pkcs8())).as_bytes(),
        ),
    ] {
        assert_eq!(shown(&seen, "PRIVATE KEY"), 1);
    }
    // Armour is shown as it is.
    let armour = records::der::armoured("PRIVATE KEY", &pkcs8());
    for text in [
        armour.clone(),
        armour.replace('\n', "\r\n"),
        armour.replace('\n', "\\n"),
    ] {
        let seen = of_file("key.pem", format!("{text}\nx").as_bytes());
        assert_eq!(seen.texts.len(), 1);
        assert!(seen.texts[0].0.is_empty() || seen.texts[0].0.starts_with("line"));
    }
}

#[test]
fn passwords_beside_their_users_are_shown_as_passwords() {
    let text = "#cloud-config\nchpasswd:\n  list: |\n    root:one-word\n";
    let seen = of_file("user-data", text.as_bytes());
    assert_eq!(
        seen.value("one-word"),
        [("yaml > chpasswd.list", "chpasswd/list/root/password")]
    );
    let seen = of_value(&["headers", "Cookie"], b"lang=de; session=one-word");
    let shown = seen.value("one-word");
    assert!(shown.contains(&("", "headers/Cookie/session/token")));
    let seen = of_value(&["BUNDLE_GEMS__CORP"], b"ci:one-word");
    assert_eq!(
        seen.value("one-word"),
        [("", "BUNDLE_GEMS__CORP/ci/password")]
    );
}

#[test]
fn a_url_of_data_is_read_as_what_it_holds() {
    let seen = of_value(&["source"], b"data:,masterauth%20one-word%0Aport%206379%0A");
    assert!(seen.shows("masterauth one-word\nport 6379"));
    assert!(!seen.texts.iter().any(|(_, text)| text.contains("data:")));
}

#[test]
fn keys_that_unseal_a_vault_have_the_name_that_stands_beside_them() {
    let seen = of_file(
        "init.json",
        br#"{"keys": ["one-word"], "keys_base64": ["two-word"]}"#,
    );
    assert_eq!(seen.value("one-word"), [("json > keys[0]", "unseal_keys")]);
    let at = "json > keys_base64[0]";
    assert_eq!(seen.value("two-word"), [(at, "unseal_keys")]);
    let seen = of_file("other.json", br#"{"keys": ["one-word"]}"#);
    assert_eq!(seen.value("one-word"), [("json > keys[0]", "keys")]);
}

#[test]
fn translations_are_texts_whose_names_say_nothing() {
    let seen = of_file("messages_de.properties", b"login.password=Neues-Wort1\n");
    assert!(seen.values.is_empty() && seen.shows("Neues-Wort1"));
}

#[test]
fn the_private_part_of_a_web_key_has_a_name() {
    let text = br#"{"keys":[{"kty":"EC","x":"public-x","d":"private-d"},{"kty":"oct","k":"private-k","d":"other-d"},{"d":"no-key-at-all"}]}"#;
    let seen = of_value(&["data", "jwks"], text);
    let name = |value: &str| {
        seen.value(value)[0]
            .1
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(name("private-d"), "private_key");
    assert_eq!(name("private-k"), "private_key");
    for other in ["public-x", "other-d", "no-key-at-all"] {
        assert_ne!(name(other), "private_key");
    }
}

#[test]
fn compiled_code_is_shown_with_the_names_that_it_gives_to_texts() {
    use super::records::{java_class, python_module};
    let values = ["first-1", "second-2", "third-3", "fourth-4"];
    for (file, bytes, names) in [
        (
            "A.class",
            java_class(values),
            ["API_SECRET", "dbPassword", "smtp.password", "setPassword"],
        ),
        (
            "a.pyc",
            python_module(values),
            ["DB_PASSWORD", "api_token", "X_SECRET", "smtp_password"],
        ),
    ] {
        let seen = of_file(file, &bytes);
        for (name, value) in names.into_iter().zip(values) {
            let with: Vec<_> = seen
                .texts
                .iter()
                .filter(|(_, text)| text.contains(value))
                .collect();
            assert_eq!(with.len(), 1, "{name}");
            assert_eq!(with[0].1, format!("{name} = \"{value}\"\n"));
            assert!(with[0].0.contains(name), "{}", with[0].0);
        }
    }
}

#[test]
fn the_line_of_a_mistake_in_yaml_is_read_as_text() {
    let text = b"- user: qa\n- Password: `one-word`\n- other: two\n";
    let seen = of_value(&["data", "notes"], text);
    assert!(seen.shows("- Password: `one-word`"));
    assert_eq!(seen.value("qa").len(), 1);
}

#[test]
fn one_line_of_a_file_of_yaml_is_an_entry() {
    let seen = of_value(&["data", "application.yml"], b"redis.password: one-word");
    assert_eq!(seen.value("one-word").len(), 1);
    for text in ["a sentence: it has a colon", "x: {one: word}", "note"] {
        let seen = of_value(&["data", "application.yml"], text.as_bytes());
        assert!(
            seen.values.iter().all(|(at, ..)| !at.contains("yaml")),
            "{text}"
        );
    }
}

#[test]
fn a_separator_within_quotes_is_none() {
    let text = b"global\n  log x\nbackend a\n  http-request set-header Authorization \"Basic dXNlcjpwYXNzMQ==\"\n";
    let seen = of_value(&["data", "haproxy.cfg"], text);
    assert!(seen.shows("Basic dXNlcjpwYXNzMQ==\""));
}

#[test]
fn what_closes_brackets_is_no_part_of_a_word() {
    let seen = of_value(
        &["data", "x"],
        b"connect(host=\"db\", password=\"one-word\")",
    );
    assert_eq!(seen.value("one-word").len(), 1);
    assert!(seen.value("one-word)").is_empty());
    let seen = of_value(
        &["history"],
        b"ENTRYPOINT [\"app\" \"--password\" \"one-word\"]",
    );
    assert_eq!(seen.value("one-word").len(), 1);
}

#[test]
fn a_line_that_is_one_setting_gives_its_value_a_name() {
    for text in [
        "clientSecret: \"one-word\"",
        "dbPass: one-word",
        "db.password = one-word",
        "password=one-word",
    ] {
        let seen = of_value(&["data", "x"], text.as_bytes());
        assert!(!seen.value("one-word").is_empty(), "{text}");
    }
    for text in [
        "password: incorrect",
        "password: one-word is wrong",
        "host: one-word",
    ] {
        let seen = of_value(&["data", "x"], text.as_bytes());
        assert_eq!(seen.values.len(), 1, "{text}");
    }
}

#[test]
fn beside_the_name_of_a_secret_stands_the_key_of_the_value() {
    let seen = of_file(
        "a.yaml",
        b"accessToken:\n  secretName: two\n  key: one-word\n",
    );
    assert!(seen.value("one-word")[0].1.ends_with("/secretKeyRef"));
}

//! Writes the same document as YAML, in the block style of `kubectl get -o yaml`.
//!
//! serde hands the data to `serde_json`'s serializer and this file only decides the punctuation,
//! so JSON and YAML cannot differ in content, field order or number format, and nothing but the
//! open brackets is kept in memory.
//!
//! # Why
//!
//! serde-saphyr writes YAML 1.2, where `yes`, `on` and `0o7` are plain strings. kubectl and most
//! of its neighbours read YAML 1.1 (goyaml.v2), where they are not, and a report must mean the
//! same to both. So only text that no version could take for anything else stays plain; all other
//! text is double-quoted, with what a terminal would obey escaped (YAML 1.2 section 5.7).

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};

use super::{
    escape::{Astral, is_unprintable, write_quoted},
    json::raw_json_is_refused,
};

/// YAML readers give up on longer keys that are not marked with `?` (YAML 1.2 section 7.4.2).
const LONGEST_KEY: usize = 1000;

/// Writes one YAML document.
pub fn write(value: &impl Serialize, writer: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *writer, BlockStyle::default());
    value.serialize(&mut serializer)?;
    writer.write_all(b"\n")
}

/// What was written last, which decides what may follow on the same line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Position {
    /// Nothing yet.
    #[default]
    Start,
    /// The `-` of a list item; the first entry of what it holds follows on the line.
    Dash,
    /// The `:` of a map entry; only a scalar follows on the line.
    Colon,
    /// A whole value.
    Value,
}

#[derive(Default)]
struct BlockStyle {
    /// For each list or map that is still open, the columns in front of its entries.
    indents: Vec<usize>,
    position: Position,
    /// The string that is being collected: only the whole of it tells whether it needs quotes.
    text: Option<String>,
    in_key: bool,
}

impl BlockStyle {
    fn open_block(&mut self, is_list: bool) {
        self.indents
            .push(match (self.indents.last(), self.position) {
                (None, _) => 0,
                // A list stands right under its key, as kubectl prints it.
                (Some(parent), Position::Colon) if is_list => *parent,
                (Some(parent), _) => parent + 2,
            });
    }

    fn close_block<W: Write + ?Sized>(&mut self, writer: &mut W, empty: &str) -> io::Result<()> {
        self.indents.pop();
        // Any entry would have left `Value` behind.
        if self.position == Position::Value {
            return Ok(());
        }
        self.scalar(writer, empty)
    }

    /// Goes to where the next entry of the innermost block starts.
    fn start_entry<W: Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        match self.position {
            Position::Start => Ok(()),
            Position::Dash if first => writer.write_all(b" "),
            _ => {
                let indent = self.indents.last().copied().unwrap_or(0);
                write!(writer, "\n{:indent$}", "")
            }
        }
    }

    fn scalar<W: Write + ?Sized>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        if let Some(key) = &mut self.text {
            // A number as a map key: serde_json puts it between begin_string and end_string.
            key.push_str(text);
            return Ok(());
        }
        if self.position != Position::Start {
            writer.write_all(b" ")?;
        }
        self.position = Position::Value;
        writer.write_all(text.as_bytes())
    }

    fn number<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        print: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut digits = Vec::new();
        print(&mut digits)?;
        self.scalar(writer, &String::from_utf8_lossy(&digits))
    }
}

/// Every number goes through [`BlockStyle::scalar`], spelled as JSON spells it.
macro_rules! numbers {
    ($($method:ident: $number:ty),* $(,)?) => {
        $(fn $method<W: Write + ?Sized>(&mut self, writer: &mut W, value: $number) -> io::Result<()> {
            self.number(writer, |digits| CompactFormatter.$method(digits, value))
        })*
    };
}

impl Formatter for BlockStyle {
    numbers! {
        write_i8: i8, write_i16: i16, write_i32: i32, write_i64: i64, write_i128: i128,
        write_u8: u8, write_u16: u16, write_u32: u32, write_u64: u64, write_u128: u128,
        write_f32: f32, write_f64: f64, write_number_str: &str,
    }

    fn write_null<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.scalar(writer, "null")
    }

    fn write_bool<W: Write + ?Sized>(&mut self, writer: &mut W, value: bool) -> io::Result<()> {
        self.scalar(writer, if value { "true" } else { "false" })
    }

    fn begin_string<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.text = Some(String::new());
        Ok(())
    }

    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        _: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        self.text.get_or_insert_default().push_str(fragment);
        Ok(())
    }

    fn write_char_escape<W: Write + ?Sized>(
        &mut self,
        _: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        self.text.get_or_insert_default().push(match escape {
            CharEscape::Quote => '"',
            CharEscape::ReverseSolidus => '\\',
            CharEscape::Solidus => '/',
            CharEscape::Backspace => '\u{8}',
            CharEscape::FormFeed => '\u{c}',
            CharEscape::LineFeed => '\n',
            CharEscape::CarriageReturn => '\r',
            CharEscape::Tab => '\t',
            CharEscape::AsciiControl(byte) => char::from(byte),
        });
        Ok(())
    }

    fn end_string<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        let text = self.text.take().unwrap_or_default();
        if self.in_key {
            if text.len() > LONGEST_KEY {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "a key is too long for YAML; use -o json",
                ));
            }
        } else if self.position != Position::Start {
            writer.write_all(b" ")?;
        }
        self.position = Position::Value;
        write_string(writer, &text)
    }

    fn begin_array<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.open_block(true);
        Ok(())
    }

    fn end_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close_block(writer, "[]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.start_entry(w, first)?;
        self.position = Position::Dash;
        w.write_all(b"-")
    }

    fn begin_object<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.open_block(false);
        Ok(())
    }

    fn end_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close_block(writer, "{}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.in_key = true;
        self.start_entry(w, first)
    }

    fn end_object_key<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.in_key = false;
        Ok(())
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.position = Position::Colon;
        writer.write_all(b":")
    }

    fn write_raw_fragment<W: Write + ?Sized>(&mut self, _: &mut W, _: &str) -> io::Result<()> {
        Err(raw_json_is_refused())
    }
}

fn write_string<W: Write + ?Sized>(writer: &mut W, text: &str) -> io::Result<()> {
    if is_plain(text) {
        return writer.write_all(text.as_bytes());
    }
    writer.write_all(b"\"")?;
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            writer.write_all(b"\\n")?;
        }
        for part in line.split_inclusive(['"', '\\']) {
            let quoted = part.ends_with(['"', '\\']);
            let (head, tail) = part.split_at(part.len() - usize::from(quoted));
            write_quoted(writer, head, Astral::EightDigits)?;
            if quoted {
                write!(writer, "\\{tail}")?;
            }
        }
    }
    writer.write_all(b"\"")
}

/// Whether every YAML reader takes the bare text for this very string.
///
/// It must start with a letter or `/`, which rules out numbers, dates and indicators; words that
/// YAML 1.1 takes for a boolean or null are refused whatever their case.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity",
    ];
    let plain = |c: char| {
        c.is_ascii_alphanumeric()
            || " _./-@:,()'=+*;".contains(c)
            || (!c.is_ascii() && !is_unprintable(c))
    };
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.chars().all(plain)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop, prop_oneof, proptest};
    use serde_json::{Value, json};

    use super::write;
    use crate::report::escape::is_unprintable;

    fn printed(value: &impl serde::Serialize) -> String {
        let mut bytes = Vec::new();
        write(value, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn lists_stand_under_their_key_as_kubectl_prints_them() {
        let value = json!({
            "items": [{"a": 1, "b": {"c": [], "d": {}}}, [], {}, [["x", true], [null]]],
            "none": null,
        });
        assert_eq!(
            printed(&value),
            "\
items:
- a: 1
  b:
    c: []
    d: {}
- []
- {}
- - - x
    - true
  - - null
none: null
"
        );
    }

    #[test]
    fn an_empty_document_is_valid() {
        assert_eq!(printed(&json!({})), "{}\n");
        assert_eq!(printed(&json!([])), "[]\n");
        assert_eq!(printed(&"word"), "word\n");
    }

    #[test]
    fn text_that_some_yaml_version_takes_for_something_else_is_quoted() {
        let words = [
            "yes",
            "No",
            "ON",
            "off",
            "y",
            "N",
            "true",
            "null",
            "~",
            "",
            " a",
            "a ",
            "a: b",
            "a:",
            "a #b",
            "- a",
            "---",
            "...",
            "?",
            "1",
            "1e3",
            "0x1f",
            "0o7",
            "1_000",
            "1:30",
            ".5",
            ".inf",
            ".NaN",
            "2001-01-01",
            "<<",
            "=",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a",
            "{a}",
            "[a]",
            "\"a",
            "'a",
            "a\nb",
            "a\tb",
            "\\",
        ];
        for word in words {
            let output = printed(&word);
            assert!(output.starts_with('"'), "{output}");
            assert_eq!(serde_saphyr::from_str::<String>(&output).unwrap(), word);
        }
    }

    #[test]
    fn common_names_stay_plain() {
        let names = [
            "system:masters",
            "arn:aws:iam::123456789012:role/dev",
            "rbac.authorization.k8s.io/v1",
            "/healthz",
            "cannot list secrets in namespace pay",
        ];
        for name in names {
            assert_eq!(printed(&name), format!("{name}\n"));
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(
            printed(&"a\u{1b}\u{7f}\u{9b}\u{202e}\u{e0061}\"\\"),
            "\"a\\u001b\\u007f\\u009b\\u202e\\U000e0061\\\"\\\\\"\n"
        );
    }

    #[test]
    fn a_map_may_have_numbers_as_keys() {
        let map = std::collections::BTreeMap::from([(443_u16, "https"), (80, "yes")]);
        assert_eq!(printed(&map), "\"80\": \"yes\"\n\"443\": https\n");
    }

    #[test]
    fn a_key_that_yaml_readers_refuse_is_an_error() {
        let map = std::collections::BTreeMap::from([("k".repeat(1001), 1)]);
        assert!(write(&map, &mut Vec::new()).is_err());
    }

    fn text() -> BoxedStrategy<String> {
        prop_oneof![any::<String>(), "[ -~]{0,6}", "[yYnNoOeEsS~.:#0-9-]{0,4}"].boxed()
    }

    fn document() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            text().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(text(), inner, 0..5)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_document_is_read_back_equal_and_is_safe_on_a_terminal(value in document()) {
            let output = printed(&value);
            assert_eq!(serde_saphyr::from_str::<Value>(&output).unwrap(), value, "{output}");
            assert!(!output.replace('\n', "").contains(is_unprintable));
        }
    }
}

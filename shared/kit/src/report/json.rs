//! Writes the envelope as JSON: indented by four as `kubectl get -o json` does, streamed, exact.
//!
//! JSON may hold any character unescaped but quotes, backslashes and C0 controls (RFC 8259
//! section 7). Characters that a terminal would obey are escaped here as well, which any reader
//! undoes: the data is exact and still safe to look at.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::escape::{Astral, write_quoted};

/// Writes one JSON document and a newline.
pub(crate) fn write(value: &impl Serialize, writer: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *writer, SafeJson::default());
    value.serialize(&mut serializer)?;
    writer.write_all(b"\n")
}

/// [`PrettyFormatter`] plus the escapes.
struct SafeJson(PrettyFormatter<'static>);

impl Default for SafeJson {
    fn default() -> Self {
        Self(PrettyFormatter::with_indent(b"    "))
    }
}

impl Formatter for SafeJson {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_quoted(writer, fragment, Astral::Surrogates)
    }

    fn write_raw_fragment<W: Write + ?Sized>(&mut self, _: &mut W, _: &str) -> io::Result<()> {
        Err(raw_json_is_refused())
    }

    fn begin_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(w, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(w, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

/// `RawValue` would pass by the escapes; no report holds one.
pub(super) fn raw_json_is_refused() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "a report must not hold raw JSON text",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};
    use serde_json::json;

    use super::write;
    use crate::report::escape::is_unprintable;

    fn printed(value: &impl serde::Serialize) -> String {
        let mut bytes = Vec::new();
        write(value, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn it_is_indented_by_four_and_ends_with_a_newline() {
        assert_eq!(
            printed(&json!({"items": [1], "gaps": []})),
            "{\n    \"gaps\": [],\n    \"items\": [\n        1\n    ]\n}\n"
        );
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(
            printed(&"\u{1b}\u{7f}\u{9b}\u{202e}\u{e0061}\"\\日"),
            "\"\\u001b\\u007f\\u009b\\u202e\\udb40\\udc61\\\"\\\\日\"\n"
        );
    }

    #[test]
    fn raw_json_text_cannot_pass_by_the_escapes() {
        let raw = serde_json::value::RawValue::from_string("\"\u{202e}\"".to_owned()).unwrap();
        assert!(write(&raw, &mut Vec::new()).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_back_equal_and_is_safe_on_a_terminal(text in any::<String>()) {
            let output = printed(&text);
            assert_eq!(serde_json::from_str::<String>(&output).unwrap(), text);
            assert!(!output.trim_end_matches('\n').contains(is_unprintable));
        }
    }
}

//! Names and values of XML (W3C Extensible Markup Language 1.0), as configuration has them:
//! elements with text, attributes, and elements that say in an attribute what they are
//! (`<add key="…" value="…"/>`, `<property name="…" value="…"/>`, `<entry key="…">…</entry>`,
//! `<key>…</key><string>…</string>`, `<name>…</name><value>…</value>`). It is read by its tags alone, so that fragments and what is
//! not well-formed are read too.

use std::{borrow::Cow, ops::Range};

use super::super::escapes::{self, Escape};

/// A name and its value.
#[derive(PartialEq, Eq)]
pub(in super::super) struct Node<'t> {
    /// The element's name, and then the attribute's or the one that it says it has.
    pub(in super::super) element: &'t str,
    pub(in super::super) name: &'t str,
    pub(in super::super) value: Cow<'t, str>,
    pub(in super::super) line: usize,
    /// Where the value stands.
    pub(in super::super) range: Range<usize>,
}

/// Attributes that say what an element is.
const NAMING: [&str; 4] = ["name", "key", "id", "property"];
/// Elements that hold what the `<key>` or `<name>` before them names.
const HOLDING: [&str; 6] = ["value", "Value", "string", "data", "val", "secret"];
/// The shortest exponent of a private key, in base64.
const EXPONENT: usize = 80;
/// The attribute that holds what such an element is set to.
const VALUE: &str = "value";

/// Whether a text begins like XML that is no page for a browser.
pub(in super::super) fn looks_like_xml(text: &str) -> bool {
    let head = text.get(..200).unwrap_or(text);
    text.starts_with("<?xml")
        || (text.starts_with('<')
            && text.trim_end().ends_with('>')
            && head.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic)
            && !head
                .get(..5)
                .is_some_and(|tag| tag.eq_ignore_ascii_case("<html")))
}

/// The names and values of a text.
pub(in super::super) fn nodes(text: &str) -> Vec<Node<'_>> {
    let mut reader = Reader {
        text,
        nodes: Vec::new(),
        counted: 0,
        line: 1,
        key: None,
    };
    let mut at = 0;
    while let Some(offset) = text
        .get(at..)
        .and_then(|rest| memchr::memchr(b'<', rest.as_bytes()))
    {
        at = reader.markup(at + offset);
    }
    reader.nodes
}

struct Reader<'t> {
    text: &'t str,
    nodes: Vec<Node<'t>>,
    counted: usize,
    line: usize,
    /// What the last element said that names the next.
    key: Option<&'t str>,
}

impl<'t> Reader<'t> {
    /// Reads what begins with `<`; gives where to go on.
    fn markup(&mut self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
            if rest.starts_with(start) {
                let length = memchr::memmem::find(rest.as_bytes(), end.as_bytes());
                return at + length.map_or(rest.len(), |length| length + end.len());
            }
        }
        let Some(length) = tag_length(rest) else {
            return at + 1;
        };
        let tag = rest.get(1..length - 1).unwrap_or_default();
        let element = name(tag);
        if element.is_empty() {
            return at + 1;
        }
        let said = self.attributes(element, tag, at + 1);
        if !tag.ends_with('/') {
            self.content(element, said, at + length);
        }
        at + length
    }

    /// Reads the attributes of a tag; gives the name that the element says it has.
    fn attributes(&mut self, element: &'t str, tag: &'t str, start: usize) -> Option<&'t str> {
        let attributes = attributes(tag, element.len());
        let said = attributes
            .iter()
            .find(|(name, _)| {
                NAMING
                    .iter()
                    .any(|naming| name.eq_ignore_ascii_case(naming))
            })
            .and_then(|(_, range)| tag.get(range.clone()));
        for (name, range) in attributes {
            let name = match said {
                Some(said) if name.eq_ignore_ascii_case(VALUE) => said,
                _ => name,
            };
            self.push(element, name, start + range.start..start + range.end);
        }
        said
    }

    /// Reads the text up to the next tag.
    fn content(&mut self, element: &'t str, said: Option<&'t str>, start: usize) {
        let rest = self.text.get(start..).unwrap_or_default();
        let (rest, start, mark) = match rest.trim_start().strip_prefix("<![CDATA[") {
            Some(data) => (data, self.text.len() - data.len(), "]]>"),
            None => (rest, start, "<"),
        };
        let Some(length) = memchr::memmem::find(rest.as_bytes(), mark.as_bytes()) else {
            return;
        };
        let raw = rest.get(..length).unwrap_or_default();
        let value = raw.trim();
        if value.is_empty() {
            return;
        }
        let start = start + (raw.len() - raw.trim_start().len());
        let key = self.key.take().filter(|_| HOLDING.contains(&element));
        let name = said.or(key).unwrap_or(element);
        let names = element.eq_ignore_ascii_case("key") || element.eq_ignore_ascii_case("name");
        if names {
            self.key = Some(value);
        }
        // The exponent of an RSA key (W3C XML Key Management) is told by its tags.
        let is_exponent = element == "D" && value.len() >= EXPONENT;
        if element != "key" && !is_exponent {
            self.push(element, name, start..start + value.len());
        }
    }

    fn push(&mut self, element: &'t str, name: &'t str, range: Range<usize>) {
        let Some(raw) = self.text.get(range.clone()) else {
            return;
        };
        let passed = self.text.as_bytes().get(self.counted..range.start);
        self.line += memchr::memchr_iter(b'\n', passed.unwrap_or_default()).count();
        self.counted = self.counted.max(range.start);
        let value = escapes::undo(raw, Escape::Entity).map_or(Cow::Borrowed(raw), Cow::Owned);
        self.nodes.push(Node {
            element,
            name,
            value,
            line: self.line,
            range,
        });
    }
}

/// How long a tag is; a bracket in quotes does not end it.
fn tag_length(text: &str) -> Option<usize> {
    /// Longer ones are none: keeps a text of nothing but brackets linear.
    const LONGEST: usize = 64 << 10;
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(LONGEST).skip(1) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    None
}

/// The name that a tag begins with, without its prefix.
fn name(tag: &str) -> &str {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte);
    let end = tag
        .bytes()
        .position(|byte| !is_part(byte))
        .unwrap_or(tag.len());
    tag.get(..end).unwrap_or_default()
}

/// Names of attributes, and where their values stand in the tag.
fn attributes(tag: &str, from: usize) -> Vec<(&str, Range<usize>)> {
    let mut attributes = Vec::new();
    let mut at = from;
    while let Some(rest) = tag.get(at..)
        && let Some(equals) = memchr::memchr(b'=', rest.as_bytes())
    {
        let before = rest.get(..equals).unwrap_or_default().trim();
        let name = before
            .rsplit([' ', '\t', '\n', '\r'])
            .next()
            .unwrap_or(before);
        let after = rest.get(equals + 1..).unwrap_or_default();
        let value = after.trim_start();
        let start = at + equals + 1 + (after.len() - value.len());
        let Some(quote) = value
            .bytes()
            .next()
            .filter(|quote| matches!(quote, b'"' | b'\''))
        else {
            at = start;
            continue;
        };
        let value = value.get(1..).unwrap_or_default();
        let Some(length) = memchr::memchr(quote, value.as_bytes()) else {
            break;
        };
        attributes.push((name, start + 1..start + 1 + length));
        at = start + 2 + length;
    }
    attributes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<String> {
        nodes(text)
            .iter()
            .map(|node| {
                format!(
                    "{}:{}/{}={}",
                    node.line, node.element, node.name, node.value
                )
            })
            .collect()
    }

    #[test]
    fn elements_attributes_and_names_beside_values_are_read() {
        let text = "<?xml version=\"1.0\"?>\n<!-- <a>no</a> -->\n<settings>\n <server>\n  <id>r</id>\n  \
            <password>one &amp; two</password>\n </server>\n <add key=\"Db\" value='three > 2'/>\n \
            <entry key=\"e\">four</entry><c><![CDATA[five]]></c>\n \
            <key>K</key><string>six</string>\n <name>N</name>\n <value>seven</value>\n</settings>\n";
        assert!(looks_like_xml(text));
        assert_eq!(
            read(text),
            [
                "5:id/id=r",
                "6:password/password=one & two",
                "8:add/key=Db",
                "8:add/Db=three > 2",
                "9:entry/key=e",
                "9:entry/e=four",
                "9:c/c=five",
                "10:string/K=six",
                "11:name/name=N",
                "12:value/N=seven",
            ]
        );
    }

    #[test]
    fn what_is_no_xml_is_not_taken_for_it() {
        for text in ["a < b", "<html><body></body></html>", "<<EOF", "< a >"] {
            assert!(!looks_like_xml(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(<a|<key>|</|>|<!--|-->|<!\\[CDATA\\[|\\]\\]>|[é =\"'/&;\n]|b=\"c\"){0,40}") {
            for node in nodes(&text) {
                prop_assert!(text.get(node.range).is_some());
            }
        }
    }
}

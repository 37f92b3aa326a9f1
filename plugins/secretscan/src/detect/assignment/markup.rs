//! Names and values in markup, read by its tags alone (W3C Extensible Markup Language 1.0): the text
//! of an element, of one that says in an attribute what it is, and of the element behind one that
//! holds the name (`<name>…</name><value>…</value>`, `<key>…</key><string>…</string>`).

use std::ops::Range;

/// Most bytes of attributes that are passed over, and of space between tags.
const REACH: usize = 200;

/// Elements that hold the name of what stands in the next.
const NAMING: [&[u8]; 6] = [b"name", b"Name", b"key", b"Key", b"string", b"id"];

/// Attributes that say what an element is.
const SAYING: [&[u8]; 5] = [b"name", b"Name", b"key", b"Key", b" property"];

/// Elements that hold the value of what was named, inside or before.
const HOLDING: [&[u8]; 7] = [
    b"value",
    b"Value",
    b"string",
    b"String",
    b"val",
    b"plainText",
    b"secret",
];

/// Where the text begins that an element with this name has.
pub(super) fn element(bytes: &[u8], name: &Range<usize>, quote: &Range<usize>) -> Option<usize> {
    let next = *bytes.get(quote.end)?;
    if !quote.is_empty() {
        // `<property name="password">`
        let before = bytes.get(..name.start.checked_sub(quote.len())?)?;
        let attribute = before.strip_suffix(b"=").filter(|_| next == b'>')?;
        let is_name = SAYING
            .iter()
            .any(|name| attribute.ends_with(name) && !attribute.ends_with(b"-name"));
        return is_name.then(|| within(bytes, quote.end + 1));
    }
    match next {
        b'>' if begins(bytes, name) => Some(within(bytes, name.end + 1)),
        b' ' if begins(bytes, name) => {
            attributes_end(bytes, name.end).map(|end| within(bytes, end))
        }
        b'<' => sibling(bytes, name),
        _ => None,
    }
}

/// Whether a name is the name of an element, which may have a prefix.
fn begins(bytes: &[u8], name: &Range<usize>) -> bool {
    let before = bytes
        .get(name.start.saturating_sub(24)..name.start)
        .unwrap_or_default();
    let prefix = before
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b':')
        .count();
    before
        .get(..before.len() - prefix)
        .is_some_and(|before| before.ends_with(b"<"))
}

/// Behind the bracket that ends the attributes of a tag that does not end itself.
fn attributes_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..at.saturating_add(REACH).min(bytes.len()))?;
    let length = rest
        .iter()
        .position(|byte| matches!(byte, b'>' | b'<' | b'\n'))?;
    let (attributes, end) = rest.split_at_checked(length)?;
    (end.first() == Some(&b'>') && attributes.contains(&b'=') && !attributes.ends_with(b"/"))
        .then_some(at + length + 1)
}

/// Past space, the bracket of a section of data, and the tag of an element that holds the value.
fn within(bytes: &[u8], at: usize) -> usize {
    let mut start = at + space(bytes, at);
    if let Some(end) = holding(bytes, start) {
        start = end + space(bytes, end);
    }
    let rest = bytes.get(start..).unwrap_or_default();
    start + if rest.starts_with(b"<![CDATA[") { 9 } else { 0 }
}

/// Behind the tag of an element that holds a value.
fn holding(bytes: &[u8], at: usize) -> Option<usize> {
    let tag = bytes.get(at..)?.strip_prefix(b"<")?;
    let name = HOLDING
        .iter()
        .find(|name| tag.starts_with(name) && tag.get(name.len()) == Some(&b'>'))?;
    Some(at + name.len() + 2)
}

/// The text of the element behind the one that holds nothing but the name.
fn sibling(bytes: &[u8], name: &Range<usize>) -> Option<usize> {
    let closing = bytes.get(name.end..)?.strip_prefix(b"</")?;
    let tag = NAMING
        .iter()
        .find(|tag| closing.starts_with(tag) && closing.get(tag.len()) == Some(&b'>'))?;
    let before = bytes.get(..name.start)?.strip_suffix(b">")?;
    let opens = before
        .strip_suffix(*tag)
        .is_some_and(|before| before.ends_with(b"<"));
    let end = name.end + tag.len() + 3;
    let value = opens.then(|| holding(bytes, end + space(bytes, end)))??;
    Some(within(bytes, value))
}

/// Space and ends of lines at a place.
fn space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter()
        .take(REACH)
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}

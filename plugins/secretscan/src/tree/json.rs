//! Reads JSON (RFC 8259), one document or several in a row, in one pass.
//!
//! Configuration files bend the grammar: comments, commas before a closing bracket, line breaks in
//! strings. The relaxed dialect reads those and says where the comments were.
//!
//! # Why
//! `serde_json` gives a number as the nearest 64-bit one, or as a map of its own; a numeric
//! password must stay as it is written. It stops at a lone surrogate, at a raw control character,
//! at a comment. And a reader made for just this tree is twice as fast.

use std::{borrow::Cow, ops::Range};

use super::{MAX_DEPTH, Malformed, Tree};

/// How the grammar is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// As RFC 8259 has it.
    Strict,
    /// With comments, trailing commas and control characters in strings.
    Relaxed,
}

/// Documents, one after the other, with nothing but space between them.
pub(crate) struct Documents<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    dialect: Dialect,
    comments: Vec<Range<usize>>,
}

impl<'t> Documents<'t> {
    pub(crate) fn new(text: &'t str, dialect: Dialect) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            dialect,
            comments: Vec::new(),
        }
    }

    /// The next document, or none at the end.
    pub(crate) fn next_document(&mut self) -> Result<Option<Tree<'t>>, Malformed> {
        self.space()?;
        if self.peek().is_none() {
            return Ok(None);
        }
        self.depth = 0;
        self.value().map(Some)
    }

    /// That nothing but space follows.
    pub(crate) fn end(&mut self) -> Result<(), Malformed> {
        self.space()?;
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.here()),
        }
    }

    /// How far it has been read.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Where comments stood so far.
    pub(crate) fn comments(&self) -> &[Range<usize>] {
        &self.comments
    }

    /// This place, as where it breaks off.
    pub(crate) fn here(&self) -> Malformed {
        Malformed::at(self.text, self.at)
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn value(&mut self) -> Result<Tree<'t>, Malformed> {
        match self.peek() {
            Some(b'"') => Ok(Tree::Text(self.string()?)),
            Some(b'{') => self.nested(Self::map),
            Some(b'[') => self.nested(Self::list),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null").map(|_| Tree::Null),
            _ => Err(self.here()),
        }
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<Tree<'t>, Malformed>,
    ) -> Result<Tree<'t>, Malformed> {
        if self.depth >= MAX_DEPTH {
            return Err(self.here());
        }
        self.depth += 1;
        self.at += 1;
        let tree = read(self)?;
        self.depth -= 1;
        Ok(tree)
    }

    fn map(&mut self) -> Result<Tree<'t>, Malformed> {
        let mut entries = Vec::new();
        self.space()?;
        while !self.closes(b'}', entries.is_empty())? {
            let key = match self.peek() {
                Some(b'"') => self.string()?,
                _ => return Err(self.here()),
            };
            self.space()?;
            self.expect(b':')?;
            self.space()?;
            entries.push((key, self.value()?));
            self.space()?;
        }
        Ok(Tree::Map(entries))
    }

    fn list(&mut self) -> Result<Tree<'t>, Malformed> {
        let mut elements = Vec::new();
        self.space()?;
        while !self.closes(b']', elements.is_empty())? {
            elements.push(self.value()?);
            self.space()?;
        }
        Ok(Tree::List(elements))
    }

    /// Reads the closing bracket, or what must stand before a further element.
    fn closes(&mut self, bracket: u8, is_first: bool) -> Result<bool, Malformed> {
        if self.peek() == Some(bracket) {
            self.at += 1;
            return Ok(true);
        }
        if is_first {
            return Ok(false);
        }
        self.expect(b',')?;
        self.space()?;
        if self.dialect == Dialect::Relaxed && self.peek() == Some(bracket) {
            self.at += 1;
            return Ok(true);
        }
        Ok(false)
    }

    fn expect(&mut self, byte: u8) -> Result<(), Malformed> {
        if self.peek() != Some(byte) {
            return Err(self.here());
        }
        self.at += 1;
        Ok(())
    }

    /// Passes over space, and over comments where they are read.
    fn space(&mut self) -> Result<(), Malformed> {
        loop {
            match self.peek() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(b'/' | b'#') if self.dialect == Dialect::Relaxed => self.comment()?,
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self) -> Result<(), Malformed> {
        let rest = self.rest();
        let length = if rest.starts_with(b"/*") {
            memchr::memmem::find(rest, b"*/").map(|end| end + 2)
        } else if rest.starts_with(b"//") || rest.starts_with(b"#") {
            Some(memchr::memchr(b'\n', rest).unwrap_or(rest.len()))
        } else {
            None
        };
        let start = self.at;
        self.at += length.ok_or_else(|| self.here())?;
        self.comments.push(start..self.at);
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<Tree<'t>, Malformed> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(self.here());
        }
        Ok(Tree::Scalar(self.take(word.len())))
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?`
    fn number(&mut self) -> Result<Tree<'t>, Malformed> {
        let rest = self.rest();
        let mut length = usize::from(rest.starts_with(b"-"));
        let whole = digits(rest, length);
        let leads_with_zero = rest.get(length) == Some(&b'0');
        if whole == 0 || (leads_with_zero && whole > 1) {
            return Err(self.here());
        }
        length += whole;
        if rest.get(length) == Some(&b'.') {
            let fraction = digits(rest, length + 1);
            if fraction == 0 {
                return Err(self.here());
            }
            length += 1 + fraction;
        }
        if let Some(b'e' | b'E') = rest.get(length) {
            let signs = usize::from(matches!(rest.get(length + 1), Some(b'-' | b'+')));
            let exponent = digits(rest, length + 1 + signs);
            if exponent == 0 {
                return Err(self.here());
            }
            length += 1 + signs + exponent;
        }
        Ok(Tree::Scalar(self.take(length)))
    }

    /// Takes what is known to be that many bytes of ASCII.
    fn take(&mut self, length: usize) -> Cow<'t, str> {
        let end = self.at + length;
        let taken = self.text.get(self.at..end).unwrap_or_default();
        self.at = end;
        Cow::Borrowed(taken)
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Malformed> {
        self.at += 1;
        let start = self.at;
        let end = self.plain_end()?;
        let plain = self.text.get(start..end).unwrap_or_default();
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(plain));
        }
        self.at = end;
        self.escaped_string(plain.to_owned()).map(Cow::Owned)
    }

    /// Where the string ends or an escape begins.
    fn plain_end(&self) -> Result<usize, Malformed> {
        let mut at = self.at;
        for &byte in self.rest() {
            match STRING[usize::from(byte)] {
                InString::Plain => at += 1,
                InString::Control if self.dialect == Dialect::Relaxed => at += 1,
                InString::Control => break,
                InString::Stop => return Ok(at),
            }
        }
        Err(Malformed::at(self.text, at))
    }

    fn escaped_string(&mut self, mut out: String) -> Result<String, Malformed> {
        loop {
            if self.peek() == Some(b'"') {
                self.at += 1;
                return Ok(out);
            }
            self.escape(&mut out)?;
            let end = self.plain_end()?;
            out.push_str(self.text.get(self.at..end).unwrap_or_default());
            self.at = end;
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), Malformed> {
        let character = match self.rest().get(1) {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(&same @ (b'"' | b'\\' | b'/')) => char::from(same),
            Some(b'u') => return self.unicode_escape(out),
            _ => return Err(self.here()),
        };
        self.at += 2;
        out.push(character);
        Ok(())
    }

    fn unicode_escape(&mut self, out: &mut String) -> Result<(), Malformed> {
        let unit = utf16_unit(self.rest()).ok_or_else(|| self.here())?;
        self.at += 6;
        let mut character = char::from_u32(u32::from(unit));
        if let (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) = (unit, utf16_unit(self.rest())) {
            self.at += 6;
            let pair = char::decode_utf16([unit, low]).next();
            character = pair.and_then(Result::ok);
        }
        out.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        Ok(())
    }
}

/// How many digits stand there.
fn digits(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The code unit of an escape such as `\u00e9` at the beginning.
fn utf16_unit(bytes: &[u8]) -> Option<u16> {
    let [b'\\', b'u', digits @ ..] = bytes.get(..6)? else {
        return None;
    };
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

/// What a byte does in a string.
#[derive(Clone, Copy)]
enum InString {
    Plain,
    Control,
    Stop,
}

const STRING: [InString; 256] = {
    let mut table = [InString::Plain; 256];
    let mut control = 0;
    while control < 0x20 {
        table[control] = InString::Control;
        control += 1;
    }
    table[b'"' as usize] = InString::Stop;
    table[b'\\' as usize] = InString::Stop;
    table
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(tree: &Tree<'_>) -> String {
        match tree {
            Tree::Null => "null".to_owned(),
            Tree::Scalar(scalar) => scalar.to_string(),
            Tree::Text(text) => serde_json::to_string(text).unwrap(),
            Tree::List(elements) => {
                let elements: Vec<_> = elements.iter().map(shown).collect();
                format!("[{}]", elements.join(","))
            }
            Tree::Map(entries) => {
                let entries: Vec<_> = entries
                    .iter()
                    .map(|(key, value)| {
                        format!("{}:{}", serde_json::to_string(key).unwrap(), shown(value))
                    })
                    .collect();
                format!("{{{}}}", entries.join(","))
            }
        }
    }

    #[test]
    fn a_document_is_read_with_numbers_as_written_and_double_keys_kept() {
        let text = r#"{"a":1.50e+3,"a":[true,null,"\u00e9\n\ud83d\ude00"],"b":{}}"#;
        let tree = Tree::from_json(text).unwrap();
        assert_eq!(
            shown(&tree),
            r#"{"a":1.50e+3,"a":[true,null,"é\n😀"],"b":{}}"#
        );
    }

    #[test]
    fn a_lone_surrogate_becomes_the_replacement_character() {
        let tree = Tree::from_json(r#""a\ud800b\udc00\ud800\u0041""#).unwrap();
        assert_eq!(tree.text(), Some("a\u{fffd}b\u{fffd}\u{fffd}A"));
    }

    #[test]
    fn nesting_stops_at_its_limit() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Tree::from_json(&nested(MAX_DEPTH)).is_ok());
        assert!(Tree::from_json(&nested(MAX_DEPTH + 1)).is_err());
    }

    #[test]
    fn an_error_says_where_and_not_what() {
        let error = Tree::from_json("{\n \"password\": hunter2}").unwrap_err();
        assert_eq!((error.line, error.column), (2, 14));
        assert!(!error.to_string().contains("hunter2"));
    }

    #[test]
    fn the_relaxed_dialect_reads_comments_and_says_so() {
        let text = "// first\n{\"a\": 1, /* second */ \"b\": [2,], # third\n}";
        assert!(Tree::from_json(text).is_err());
        let mut documents = Documents::new(text, Dialect::Relaxed);
        let tree = documents.next_document().unwrap().unwrap();
        assert_eq!(shown(&tree), r#"{"a":1,"b":[2]}"#);
        let comments = documents.comments().iter().cloned();
        let comments: Vec<_> = comments.map(|range| text.get(range).unwrap()).collect();
        assert_eq!(comments, ["// first", "/* second */", "# third"]);
    }

    #[test]
    fn documents_in_a_row_are_read_one_by_one() {
        let mut documents = Documents::new("{\"a\":1}\n[2]\n", Dialect::Strict);
        assert_eq!(
            shown(&documents.next_document().unwrap().unwrap()),
            r#"{"a":1}"#
        );
        assert_eq!(shown(&documents.next_document().unwrap().unwrap()), "[2]");
        assert!(documents.next_document().unwrap().is_none());
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(serde_json::Value::from),
            any::<i64>().prop_map(serde_json::Value::from),
            any::<String>().prop_map(serde_json::Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(value in json()) {
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let tree = Tree::from_json(&text).unwrap();
                prop_assert_eq!(shown(&tree), value.to_string());
            }
        }

        #[test]
        fn the_strict_dialect_takes_what_serde_json_takes(text in r#"[\[\]{}:,"\\0-9eE.\-+ntaflsru \n]{0,16}"#) {
            let ours = Tree::from_json(&text).is_ok();
            match serde_json::from_str::<serde_json::Value>(&text) {
                Ok(_) => prop_assert!(ours, "{}", text),
                Err(error) if error.to_string().contains("out of range")
                    || error.to_string().contains("surrogate")
                    || error.to_string().contains("hex escape") => {}
                Err(_) => prop_assert!(!ours, "{}", text),
            }
        }

        #[test]
        fn no_text_makes_either_dialect_panic(text in any::<String>()) {
            for dialect in [Dialect::Strict, Dialect::Relaxed] {
                let mut documents = Documents::new(&text, dialect);
                while let Ok(Some(_)) = documents.next_document() {}
            }
        }
    }
}

//! Words, names and texts of SQL, as far as they are needed to tell columns and values apart.

use std::ops::Range;

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A word without quotes: of the language, a name, a number.
    Word(Range<usize>),
    /// A name in quotes, without them.
    Name(Range<usize>),
    /// A text, without its quotes.
    Text(Range<usize>),
    /// Anything else.
    Sign(u8),
}

/// Reads a text token by token.
#[derive(Clone)]
pub(super) struct Lexer<'b> {
    bytes: &'b [u8],
    pub(super) at: usize,
}

impl<'b> Lexer<'b> {
    pub(super) const fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Goes over space and comments; ends of lines may be escaped, where the statement stands in a
    /// text of a program.
    fn skip_space(&mut self) {
        loop {
            let rest = self.rest();
            self.at += match rest {
                [byte, ..] if byte.is_ascii_whitespace() => 1,
                [b'\\', b'n' | b'r' | b't', ..] => 2,
                [b'-', b'-', ..] => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
                [b'/', b'*', ..] => {
                    memchr::memmem::find(rest, b"*/").map_or(rest.len(), |end| end + 2)
                }
                _ => return,
            };
        }
    }

    /// The next token, and goes over it; a text that does not end is none.
    pub(super) fn next(&mut self) -> Option<Token> {
        self.skip_space();
        let start = self.at;
        let first = self.byte()?;
        match first {
            b'\'' => self.text(b'\'').map(Token::Text),
            b'"' | b'`' => self.text(first).map(Token::Name),
            b'[' => {
                let length = self
                    .rest()
                    .iter()
                    .take(130)
                    .position(|byte| *byte == b']')?;
                self.at += length + 1;
                Some(Token::Name(start + 1..start + length))
            }
            _ if is_word(first) => {
                let length = self
                    .rest()
                    .iter()
                    .take_while(|byte| is_word(**byte))
                    .count();
                self.at += length;
                // `N'…'`, `E'…'`, `_binary '…'`
                let word = self.bytes.get(start..self.at)?;
                let is_prefix = matches!(word, b"N" | b"n" | b"E" | b"e")
                    && self.byte() == Some(b'\'')
                    || word.starts_with(b"_") && self.rest().starts_with(b" '");
                if is_prefix {
                    return self.next();
                }
                Some(Token::Word(start..self.at))
            }
            _ => {
                self.at += 1;
                Some(Token::Sign(first))
            }
        }
    }

    /// What the next token is, without going over it.
    pub(super) fn peek(&self) -> Option<Token> {
        self.clone().next()
    }

    /// Goes over a sign, if it is the next token.
    pub(super) fn sign(&mut self, sign: u8) -> bool {
        self.skip_space();
        let is_next = self.byte() == Some(sign);
        self.at += usize::from(is_next);
        is_next
    }

    /// Goes over a word of the language, if it is the next token.
    pub(super) fn word(&mut self, word: &[u8]) -> bool {
        match self.peek() {
            Some(Token::Word(range))
                if self
                    .bytes
                    .get(range.clone())
                    .is_some_and(|next| next.eq_ignore_ascii_case(word)) =>
            {
                self.at = range.end;
                true
            }
            _ => false,
        }
    }

    /// A name, with or without quotes.
    pub(super) fn name(&mut self) -> Option<Range<usize>> {
        match self.next()? {
            Token::Word(range) | Token::Name(range) => Some(range),
            _ => None,
        }
    }

    /// The name of a table: the last part of `schema.table`.
    pub(super) fn table(&mut self) -> Option<Range<usize>> {
        let mut name = self.name()?;
        while self.sign(b'.') {
            name = self.name()?;
        }
        Some(name)
    }

    /// The names in brackets.
    pub(super) fn names(&mut self, most: usize) -> Option<Vec<Range<usize>>> {
        if !self.sign(b'(') {
            return None;
        }
        let mut names = Vec::new();
        loop {
            names.push(self.name()?);
            if self.sign(b')') {
                return Some(names);
            }
            if !self.sign(b',') || names.len() >= most {
                return None;
            }
        }
    }

    /// Goes over a text in quotes, of which two are one, and before which a backslash may stand.
    fn text(&mut self, quote: u8) -> Option<Range<usize>> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            at += memchr::memchr2(quote, b'\\', self.bytes.get(at..)?)?;
            let next = self.bytes.get(at + 1).copied();
            if self.bytes.get(at) == Some(&quote) {
                if next != Some(quote) {
                    break;
                }
                at += 2;
            } else if next == Some(quote) && self.ends_value(at + 2) {
                // Standard SQL knows no backslashes: the text ends with one.
                at += 1;
                break;
            } else {
                at += 2;
            }
        }
        self.at = at + 1;
        Some(start..at)
    }

    /// Whether a value ends here, as far as the next sign tells.
    fn ends_value(&self, at: usize) -> bool {
        let rest = self.bytes.get(at..).unwrap_or_default();
        matches!(
            rest,
            [b',', b' ' | b'\'', ..] | [b')', b',' | b';' | b'\n', ..]
        )
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'@' | 0x80..)
}

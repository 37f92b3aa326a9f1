//! A rule's pattern, compiled when it is first needed and run only round a hit.

use std::ops::Range;

use regex_automata::{
    Anchored, Input, PatternID,
    meta::{Config, Regex},
    util::{captures::Captures, syntax},
};

/// Bytes that a lazily built automaton may keep.
const CACHE: usize = 64 << 10;

/// Bytes that a compiled pattern may take.
const COMPILED: usize = 4 << 20;

/// Bytes round a hit that are looked at where a pattern's matches have no greatest length.
const WINDOW: usize = 2048;

/// A compiled pattern.
pub(super) struct Pattern {
    regex: Regex,
    /// The greatest length of a match.
    longest: usize,
    /// The group that is the credential.
    group: usize,
    /// The plain text that the pattern begins with.
    beginning: Vec<u8>,
}

/// A match: everything, and the credential in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) whole: Range<usize>,
    pub(super) value: Range<usize>,
}

impl Pattern {
    /// Compiles a pattern, or says that it is none by having nothing.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let syntax = syntax::Config::new().unicode(false).utf8(false);
        let longest = syntax::parse_with(pattern, &syntax)
            .ok()?
            .properties()
            .maximum_len()
            .unwrap_or(WINDOW);
        let regex = Regex::builder()
            .syntax(syntax)
            .configure(
                Config::new()
                    .utf8_empty(false)
                    .dfa(false)
                    .nfa_size_limit(Some(COMPILED))
                    .onepass_size_limit(Some(CACHE))
                    .hybrid_cache_capacity(CACHE),
            )
            .build(pattern)
            .ok()?;
        let group = regex
            .group_info()
            .to_index(PatternID::ZERO, "value")
            .unwrap_or(0);
        Some(Self {
            regex,
            longest,
            group,
            beginning: beginning(pattern),
        })
    }

    /// The match that a literal is part of.
    pub(super) fn around(&self, bytes: &[u8], literal: &Range<usize>) -> Option<Found> {
        let end = literal.start.saturating_add(self.longest).min(bytes.len());
        if self.begins_with(bytes.get(literal.clone())?) {
            let here = Input::new(bytes)
                .span(literal.start..end)
                .anchored(Anchored::Yes);
            return self.search(&here);
        }
        let mut start = literal.end.saturating_sub(self.longest);
        while start <= literal.start {
            let found = self.search(&Input::new(bytes).span(start..end))?;
            if found.whole.start > literal.start {
                return None;
            }
            if found.whole.end >= literal.end {
                return Some(found);
            }
            start = found.whole.end.max(start + 1);
        }
        None
    }

    /// Whether every match begins with the literal, as far as the pattern's text tells.
    fn begins_with(&self, literal: &[u8]) -> bool {
        self.beginning.starts_with(literal)
    }

    /// The credential in a value, where the pattern is one of whole values.
    pub(super) fn whole(&self, value: &[u8]) -> Option<Range<usize>> {
        let found = self.search(&Input::new(value).anchored(Anchored::Yes))?;
        Some(found.value)
    }

    fn search(&self, input: &Input<'_>) -> Option<Found> {
        if self.group == 0 {
            let found = self.regex.search(input)?;
            return Some(Found {
                whole: found.range(),
                value: found.range(),
            });
        }
        let mut captures: Captures = self.regex.create_captures();
        self.regex.search_captures(input, &mut captures);
        Some(Found {
            whole: captures.get_match()?.range(),
            value: captures.get_group(self.group)?.range(),
        })
    }
}

/// The plain text that a pattern begins with, behind flags and the openings of groups.
fn beginning(pattern: &str) -> Vec<u8> {
    // With alternatives the first is not all that a match may begin with.
    if pattern.contains('|') {
        return Vec::new();
    }
    let mut rest = pattern;
    let openings = ["(?-u)", "(?P<value>", "(?<value>", "(?:", "("];
    while let Some(inner) = openings
        .iter()
        .find_map(|opening| rest.strip_prefix(opening))
    {
        rest = inner;
    }
    let mut text = Vec::new();
    let mut bytes = rest.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let literal = match byte {
            b'\\' => match bytes.next() {
                Some(escaped) if !escaped.is_ascii_alphanumeric() => escaped,
                _ => break,
            },
            b'.' | b'[' | b'(' | b')' | b'^' | b'$' => break,
            b'?' | b'*' | b'+' | b'{' => {
                text.pop();
                break;
            }
            _ => byte,
        };
        text.push(literal);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Found, Pattern};

    fn around(pattern: &str, text: &str, literal: &str) -> Option<Found> {
        let start = text.find(literal).unwrap();
        Pattern::new(pattern)
            .unwrap()
            .around(text.as_bytes(), &(start..start + literal.len()))
    }

    #[test]
    fn a_match_may_begin_with_its_literal_or_before_it() {
        let found = around("ab_[0-9]{4}", "x ab_1234 y", "ab_").unwrap();
        assert_eq!(found.value, 2..9);
        let found = around("[0-9]{4}-mid-[0-9]{4}", "x 1234-mid-5678 y", "-mid-").unwrap();
        assert_eq!(found.value, 2..15);
        assert!(around("[0-9]{4}-mid-[0-9]{4}", "x 1234 -mid-5678 y", "-mid-").is_none());
    }

    #[test]
    fn a_match_beside_the_literal_does_not_hide_the_one_round_it() {
        let text = "11-a-22 33-b-44";
        let found = around("[0-9]{2}-[ab]-[0-9]{2}", text, "-b-").unwrap();
        assert_eq!(found.value, 8..15);
    }

    #[test]
    fn the_group_named_value_is_the_credential() {
        let found = around(
            "https://h/(?P<value>[a-z]{4})",
            "https://h/abcd",
            "https://",
        )
        .unwrap();
        assert_eq!((found.whole, found.value), (0..14, 10..14));
    }

    #[test]
    fn a_whole_pattern_leaves_nothing_over() {
        let pattern = Pattern::new(r"\A(?:[a-f]{4}|[a-f]{4}x|[0-9]{6})\z").unwrap();
        assert!(pattern.whole(b"abcdx").is_some() && pattern.whole(b"123456").is_some());
        assert!(pattern.whole(b"abcde").is_none() && pattern.whole(b" abcd").is_none());
    }
}

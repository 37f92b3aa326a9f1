//! Walks through a text once and hands each word to the rules of this room.
//!
//! The text is cut into lines, lines into chunks (at white space and around quoted strings), and
//! chunks into words. A key (`name=`, `name:`, `"name":`, `--name`) says what the words behind it
//! are, up to the next key. Every byte is looked at a bounded number of times.

use super::{
    bounds::{
        Segment, chunk_end, ends_word, is_before_separator, is_quote, is_separator, key_end,
        port_behind_comma, rest_end, word_length,
    },
    guard::{Guard, Reach},
    joined::Joined,
    nesting::Nesting,
    scheme,
    token::{Place, address_of_word, port_number},
    uri,
    word::{Context, context_of},
    written::Address,
};

/// The state of a walk.
#[derive(Debug)]
pub(super) struct Scanner {
    joined: Joined,
    nesting: Nesting,
    /// What the last key says of the words that follow.
    context: Context,
    guard: Guard,
    /// Whether the key is one whose value may be `host,port` (ADO connection strings).
    comma_port: bool,
    /// Whether the last word was `Data`, the first half of the key `Data Source`.
    after_data: bool,
    /// What the first key of the line says, for the lines that are nested below it.
    first_key: Option<Context>,
    at_line_start: bool,
}

impl Scanner {
    /// A walk through a text whose own name says this.
    pub(super) fn new(base: Context) -> Self {
        Self {
            joined: Joined::default(),
            nesting: Nesting::new(base),
            context: base,
            guard: Guard::new(),
            comma_port: false,
            after_data: false,
            first_key: None,
            at_line_start: true,
        }
    }

    /// Walks through the text.
    pub(super) fn read(mut self, text: &str) -> Vec<Address> {
        for line in text.split(['\n', '\r']) {
            self.line(line);
        }
        self.joined.into_addresses()
    }

    fn line(&mut self, line: &str) {
        let mut indent = line.len() - line.trim_start().len();
        let mut content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            return;
        }
        let mut is_item = false;
        while let Some(rest) = content.strip_prefix("- ") {
            self.nesting.start_line(indent, true);
            let item = rest.trim_start();
            indent += content.len() - item.len();
            content = item;
            is_item = true;
        }
        if !is_item {
            self.nesting.start_line(indent, false);
        }
        self.context = self.nesting.context();
        self.guard.lift();
        self.comma_port = false;
        self.first_key = None;
        self.at_line_start = true;
        self.joined.clear_key();
        self.chunks(content);
        if let Some(context) = self.first_key {
            self.nesting.open_key(indent, context);
        }
    }

    fn chunks(&mut self, line: &str) {
        let bytes = line.as_bytes();
        let mut quote = None;
        let mut position = 0;
        while let Some(&byte) = bytes.get(position) {
            if byte.is_ascii_whitespace() {
                self.guard.pass_gap();
                position += 1;
            } else if quote == Some(byte) {
                quote = None;
                self.guard.close_quote();
                position += 1;
            } else if quote.is_none() && is_quote(byte) {
                quote = Some(byte);
                self.guard.open_quote();
                position += 1;
            } else if quote.is_none() && byte == b'#' && ends_word(bytes, position) {
                break;
            } else {
                let mut end = chunk_end(bytes, position, quote);
                if self.takes_line(line, position) {
                    end = rest_end(bytes, position, quote);
                }
                let chunk = line.get(position..end).unwrap_or_default();
                let before_separator = is_before_separator(bytes, end, quote);
                self.chunk(chunk, before_separator, quote.is_some());
                position = end.max(position + 1);
            }
        }
    }

    /// Whether the address of a JDBC driver starts here, whose properties may contain white space.
    fn takes_line(&self, line: &str, position: usize) -> bool {
        self.guard.allows_key()
            && line
                .get(position..)
                .and_then(|rest| rest.get(..5))
                .is_some_and(|start| start.eq_ignore_ascii_case("jdbc:"))
    }

    fn chunk(&mut self, chunk: &str, before_separator: bool, is_quoted: bool) {
        let bytes = chunk.as_bytes();
        let mut segment = Segment::starting(bytes, 0);
        let mut after_at = None;
        let mut position = 0;
        while let Some(&byte) = bytes.get(position) {
            if position >= segment.end {
                segment = Segment::starting(bytes, position);
            }
            let rest = chunk.get(position..).unwrap_or_default();
            if is_separator(byte, rest) || (position == 0 && byte == b':') {
                self.separator(byte);
                position += 1;
                continue;
            }
            if let Some(found) = uri::starting(rest) {
                // `k8s://https://host` is the inner one's address.
                let is_wrapper = uri::starting(found.rest).is_some_and(|inner| inner.is_web());
                let length = if is_wrapper { 0 } else { self.uri(&found) };
                self.at_line_start = false;
                position += rest.len() - found.rest.len() + length;
                continue;
            }
            let end = position + word_length(rest);
            let word = chunk.get(position..end).unwrap_or_default();
            if let Some(next) = key_end(bytes, end, word, before_separator)
                && self.key(
                    word,
                    is_quoted || bytes.get(end).is_some_and(|byte| *byte == b'\\'),
                )
            {
                position = next;
                continue;
            }
            if word.starts_with('-') && word.len() > 1 && self.key(word, false) {
                position = end;
                continue;
            }
            self.at_line_start = false;
            self.guard.pass_word(word);
            if let Some(at) = segment.last_at.filter(|at| position <= *at) {
                // All that stands before an `@` may be user information.
                if context_of(chunk.get(position..at).unwrap_or_default()) == Context::Secret {
                    self.context = Context::Secret;
                    self.guard.lower(Reach::Word);
                }
                position = at + 1;
                after_at = Some(position);
                continue;
            }
            self.word(
                word,
                after_at == Some(position),
                bytes.get(end..).unwrap_or_default(),
            );
            position = end;
        }
    }

    fn separator(&mut self, byte: u8) {
        match byte {
            b'{' | b'[' | b'}' | b']' if !self.guard.allows_bracket() => {
                self.guard.pass_word("{");
            }
            b'{' | b'[' => {
                self.nesting.open_bracket(self.context);
                self.guard.lift();
            }
            b'}' | b']' => {
                self.nesting.close_bracket();
                self.context = self.nesting.context();
                self.joined.clear_key();
                self.guard.lift();
            }
            b';' => self.guard.pass_gap(),
            _ => {}
        }
    }

    /// Takes the word as a key, unless it may be a part of a secret.
    fn key(&mut self, word: &str, is_quoted: bool) -> bool {
        if !self.guard.allows_key() {
            return false;
        }
        let name = word.trim_start_matches('-').trim_end_matches(':');
        let is_data_source = self.after_data && name.eq_ignore_ascii_case("source");
        let own = if is_data_source {
            Context::Address
        } else {
            context_of(name)
        };
        self.after_data = false;
        self.context = self.nesting.context_of_key(own);
        if self.context == Context::Secret {
            self.guard.lower(match (is_quoted, self.at_line_start) {
                (true, _) => Reach::Json,
                (false, true) if !word.starts_with('-') => Reach::Line,
                (false, _) => Reach::Word,
            });
        }
        self.comma_port = is_data_source
            || ["server", "addr", "address"]
                .iter()
                .any(|key| key.eq_ignore_ascii_case(name));
        self.joined.set_key(self.nesting.group(), name);
        if self.at_line_start {
            self.first_key = Some(self.context);
        }
        self.at_line_start = false;
        true
    }

    /// Takes the hosts of the URI; the length of its rest.
    fn uri(&mut self, found: &uri::Uri<'_>) -> usize {
        let length = uri::length(found.rest);
        self.guard.pass_word("//");
        let prefix_is_secret = context_of(found.prefix) == Context::Secret;
        let is_secret = self.context == Context::Secret || prefix_is_secret;
        if self.context == Context::Other
            || scheme::is_local(found.scheme)
            || (is_secret && scheme::default_port(found.scheme).is_none())
        {
            return length;
        }
        let found = uri::Uri {
            rest: found.rest.get(..length).unwrap_or_default(),
            ..*found
        };
        for (host, port) in uri::targets(&found) {
            if !host.is_own() {
                self.joined.push(Address::of_uri(found.scheme, host, port));
            }
        }
        length
    }

    fn word(&mut self, word: &str, after_at: bool, following: &[u8]) {
        self.after_data = word.eq_ignore_ascii_case("data");
        if self.context == Context::Plain && is_secret_keyword(word) {
            // `password VALUE` of netrc, Redis and command lines.
            self.context = Context::Secret;
            self.guard.lower(Reach::Word);
            return;
        }
        if self.context == Context::Secret && word.eq_ignore_ascii_case("by") {
            // `IDENTIFIED BY 'VALUE'` of SQL.
            self.guard.lower(Reach::Word);
        }
        let named = match self.context {
            Context::Secret | Context::Other => return,
            Context::Address => true,
            Context::Plain => false,
        };
        if let Some(port) = port_number(word) {
            self.joined.push_number(port);
            return;
        }
        let before = self.joined.len();
        if let Some(address) = address_of_word(word, Place { named, after_at }) {
            self.joined.push(address);
        }
        if self.comma_port
            && self.joined.len() > before
            && let Some(port) = port_behind_comma(following)
        {
            self.joined.give_last_port(port);
        }
    }
}

/// Whether the word could be a directive whose argument is a secret.
fn is_secret_keyword(word: &str) -> bool {
    const LONGEST: usize = 40;
    word.len() <= LONGEST
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-'))
        && (word.eq_ignore_ascii_case("identified") || context_of(word) == Context::Secret)
}

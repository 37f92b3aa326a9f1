//! Texts of more than a line: reads those whose notation is known, and shows what is left over.

use std::{borrow::Cow, ops::Range};

use super::{
    Effort, Step,
    base64::Spans,
    escapes,
    syntax::{self, Dialect, Syntax},
    unfolding::{Place, Unfolding},
};
use crate::{
    detect::Medium,
    tree::{self, Documents, Tree, Yaml},
};

/// A longer word in a file is more than the value of a name.
const LONGEST_WORD: usize = 512;

impl Unfolding<'_> {
    /// Unfolds a text whose encoding is not known, but which has no control characters.
    pub(super) fn any_text(&mut self, place: Place<'_>, bytes: &[u8]) {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let is_long = bytes.len() > LONGEST_WORD && place.keys.is_empty();
        if is_long && !syntax::is_parsed(place.name, bytes, self.limits.effort) {
            return self.plain(place, bytes);
        }
        match str::from_utf8(bytes) {
            Ok(text) if !place.keys.is_empty() => self.text_value(place, text),
            Ok(text) => self.file_text(place, text),
            Err(_) if self.limits.effort == Effort::Bulk => self.plain(place, bytes),
            Err(_) => self.text(place, &String::from_utf8_lossy(bytes)),
        }
    }

    /// A file that holds one word holds the value of its name, as mounted Secrets do.
    fn file_text(&mut self, place: Place<'_>, text: &str) {
        let word = text.trim();
        let is_word = (6..LONGEST_WORD).contains(&word.len())
            && !word
                .bytes()
                .any(|byte| byte.is_ascii_whitespace() || b"=:".contains(&byte));
        match place.name.filter(|_| is_word) {
            Some(name) => {
                let name = name.rsplit('/').next().unwrap_or(name);
                self.leaf(
                    Place {
                        keys: &[name],
                        ..place
                    },
                    word,
                );
            }
            None => self.text(place, text),
        }
    }

    /// Unfolds a text.
    pub(super) fn text(&mut self, place: Place<'_>, text: &str) {
        if !syntax::is_parsed(place.name, text.as_bytes(), self.limits.effort) {
            if text.starts_with("#!") || syntax::is_script(place.name) {
                self.written(place, text);
            }
            return self.plain(place, text.as_bytes());
        }
        if syntax::is_translation(place.name) {
            // What people are shown has the names of what they are asked for.
            return self.plain(place, text.as_bytes());
        }
        match syntax::recognise(place.name, text) {
            Syntax::Json => self.json(place, text),
            Syntax::Yaml => self.yaml(place, text),
            Syntax::Pairs(dialect) => self.pairs(place, text, dialect),
            Syntax::Netrc => self.machines(place, text, &syntax::netrc(text)),
            Syntax::PasswordFile => self.machines(place, text, &syntax::password_file(text)),
            Syntax::Columns(columns) => self.machines(place, text, &columns.entries(text)),
            Syntax::Xml => self.xml(place, text),
            Syntax::Table => self.table(place, text),
            Syntax::Mime => self.mime(place, text),
            Syntax::Unknown => {
                self.plain(place, text.as_bytes());
                self.written(place, text);
            }
        }
    }

    /// Files of passwords that a script writes.
    fn written(&mut self, place: Place<'_>, text: &str) {
        for document in syntax::written(text) {
            let entries = syntax::passwords(document.file, document.text);
            if !entries.is_empty() {
                let member = Step::Member(document.file.to_owned());
                self.within(member, |this| this.entries_of(place, &entries));
            }
        }
    }

    /// Shows a text, and what is encoded in it.
    pub(super) fn plain(&mut self, place: Place<'_>, text: &[u8]) {
        self.show_text(text, Medium::Text);
        self.spans(place.opened(), text);
        if self.limits.effort == Effort::Full {
            self.escaped_lines(place.opened(), text);
        }
    }

    /// What stands in a text beside what was read of it: comments and loose ends, each where it was.
    fn loose(&mut self, place: Place<'_>, text: &str, read: &[Range<usize>]) {
        let mut loose = text.as_bytes().to_vec();
        for range in read {
            for byte in loose.get_mut(range.clone()).unwrap_or_default() {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        if loose
            .iter()
            .filter(|byte| byte.is_ascii_alphanumeric())
            .count()
            >= 6
        {
            self.plain(place, &loose);
        }
    }

    /// Documents of JSON; if the text breaks off, what follows is a loose end.
    fn json(&mut self, place: Place<'_>, text: &str) {
        let mut documents = Documents::new(text, tree::Dialect::Relaxed);
        let Ok(Some(first @ (Tree::Map(_) | Tree::List(_)))) = documents.next_document() else {
            return self.no_json(place, text);
        };
        let mut end = documents.offset();
        self.open("json", |this| {
            let mut next = Some(first);
            let mut line = 1;
            let mut counted = 0;
            while let Some(tree) = next {
                let following = documents.next_document().ok().flatten();
                if counted == 0 && following.is_none() {
                    this.document(place, &tree);
                } else {
                    this.within(Step::Line(line), |this| this.document(place, &tree));
                }
                let passed = text.as_bytes().get(counted..end).unwrap_or_default();
                line += memchr::memchr_iter(b'\n', passed).count() + 1;
                counted = end;
                if following.is_some() {
                    end = documents.offset();
                }
                next = following;
            }
        });
        let mut read = Vec::new();
        let mut from = 0;
        for comment in documents
            .comments()
            .iter()
            .filter(|comment| comment.end <= end)
        {
            read.push(from..comment.start);
            from = comment.end;
        }
        read.push(from..end);
        if read.len() > 1 || !text.get(end..).unwrap_or_default().trim().is_empty() {
            self.loose(place, text, &read);
        }
    }

    /// What begins like JSON and is none may be YAML in its flow style.
    fn no_json(&mut self, place: Place<'_>, text: &str) {
        let is_flow = self.limits.effort == Effort::Full
            && text.trim_end().ends_with(['}', ']'])
            && text.contains(": ");
        if is_flow {
            self.yaml(place, text);
        } else {
            self.plain(place, text.as_bytes());
        }
    }

    fn yaml(&mut self, place: Place<'_>, text: &str) {
        if text.len() > self.limits.bytes {
            return self.plain(place, text.as_bytes());
        }
        let yaml = Yaml::read(text);
        let is_nested = |tree: &Tree<'_>| matches!(tree, Tree::Map(_) | Tree::List(_));
        if !yaml.documents.iter().any(is_nested) {
            return self.plain(place, text.as_bytes());
        }
        self.open("yaml", |this| match yaml.documents.as_slice() {
            [tree] => this.document(place, tree),
            trees => {
                for (index, tree) in trees.iter().enumerate() {
                    this.within(Step::Index(index), |this| this.document(place, tree));
                }
            }
        });
        self.loose(place, text, &yaml.scalars);
    }

    fn document(&mut self, place: Place<'_>, tree: &Tree<'_>) {
        if !self.offer(tree) {
            self.walk(&mut place.keys.to_vec(), tree);
        }
    }

    fn pairs(&mut self, place: Place<'_>, text: &str, dialect: Dialect) {
        let pairs = dialect.pairs(text);
        for pair in &pairs {
            let mut keys = place.keys.to_vec();
            keys.extend(pair.section);
            keys.push(&pair.name);
            self.within(Step::Line(pair.line), |this| this.named(&keys, &pair.value));
        }
        let read: Vec<_> = pairs.into_iter().map(|pair| pair.range).collect();
        self.loose(place, text, &read);
    }

    fn machines(&mut self, place: Place<'_>, text: &str, entries: &[syntax::Entry<'_>]) {
        self.entries_of(place, entries);
        let read: Vec<_> = entries.iter().map(|entry| entry.range.clone()).collect();
        self.loose(place, text, &read);
    }

    fn entries_of(&mut self, place: Place<'_>, entries: &[syntax::Entry<'_>]) {
        for entry in entries {
            let mut keys = place.keys.to_vec();
            keys.extend([entry.machine, entry.name]);
            self.within(Step::Line(entry.line), |this| {
                this.named(&keys, &entry.value);
            });
        }
    }

    fn xml(&mut self, place: Place<'_>, text: &str) {
        let nodes = syntax::xml_nodes(text);
        for node in &nodes {
            let mut keys = place.keys.to_vec();
            keys.push(node.element);
            if node.name != node.element {
                keys.push(node.name);
            }
            self.within(Step::Line(node.line), |this| this.named(&keys, &node.value));
        }
        let read: Vec<_> = nodes.into_iter().map(|node| node.range).collect();
        self.loose(place, text, &read);
    }

    /// Only columns whose names tell; the rest is a text like any other.
    fn table(&mut self, place: Place<'_>, text: &str) {
        let fields = syntax::fields(text, syntax::is_telling);
        for field in &fields {
            let mut keys = place.keys.to_vec();
            keys.push(field.column);
            self.within(Step::Line(field.line), |this| {
                this.named(&keys, &field.value);
            });
        }
        let read: Vec<_> = fields.into_iter().map(|field| field.range).collect();
        self.loose(place, text, &read);
    }

    fn mime(&mut self, place: Place<'_>, text: &str) {
        let parts = syntax::parts(text);
        if parts.is_empty() {
            return self.plain(place, text.as_bytes());
        }
        self.open("mime", |this| {
            for (index, part) in parts.iter().enumerate() {
                let name = part
                    .name
                    .map_or_else(|| Cow::Owned(format!("part {}", index + 1)), Cow::Borrowed);
                let place = Place::file(&name);
                this.within(Step::Member(name.clone().into_owned()), |this| {
                    match part.encoding {
                        Some(encoding) => {
                            this.open(encoding, |this| this.decoded(place, &part.content));
                        }
                        None => this.bytes(place, &part.content),
                    }
                });
            }
        });
    }

    /// What is encoded in a text, each with its line.
    pub(super) fn spans(&mut self, place: Place<'_>, text: &[u8]) {
        let mut lines = Lines::new(text);
        for span in Spans::new(text) {
            self.at_line(&mut lines, span.range.start, |this| {
                this.open(span.encoding, |this| this.decoded(place, &span.decoded));
            });
        }
    }

    /// Lines that have escapes, without them.
    fn escaped_lines(&mut self, place: Place<'_>, text: &[u8]) {
        let mut lines = Lines::new(text);
        let mut at = 0;
        while let Some(rest) = text.get(at..)
            && let Some((offset, escape)) = escapes::find(rest)
        {
            let before = text.get(..at + offset).unwrap_or_default();
            let start = memchr::memrchr(b'\n', before)
                .map_or(0, |newline| newline + 1)
                .max(at);
            let rest = text.get(start..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            at = start + length + 1;
            let line = rest
                .get(..length)
                .and_then(|line| str::from_utf8(line).ok());
            if let Some(undone) = line.and_then(|line| escapes::undo(line, escape)) {
                self.at_line(&mut lines, start, |this| {
                    this.open(escape.name(), |this| this.decoded(place, undone.as_bytes()));
                });
            }
        }
    }

    /// Does the work at a line, unless the text has only one.
    fn at_line(&mut self, lines: &mut Lines<'_>, offset: usize, work: impl FnOnce(&mut Self)) {
        match lines.line_of(offset) {
            Some(line) => self.within(Step::Line(line), work),
            None => work(self),
        }
    }
}

/// Counts lines while going forward.
struct Lines<'t> {
    text: &'t [u8],
    counted: usize,
    line: usize,
    is_single: Option<bool>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            counted: 0,
            line: 1,
            is_single: None,
        }
    }

    /// The line of an offset that lies no further back than the last one; none if there is just
    /// one line.
    fn line_of(&mut self, offset: usize) -> Option<usize> {
        let text = self.text.trim_ascii_end();
        let is_single = *self
            .is_single
            .get_or_insert_with(|| memchr::memchr(b'\n', text).is_none());
        if is_single {
            return None;
        }
        let passed = self.text.get(self.counted..offset).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.counted = self.counted.max(offset);
        Some(self.line)
    }
}

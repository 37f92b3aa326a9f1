//! One value with its name: shows it, and what is folded up in it.

use super::{
    base64, escapes, syntax,
    traits::Traits,
    unfolding::{Place, Unfolding},
};
use crate::tree::{self, Documents, Tree};

/// Shorter values hold nothing.
const SHORTEST: usize = 6;
/// Shorter values hold nothing that is encoded within other text.
const SHORTEST_SPAN: usize = 20;
/// Longer lines are no command and no query.
const LONGEST_COMMAND: usize = 64 << 10;

impl Unfolding<'_> {
    /// Unfolds a value with its names.
    pub(super) fn named(&mut self, keys: &[&str], value: &str) {
        let name = keys.last().copied();
        self.leaf(Place { keys, name }, value);
    }

    /// Unfolds a value, which may be data in spite of its encoding.
    pub(super) fn leaf(&mut self, place: Place<'_>, value: &str) {
        if Traits::of(value.as_bytes()).has(Traits::CONTROL) {
            self.data_or_text(place, value.as_bytes());
        } else {
            self.text_value(place, value);
        }
    }

    /// Unfolds the text of a value: a text of its own if it has several lines.
    pub(super) fn text_value(&mut self, place: Place<'_>, text: &str) {
        // A text in quotes of its own may begin on the line after them.
        let value = text.trim_matches(['\n', '\r']);
        if value.len() < SHORTEST {
            return self.show_value(place.keys, value.as_bytes());
        }
        self.logins(place, value);
        let traits = Traits::of(value.as_bytes());
        if traits.has(Traits::NEWLINE) {
            return self.text(place, text);
        }
        if self.document_in(place, value) || self.settings_in(place, text) {
            return;
        }
        self.show_value(place.keys, value.as_bytes());
        if let Some((name, setting)) = syntax::setting(value) {
            self.argument(place, name, setting);
        }
        if !traits.has(Traits::OTHER) {
            self.whole(place, value);
            return;
        }
        let mut is_query = false;
        if traits.has(Traits::EQUALS.or(Traits::SPACE)) && value.len() <= LONGEST_COMMAND {
            is_query = self.query(place, value);
            self.command_line(place, value);
        }
        if let Some(data) = data_url(value) {
            self.open("url", |this| this.decoded(place.opened(), data.as_bytes()));
        } else if traits.has(Traits::ESCAPE) && !is_query {
            self.escaped(place, value);
        }
        if value.len() >= SHORTEST_SPAN {
            self.spans(place.opened(), value.as_bytes());
        }
    }

    /// Whether the value is a file of one line, by its name: `.pgpass`, `worker.properties`.
    fn settings_in(&mut self, place: Place<'_>, text: &str) -> bool {
        let is_file = place
            .name
            .is_some_and(|name| name.contains(['.', '-', '_']) || name == "secrets");
        let is_settings = is_file && syntax::holds_settings(place.name, text)
            || text.starts_with('"') && syntax::are_users(text);
        if is_settings {
            self.text(place, text);
        }
        is_settings
    }

    /// Whether the value was a document of JSON, or a string of it.
    fn document_in(&mut self, place: Place<'_>, value: &str) -> bool {
        let ends = (value.as_bytes().first(), value.as_bytes().last());
        match ends {
            (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')) => {
                // Placeholders such as `{{ .Values.x }}` are no documents.
                if value.starts_with("{{") {
                    return false;
                }
                self.text(place.opened(), value);
                true
            }
            (Some(b'"'), Some(b'"')) => {
                let mut documents = Documents::new(value, tree::Dialect::Relaxed);
                let Ok(Some(Tree::Text(inner))) = documents.next_document() else {
                    return false;
                };
                if documents.end().is_err() {
                    return false;
                }
                self.open("json", |this| this.leaf(place, &inner));
                true
            }
            _ => false,
        }
    }

    /// A value that may be encoded from beginning to end.
    fn whole(&mut self, place: Place<'_>, value: &str) {
        let name = place.keys.last().copied().unwrap_or_default();
        if let Some(decoded) = base64::hex(value.as_bytes()) {
            return self.open("hex", |this| this.decoded(place.opened(), &decoded));
        }
        let Some(decoded) = base64::whole(value.as_bytes(), syntax::is_telling(name)) else {
            if value.len() >= SHORTEST_SPAN {
                self.spans(place.opened(), value.as_bytes());
            }
            return;
        };
        self.open("base64", |this| match login(name, &decoded) {
            Some((user, password)) => this.login(place, user, password),
            None => this.decoded(place.opened(), &decoded),
        });
    }

    /// A registry's `auth`: user and password in one.
    fn login(&mut self, place: Place<'_>, user: &str, password: &str) {
        let mut keys = place.keys.to_vec();
        keys.pop();
        keys.push("username");
        self.show_value(&keys, user.as_bytes());
        keys.pop();
        keys.push("password");
        self.named(&keys, password);
    }

    /// Users with their passwords in one value, and the cookies of a header.
    fn logins(&mut self, place: Place<'_>, value: &str) {
        for (user, password) in syntax::logins(place.keys, value) {
            let keys = [place.keys, &[user, "password"]].concat();
            self.show_value(&keys, password.as_bytes());
        }
        let name = place.keys.last().copied().unwrap_or_default();
        if name.eq_ignore_ascii_case("cookie") {
            for (cookie, value) in syntax::sessions(value) {
                let keys = [place.keys, &[cookie, "token"]].concat();
                self.show_value(&keys, value.as_bytes());
            }
        }
    }

    fn escaped(&mut self, place: Place<'_>, value: &str) {
        if let Some((_, escape)) = escapes::find(value.as_bytes())
            && let Some(undone) = escapes::undo(value, escape)
        {
            self.open(escape.name(), |this| {
                this.decoded(place.opened(), undone.as_bytes());
            });
        }
    }

    /// What a query gives names to, if the value is one. The way there needs no further step.
    fn query(&mut self, place: Place<'_>, value: &str) -> bool {
        let pairs = syntax::query_pairs(value);
        for (name, value) in &pairs {
            self.argument(place, name, value);
        }
        !pairs.is_empty()
    }

    /// What a command line gives names to.
    fn command_line(&mut self, place: Place<'_>, value: &str) {
        let words = syntax::words(value);
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        // In code, in lists and in markup, what closes the brackets is no part of a word.
        let is_code = value.contains(['(', '<', '{', '[']);
        for (name, value, _) in syntax::command_pairs(&words) {
            let closing: &[char] = if is_code {
                &['/', ')', '>', '}', ']', ',', ';']
            } else {
                &[]
            };
            let value = value.trim_end_matches(closing);
            // A message goes on behind a colon or a comma.
            self.argument(place, name, value.trim_end_matches([':', ',', ';']));
        }
    }

    fn argument(&mut self, place: Place<'_>, name: &str, value: &str) {
        let mut keys = place.keys.to_vec();
        keys.push(name);
        self.show_value(&keys, value.as_bytes());
    }
}

/// What a URL holds by itself (RFC 2397), unless that is base64, which is read as such.
fn data_url(value: &str) -> Option<String> {
    let (kind, data) = value.strip_prefix("data:")?.split_once(',')?;
    let is_plain = !kind.ends_with(";base64") && kind.len() <= 100;
    escapes::undo(data, escapes::Escape::Percent).filter(|_| is_plain)
}

/// User and password of a registry's `auth` (docker's config.json, npm's `_auth`).
fn login<'d>(name: &str, decoded: &'d [u8]) -> Option<(&'d str, &'d str)> {
    let name = name.rsplit(':').next().unwrap_or(name);
    if !matches!(name, "auth" | "_auth") {
        return None;
    }
    str::from_utf8(decoded)
        .ok()?
        .trim_end_matches(['\n', '\0'])
        .split_once(':')
}

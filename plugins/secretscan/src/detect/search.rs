//! One search of one text: hits of the filter in, matches out.

use std::ops::Range;

use super::{
    Detail, Detector, Match, Medium, Needle, assignment, boundary, builtin,
    filter::LiteralIndex,
    name::{self, Class, Words},
    overlap::{self, Candidate, Rank},
    sql,
    value::{self, Origin},
};
use crate::rules::{Builtin, RuleIndex};

/// A search under way.
pub(super) struct Search<'d, 'r, 'b> {
    pub(super) detector: &'d Detector<'r>,
    pub(super) bytes: &'b [u8],
    medium: Medium,
    candidates: Vec<Candidate>,
    /// Names that end here or before have been looked at.
    named_until: usize,
    /// A block that has been taken whole ends here.
    armour_until: usize,
    /// Parts of AWS access keys, to be paired at the end.
    aws: Vec<builtin::aws::Part>,
    /// Statements of SQL, from the first one on.
    sql: Option<Box<sql::State>>,
    /// Escapes up to here have been read.
    unescaped_until: usize,
    /// How often escapes have been taken away from what is searched.
    depth: u8,
}

/// What a search within a search needs to know.
#[derive(Clone, Copy)]
pub(super) struct Inner<'d, 'r> {
    detector: &'d Detector<'r>,
    medium: Medium,
    depth: u8,
}

/// Most searches within each other.
const DEPTH: u8 = 2;

impl<'d, 'r, 'b> Search<'d, 'r, 'b> {
    pub(super) fn new(detector: &'d Detector<'r>, bytes: &'b [u8], medium: Medium) -> Self {
        Self {
            detector,
            bytes,
            medium,
            candidates: Vec::new(),
            named_until: 0,
            armour_until: 0,
            aws: Vec::new(),
            sql: None,
            unescaped_until: 0,
            depth: 0,
        }
    }

    /// A search of something within another.
    pub(super) fn nested(inner: Inner<'d, 'r>, bytes: &'b [u8]) -> Self {
        Self {
            depth: inner.depth,
            ..Self::new(inner.detector, bytes, inner.medium)
        }
    }

    /// Looks at every hit and reports what was found.
    pub(super) fn find(mut self, found: &mut dyn FnMut(Match)) {
        self.run();
        self.settle(found);
    }

    /// Looks at every hit.
    pub(super) fn run(&mut self) {
        let detector = self.detector;
        let bytes = self.bytes;
        detector
            .filter
            .scan(bytes, |literal, start| self.hit(literal, start));
    }

    /// Reports what was found.
    pub(super) fn settle(mut self, found: &mut dyn FnMut(Match)) {
        if !self.aws.is_empty() {
            builtin::aws::settle(&mut self);
        }
        if !self.candidates.is_empty() {
            overlap::settle(self.candidates, found);
        }
    }

    fn hit(&mut self, literal: LiteralIndex, start: usize) {
        let Some(needle) = self.detector.needle(literal) else {
            return;
        };
        let at = start..start + self.detector.needles.length(literal);
        match needle {
            Needle::Word => {
                if at.start >= self.named_until {
                    match self.medium {
                        Medium::Text => assignment::look(self, &at),
                        Medium::Binary => builtin::program::look(self, &at),
                    }
                }
            }
            Needle::Rules(rules) => rules.iter().for_each(|rule| self.token(*rule, &at)),
            Needle::Authority => builtin::url::look(self, &at),
            Needle::DataSource => builtin::url::look_at_data_source(self, &at),
            Needle::Armour => builtin::armour::look(self, &at),
            Needle::PuttyKey => builtin::armour::look_at_putty(self, &at),
            Needle::WebKey => builtin::web_key::look(self, &at),
            Needle::AwsKeyId => builtin::aws::look(self, &at),
            Needle::Authorization => builtin::authorization::look(self, &at),
            Needle::WebToken => builtin::web_token::look(self, &at),
            Needle::Escaped => builtin::escaped::look(self, &at),
            Needle::RedisUser => builtin::phrase::look_at_user_of_redis(self, &at),
            Needle::Phrase => builtin::phrase::look(self, &at),
            Needle::Account => builtin::phrase::look_at_account(self, &at),
            Needle::MasterAndPassword => builtin::phrase::look_at_master(self, &at),
            Needle::Call => builtin::call::look(self, &at),
            Needle::Default if self.medium == Medium::Text => builtin::default::look(self, &at),
            Needle::Receiver if self.medium == Medium::Text => builtin::receiver::look(self, &at),
            Needle::Default | Needle::Receiver => {}
            Needle::UserComma => builtin::call::look_behind_user(self, &at),
            Needle::Sent => builtin::phrase::look_at_sent(self, &at),
            Needle::Piped => builtin::piped::look(self, &at),
            Needle::Insert | Needle::Table | Needle::Copy => self.statement(needle, &at),
            Needle::UserAndPassword => builtin::phrase::look_at_user(self, &at),
            Needle::Program => {
                if self.medium == Medium::Text {
                    builtin::command_line::look(self, &at);
                }
            }
        }
    }

    /// The beginning of a statement of SQL.
    fn statement(&mut self, needle: &Needle, at: &Range<usize>) {
        match (self.medium, needle) {
            (Medium::Binary, _) => {}
            (Medium::Text, Needle::Insert) => sql::look_at_insert(self, at),
            (Medium::Text, Needle::Table) => sql::look_at_table(self, at),
            (Medium::Text, _) => sql::look_at_copy(self, at),
        }
    }

    /// A literal of a token rule.
    fn token(&mut self, rule: RuleIndex, literal: &Range<usize>) {
        let Some(found) = self
            .detector
            .pattern(rule)
            .and_then(|pattern| pattern.around(self.bytes, literal))
        else {
            return;
        };
        // What surrounds a named group is part of the pattern, which then says where it ends.
        let is_parted = (found.value != found.whole
            || boundary::begins(self.bytes, found.value.start))
            && boundary::ends(self.bytes, found.value.end);
        if !is_parted && !self.is_told_by_checksum(rule) {
            return;
        }
        if self.admits(rule, &found.value) {
            self.add(Rank::Token, Match::new(rule, found.value));
        }
    }

    /// Whether a credential needs nothing round it to be told: the strings of some compilers (Go's
    /// linker) stand one behind the other, with nothing between them.
    fn is_told_by_checksum(&self, rule: RuleIndex) -> bool {
        let rule = self.detector.rules.get(rule);
        self.medium == Medium::Binary && rule.is_some_and(|rule| rule.checksum.is_some())
    }

    /// Whether a value passes the gates of a rule and is no placeholder.
    fn admits(&self, rule: RuleIndex, range: &Range<usize>) -> bool {
        let rule = self.detector.rules.get(rule);
        let value = self.bytes.get(range.clone());
        rule.zip(value).is_some_and(|(rule, value)| {
            !value::is_placeholder(significant(value)) && rule.admits(value)
        })
    }

    /// Adds a candidate.
    pub(super) fn add(&mut self, rank: Rank, found: Match) {
        self.candidates.push(Candidate { rank, found });
    }

    /// Adds a candidate of what code recognises, where a rule stands for it.
    pub(super) fn add_builtin(&mut self, builtin: Builtin, rank: Rank, range: Range<usize>) {
        if let Some(rule) = self.detector.builtins.get(builtin) {
            self.add(rank, Match::new(rule, range));
        }
    }

    /// As above, with something more to say.
    pub(super) fn add_with(
        &mut self,
        builtin: Builtin,
        rank: Rank,
        range: Range<usize>,
        detail: Detail,
    ) {
        if let Some(rule) = self.detector.builtins.get(builtin) {
            let detail = Some(detail);
            self.add(
                rank,
                Match {
                    rule,
                    range,
                    detail,
                },
            );
        }
    }

    /// Names up to here have been looked at.
    pub(super) const fn named_until(&mut self, end: usize) {
        self.named_until = end;
    }

    /// Whether an armoured block was taken that goes beyond this.
    pub(super) const fn is_in_armour(&self, at: usize) -> bool {
        at < self.armour_until
    }

    /// An armoured block was taken.
    pub(super) const fn armour_until(&mut self, end: usize) {
        self.armour_until = end;
    }

    /// Escapes up to here have been read.
    pub(super) const fn unescaped_until(&self) -> usize {
        self.unescaped_until
    }

    /// Goes into something that ends here, unless it is too deep within others.
    pub(super) fn within(&mut self, end: usize) -> Option<Inner<'d, 'r>> {
        self.unescaped_until = end;
        (self.depth < DEPTH).then_some(Inner {
            detector: self.detector,
            medium: self.medium,
            depth: self.depth + 1,
        })
    }

    /// Parts of AWS access keys so far.
    pub(super) const fn aws(&mut self) -> &mut Vec<builtin::aws::Part> {
        &mut self.aws
    }

    /// Statements of SQL so far.
    pub(super) fn sql(&mut self) -> &mut sql::State {
        self.sql.get_or_insert_default()
    }

    /// The whole text is a value with a name.
    pub(super) fn named(&mut self, keys: &[&str]) {
        let naming = name::naming(keys);
        let Some((last, context)) = naming.split_last() else {
            return;
        };
        let range = trimmed(self.bytes);
        if range.is_empty() {
            return;
        }
        builtin::phrase::look_at_value(self, last.as_bytes(), range.clone());
        let name = last.as_bytes();
        if context.last().is_some_and(|group| name::is_group(group)) {
            self.grouped(name, range.clone());
        }
        if !name::may_be_credential(name) && !builtin::authorization::is_header(name) {
            return;
        }
        self.assigned(context, last.as_bytes(), range, Origin::Pair);
    }

    /// A value in a map of credentials, such as `secretEnv` of a chart, whose own name says nothing.
    /// What many charts have there is the name of an object that holds the credential.
    fn grouped(&mut self, name: &[u8], range: Range<usize>) {
        let value = self.bytes.get(range.clone()).unwrap_or_default();
        let may_be_name = !value.iter().any(u8::is_ascii_uppercase)
            && value
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(byte));
        let is_address = value.iter().any(|byte| b":/\\".contains(byte));
        if name::is_neutral(name)
            && (!may_be_name || value::is_drawn(value))
            && !is_address
            && value::is_credential(Class::Password, value, Origin::Text)
        {
            self.add_builtin(Builtin::Secret, Rank::Generic, range);
        }
    }

    /// A name has been given a value.
    pub(super) fn assigned(
        &mut self,
        context: &[&str],
        name: &[u8],
        range: Range<usize>,
        origin: Origin,
    ) {
        let Some(value) = self.bytes.get(range.clone()) else {
            return;
        };
        let mut words = Words::new();
        // A bare `key` is that of what it stands in: `"Jwt": {"Key": "..."}`.
        let mut outer = context.iter().rev();
        if name.eq_ignore_ascii_case(b"key")
            && let Some(outer) = outer.find(|key| !name::is_transparent(key))
        {
            words.push_key(outer.as_bytes());
        }
        words.push_key(name);
        let class = name::classify(&words);
        let class =
            class.filter(|class| !name.eq_ignore_ascii_case(b"key") || *class == Class::Secret);
        let mut all = Words::new();
        for key in context {
            all.push_key(key.as_bytes());
        }
        all.push_key(name);
        if class.is_some() {
            builtin::aws::look_at_value(self, &all, range.clone());
        }
        self.keyed(&all, &range);
        builtin::authorization::look_at_value(self, name, range.clone());
        let is_none = || self.is_verdict(name, range.start) || wraps_placeholder(value);
        let Some(class) = class.filter(|_| !is_none()) else {
            return;
        };
        self.judged(class, range, origin);
    }

    /// Adds a value that stands where one of this class does, if it can be one.
    pub(super) fn judged(&mut self, class: Class, range: Range<usize>, origin: Origin) {
        let value = self.bytes.get(range.clone()).unwrap_or_default();
        if !value::is_credential(class, value, origin) {
            return;
        }
        let (builtin, rank) = match (origin, class) {
            (Origin::Field, _) => (Builtin::ConnectionString, Rank::Context),
            (_, Class::Password) => (Builtin::Password, Rank::Generic),
            (_, Class::Secret | Class::Key) => (Builtin::Secret, Rank::Generic),
        };
        self.add_builtin(builtin, rank, range);
    }

    /// Whether it is what a test run says of a test: `PASS: name`.
    fn is_verdict(&self, name: &[u8], value: usize) -> bool {
        let before = self.bytes.get(value.saturating_sub(2)..value);
        name == b"PASS" && before == Some(b": ")
    }

    /// A name and the rest of its line, for rules whose forms have spaces inside.
    pub(super) fn keyed_line(&mut self, name: &[u8], range: Range<usize>) {
        let mut words = Words::new();
        words.push_key(name);
        self.keyed(&words, &range);
    }

    /// Rules to which the name may belong.
    fn keyed(&mut self, words: &Words, range: &Range<usize>) {
        let detector = self.detector;
        detector.keyed.rules(words, |rule| {
            let value = self.bytes.get(range.clone()).unwrap_or_default();
            let Some(found) = detector
                .pattern(rule)
                .and_then(|pattern| pattern.whole(value))
            else {
                return;
            };
            let found = range.start + found.start..range.start + found.end;
            if self.admits(rule, &found) {
                self.add(Rank::Keyed, Match::new(rule, found));
            }
        });
    }
}

/// The part of a credential that is drawn by chance: of a URL, what follows the last slash. Hosts
/// may be called whatever they like.
fn significant(value: &[u8]) -> &[u8] {
    if memchr::memmem::find(value, b"://").is_none() {
        return value;
    }
    let parts = value.rsplit(|byte| b"/=".contains(byte));
    parts.clone().find(|part| part.len() >= 8).unwrap_or(value)
}

/// Whether it is a key of Laravel (`base64:…`) that has a placeholder in it.
fn wraps_placeholder(value: &[u8]) -> bool {
    value
        .strip_prefix(b"base64:")
        .and_then(builtin::decode::base64)
        .is_some_and(|key| value::is_placeholder(&key))
}

/// The value without the space and the quotes round it.
fn trimmed(value: &[u8]) -> Range<usize> {
    let space = value
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count();
    let inner = value.trim_ascii();
    let (start, inner) = match inner {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] | [b'`', inner @ .., b'`'] => {
            (space + 1, inner)
        }
        _ => (space, inner),
    };
    start..start + inner.len()
}

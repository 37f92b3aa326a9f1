//! Decides where the value of a secret key ends within its line.
//!
//! Whatever stands in the value must not be taken for a key or a bracket, since that would lift the
//! secrecy of the rest: `password=ab{c=d.example:80`. Where formats disagree on the end of a value,
//! the longest reading holds.

/// How far the value of the last key has been read. Values of keys that are no secrets are not
/// followed: they are always over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    /// A key may start here.
    Over,
    /// Nothing of the secret value was read yet.
    Ahead,
    /// The secret value is being read.
    Within,
    /// The secret value is being read, and ends at its closing quote.
    Quoted,
}

/// Where the value of a secret key ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// At white space or a semicolon: the key is one of many in its line.
    Word,
    /// At the end of the line: the key is the first of it (`password = a b`).
    Line,
    /// Where JSON ends it: the key was quoted.
    Json,
}

/// The state between the key of a secret and the end of its value.
#[derive(Debug)]
pub(super) struct Guard {
    value: Value,
    reach: Reach,
}

impl Guard {
    pub(super) fn new() -> Self {
        Self {
            value: Value::Over,
            reach: Reach::Word,
        }
    }

    /// A line starts, or the value of a key that is no secret.
    pub(super) fn lift(&mut self) {
        self.value = Value::Over;
    }

    /// The value of a secret key starts.
    pub(super) fn lower(&mut self, reach: Reach) {
        self.value = Value::Ahead;
        self.reach = reach;
    }

    /// Whether a key may start here.
    pub(super) fn allows_key(&self) -> bool {
        self.value == Value::Over
    }

    /// Whether brackets have their meaning here.
    pub(super) fn allows_bracket(&self) -> bool {
        self.value == Value::Over || (self.value == Value::Ahead && self.reach == Reach::Json)
    }

    /// A quoted string opens.
    pub(super) fn open_quote(&mut self) {
        if self.value == Value::Ahead {
            self.value = Value::Quoted;
        }
    }

    /// A quoted string closes; that of a quoted key comes before the value.
    pub(super) fn close_quote(&mut self) {
        if self.value == Value::Quoted {
            self.value = Value::Over;
        }
    }

    /// White space or a semicolon was read.
    pub(super) fn pass_gap(&mut self) {
        if self.value == Value::Within && self.reach == Reach::Word {
            self.value = Value::Over;
        }
    }

    /// A word or bracket was read.
    pub(super) fn pass_word(&mut self, word: &str) {
        if self.value == Value::Ahead {
            self.value = if self.reach == Reach::Json && is_json_literal(word) {
                Value::Over
            } else {
                Value::Within
            };
        }
    }
}

fn is_json_literal(word: &str) -> bool {
    matches!(word, "true" | "false" | "null")
        || word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'))
}

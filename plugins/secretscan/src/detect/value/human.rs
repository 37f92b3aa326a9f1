//! Whether a value can be a password or a secret that somebody made up or had made up.

use super::{Origin, random, shape};

/// What a value is made of.
struct Makeup {
    lower: usize,
    upper: usize,
    digits: usize,
    spaces: usize,
    others: usize,
}

impl Makeup {
    fn of(value: &[u8]) -> Self {
        let count = |test: fn(&u8) -> bool| value.iter().filter(|byte| test(byte)).count();
        Self {
            lower: count(u8::is_ascii_lowercase),
            upper: count(u8::is_ascii_uppercase),
            digits: count(u8::is_ascii_digit),
            spaces: count(u8::is_ascii_whitespace),
            others: count(|byte| !byte.is_ascii_alphanumeric() && !byte.is_ascii_whitespace()),
        }
    }

    fn classes(&self) -> usize {
        [self.lower, self.upper, self.digits, self.others]
            .iter()
            .filter(|count| **count > 0)
            .count()
    }
}

/// Whether a value whose name says password is one.
pub(super) fn is_password(value: &[u8], origin: Origin) -> bool {
    let makeup = Makeup::of(value);
    if value.iter().any(u8::is_ascii_control) || is_sentence(value, &makeup) {
        return false;
    }
    match origin {
        Origin::Pair | Origin::Field => {
            value.len() >= 8 || (value.len() >= 6 && makeup.classes() >= 2)
        }
        Origin::Line => {
            value.len() >= 6
                && makeup.classes() >= 2
                && !(makeup.digits == 0 && looks_like_name(value) && makeup.others < 2)
        }
        Origin::Bare => is_password(value, Origin::Text) && !is_word(value),
        Origin::Text => {
            let people = makeup.spaces == 0
                && value.len() >= 8
                && makeup.classes() >= 2
                && makeup.digits > 0
                && makeup.lower + makeup.upper > 0
                && !is_identifier(value, &makeup);
            let words = makeup.spaces == 0
                && makeup.others >= 2
                && value.len() >= 16
                && makeup.upper == 0
                && value.iter().all(|byte| {
                    byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-'
                });
            people || words || value.len() >= 12 && random::is_random(value)
        }
    }
}

/// Whether a value whose name says secret, token or key of a known kind is one.
pub(super) fn is_secret(value: &[u8], origin: Origin) -> bool {
    let makeup = Makeup::of(value);
    if makeup.spaces > 0
        || value
            .iter()
            .any(|byte| byte.is_ascii_control() || !byte.is_ascii())
    {
        return false;
    }
    let random = random::is_random(value);
    match origin {
        Origin::Bare => {
            is_secret(value, Origin::Text) && (!is_word(value) || random::is_random(value))
        }
        Origin::Pair | Origin::Field | Origin::Line => {
            value.len() >= 16 && random
                || value.len() >= 8
                    && makeup.digits > 0
                    && makeup.classes() >= 2
                    && makeup.lower + makeup.upper > 0
                || value.len() >= 8 && makeup.classes() >= 3 && !looks_like_name(value)
                || value.len() >= 16 && makeup.others == 0 && random::entropy(value) >= 3.0
                || value.len() >= 16
                    && makeup.digits + makeup.others == value.len()
                    && makeup.digits >= 16
        }
        Origin::Text => {
            value.len() >= 16 && random && makeup.digits >= 2 && !is_identifier(value, &makeup)
                || value.len() >= 20 && random && !looks_like_name(value)
        }
    }
}

/// Text for people: a space between words, and words that only sentences have.
fn is_sentence(value: &[u8], makeup: &Makeup) -> bool {
    if makeup.spaces == 0 {
        return false;
    }
    let words = makeup.spaces + 1;
    let lower = value.to_ascii_lowercase();
    let tells = lower.split(u8::is_ascii_whitespace).any(|word| {
        matches!(
            word,
            b"the"
                | b"your"
                | b"is"
                | b"must"
                | b"a"
                | b"an"
                | b"for"
                | b"to"
                | b"of"
                | b"and"
                | b"or"
                | b"password"
                | b"enter"
                | b"please"
                | b"not"
                | b"with"
                | b"from"
                | b"in"
                | b"token"
                | b"secret"
                | b"this"
                | b"if"
                | b"be"
                | b"="
                | b"=="
        )
    });
    let ends = matches!(value.last(), Some(b'.' | b':' | b'!' | b'?' | b','));
    tells || ends || words > 8
}

/// An identifier of a program: words with at most a number at the end.
fn is_identifier(value: &[u8], makeup: &Makeup) -> bool {
    let plain = value
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(byte));
    let tail = value
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let separated = makeup.others > 0 || makeup.upper > 0;
    plain && tail == makeup.digits && tail <= 2 && separated && !shape::is_hexadecimal(value)
}

/// Words joined by punctuation or by capitals, without digits.
fn looks_like_name(value: &[u8]) -> bool {
    value.split(|byte| b"-_./:".contains(byte)).all(|part| {
        part.iter().skip(1).all(u8::is_ascii_lowercase) || part.iter().all(u8::is_ascii_uppercase)
    })
}

/// Letters, digits and underscores, as the variables of programs are.
fn is_word(value: &[u8]) -> bool {
    value
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

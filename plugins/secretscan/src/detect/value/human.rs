//! Whether a value can be a password or a secret that somebody made up or had made up.

use super::{Origin, entropy, random, shape};

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
    let classes = makeup.classes();
    match origin {
        Origin::Pair | Origin::Field => value.len() >= 8 || (value.len() >= 6 && classes >= 2),
        Origin::Line => {
            let label = makeup.digits == 0 && makeup.others < 2 && looks_like_name(value);
            value.len() >= 6 && classes >= 2 && !label
        }
        Origin::Text => makeup.spaces == 0 && is_password_in_text(value, &makeup),
        Origin::Bare => {
            makeup.spaces == 0 && !is_word(value) && is_password_in_text(value, &makeup)
        }
    }
}

/// Whether a string of a program is a password and not a label or the name of something.
fn is_password_in_text(value: &[u8], makeup: &Makeup) -> bool {
    // A part that is filled in, or a GUID in braces.
    if value.contains(&b'{') && value.contains(&b'}') {
        return false;
    }
    let people = value.len() >= 8
        && makeup.classes() >= 2
        && makeup.digits > 0
        && makeup.lower + makeup.upper > 0
        && !is_identifier(value, makeup);
    // Words joined by dashes, three or more.
    let words = makeup.others >= 2
        && value.len() >= 16
        && value
            .iter()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-');
    people || words || value.len() >= 12 && makeup.others > 0 && random::is_random(value)
}

/// Whether a value whose name says secret, token or key of a known kind is one.
pub(super) fn is_secret(value: &[u8], origin: Origin) -> bool {
    let makeup = Makeup::of(value);
    let plain = value.iter().all(u8::is_ascii_graphic);
    if !plain {
        return false;
    }
    let random = random::is_random(value);
    match origin {
        Origin::Pair | Origin::Line => {
            let mixed = value.len() >= 8 && makeup.lower + makeup.upper > 0;
            value.len() >= 16 && random
                || mixed && makeup.digits > 0 && makeup.classes() >= 2
                || mixed && makeup.classes() >= 3 && !looks_like_name(value)
                || value.len() >= 16 && makeup.others == 0 && entropy(value) >= 3.0
        }
        Origin::Field => value.len() >= 16 && random,
        Origin::Text => is_secret_in_text(value, &makeup),
        // A variable, or a member of an object, has no digits all over.
        Origin::Bare => {
            let members = value.contains(&b'.') && is_members(value);
            !members && is_secret_in_text(value, &makeup)
        }
    }
}

/// Whether a string of a program is a secret.
fn is_secret_in_text(value: &[u8], makeup: &Makeup) -> bool {
    value.len() >= 16
        && random::is_random(value)
        && !is_identifier(value, makeup)
        && !looks_like_name(value)
        && (makeup.digits >= 2 || value.len() >= 20)
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

/// Words joined by punctuation or by capitals, without digits: capitals begin words, and words are
/// longer than chance makes them.
fn looks_like_name(value: &[u8]) -> bool {
    let letters = value
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    let upper = value
        .iter()
        .filter(|byte| byte.is_ascii_uppercase())
        .count();
    let plain = value
        .iter()
        .all(|byte| byte.is_ascii_alphabetic() || b"-_./:".contains(byte));
    plain && (upper * 5 <= letters * 2 || upper == letters)
}

/// Identifiers joined by points.
fn is_members(value: &[u8]) -> bool {
    value.split(|byte| *byte == b'.').all(|part| {
        part.first()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
            && part
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    })
}

/// Letters, digits and underscores, as the variables of programs are.
fn is_word(value: &[u8]) -> bool {
    value
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

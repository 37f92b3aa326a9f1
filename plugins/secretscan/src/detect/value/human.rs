//! Whether a value can be a password or a secret that somebody made up or had made up.

use super::{
    Origin,
    chance::{is_chance, is_drawn},
    entropy, random, shape,
    words::is_made_up,
};

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
    let is_label = makeup.digits == 0 && (names_password(value) || is_foreign(value, &makeup));
    if value.iter().any(u8::is_ascii_control) || is_sentence(value, &makeup) || is_label {
        return false;
    }
    let classes = makeup.classes();
    match origin {
        Origin::Pair | Origin::Field => value.len() >= 8 || (value.len() >= 6 && classes >= 2),
        Origin::Line => {
            let label = makeup.digits == 0
                && makeup.others < 2
                && looks_like_name(value)
                && !is_chance(value);
            value.len() >= 6 && classes >= 2 && !label
        }
        Origin::Text => {
            makeup.spaces == 0
                && (is_password_in_text(value, &makeup) || is_word_and_more(value, &makeup))
        }
        Origin::Bare => {
            let told = is_drawn(value) || is_numbered(value, &makeup) || is_mixed(value, &makeup);
            let word = is_word(value) && !told;
            makeup.spaces == 0 && !word && is_password_in_text(value, &makeup)
        }
    }
}

/// Whether it is what examples are written with: `Password12`.
fn is_written_in_examples(value: &[u8]) -> bool {
    let digits = value.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let start = value
        .get(..value.len() - digits.count())
        .unwrap_or_default();
    [&b"password"[..], b"passw0rd", b"secret", b"test"].contains(&&*start.to_ascii_lowercase())
}

/// Text for people in a language with letters of its own: several words, or letters that are hardly
/// typed into a field for a password.
fn is_foreign(value: &[u8], makeup: &Makeup) -> bool {
    let beyond = value.iter().filter(|byte| !byte.is_ascii()).count();
    beyond > 0 && (makeup.spaces > 0 || beyond * 2 > value.len())
}

/// Whether a string of a program is a password and not a label or the name of something.
fn is_password_in_text(value: &[u8], makeup: &Makeup) -> bool {
    if is_written_in_examples(value) {
        return false;
    }
    // A part that is filled in, or a GUID in braces.
    if value.contains(&b'{') && value.contains(&b'}') {
        return false;
    }
    let people = value.len() >= 8
        && makeup.classes() >= 2
        && makeup.digits > 0
        && makeup.lower + makeup.upper > 0
        && !is_identifier(value, makeup, 1);
    // Words joined by dashes, three or more.
    let words = makeup.others >= 2
        && value.len() >= 16
        && value
            .iter()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-');
    let random = makeup.others > 0 && random::is_random(value);
    people || words || value.len() >= 12 && (random || is_chance(value))
}

/// Whether it is a word with a capital and either two digits or two signs behind it: `Lantern47`,
/// `Lantern!!`.
fn is_word_and_more(value: &[u8], makeup: &Makeup) -> bool {
    let word = value.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let word = value.get(..word.count()).unwrap_or_default();
    let signs = value
        .iter()
        .rev()
        .take_while(|byte| b"!?$#*".contains(byte));
    let numbered = makeup.digits >= 2 && word.len() + makeup.digits == value.len();
    let signed = signs.count() >= 2 && word.len() + makeup.others == value.len();
    let [first, rest @ ..] = word else {
        return false;
    };
    let is_word =
        first.is_ascii_uppercase() && rest.len() >= 4 && rest.iter().all(u8::is_ascii_lowercase);
    value.len() >= 8 && is_word && (numbered || signed) && !is_written_in_examples(value)
}

/// Whether letters of a word have been replaced by digits and signs: `L@nt3rn!47`.
fn is_substituted(value: &[u8], makeup: &Makeup) -> bool {
    let signs = value.iter().filter(|byte| b"!@#^*".contains(byte)).count();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"!@#^*_-".contains(byte);
    value.len() >= 8
        && signs > 0
        && makeup.digits >= 2
        && makeup.lower.min(makeup.upper) > 0
        && makeup.lower + makeup.upper >= 4
        && value.iter().all(plain)
}

/// Whether capitals, small letters and digits are mixed as names of variables do not mix them.
fn is_mixed(value: &[u8], makeup: &Makeup) -> bool {
    let tail = value.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let joined = makeup.others > 0;
    !joined
        && value.len() >= 12
        && makeup.upper.min(makeup.lower).min(makeup.digits) >= 2
        && tail.count() < makeup.digits
}

/// Whether it is words with capitals and a number behind them: variables have no such numbers.
fn is_numbered(value: &[u8], makeup: &Makeup) -> bool {
    let tail = value.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let begins = value.first().is_some_and(u8::is_ascii_uppercase);
    let joints = memchr::memchr_iter(b'_', value).count();
    tail.count() == makeup.digits
        && makeup.digits >= 2
        && begins
        && makeup.lower > 4
        && makeup.others == joints
        && (joints == 0 || makeup.upper >= 2)
}

/// Whether a value whose name says secret, token or key of a known kind is one.
pub(super) fn is_secret(value: &[u8], origin: Origin) -> bool {
    let makeup = Makeup::of(value);
    let plain = value.iter().all(u8::is_ascii_graphic);
    // Letters of other languages: with a number among them they are no sentence.
    let is_word = makeup.spaces == 0
        && makeup.digits >= 2
        && !value.iter().any(u8::is_ascii_control)
        && std::str::from_utf8(value).is_ok_and(|text| text.chars().all(is_letter_or_sign));
    let may_be = plain || is_word && matches!(origin, Origin::Pair | Origin::Line);
    if !may_be {
        return false;
    }
    let random = random::is_random(value);
    match origin {
        Origin::Pair | Origin::Line => {
            let mixed = value.len() >= 8 && makeup.lower + makeup.upper > 0;
            value.len() >= 16 && random
                || value.len() >= 12 && (is_chance(value) || is_even(&makeup))
                || mixed && makeup.digits > 0 && makeup.classes() >= 2
                || mixed && makeup.classes() >= 3 && !looks_like_name(value)
                || value.len() >= 16 && makeup.others == 0 && entropy(value) >= 3.0
        }
        Origin::Field => value.len() >= 16 && random,
        Origin::Text => is_secret_in_text(value, &makeup),
        // A variable, or a member of an object, has no digits all over.
        Origin::Bare => {
            let members = value.contains(&b'.') && is_members(value) && !is_made_up(value);
            !members && is_secret_in_text(value, &makeup)
        }
    }
}

/// Whether a character can stand in a password that is typed: no space, and no sign of typesetting.
fn is_letter_or_sign(character: char) -> bool {
    character.is_alphanumeric() || character.is_ascii_graphic()
}

/// Whether a string of a program is a secret.
fn is_secret_in_text(value: &[u8], makeup: &Makeup) -> bool {
    if is_made_up(value) || is_substituted(value, makeup) {
        return true;
    }
    if value.len() < 16 {
        return is_drawn(value) && value.iter().all(u8::is_ascii_alphanumeric);
    }
    random::is_random(value)
        && !is_identifier(value, makeup, 2)
        && (is_chance(value)
            || !looks_like_name(value) && (makeup.digits >= 2 || value.len() >= 20))
}

/// Whether a word of some text is the one for a password in some language.
fn names_password(value: &[u8]) -> bool {
    const WORDS: [&str; 22] = [
        "password",
        "passwort",
        "kennwort",
        "contraseña",
        "contrasena",
        "senha",
        "palavra-passe",
        "passe",
        "wachtwoord",
        "lösenord",
        "adgangskode",
        "passord",
        "salasana",
        "hasło",
        "heslo",
        "jelszó",
        "parola",
        "parolă",
        "şifre",
        "пароль",
        "密码",
        "パスワード",
    ];
    let Ok(text) = std::str::from_utf8(value) else {
        return false;
    };
    let text = text.to_lowercase();
    let mut words = text.split(|letter: char| letter.is_whitespace() || ".:!?,()".contains(letter));
    words.any(|word| WORDS.contains(&word))
}

/// Whether it is letters of which so many are capitals as no words have, and no acronym.
fn is_even(makeup: &Makeup) -> bool {
    let letters = makeup.lower + makeup.upper;
    makeup.others == 0 && makeup.upper * 5 > letters * 2 && makeup.lower * 4 >= letters
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

/// An identifier of a program: words with at most a number of so many digits at the end.
fn is_identifier(value: &[u8], makeup: &Makeup, number: usize) -> bool {
    let plain = value
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(byte));
    let tail = value
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let separated = makeup.others > 0 || makeup.upper > 0;
    // Who numbers a password takes the year or the day; an identifier that is so long a number is of
    // one word, or all small.
    let words = value
        .iter()
        .filter(|byte| byte.is_ascii_uppercase())
        .count();
    let most = if words >= 2 { number } else { 2 };
    plain
        && tail == makeup.digits
        && tail <= most
        && separated
        && !is_chance(value)
        && !shape::is_hexadecimal(value)
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

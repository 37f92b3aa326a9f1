//! Passwords on command lines of programs whose flags are known.
//!
//! Flags with telling names, such as `--password=`, are assignments and are found without this.
//! Here is what only the program's manual tells: `mysql -pVALUE`, `redis-cli -a VALUE`, `curl -u
//! USER:VALUE`, `sshpass -p VALUE`, `docker login -p VALUE`, `htpasswd -b FILE USER VALUE`,
//! `rabbitmqctl add_user USER VALUE`, `openssl -passin pass:VALUE`.

mod batch;
mod programs;
mod variable;
mod words;

use std::ops::Range;

use super::super::{
    boundary,
    name::{self, Class},
    overlap::Rank,
    search::Search,
    value::{self, Origin},
};
use crate::rules::Builtin;
pub(in super::super) use programs::beginnings;
use programs::{At, Form, Takes, known};
use words::Words;

/// Longest password of several words.
const LONGEST: usize = 128;

/// Longest command that is read.
const COMMAND: usize = 1024;

/// Looks at the name of a program.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let before = at.start.checked_sub(1).and_then(|before| bytes.get(before));
    if !boundary::begins(bytes, at.start) || before.is_some_and(|byte| b".-".contains(byte)) {
        return;
    }
    let rest = bytes.get(at.start..).unwrap_or_default();
    let rest = rest.get(..COMMAND.min(rest.len())).unwrap_or_default();
    let mut words = Words::new(rest);
    let Some(range) = words.next() else {
        return;
    };
    let program = rest.get(range).unwrap_or_default();
    let program = program.strip_suffix(b".exe").unwrap_or(program);
    if batch::is_one(program) {
        if let Some(range) = batch::password(rest, &mut words) {
            let takes = (At::Next(b"-b"), Form::Password);
            take(search, takes, at.start + range.start..at.start + range.end);
        }
        return;
    }
    let mut takes = known(program).peekable();
    if takes.peek().is_some() {
        command(search, at.start, &mut words, &takes.collect::<Vec<_>>());
    }
}

/// Looks at the words behind the name of a program.
fn command(search: &mut Search<'_, '_, '_>, base: usize, words: &mut Words<'_>, known: &[Takes]) {
    let text = words.text;
    let positions = known.iter().find_map(|takes| match takes.0 {
        At::Position(count) => Some((*takes, count)),
        _ => None,
    });
    let mut pending = positions;
    while let Some(range) = words.next() {
        let word = text.get(range.clone()).unwrap_or_default();
        if is_end(word) {
            return;
        }
        let start = base + range.start;
        pending = match pending {
            Some((takes @ (At::Behind(..) | At::Position(_) | At::Named, _), count)) => {
                let counts = !word.starts_with(b"-");
                (!words.is_broken).then_some((takes, count - usize::from(counts)))
            }
            Some((takes, _)) => Some((takes, 0)),
            None => None,
        };
        if let Some((takes, 0)) = pending {
            take(search, takes, start..start + word.len());
            pending = None;
        }
        if pending.is_none() {
            pending = known
                .iter()
                .find_map(|takes| flagged(search, *takes, start..start + word.len(), words));
        }
    }
}

/// Looks whether a word is the flag, and takes the value if it is in the same word; else says how
/// many words behind it is.
fn flagged(
    search: &mut Search<'_, '_, '_>,
    takes: Takes,
    range: Range<usize>,
    words: &Words<'_>,
) -> Option<(Takes, usize)> {
    let word = search.bytes.get(range.clone())?;
    // A typesetter's mark before the dash: a manual says what there is.
    let before = range
        .start
        .checked_sub(1)
        .and_then(|at| search.bytes.get(at));
    if before == Some(&b'\\') {
        return None;
    }
    let flag = match takes.0 {
        At::Behind(known, count) => {
            let is_it = word == known || known.ends_with(b".") && word.starts_with(known);
            return (is_it && !words.is_broken).then_some((takes, count));
        }
        At::Position(_) => return None,
        At::Any => {
            if !words.is_broken {
                take(search, takes, range);
            }
            return None;
        }
        At::Named => return (!words.is_broken && names_credential(word)).then_some((takes, 1)),
        At::Bundled(last) => {
            let flags = word.strip_prefix(b"-")?;
            if flags.last() == Some(&last) && flags.iter().all(u8::is_ascii_alphabetic) {
                return Some((takes, 1));
            }
            return attached(search, takes, range, &[b'-', last]);
        }
        At::Attached(flag) | At::Next(flag) => flag,
    };
    // A long flag, whose other dash a typesetter's mark stands for.
    if word.starts_with(b"-password") {
        return None;
    }
    if word == flag {
        let is_next = words.is_glued || !matches!(takes.0, At::Attached(_));
        return is_next.then_some((takes, 1));
    }
    attached(search, takes, range, flag)
}

/// Takes what stands behind a flag in the same word.
fn attached(
    search: &mut Search<'_, '_, '_>,
    takes: Takes,
    range: Range<usize>,
    flag: &[u8],
) -> Option<(Takes, usize)> {
    let value = search.bytes.get(range.clone())?.strip_prefix(flag)?;
    let is_long = flag.starts_with(b"--");
    let equals = usize::from(is_long && value.first() == Some(&b'='));
    if !is_long || equals > 0 {
        take(search, takes, range.start + flag.len() + equals..range.end);
    }
    None
}

/// Whether a word is the name of a credential, as a program keeps settings under it.
fn names_credential(word: &[u8]) -> bool {
    let is_flag = word.starts_with(b"-") || memchr::memchr2(b'=', b'$', word).is_some();
    !is_flag && name::is_credential(word)
}

/// Takes a value, unless it is a variable or nothing that could be a password.
fn take(search: &mut Search<'_, '_, '_>, takes: Takes, range: Range<usize>) {
    let range = whole(search.bytes, range);
    let value = search.bytes.get(range.clone()).unwrap_or_default();
    if let Some(range) = variable::given(search.bytes, &range)
        && takes.1 == Form::Password
    {
        add(search, takes, range);
        return;
    }
    let sign = match takes.1 {
        Form::UserAnd(sign) => Some(sign),
        Form::Login => Some(b'/'),
        Form::Password => None,
    };
    let behind = match sign.map(|sign| memchr::memchr(sign, value)) {
        Some(None) => return,
        Some(Some(at)) => at + 1,
        None => 0,
    };
    let start = range.start + behind;
    let mut length = value.len() - behind;
    if takes.1 == Form::Login {
        let user = value.get(..behind).unwrap_or_default();
        let Some(at) = memchr::memrchr(b'@', value).filter(|at| *at > behind && user.len() > 1)
        else {
            return;
        };
        length = at - behind;
    }
    add(search, takes, start..start + length);
}

/// All of a value whose quotes hold several words.
fn whole(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let quote = range.start.checked_sub(1).and_then(|at| bytes.get(at));
    let Some(quote @ (b'"' | b'\'')) = quote else {
        return range;
    };
    let rest = bytes.get(range.end..).unwrap_or_default();
    let rest = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
    let ends = |byte: &u8| byte == quote || b"\n\\$".contains(byte);
    match rest.iter().position(ends) {
        Some(length) if rest.get(length) == Some(quote) && is_phrase(rest.get(..length)) => {
            range.start..range.end + length
        }
        _ => range,
    }
}

/// Whether words follow a word: no flags and no operators, which a command within quotes has.
fn is_phrase(words: Option<&[u8]>) -> bool {
    words.is_some_and(|words| {
        words.first() == Some(&b' ')
            && words
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b' ')
    })
}

/// Adds what can be a password.
fn add(search: &mut Search<'_, '_, '_>, (at, form): Takes, range: Range<usize>) {
    let password = search.bytes.get(range.clone()).unwrap_or_default();
    let option = password.starts_with(b"-")
        || password.starts_with(b"$")
        || password.starts_with(b"/") && (password.contains(&b':') || value::is_ordinary(password))
        || password.starts_with(b"%")
        || password.starts_with(b"@");
    let plain = !password.iter().any(|byte| b"{}<>()[]".contains(byte));
    // Documentation has words there, and the same place takes other things.
    let named = match at {
        At::Behind(..) | At::Position(_) if is_setting(password) => false,
        At::Attached(b"pass:") | At::Named | At::Behind(..) | At::Position(_) => {
            value::is_credential(Class::Password, password, Origin::Line)
        }
        At::Any if matches!(form, Form::UserAnd(_)) => {
            value::is_credential(Class::Password, password, Origin::Text)
        }
        _ => true,
    };
    let written = matches!(
        password,
        b"password" | b"pass" | b"passwd" | b"secret" | b"PASSWORD"
    );
    if password.len() >= 4
        && plain
        && named
        && !option
        && !written
        && !value::is_placeholder(password)
    {
        search.add_builtin(Builtin::CommandLine, Rank::Context, range);
    }
}

/// Whether a word is a name and its value, `username=bob`.
fn is_setting(word: &[u8]) -> bool {
    let name = word.split(|byte| *byte == b'=').next().unwrap_or_default();
    name.len() + 1 < word.len() && name.iter().all(u8::is_ascii_lowercase)
}

/// Whether a word ends the command.
fn is_end(word: &[u8]) -> bool {
    matches!(word, b"|" | b"&&" | b"||" | b";" | b"&")
}

//! What the lines of a text without a telling name look like.

use super::{Dialect, Syntax};

/// How many lines are looked at.
const LINES: usize = 200;
/// The longest name of a pair.
const LONGEST_NAME: usize = 120;

/// What the lines of a text are.
#[derive(Debug, Default)]
struct Count {
    /// Lines that are neither empty nor comments.
    all: usize,
    /// `name = value`
    equals: usize,
    /// `NAME=value`, without space
    variables: usize,
    /// `name: value`
    colons: usize,
    /// `- element`, or indented
    nested: usize,
    /// `[section]`
    sections: usize,
}

/// Whether the first line with content is that of a section.
pub(super) fn begins_with_section(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty() && !is_comment(line));
    line.is_some_and(is_section)
}

/// Whether a line is an entry of a map of YAML.
pub(super) fn is_entry(line: &str) -> bool {
    let line = line.trim();
    let separator = line.find(": ").filter(|_| !line.contains(['\n', '{', '"']));
    separator.is_some()
        && name_before(line, b':').is_some_and(|name| !is_keyword(name) && !name.contains(' '))
}

/// Name and value of a line that is nothing but one setting, whose value is one word and no word of a
/// sentence: `clientSecret: "value"`, `db.password = value`.
pub(in super::super) fn setting(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (name, separator) = [b'=', b':']
        .into_iter()
        .find_map(|separator| Some((name_before(line, separator)?, separator)))?;
    if name.contains(' ') || !super::is_telling(name) {
        return None;
    }
    let end = memchr::memchr(separator, line.as_bytes())?;
    let value = line.get(end + 1..)?.trim();
    let inner = ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    let value = inner.unwrap_or(value);
    let is_word = !value.contains(char::is_whitespace)
        && value.contains(|character: char| !character.is_alphabetic())
        && !value.contains(['"', '\'', '(', '{', '<', ';', ',']);
    is_word.then_some((name, value))
}

/// In which notation a text is written if most of its lines are alike.
pub(super) fn look(text: &str) -> Syntax {
    let count = count(text);
    if count.all == 0 || !text.trim_end().contains('\n') && count.variables == 0 {
        return Syntax::Unknown;
    }
    let pairs = count.equals + count.sections;
    if pairs * 10 >= count.all * 7 {
        return Syntax::Pairs(if count.sections > 0 {
            Dialect::Ini
        } else if count.variables == count.equals {
            Dialect::Dotenv
        } else {
            Dialect::Properties
        });
    }
    if count.colons > 0 && (count.colons + count.nested) * 10 >= count.all * 8 {
        return Syntax::Yaml;
    }
    Syntax::Unknown
}

fn count(text: &str) -> Count {
    let mut count = Count::default();
    for line in text.lines().take(LINES) {
        let content = line.trim();
        if content.is_empty() || is_comment(content) || content == "---" {
            continue;
        }
        count.all += 1;
        let unmarked = content.trim_start_matches("- ");
        if is_section(content) {
            count.sections += 1;
        } else if let Some(name) = name_before(content, b'=') {
            count.equals += 1;
            count.variables += usize::from(is_variable(name));
        } else if let Some(name) = name_before(unmarked, b':') {
            count.colons += usize::from(!is_keyword(name));
        } else if content.len() < line.trim_end().len() || content.starts_with("- ") {
            count.nested += 1;
        }
    }
    count
}

fn is_comment(line: &str) -> bool {
    line.starts_with(['#', ';', '!']) || line.starts_with("//")
}

fn is_section(line: &str) -> bool {
    line.strip_prefix('[')
        .and_then(|line| line.split_once(']'))
        .is_some_and(|(name, rest)| {
            let rest = rest.trim_start_matches(']').trim_start();
            (rest.is_empty() || rest.starts_with(['#', ';']))
                && name.trim_start_matches('[').bytes().all(is_name_byte)
                && name.bytes().any(|byte| byte.is_ascii_alphabetic())
        })
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-/@ \"':".contains(&byte)
}

/// What stands before the separator, if it is a name.
fn name_before(line: &str, separator: u8) -> Option<&str> {
    let end = memchr::memchr(separator, line.as_bytes())?;
    let (name, rest) = line.split_at_checked(end)?;
    if separator == b':' && !matches!(rest.as_bytes().get(1), None | Some(b' ' | b'\t')) {
        return None;
    }
    // `==`, `=>` and `=~` are no assignments.
    if separator == b'=' && matches!(rest.as_bytes().get(1), Some(b'=' | b'>' | b'~')) {
        return None;
    }
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    let name = name.trim_matches(['"', '\'']);
    let is_name = !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.-/[]@$ ".contains(&byte))
        && name.bytes().filter(|&byte| byte == b' ').count() <= 2;
    is_name.then_some(name)
}

/// The name of an environment variable (POSIX.1-2017 section 8.1), as it is written in files.
fn is_variable(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Words that stand before a colon in programs.
fn is_keyword(name: &str) -> bool {
    let first = name.split(' ').next().unwrap_or(name);
    matches!(
        first,
        "if" | "else"
            | "elif"
            | "for"
            | "while"
            | "try"
            | "except"
            | "def"
            | "class"
            | "with"
            | "case"
            | "default"
            | "val"
            | "var"
            | "let"
            | "const"
            | "fun"
            | "private"
            | "public"
            | "static"
    )
}

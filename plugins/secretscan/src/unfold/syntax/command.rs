//! Command lines: words (POSIX.1-2017 "Shell Command Language" section 2.2, quoting) and what their
//! flags and variables are given.

use std::borrow::Cow;

/// The words of a command line without their quotes. Operators stay parts of words.
pub(in super::super) fn words(line: &str) -> Vec<Cow<'_, str>> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (word, length) = word(rest);
        words.push(word);
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    words
}

/// The first word, and how long it is written.
fn word(text: &str) -> (Cow<'_, str>, usize) {
    let mut quote = None;
    let mut out: Option<String> = None;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        let taken = match (quote, character) {
            (None, space) if space.is_whitespace() => {
                let plain = text.get(..at).unwrap_or(text);
                return (out.map_or(Cow::Borrowed(plain), Cow::Owned), at);
            }
            (None, '"' | '\'') => {
                quote = Some(character);
                None
            }
            (Some(open), close) if open == close => {
                quote = None;
                None
            }
            (None | Some('"'), '\\') => characters.next().map(|(_, escaped)| escaped),
            (_, plain) => {
                if let Some(out) = &mut out {
                    out.push(plain);
                }
                continue;
            }
        };
        let out = out.get_or_insert_with(|| text.get(..at).unwrap_or_default().to_owned());
        out.extend(taken);
    }
    (out.map_or(Cow::Borrowed(text), Cow::Owned), text.len())
}

/// Whether words are those of a command: one of them is a flag.
pub(in super::super) fn is_command<'w>(mut words: impl Iterator<Item = &'w str>) -> bool {
    words.any(|word| flag(word).is_some() || is_letter(word) || variable(word).is_some())
}

/// What flags and variables are given, with the position of the word that holds the value:
/// `--name value`, `--name=value`, `-Dname=value`, `NAME=value`.
pub(in super::super) fn pairs<'w>(words: &[&'w str]) -> Vec<(&'w str, &'w str, usize)> {
    let mut pairs = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if let Some((name, value)) = assigned(word) {
            pairs.push((name, value, index));
        } else if let Some(name) = flag(word)
            && let Some(next) = words.get(index + 1)
            && !next.starts_with('-')
            && assigned(next).is_none()
        {
            pairs.push((name, *next, index + 1));
        }
    }
    pairs
}

/// `--name=value`, `-Dname=value`, `NAME=value`
fn assigned(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let name = flag(name).or_else(|| is_name(name).then_some(name))?;
    // Java and its kin define properties by -D.
    let name = match name.strip_prefix('D') {
        Some(property) if word.starts_with("-D") => property,
        _ => name,
    };
    is_value(value).then_some((name, value))
}

/// The name of a flag.
fn flag(word: &str) -> Option<&str> {
    let name = word.strip_prefix('-')?;
    let name = name.strip_prefix('-').unwrap_or(name);
    (name.len() >= 2 && is_name(name)).then_some(name)
}

/// Whether a word is a flag of one letter.
fn is_letter(word: &str) -> bool {
    matches!(word.as_bytes(), [b'-', letter] if letter.is_ascii_alphabetic())
}

/// `NAME=value` at the beginning.
fn variable(word: &str) -> Option<&str> {
    let (name, value) = word.split_once('=')?;
    (is_name(name) && is_value(value)).then_some(name)
}

/// Whether it is more than the padding of base64, and no comparison (`name==value`).
fn is_value(value: &str) -> bool {
    !value.is_empty() && !value.starts_with('=')
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.-:".contains(&byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_lose_their_quotes() {
        let line = r#"  sh -c 'a b'  x"y \" z"w  back\ slash"#;
        assert_eq!(words(line), ["sh", "-c", "a b", "xy \" zw", "back slash"]);
    }

    #[test]
    fn flags_and_variables_are_paired_with_their_values() {
        let line = "PGPASSWORD=one java -Ddb.password=two --token three --flag --key=four -v x";
        let words = words(line);
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        assert!(is_command(words.iter().copied()));
        assert_eq!(
            pairs(&words),
            [
                ("PGPASSWORD", "one", 0),
                ("db.password", "two", 2),
                ("token", "three", 4),
                ("key", "four", 6)
            ]
        );
        assert!(!is_command(["some", "plain", "words"].into_iter()));
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(line in r#"[a-cé "'\\=\-]{0,60}"#) {
            let words = words(&line);
            let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
            let _ = pairs(&words);
        }
    }
}

//! Passwords on command lines of programs whose flags are known.
//!
//! Flags with telling names, such as `--password=`, are assignments and are found without this.
//! Here is what only the program's manual tells: `mysql -pVALUE`, `redis-cli -a VALUE`, `curl -u
//! USER:VALUE`, `sshpass -p VALUE`, `docker login -p VALUE`, `htpasswd -b FILE USER VALUE`. The
//! words of a command may be separated by spaces, by ends of lines or zeros, or be elements of a
//! list in quotes.

use std::ops::Range;

use super::super::{boundary, overlap::Rank, search::Search, value};
use crate::rules::Builtin;

/// Longest command that is read.
const COMMAND: usize = 1024;

/// How a program takes its password.
enum Takes {
    /// Behind the flag, in the same word.
    Attached(&'static [u8]),
    /// In the word behind the flag, or in the same word.
    Next(&'static [u8]),
    /// As above, behind the user's name and a colon.
    UserAndPassword(&'static [u8]),
}

/// What is known of a program.
fn known(program: &[u8]) -> &'static [Takes] {
    match program {
        b"mysql" | b"mysqldump" | b"mysqladmin" | b"mysqlimport" | b"mysqlcheck" | b"mysqlshow"
        | b"mysqlslap" | b"mysqlbinlog" | b"mariadb" | b"mariadb-dump" | b"mariadb-admin"
        | b"mysql_upgrade" => &[Takes::Attached(b"-p")],
        b"redis-cli" => &[Takes::Next(b"-a"), Takes::Next(b"--pass")],
        b"sshpass" | b"docker" | b"podman" | b"helm" | b"mongo" | b"mongosh" | b"mongodump"
        | b"mongorestore" | b"mongoexport" | b"mongoimport" => &[Takes::Next(b"-p")],
        b"curl" => &[
            Takes::UserAndPassword(b"-u"),
            Takes::UserAndPassword(b"--user"),
            Takes::UserAndPassword(b"-U"),
            Takes::UserAndPassword(b"--proxy-user"),
        ],
        b"ldapsearch" | b"ldapadd" | b"ldapmodify" | b"ldapwhoami" => &[Takes::Next(b"-w")],
        b"sqlcmd" => &[Takes::Next(b"-P")],
        _ => &[],
    }
}

/// Looks at the name of a program.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let before = at.start.checked_sub(1).and_then(|before| bytes.get(before));
    if !boundary::begins(bytes, at.start) || before.is_some_and(|byte| b".-".contains(byte)) {
        return;
    }
    let rest = bytes.get(at.start..).unwrap_or_default();
    let rest = rest.get(..COMMAND.min(rest.len())).unwrap_or_default();
    let mut words = Words { text: rest, at: 0 };
    let Some(program) = words.next() else {
        return;
    };
    let program = rest.get(program).unwrap_or_default();
    if program == b"htpasswd" {
        htpasswd(search, at.start, &mut words);
        return;
    }
    let known = known(program);
    let mut pending: Option<&Takes> = None;
    while let Some(range) = (!known.is_empty()).then(|| words.next()).flatten() {
        let word = rest.get(range.clone()).unwrap_or_default();
        if is_end(word) {
            return;
        }
        let start = at.start + range.start;
        if let Some(takes) = pending.take() {
            take(search, takes, start..start + word.len());
            continue;
        }
        for takes in known {
            let (Takes::Attached(flag) | Takes::Next(flag) | Takes::UserAndPassword(flag)) = takes;
            let Some(value) = word.strip_prefix(*flag) else {
                continue;
            };
            let equals = usize::from(value.first() == Some(&b'='));
            match takes {
                _ if value.is_empty() && !matches!(takes, Takes::Attached(_)) => {
                    pending = Some(takes);
                }
                _ if value.is_empty() || flag.len() > 2 && equals == 0 => {}
                _ => {
                    let begin = start + flag.len() + if flag.len() > 2 { equals } else { 0 };
                    take(search, takes, begin..start + word.len());
                }
            }
            break;
        }
    }
}

/// `htpasswd -b FILE USER PASSWORD` and `htpasswd -nb USER PASSWORD`.
fn htpasswd(search: &mut Search<'_, '_, '_>, base: usize, words: &mut Words<'_>) {
    let text = words.text;
    let mut batch = false;
    let mut print = false;
    let mut last = None;
    let mut count = 0;
    for range in words.by_ref() {
        let word = text.get(range.clone()).unwrap_or_default();
        if is_end(word) {
            break;
        }
        if let Some(flags) = word.strip_prefix(b"-") {
            batch |= flags.contains(&b'b');
            print |= flags.contains(&b'n');
        } else {
            count += 1;
            last = Some(range);
            if count == if print { 2 } else { 3 } {
                break;
            }
        }
    }
    if let Some(range) = last.filter(|_| batch && count == if print { 2 } else { 3 }) {
        take(
            search,
            &Takes::Next(b"-b"),
            base + range.start..base + range.end,
        );
    }
}

/// Takes a value, unless it is a variable or nothing that could be a password.
fn take(search: &mut Search<'_, '_, '_>, takes: &Takes, range: Range<usize>) {
    let value = search.bytes.get(range.clone()).unwrap_or_default();
    let (start, password) = match takes {
        Takes::UserAndPassword(_) => match memchr::memchr(b':', value) {
            Some(colon) => (
                range.start + colon + 1,
                value.get(colon + 1..).unwrap_or_default(),
            ),
            None => return,
        },
        _ => (range.start, value),
    };
    let option = password.starts_with(b"-")
        || password.starts_with(b"$")
        || password.starts_with(b"/")
        || password.starts_with(b"%")
        || password.starts_with(b"@");
    let plain = !password.iter().any(|byte| b"{}<>()[]".contains(byte));
    let written = matches!(
        password,
        b"password" | b"pass" | b"passwd" | b"secret" | b"PASSWORD"
    );
    if password.len() >= 4 && plain && !option && !written && !value::is_placeholder(password) {
        search.add_builtin(
            Builtin::CommandLine,
            Rank::Context,
            start..start + password.len(),
        );
    }
}

/// Whether a word ends the command.
fn is_end(word: &[u8]) -> bool {
    matches!(word, b"|" | b"&&" | b"||" | b";" | b"&")
}

/// The words of a command line.
struct Words<'t> {
    text: &'t [u8],
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        // Between the elements of a list stand quotes and commas; a line ends a command of a text
        // unless it is continued.
        let rest = self.text.get(self.at..)?;
        let skip = rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace() || b"\"',\\\0[]".contains(byte))
            .count();
        let start = self.at + skip;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = match rest {
            [b';' | b'|', ..] => 1,
            _ => rest
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || b"\"',;|\\\0]".contains(byte))
                .unwrap_or(rest.len()),
        };
        self.at = start + length.max(1);
        Some(start..start + length.max(1))
    }
}

//! Passwords on command lines of programs whose flags are known.
//!
//! Flags with telling names, such as `--password=`, are assignments and are found without this.
//! Here is what only the program's manual tells: `mysql -pVALUE`, `redis-cli -a VALUE`, `curl -u
//! USER:VALUE`, `sshpass -p VALUE`, `docker login -p VALUE`, `htpasswd -b FILE USER VALUE`,
//! `rabbitmqctl add_user USER VALUE`, `openssl -passin pass:VALUE`. The words of a command may be
//! separated by spaces, by ends of lines or zeros, or be elements of a list in quotes; a part of a
//! word may be in quotes.

use std::ops::Range;

use super::super::{
    boundary,
    name::Class,
    overlap::Rank,
    search::Search,
    value::{self, Origin},
};
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
    /// The same with another sign between them.
    UserAnd(u8, &'static [u8]),
    /// In any word that is a user, a slash, a password, an `@` and a database.
    Login,
    /// In so many words behind a subcommand, flags not counted.
    Argument(&'static [u8], usize),
}

/// What is known of a program.
fn known(program: &[u8]) -> &'static [Takes] {
    match program {
        _ if is_mysql(program) => &[Takes::Attached(b"-p")],
        b"redis-cli" => &[Takes::Next(b"-a"), Takes::Next(b"--pass")],
        b"sshpass" | b"docker" | b"podman" | b"helm" | b"mongo" | b"mongosh" | b"mongodump"
        | b"mongorestore" | b"mongoexport" | b"mongoimport" | b"cqlsh" | b"twine" | b"oc"
        | b"az" | b"cf" | b"crane" => &[Takes::Next(b"-p")],
        b"curl" => &[
            Takes::UserAndPassword(b"-u"),
            Takes::UserAndPassword(b"--user"),
            Takes::UserAndPassword(b"-U"),
            Takes::UserAndPassword(b"--proxy-user"),
        ],
        b"ldapsearch" | b"ldapadd" | b"ldapmodify" | b"ldapwhoami" => &[Takes::Next(b"-w")],
        b"sqlcmd" | b"bcp" => &[Takes::Next(b"-P")],
        b"openssl" => &[Takes::Attached(b"pass:")],
        b"etcdctl" => &[Takes::UserAndPassword(b"--user")],
        b"unzip" | b"zip" | b"ipmitool" | b"mosquitto_pub" | b"mosquitto_sub" => {
            &[Takes::Next(b"-P")]
        }
        b"7z" | b"7za" => &[Takes::Attached(b"-p")],
        b"smbclient" | b"rpcclient" => &[Takes::UserAnd(b'%', b"-U")],
        b"lftp" => &[Takes::Argument(b"-u", 2)],
        b"sqlplus" => &[Takes::Login],
        b"skopeo" | b"buildah" => &[
            Takes::Next(b"-p"),
            Takes::UserAndPassword(b"--creds"),
            Takes::UserAndPassword(b"--src-creds"),
            Takes::UserAndPassword(b"--dest-creds"),
        ],
        b"snmpwalk" | b"snmpget" => &[Takes::Next(b"-A"), Takes::Next(b"-X")],
        b"xfreerdp" => &[Takes::Attached(b"/p:")],
        b"http" | b"https" => &[Takes::UserAndPassword(b"-a")],
        b"net" => &[Takes::Argument(b"user", 2)],
        b"aws" => &[
            Takes::Argument(b"aws_secret_access_key", 1),
            Takes::Argument(b"aws_session_token", 1),
        ],
        b"rabbitmqctl" => &[
            Takes::Argument(b"add_user", 2),
            Takes::Argument(b"authenticate_user", 2),
            Takes::Argument(b"change_password", 2),
        ],
        b"mc" => &[Takes::Argument(b"set", 4), Takes::Argument(b"add", 4)],
        _ => &[],
    }
}

/// Whether it is one of the programs of `MySQL` and `MariaDB`.
fn is_mysql(program: &[u8]) -> bool {
    let named = program.starts_with(b"mysql") || program.starts_with(b"mariadb");
    let plain = |byte: &u8| byte.is_ascii_lowercase() || b"-_".contains(byte);
    named && program.iter().all(plain)
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
    let mut words = Words::new(rest);
    let Some(program) = words.next() else {
        return;
    };
    let program = rest.get(program).unwrap_or_default();
    if program == b"htpasswd" {
        htpasswd(search, at.start, &mut words);
        return;
    }
    let known = known(program);
    let mut pending: Option<(&Takes, usize)> = None;
    while let Some(range) = (!known.is_empty()).then(|| words.next()).flatten() {
        let word = rest.get(range.clone()).unwrap_or_default();
        if is_end(word) {
            return;
        }
        let start = at.start + range.start;
        match pending {
            Some((takes @ Takes::Argument(..), count)) => {
                pending = Some((takes, count - usize::from(!word.starts_with(b"-"))));
            }
            Some((takes, _)) => pending = Some((takes, 0)),
            None => {}
        }
        if let Some((takes, 0)) = pending {
            take(search, takes, start..start + word.len());
            pending = None;
        }
        if pending.is_none() {
            pending = known
                .iter()
                .find_map(|takes| flagged(search, takes, word, (start, words.is_glued)));
        }
    }
}

/// Looks whether a word is the flag, and takes the value if it is in the same word; else says how
/// many words behind it is.
fn flagged<'t>(
    search: &mut Search<'_, '_, '_>,
    takes: &'t Takes,
    word: &[u8],
    (start, is_glued): (usize, bool),
) -> Option<(&'t Takes, usize)> {
    let flag = match takes {
        Takes::Argument(command, count) => {
            return (word == *command).then_some((takes, *count));
        }
        Takes::Login => {
            if word.contains(&b'/') && memchr::memchr(b'@', word).is_some_and(|at| at > 2) {
                take(search, takes, start..start + word.len());
            }
            return None;
        }
        Takes::Attached(flag)
        | Takes::Next(flag)
        | Takes::UserAndPassword(flag)
        | Takes::UserAnd(_, flag) => *flag,
    };
    let value = word.strip_prefix(flag)?;
    // A long flag, whose other dash a typesetter's mark stands for.
    if word.starts_with(b"-password") {
        return None;
    }
    if value.is_empty() {
        let is_next = is_glued || !matches!(takes, Takes::Attached(_));
        return is_next.then_some((takes, 1));
    }
    let is_long = flag.starts_with(b"--");
    let equals = usize::from(is_long && value.first() == Some(&b'='));
    if is_long && equals == 0 {
        return None;
    }
    take(
        search,
        takes,
        start + flag.len() + equals..start + word.len(),
    );
    None
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
    let sign = match takes {
        Takes::UserAndPassword(_) => Some(b':'),
        Takes::UserAnd(sign, _) => Some(*sign),
        Takes::Login => Some(b'/'),
        _ => None,
    };
    let behind = match sign.map(|sign| memchr::memchr(sign, value)) {
        Some(None) => return,
        Some(Some(at)) => at + 1,
        None => 0,
    };
    let start = range.start + behind;
    let mut password = value.get(behind..).unwrap_or_default();
    if matches!(takes, Takes::Login) {
        let end = memchr::memrchr(b'@', password).unwrap_or(password.len());
        password = password.get(..end).unwrap_or_default();
    }
    let option = password.starts_with(b"-")
        || password.starts_with(b"$")
        || password.starts_with(b"/") && value::is_ordinary(password)
        || password.starts_with(b"%")
        || password.starts_with(b"@");
    let plain = !password.iter().any(|byte| b"{}<>()[]".contains(byte));
    // Documentation of openssl has words there, and the same place takes `env:` and `file:`.
    let named = !matches!(takes, Takes::Attached(b"pass:"))
        || value::is_credential(Class::Password, password, Origin::Line);
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
    /// Whether the word goes on behind a quote, as in `-p'VALUE'`.
    is_glued: bool,
}

impl<'t> Words<'t> {
    fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            at: 0,
            is_glued: false,
        }
    }

    /// How long the word is that begins here.
    fn length(&self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        let quote = start.checked_sub(1).and_then(|at| self.text.get(at));
        if let Some(quote @ (b'"' | b'\'')) = quote
            && let Some(length) = memchr::memchr(*quote, rest)
            && let Some(inner) = rest.get(..length)
            && !inner.is_empty()
            && !inner
                .iter()
                .any(|byte| byte.is_ascii_whitespace() || b"\"'\\\0".contains(byte))
        {
            return length;
        }
        match rest {
            [b';' | b'|', ..] => 1,
            _ => rest
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || b"\"',;|\\\0]".contains(byte))
                .unwrap_or(rest.len()),
        }
    }

    /// Whether at the end of a word without quotes a quote opens.
    fn opens_quote(&self, word: &Range<usize>) -> bool {
        let before = word.start.checked_sub(1).and_then(|at| self.text.get(at));
        let rest = self.text.get(word.end..).unwrap_or_default();
        let mut rest = rest.iter().skip_while(|byte| **byte == b'\\');
        let opens = matches!(rest.next(), Some(b'"' | b'\''));
        opens
            && before.is_none_or(u8::is_ascii_whitespace)
            && rest.next().is_some_and(|byte| !byte.is_ascii_whitespace())
    }
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
        self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let word = start..start + self.length(start).max(1);
        self.at = word.end;
        self.is_glued = self.opens_quote(&word);
        Some(word)
    }
}

//! Password files whose columns have no names: what stands where is said by the program's manual.
//!
//! | file | line |
//! |---|---|
//! | `userlist.txt` of `PgBouncer` ("Authentication file format") | `"user" "password"` |
//! | `sasl_passwd` of Postfix (postconf(5), `smtp_sasl_password_maps`) | `host user:password` |
//! | `chap-secrets`, `pap-secrets` of pppd(8) | `client server secret addresses` |
//! | `davfs2/secrets` (mount.davfs(8)) | `url user password` |
//! | `.fetchmailrc` (fetchmail(1)) | `poll host user "x" password "y"` |
//! | `snmpd.conf` (snmpd.conf(5)) | `rocommunity x`, `com2sec n s x`, `createUser u SHA x AES y` |
//!
//! A community of SNMP is a password that hosts share; `public` and `private` are what agents come
//! with, and stand for none.

use std::{borrow::Cow, ops::Range};

use super::Entry;

/// Which words of a line are passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Columns {
    PgBouncer,
    Postfix,
    PointToPoint,
    WebDav,
    Fetchmail,
    Snmp,
}

/// A word of a line, without its quotes.
#[derive(Clone)]
struct Word<'t> {
    text: &'t str,
    range: Range<usize>,
}

/// The columns of a file with this name, which is in lower case.
pub(super) fn by_name(name: &str) -> Option<Columns> {
    Some(match name {
        "userlist.txt" => Columns::PgBouncer,
        "sasl_passwd" | "sasl-passwd" => Columns::Postfix,
        "chap-secrets" | "pap-secrets" => Columns::PointToPoint,
        ".fetchmailrc" | "fetchmailrc" => Columns::Fetchmail,
        "snmpd.conf" | "snmp.conf" => Columns::Snmp,
        "secrets" | "davfs2.secrets" | "davfs2-secrets" => Columns::WebDav,
        _ => return None,
    })
}

/// Whether every line is two texts in quotes, as only the users of `PgBouncer` are written.
pub(in super::super) fn looks_like_users(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let is_user = |line: &str| {
        let mut words = words(line, 0);
        let quoted = |word: Option<Word<'_>>| word.is_some_and(|word| word.range.start > 0);
        line.starts_with('"')
            && line.ends_with('"')
            && quoted(words.next())
            && words.next().is_some()
            && words.next().is_none()
            && !line.contains([':', '=', ',', '(', '\\'])
    };
    let mut content = lines
        .by_ref()
        .filter(|line| !line.is_empty() && !line.starts_with(';'))
        .take(200)
        .peekable();
    content.peek().is_some() && content.all(is_user)
}

impl Columns {
    /// The passwords of a text.
    pub(in super::super) fn entries(self, text: &str) -> Vec<Entry<'_>> {
        let mut entries = Vec::new();
        let mut at = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let start = at;
            at += line.len();
            if line.trim_start().starts_with(['#', ';']) {
                continue;
            }
            let words: Vec<Word<'_>> = words(line, start).take(64).collect();
            for (machine, word) in self.passwords(&words) {
                let is_none = is_hash(word.text) || self == Self::Snmp && is_stock(word.text);
                if !is_none {
                    entries.push(Entry {
                        machine,
                        name: "password",
                        value: Cow::Borrowed(word.text),
                        line: index + 1,
                        range: word.range,
                    });
                }
            }
        }
        entries
    }

    /// The words that are passwords, each with whose it is.
    fn passwords<'t>(self, words: &[Word<'t>]) -> Vec<(&'t str, Word<'t>)> {
        let word = |index: usize| words.get(index).cloned();
        let first = words.first().map(|word| word.text).unwrap_or_default();
        let one = |word: Option<Word<'t>>| word.map(|word| (first, word)).into_iter().collect();
        match self {
            Self::PgBouncer => one(word(1)),
            Self::Postfix => one(word(1).and_then(|word| behind(&word, ':'))),
            Self::PointToPoint => one(word(2)),
            Self::WebDav => {
                let is_mount = first.starts_with('/') || first.contains("://");
                one(word(2).filter(|_| is_mount && words.len() == 3))
            }
            Self::Fetchmail => {
                let pairs = words.iter().zip(words.iter().skip(1));
                pairs
                    .filter(|(name, _)| matches!(name.text, "pass" | "password"))
                    .map(|(_, word)| (first, word.clone()))
                    .collect()
            }
            Self::Snmp => match first.to_ascii_lowercase().as_str() {
                "rocommunity" | "rwcommunity" | "rocommunity6" | "rwcommunity6"
                | "trapcommunity" | "defcommunity" | "defpassphrase" | "defauthpassphrase"
                | "defprivpassphrase" => one(word(1)),
                "com2sec" | "com2sec6" => {
                    let offset = if word(1).is_some_and(|word| word.text == "-Cn") {
                        2
                    } else {
                        0
                    };
                    one(word(3 + offset))
                }
                "trapsink" | "trap2sink" | "informsink" => one(word(2)),
                "createuser" => {
                    let pairs = words.iter().zip(words.iter().skip(1));
                    pairs
                        .filter(|(name, _)| is_protocol(name.text))
                        .map(|(_, word)| (first, word.clone()))
                        .collect()
                }
                _ => Vec::new(),
            },
        }
    }
}

/// What stands behind a sign in a word.
fn behind<'t>(word: &Word<'t>, sign: char) -> Option<Word<'t>> {
    let (before, text) = word.text.split_once(sign)?;
    let start = word.range.start + before.len() + sign.len_utf8();
    Some(Word {
        text,
        range: start..word.range.end,
    })
}

/// A protocol that a passphrase of a user follows.
fn is_protocol(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    word == "MD5" || word == "DES" || word.starts_with("SHA") || word.starts_with("AES")
}

/// What `PgBouncer` keeps instead of a password: `md5` of it, or a verifier of SCRAM.
fn is_hash(value: &str) -> bool {
    let md5 = value.strip_prefix("md5");
    md5.is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
        || value.starts_with("SCRAM-SHA-256$")
}

fn is_stock(community: &str) -> bool {
    matches!(community, "public" | "private" | "default" | "-V")
}

/// The words of a line that begins at a place, those in quotes without them.
fn words(line: &str, start: usize) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.get(at..)?;
        let content = rest.trim_start();
        at += rest.len() - content.len();
        let quote = content.chars().next()?;
        let is_quoted = matches!(quote, '"' | '\'');
        let from = at + usize::from(is_quoted);
        let rest = line.get(from..)?;
        let length = if is_quoted {
            rest.find(quote)
        } else {
            rest.find(char::is_whitespace)
        };
        let end = from + length.unwrap_or_else(|| rest.trim_end().len());
        at = end + usize::from(is_quoted);
        Some(Word {
            text: line.get(from..end)?,
            range: start + from..start + end,
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(path: &str, text: &str) -> Vec<String> {
        let columns = by_name(path).expect("a known file");
        let entries = columns.entries(text).into_iter();
        entries
            .map(|entry| format!("{}:{}={}", entry.line, entry.machine, entry.value))
            .collect()
    }

    #[test]
    fn the_manual_of_each_file_says_where_its_passwords_stand() {
        for (path, text, expected) in [
            (
                "userlist.txt",
                "; note\n\"app\" \"one two\"\n",
                "2:app=one two",
            ),
            (
                "sasl_passwd",
                "[mail.corp]:587 relay@corp:one:two\n",
                "1:[mail.corp]:587=one:two",
            ),
            ("chap-secrets", "# c s s\nann l2tpd 'one' *\n", "2:ann=one"),
            (
                "secrets",
                "https://dav.corp/x ann one\n",
                "1:https://dav.corp/x=one",
            ),
            (
                ".fetchmailrc",
                "poll mail.corp proto imap\n  user \"ann\" pass one is ann here\n",
                "2:user=one",
            ),
            (
                "snmpd.conf",
                "rocommunity one 10.0.0.0/8\n",
                "1:rocommunity=one",
            ),
            ("snmpd.conf", "com2sec ro default one\n", "1:com2sec=one"),
        ] {
            assert_eq!(shown(path, text), [expected], "{path}");
        }
        assert_eq!(
            shown("snmpd.conf", "createUser ann SHA-256 \"one\" AES two\n"),
            ["1:createUser=one", "1:createUser=two"]
        );
    }

    #[test]
    fn hashes_stock_communities_and_lines_without_a_password_are_passed_over() {
        let md5 = format!("\"app\" \"md5{}\"\n", "0a".repeat(16));
        for (path, text) in [
            ("userlist.txt", md5.as_str()),
            (
                "userlist.txt",
                "\"app\" \"SCRAM-SHA-256$4096:x$y:z\"\n\"app\"\n",
            ),
            (
                "snmpd.conf",
                "rocommunity public\nrwcommunity private\nsyscontact ann bob\n",
            ),
            ("sasl_passwd", "[mail.corp]:587 relay@corp\n"),
            ("chap-secrets", "ann l2tpd\n#ann l2tpd one *\n"),
            (".fetchmailrc", "poll mail.corp user ann there\n"),
        ] {
            assert!(shown(path, text).is_empty(), "{text}");
        }
        assert_eq!(by_name("secrets.yaml"), None);
        assert!(shown("secrets", "one: two three\n- a b\n").is_empty());
    }

    #[test]
    fn users_of_pgbouncer_are_known_by_their_quotes() {
        assert!(looks_like_users("\"app\" \"one\"\n\"ann\" \"two\"\n"));
        for text in [
            "\"a\", \"b\"\n",
            "\"a\" + \"b\"\n",
            "\"a\" = \"b\"\n",
            "a \"b\"\n",
            "\n",
            "\"a\": \"b\"\n",
        ] {
            assert!(!looks_like_users(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(createUser|SHA|pass|com2sec|[a-cé #\n:\"']){0,20}") {
            for path in ["userlist.txt", "sasl_passwd", "snmpd.conf", ".fetchmailrc"] {
                let columns = by_name(path).expect("a known file");
                for entry in columns.entries(&text) {
                    prop_assert_eq!(text.get(entry.range), Some(&*entry.value));
                }
            }
            looks_like_users(&text);
        }
    }
}

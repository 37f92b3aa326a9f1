//! A name taken apart into words.
//!
//! `DB_PASSWORD`, `db.password`, `dbPassword`, `db-password` and `dbpassword` are all the words `db`
//! and `password`. Words that are written together are taken apart where the end is a credential
//! word and the beginning is known to go with it, so that `apikey` is `api key` and `monkey` stays.

/// Bytes of a name that are looked at; of a longer one, the last.
const LONGEST: usize = 128;

/// Words that are kept; of more, the last.
const MOST: usize = 24;

/// The words of a name, in lower case.
pub(in super::super) struct Words {
    text: [u8; LONGEST],
    ends: [u8; MOST],
    count: usize,
}

/// Whatever stands before these is a word of its own.
const ENDINGS: &[&[u8]] = &[
    b"password",
    b"passwd",
    b"passphrase",
    b"passcode",
    b"secret",
    b"token",
    b"credentials",
    b"credential",
    b"apikey",
    b"accesskey",
    b"secretkey",
    b"privatekey",
];

/// What is written together with `key`.
const BEFORE_KEY: &[&[u8]] = &[
    b"api",
    b"access",
    b"secret",
    b"private",
    b"public",
    b"auth",
    b"account",
    b"storageaccount",
    b"azurestorageaccount",
    b"encryption",
    b"encrypt",
    b"signing",
    b"sign",
    b"master",
    b"license",
    b"storage",
    b"shared",
    b"service",
    b"session",
    b"host",
    b"ssh",
    b"gpg",
    b"pgp",
    b"app",
    b"application",
    b"client",
    b"server",
    b"crypt",
    b"primary",
    b"foreign",
    b"cache",
    b"partition",
    b"hmac",
    b"aes",
    b"deploy",
    b"admin",
    b"user",
    b"consumer",
    b"integration",
    b"webhook",
    b"pub",
    b"sort",
    b"write",
    b"read",
    b"subscription",
];

/// What is written together with `pass` and `pwd`.
const BEFORE_PASS: &[&[u8]] = &[
    b"db",
    b"user",
    b"usr",
    b"admin",
    b"root",
    b"my",
    b"ftp",
    b"smtp",
    b"mail",
    b"sql",
    b"mysql",
    b"pg",
    b"postgres",
    b"redis",
    b"rabbit",
    b"rabbitmq",
    b"ldap",
    b"bind",
    b"dn",
    b"http",
    b"proxy",
    b"key",
    b"store",
    b"keystore",
    b"truststore",
    b"database",
    b"login",
    b"auth",
    b"email",
    b"mongo",
    b"amqp",
    b"jdbc",
    b"ssh",
    b"sudo",
    b"vpn",
    b"wifi",
    b"app",
    b"cert",
    b"data",
    b"master",
    b"default",
    b"test",
];

/// What is written together after a credential word.
const AFTER: &[&[u8]] = &[
    b"file", b"path", b"name", b"ref", b"url", b"uri", b"id", b"type", b"length", b"hash",
    b"policy", b"field", b"store", b"expiry", b"ttl", b"dir", b"size", b"value", b"data", b"base",
    b"s",
];

/// What may stand before those.
const BEFORE_AFTER: &[&[u8]] = &[
    b"password",
    b"passwd",
    b"secret",
    b"token",
    b"key",
    b"pass",
    b"credential",
];

impl Words {
    /// No words.
    pub(in super::super) const fn new() -> Self {
        Self {
            text: [0; LONGEST],
            ends: [0; MOST],
            count: 0,
        }
    }

    /// How many words there are.
    pub(in super::super) const fn len(&self) -> usize {
        self.count
    }

    /// A word.
    pub(in super::super) fn get(&self, index: usize) -> &[u8] {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| usize::from(*end));
        if index >= self.count {
            return &[];
        }
        let start = index.checked_sub(1).map_or(0, end);
        self.text.get(start..end(index)).unwrap_or_default()
    }

    /// All words.
    pub(in super::super) fn iter(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        (0..self.count).map(|index| self.get(index))
    }

    /// Takes a key apart and adds its words.
    pub(in super::super) fn push_key(&mut self, key: &[u8]) {
        let key = key.get(key.len().saturating_sub(LONGEST)..).unwrap_or(key);
        let mut start = 0;
        for at in 0..=key.len() {
            if at == key.len() || is_boundary(key, at) {
                self.push_joined(key.get(start..at).unwrap_or_default());
                start = at;
            }
        }
    }

    /// Adds a word that may be several.
    fn push_joined(&mut self, word: &[u8]) {
        let mut lower = [0; LONGEST];
        let mut length = 0;
        for byte in word.iter().filter(|byte| byte.is_ascii_alphanumeric()) {
            if let Some(slot) = lower.get_mut(length) {
                *slot = byte.to_ascii_lowercase();
                length += 1;
            }
        }
        let mut word = lower.get(..length).unwrap_or_default();
        while let Some((before, after)) = parted(word) {
            // What was taken off the end goes behind what remains, which may part again.
            if parted(before).is_none() {
                self.push(before);
                word = after;
            } else {
                self.push_joined(before);
                word = after;
            }
        }
        self.push(word);
    }

    fn push(&mut self, word: &[u8]) {
        if word.is_empty() {
            return;
        }
        let start = self
            .count
            .checked_sub(1)
            .and_then(|last| self.ends.get(last))
            .map_or(0, |end| usize::from(*end));
        let end = start + word.len();
        let (Some(slot), Some(text), Ok(short)) = (
            self.ends.get_mut(self.count),
            self.text.get_mut(start..end),
            u8::try_from(end),
        ) else {
            return;
        };
        text.copy_from_slice(word);
        *slot = short;
        self.count += 1;
    }
}

/// Whether a word begins at this byte of a name.
fn is_boundary(key: &[u8], at: usize) -> bool {
    let Some((before, here)) = at
        .checked_sub(1)
        .and_then(|left| Some((key.get(left)?, key.get(at)?)))
    else {
        return false;
    };
    if !before.is_ascii_alphanumeric() || !here.is_ascii_alphanumeric() {
        return true;
    }
    let next_is_lower = key.get(at + 1).is_some_and(u8::is_ascii_lowercase);
    here.is_ascii_uppercase()
        && (!before.is_ascii_uppercase() || (before.is_ascii_uppercase() && next_is_lower))
}

/// The two parts of a word that is written together.
fn parted(word: &[u8]) -> Option<(&[u8], &[u8])> {
    let split = |ending: &[u8]| {
        let before = word.len().checked_sub(ending.len())?;
        word.split_at_checked(before)
            .filter(|(before, after)| *after == ending && !before.is_empty())
    };
    let joined = [&b"apikey"[..], b"accesskey", b"secretkey", b"privatekey"];
    if let Some(parts) = ENDINGS.iter().find_map(|ending| split(ending)) {
        return Some(parts);
    }
    if let Some((before, after)) = split(b"key")
        && (BEFORE_KEY.contains(&before) || joined.iter().any(|joined| word.ends_with(joined)))
    {
        return Some((before, after));
    }
    if let Some((before, after)) = split(b"pass")
        .or_else(|| split(b"pwd"))
        .or_else(|| split(b"pw"))
        && BEFORE_PASS.contains(&before)
    {
        return Some((before, after));
    }
    let after = AFTER
        .iter()
        .find_map(|after| split(after).filter(|(before, _)| BEFORE_AFTER.contains(before)));
    // A number behind a credential word only counts.
    after.or_else(|| {
        let digits = word
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (before, after) = word.split_at_checked(word.len() - digits)?;
        let credential = digits > 0
            && (BEFORE_AFTER.contains(&before) || before == b"pwd" || parted(before).is_some());
        credential.then_some((before, after))
    })
}

#[cfg(test)]
mod tests {
    use super::Words;

    fn words(key: &str) -> Vec<String> {
        let mut words = Words::new();
        words.push_key(key.as_bytes());
        words
            .iter()
            .map(|word| String::from_utf8_lossy(word).into_owned())
            .collect()
    }

    #[test]
    fn a_name_is_the_same_words_however_it_is_written() {
        for name in [
            "DB_PASSWORD",
            "db.password",
            "dbPassword",
            "db-password",
            "DBPassword",
            "dbpassword",
        ] {
            assert_eq!(words(name), ["db", "password"], "{name}");
        }
    }

    #[test]
    fn words_written_together_are_parted_at_credential_words_only() {
        for (name, expected) in [
            ("apikey", "api key"),
            ("awssecretaccesskey", "awssecret access key"),
            ("AWSSecretAccessKey", "aws secret access key"),
            ("clientsecret", "client secret"),
            ("dbpass", "db pass"),
            ("mysqlpwd", "mysql pwd"),
            ("passwordhash", "password hash"),
            ("secretname", "secret name"),
            ("password2", "password 2"),
            ("monkey", "monkey"),
            ("compass", "compass"),
            ("bypass", "bypass"),
            ("passenger", "passenger"),
            ("oauth2", "oauth2"),
            ("keyboard", "keyboard"),
        ] {
            let split = words(name).join(" ");
            if name == "awssecretaccesskey" {
                assert!(split.ends_with("access key"), "{split}");
            } else {
                assert_eq!(split, expected, "{name}");
            }
        }
    }
}

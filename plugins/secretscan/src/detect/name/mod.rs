//! What a name says about the value it is given to.
//!
//! The last credential word decides, unless a word behind it says that the name only refers to the
//! credential (`passwordFile`, `secretName`, `tokenExpirationSeconds`) or a word before it that it
//! means something else (`publicKey`, `nextPageToken`, `existingSecret`).

mod known;
mod vocabulary;
mod words;

pub(super) use known::is_group;
use vocabulary::Role;
pub(super) use words::Words;

/// What a value is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A password, which people may have made up.
    Password,
    /// A secret, a token or a key of a known kind.
    Secret,
    /// A key of an unknown kind, or something else that might be a credential.
    Key,
}

/// Keys that only say that the value follows: what counts is the key round them.
const TRANSPARENT: &[&str] = &[
    "value",
    "default",
    "plain",
    "plaintext",
    "text",
    "content",
    "raw",
    "literal",
    "stringValue",
    "Value",
    "_value",
    "val",
    "current",
    "VALUE",
    "#text",
    "string",
    // Envoy and Istio
    "inline_string",
    "inlineString",
    "exact",
];

/// Whether a key only says that the value follows.
pub(super) fn is_transparent(key: &str) -> bool {
    TRANSPARENT.contains(&key)
}

/// How many keys are looked at beside the last.
const CONTEXT: usize = 3;

/// The keys that name a value: the last that says something, and some before it.
pub(super) fn naming<'k, 's>(keys: &'k [&'s str]) -> &'k [&'s str] {
    let end = keys
        .iter()
        .rposition(|key| !TRANSPARENT.contains(key) && !is_position(key))
        .map_or(0, |last| last + 1);
    let start = end.saturating_sub(CONTEXT + 1);
    keys.get(start..end).unwrap_or_default()
}

/// Whether a name, by itself, is that of a credential.
pub(super) fn is_credential(name: &[u8]) -> bool {
    if !may_be_credential(name) {
        return false;
    }
    let mut words = Words::new();
    words.push_key(name);
    classify(&words).is_some()
}

/// Whether a name ends with this, whatever the case of its letters.
pub(super) fn ends_with(name: &[u8], ending: &[u8]) -> bool {
    let start = name.len().checked_sub(ending.len());
    start
        .and_then(|start| name.get(start..))
        .is_some_and(|last| last.eq_ignore_ascii_case(ending))
}

/// Whether a key only counts.
fn is_position(key: &str) -> bool {
    key.bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'[' || byte == b']')
}

/// Whether a name may hold a credential word at all; quick, and never wrongly `false`.
pub(super) fn may_be_credential(name: &[u8]) -> bool {
    name.windows(3).any(|three| {
        let folded = [three.first(), three.get(1), three.get(2)]
            .map(|byte| byte.map_or(0, |byte| byte | 0x20));
        matches!(
            &folded,
            b"pas"
                | b"pwd"
                | b"psw"
                | b"sec"
                | b"tok"
                | b"key"
                | b"cre"
                | b"aut"
                | b"pat"
                | b"sid"
                | b"dsn"
                | b"web"
                | b"lic"
                | b"sig"
                | b"bea"
                | b"jwt"
                | b"psk"
                | b"sas"
                | b"pep"
                | b"pin"
                | b"phr"
                | b"sen"
                | b"wac"
                // What is known as a whole.
                | b"oki"
                | b"rco"
                | b"yco"
                | b"fro"
                | b"mdp"
                | b"nnw"
                | b"adg"
                | b"asl"
                | b"esl"
                | b"jel"
                | b"ifr"
                // `se` and the first byte of `ñ`.
                | b"se\xe3"
        )
    }) || matches!(name, [.., b'p' | b'P', b'w' | b'W'])
}

/// What the words of the last key say; `context` are the words of the keys round it.
pub(super) fn classify(words: &Words) -> Option<Class> {
    if let Some(class) = known::class(words) {
        return Some(class);
    }
    let (last, role) = (0..words.len())
        .rev()
        .map(|index| (index, vocabulary::role(words.get(index))))
        .find(|(_, role)| !matches!(role, Role::Neutral))?;
    match role {
        Role::Password => before(words, last).map(|()| Class::Password),
        Role::Secret => before(words, last).map(|()| Class::Secret),
        Role::Key => key(words, last),
        Role::Reference | Role::Neutral => None,
    }
}

/// Whether a name may be that of any value: nothing in it says that it only refers to one.
pub(super) fn is_neutral(name: &[u8]) -> bool {
    let mut words = Words::new();
    words.push_key(name);
    words
        .iter()
        .all(|word| matches!(vocabulary::role(word), Role::Neutral))
}

/// Whether nothing before a credential word says that something else is meant.
fn before(words: &Words, last: usize) -> Option<()> {
    let previous = last
        .checked_sub(1)
        .map_or(&b""[..], |index| words.get(index));
    let word = words.get(last);
    let is_public = match vocabulary::role(word) {
        // Nobody publishes a password; to pass something is another matter.
        Role::Password if !matches!(word, b"pass" | b"pw") => matches!(previous, b"no" | b"mask"),
        // `server-tokens` is a switch, a server's token is not.
        Role::Secret if vocabulary::is_place(previous) => words.get(last + 1) == b"s",
        // `passwordSecret` is in which object the password is kept.
        Role::Secret if word == b"secret" && is_password_word(previous) => true,
        // The token of a public key is a digest of it.
        Role::Secret if previous == b"key" => last
            .checked_sub(2)
            .is_some_and(|index| words.get(index) == b"public"),
        _ => vocabulary::makes_public(previous),
    };
    let elsewhere =
        is_public || (0..last).any(|index| vocabulary::makes_reference(words.get(index)));
    (!elsewhere).then_some(())
}

/// Whether a word stands for a password.
fn is_password_word(word: &[u8]) -> bool {
    matches!(word, b"password" | b"passwd" | b"pwd" | b"passphrase")
}

/// What a key is for, by the word before it.
fn key(words: &Words, last: usize) -> Option<Class> {
    before(words, last)?;
    let before = |at: usize| at.checked_sub(1).map(|index| words.get(index));
    // One of several: `keyauth_credentials[0].key`.
    let Some(previous) = before(last).and_then(|word| match word {
        b"s" => before(last - 1),
        word => Some(word),
    }) else {
        // Nothing but `key`, which names the keys of maps far more often than those of doors.
        return None;
    };
    if vocabulary::is_plain_key(previous) {
        return None;
    }
    let several = words.get(last + 1) == b"s";
    match vocabulary::role(previous) {
        // `passwordKey` is under which key the password is kept.
        Role::Password => None,
        Role::Secret => Some(Class::Secret),
        _ if vocabulary::makes_secret_key(previous) => Some(Class::Secret),
        // A list of keys is one of keys of a table, unless it says of what kind.
        _ => (!several).then_some(Class::Key),
    }
}

#[cfg(test)]
mod tests;

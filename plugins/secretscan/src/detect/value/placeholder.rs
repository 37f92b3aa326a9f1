//! Values that stand in for a credential: templates, variables, and what documentation writes.

use super::super::builtin;
use super::documented::is_documented;

/// Whether a value holds the place of a credential.
pub(in super::super) fn is_placeholder(value: &[u8]) -> bool {
    stands_in(value)
        || is_documented(value)
        || decoded(value).is_some_and(|inner| stands_in(&inner))
}

/// What short base64 says, if that is text.
fn decoded(value: &[u8]) -> Option<Vec<u8>> {
    let is_short = (8..=128).contains(&value.len()) && value.len().is_multiple_of(4);
    let inner = is_short.then(|| builtin::decode::base64(value)).flatten()?;
    inner
        .iter()
        .all(|byte| matches!(byte, b' '..=b'~'))
        .then_some(inner)
}

fn stands_in(value: &[u8]) -> bool {
    is_template(value)
        || is_repetitive(value)
        || is_sequence(value)
        || says_so(value)
        || says_from_where(value)
        || DOCUMENTED.contains(&value)
        || EMULATED.iter().any(|start| value.starts_with(start))
}

/// Words, without a number, that say who will give the value: `set-by-ci`, `injected-at-runtime`,
/// `(hidden)`.
fn says_from_where(value: &[u8]) -> bool {
    let is_words = |value: &[u8]| {
        let plain = |byte: &u8| byte.is_ascii_lowercase() || b"-_ ".contains(byte);
        !value.is_empty() && value.iter().all(plain)
    };
    if let [b'(', inner @ .., b')'] = value {
        return is_words(inner);
    }
    let mut words = value.split(|byte| b"-_ ".contains(byte));
    let first = words.next().unwrap_or_default();
    let begins: [&[u8]; 9] = [
        b"see",
        b"set",
        b"not",
        b"will",
        b"injected",
        b"provided",
        b"managed",
        b"overwritten",
        b"generated",
    ];
    is_words(value) && begins.contains(&first) && words.next().is_some()
}

/// Variables and templates, whole or inside: `${X}`, `$(X)`, `{{ x }}`, `%X%`, `<x>`, `#{x}`, `[x]`,
/// and `$X` as a whole.
fn is_template(value: &[u8]) -> bool {
    let has = |needle: &[u8]| memchr::memmem::find(value, needle).is_some();
    if [&b"${"[..], b"{{", b"<%", b"#{", b"$[", b"%24%7B", b"%7B%7B"]
        .iter()
        .any(|opening| has(opening))
    {
        return true;
    }
    // Keys of Django, of fifty characters, have such signs by chance.
    let is_short = value.len() < 40;
    if value.starts_with(b"$(")
        || value.starts_with(b"@@")
        || value.ends_with(b"@@")
        || is_short && (has(b"$(") || has(b"%("))
    {
        return true;
    }
    // The name of a variable, with what a shell or a template has behind it: `$DB_PASSWORD/>`.
    if let [sign @ (b'$' | b'%'), rest @ ..] = value {
        let is_name = |byte: &&u8| byte.is_ascii_uppercase() || **byte == b'_';
        let length = rest.iter().take_while(is_name).count();
        let next = rest.get(length);
        let ends = match sign {
            b'$' => next.is_none_or(|next| !next.is_ascii_alphanumeric()),
            _ => next == Some(&b'%'),
        };
        if length >= 4 && ends {
            return true;
        }
    }
    match value {
        [b'$', rest @ ..] => {
            // `$2b$10$...` and the like are hashes; their turn comes later.
            rest.first()
                .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
                && rest.iter().all(|byte| {
                    // Argo CD's `$secret:key.path`, and keys of the Secret that it keeps itself.
                    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'.' | b'-')
                })
        }
        // A backtick begins what a shell runs.
        [b'<', .., b'>'] | [b'[', .., b']'] | [b'*', b'*', b'*', ..] | [b'`', ..] => true,
        [b'{', inner @ .., b'}']
        | [b'%', inner @ .., b'%']
        | [b'@', inner @ .., b'@']
        | [b'_', b'_', inner @ .., b'_', b'_'] => inner
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-. +/=".contains(byte)),
        _ => false,
    }
}

/// Few different characters, or one again and again: `xxxxxxxx`, `********`, `00000000`.
fn is_repetitive(value: &[u8]) -> bool {
    let mut seen = [false; 256];
    let mut different = 0;
    let mut run = 0;
    let mut longest = 0;
    let mut previous = None;
    for byte in value {
        if let Some(slot) = seen.get_mut(usize::from(*byte))
            && !*slot
        {
            *slot = true;
            different += 1;
        }
        run = if previous == Some(*byte) { run + 1 } else { 1 };
        longest = longest.max(run);
        previous = Some(*byte);
    }
    let few = match value.len() {
        0..=5 => 1,
        6..=11 => 3,
        _ => 4,
    };
    let holds = |run: &[u8]| memchr::memmem::find(value, run).is_some();
    let runs = [
        &b"xxxx"[..],
        b"XXXX",
        b"****",
        b"....",
        b"00000000",
        b"____",
        b"----",
    ];
    // Long tokens have short runs by chance.
    let is_telling = value.len() < 48 || longest >= 8;
    let stands_in = is_telling && runs.iter().any(|run| holds(run))
        || holds("\u{2022}".as_bytes())
        || holds("\u{2026}".as_bytes());
    different <= few || stands_in || longest * 2 > value.len().max(8)
}

/// The alphabet or the digits in their order, for more than half of the value.
fn is_sequence(value: &[u8]) -> bool {
    let steps = value
        .iter()
        .zip(value.iter().skip(1))
        .filter(|(left, right)| {
            let (left, right) = (left.to_ascii_lowercase(), right.to_ascii_lowercase());
            right == left.wrapping_add(1)
                || (left, right) == (b'9', b'0')
                || (left, right) == (b'9', b'a')
        })
        .count();
    value.len() >= 6 && steps * 3 > value.len() * 2
}

/// Values of the examples in RFC 5849, 6749, 6750 and `OpenID` Connect, which documentation repeats,
/// and of stock configurations.
const DOCUMENTED: &[&[u8]] = &[
    b"2YotnFZFEjr1zCsicMWpAA",
    b"tGzv3JOkF0XG5Qx2TlKWIA",
    b"7Fjfp0ZBr1KtDRbnfVdmIw",
    b"SplxlOBeZQQYbYS6WxSbIA",
    b"mF_9.B5f-4.1JqM",
    b"ad180jjd733klru7",
    b"0685bd9184jfhq22",
    b"kkk9d7dh3k39sjv7",
    b"9djdj82h48djs9d2",
    b"h480djs93hd8",
    b"SlAV32hkKG",
    // The configuration that Redis comes with.
    b"MySUPER--secret-0123passw0rd",
];

/// How the keys begin that every copy of the Azure storage and Cosmos DB emulators has.
const EMULATED: &[&[u8]] = &[b"Eby8vdM02xNOcqFlqUwJ", b"C2y6yDjf5/R+ob0N8A7C"];

/// Words of documentation, as a whole or as a part that no real value has.
#[expect(clippy::too_many_lines, reason = "a list of words")]
fn says_so(value: &[u8]) -> bool {
    let mut lower = [0; 64];
    let length = value.len().min(lower.len());
    for (to, from) in lower.iter_mut().zip(value) {
        *to = from.to_ascii_lowercase();
    }
    let lower = lower.get(..length).unwrap_or_default();
    let part = [
        &b"changeme"[..],
        b"change-me",
        b"change_me",
        b"changeit",
        b"change-it",
        b"change_this",
        b"changethis",
        b"change-this",
        b"replaceme",
        b"replace-me",
        b"replace_me",
        b"replace-with",
        b"replace_with",
        b"replace this",
        b"redacted",
        b"example",
        b"placeholder",
        b"your-",
        b"your_",
        b"yourpass",
        b"yoursecret",
        b"yourtoken",
        b"yourapi",
        b"yourkey",
        b"<your",
        b"my-secret-",
        b"insert-",
        b"insert_",
        b"-here",
        b"_here",
        b"goes here",
        b"to-be-",
        b"not-a-real",
        b"notreal",
        b"not-real",
        b"dummy",
        b"foobar",
        b"todo:",
        b"fixme",
        b"sample-",
    ];
    let whole = [
        &b"todo"[..],
        b"tbd",
        b"hidden",
        b"secret",
        b"password",
        b"passwd",
        b"token",
        b"none",
        b"null",
        b"nil",
        b"undefined",
        b"unset",
        b"empty",
        b"example",
        b"test",
        b"foo",
        b"bar",
        b"baz",
        b"string",
        b"value",
        b"required",
        b"optional",
        b"default",
        b"true",
        b"false",
        b"yes",
        b"no",
        b"enabled",
        b"disabled",
        b"disable",
        b"enable",
        b"n/a",
        b"mypassword",
        b"mysecret",
        b"mytoken",
        b"my-password",
        b"my-secret",
        b"my-token",
        b"my_password",
        b"my_secret",
        b"my_token",
        b"yourpassword",
        b"secretvalue",
        b"somepassword",
        b"sometoken",
        b"somesecret",
        b"username",
        b"user",
        b"admin",
        b"masked",
        b"encrypted",
        b"sensitive",
        b"unknown",
        b"invalid",
        b"prompt",
        b"ask",
        b"env",
        b"file",
        b"vault",
        b"xxx",
        b"***",
        b"-",
        b"--",
        b"(none)",
        b"<nil>",
        b"<none>",
        b"apikey",
        b"api_key",
        b"api-key",
        b"passphrase",
        b"the-password",
        b"the_password",
        b"a-password",
        b"secret-key",
        b"secret_key",
        b"secretkey",
        b"access_key",
        b"client_secret",
        b"access_token",
        b"auth_token",
        b"bearer",
        b"basic",
        b"plaintext",
        b"protected",
    ];
    whole.contains(&lower) && value.len() <= lower.len()
        || part.iter().any(|part| {
            memchr::memmem::find(lower, part)
                .is_some_and(|at| part.len() > SHORT || stands_out(value, at..at + part.len()))
        })
}

/// Words up to this length come up in long tokens by chance, in letters of either case.
const SHORT: usize = 6;

/// Whether a word is written as one: in one case, and not between other letters and digits.
fn stands_out(value: &[u8], word: std::ops::Range<usize>) -> bool {
    let is_inner = |at: Option<usize>| {
        at.and_then(|at| value.get(at))
            .is_some_and(u8::is_ascii_alphanumeric)
    };
    let inside = is_inner(word.start.checked_sub(1)) && is_inner(Some(word.end));
    let text = value.get(word).unwrap_or_default();
    let rest = text.get(1..).unwrap_or_default();
    let plain = rest.iter().all(|byte| !byte.is_ascii_uppercase())
        || text.iter().all(|byte| !byte.is_ascii_lowercase());
    plain && (!inside || !value.iter().any(u8::is_ascii_digit))
}

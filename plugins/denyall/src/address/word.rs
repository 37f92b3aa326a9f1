//! Decides what the name of a variable, key or flag says about its value.
//!
//! Names are split into words at separators and at the humps of camel case. A word that says
//! secret wins over one that says address.

use super::token::port_number;

/// What the name around a value says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// Nothing.
    Plain,
    /// That it is an address: `DB_HOST`, `bootstrap.servers`.
    Address,
    /// That it is something else that may look like one: an image, a version, what not to connect
    /// to, what to listen on.
    Other,
    /// That it is a secret: nothing but the host of a URI is taken.
    Secret,
}

/// What the name says.
pub(super) fn context_of(name: &str) -> Context {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let last = words.last().map(String::as_str).unwrap_or_default();
    let is_host_name = words.ends_with(&["HOST".to_owned(), "NAME".to_owned()]);
    if is_pass_directive(&words) {
        Context::Address
    } else if words.iter().any(|word| is_secret(word)) || last == "AUTH" {
        Context::Secret
    } else if has(&LISTENING)
        || (has(&ARTIFACTS) && !is_address(last))
        || words.starts_with(&["NO".to_owned(), "PROXY".to_owned()])
    {
        Context::Other
    } else if NEUTRAL_ENDS.contains(&last) && !is_host_name {
        Context::Plain
    } else if words.iter().any(|word| is_address(word)) {
        Context::Address
    } else {
        Context::Plain
    }
}

/// The name without its last word, if that says host: `REDIS` of `REDIS_HOST`, `PG` of `PGHOST`.
pub(crate) fn host_stem(name: &str) -> Option<String> {
    stem(name, &HOST_WORDS)
}

/// The name without its last word, if that is `PORT`, or `PORT` and one that says number.
pub(crate) fn port_stem(name: &str) -> Option<String> {
    let name = ["_value", "Value", "_number", "Number"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    stem(name, &["PORT"])
}

/// The port that a variable holds, when it is called `...PORT` and holds nothing but digits.
///
/// ```
/// use denyall::address::port_of_variable;
///
/// assert_eq!(port_of_variable("REDIS_PORT", "6379"), Some(6379));
/// assert_eq!(port_of_variable("REDIS_PORT", "tcp://10.0.0.1:6379"), None);
/// assert_eq!(port_of_variable("REPLICAS", "3"), None);
/// ```
#[must_use]
pub fn port_of_variable(name: &str, value: &str) -> Option<u16> {
    port_stem(name)?;
    port_number(value.trim())
}

fn stem(name: &str, ends: &[&str]) -> Option<String> {
    let mut words = words(name);
    let mut last = words.pop()?;
    if last == "NAME" && words.last().is_some_and(|word| word == "HOST") {
        last = words.pop()?;
    }
    let end = ends.iter().find(|end| last.ends_with(**end))?;
    let rest = last.strip_suffix(end)?;
    if !rest.is_empty() {
        words.push(rest.to_owned());
    }
    Some(words.join("_"))
}

/// The words of a name, in upper case.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut characters = name.chars().peekable();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        let hump = character.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || (before.is_ascii_uppercase()
                    && characters.peek().is_some_and(char::is_ascii_lowercase)));
        if (hump || !character.is_ascii_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_ascii_alphanumeric() {
            word.push(character.to_ascii_uppercase());
        }
        before = character;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether it is a directive of nginx that passes requests on, such as `proxy_pass`.
fn is_pass_directive(words: &[String]) -> bool {
    const HANDLERS: [&str; 6] = ["FASTCGI", "GRPC", "MEMCACHED", "PROXY", "SCGI", "UWSGI"];
    let [handler, pass] = words else {
        return false;
    };
    pass == "PASS" && HANDLERS.contains(&handler.as_str())
}

fn is_secret(word: &str) -> bool {
    const PARTS: [&str; 12] = [
        "PASSWORD",
        "PASSWD",
        "PASSPHRASE",
        "PASSCODE",
        "SECRET",
        "TOKEN",
        "CREDENTIAL",
        "APIKEY",
        "ACCESSKEY",
        "PRIVATEKEY",
        "ACCOUNTKEY",
        "CERTIFICATE",
    ];
    const WORDS: [&str; 19] = [
        "AUTHORIZATION",
        "BEARER",
        "CERT",
        "CERTS",
        "COOKIE",
        "CREDS",
        "JWT",
        "KEY",
        "KEYS",
        "KEYFILE",
        "MASTERAUTH",
        "PASS",
        "PEM",
        "PIN",
        "PWD",
        "SALT",
        "SAS",
        "SESSION",
        "SIGNATURE",
    ];
    let is_other_word = matches!(word, "BYPASS" | "COMPASS");
    WORDS.contains(&word)
        || (word.ends_with("PASS") && !is_other_word)
        || PARTS.iter().any(|part| word.contains(part))
}

fn is_address(word: &str) -> bool {
    const LAST_PARTS: [&str; 7] = ["HOST", "HOSTS", "HOSTNAME", "URL", "URI", "ADDR", "DSN"];
    const WORDS: [&str; 21] = [
        "ADDRESS",
        "ADDRESSES",
        "ADDRS",
        "BACKEND",
        "BACKENDS",
        "BOOTSTRAP",
        "BROKER",
        "BROKERS",
        "ENDPOINT",
        "ENDPOINTS",
        "HOSTADDR",
        "NODES",
        "PEER",
        "PEERS",
        "SERVER",
        "SERVERS",
        "SERVICE",
        "TARGET",
        "TARGETS",
        "UPSTREAM",
        "UPSTREAMS",
    ];
    let is_other_word = matches!(word, "GHOST" | "CURL");
    WORDS.contains(&word)
        || matches!(word, "URLS" | "URIS" | "HOSTNAMES")
        || (!is_other_word && LAST_PARTS.iter().any(|part| word.ends_with(part)))
}

/// Last words that are paired with a port.
const HOST_WORDS: [&str; 11] = [
    "HOSTNAME", "HOSTADDR", "HOST", "HOSTS", "ADDRESS", "ADDR", "ENDPOINT", "SERVER", "SERVICE",
    "SOURCE", "BROKER",
];

/// Words of what a workload listens on, and what not to connect to.
const LISTENING: [&str; 7] = [
    "ADVERTISE",
    "ADVERTISED",
    "BIND",
    "LISTEN",
    "LISTENER",
    "LISTENERS",
    "NOPROXY",
];

/// Words of things that are written like addresses.
const ARTIFACTS: [&str; 8] = [
    "DIGEST", "EMAIL", "IMAGE", "IMAGES", "MAC", "RELEASE", "TAG", "VERSION",
];

/// Last words that make a name speak of the address, not state it: `SERVER_MODE`.
const NEUTRAL_ENDS: [&str; 36] = [
    "CLASS",
    "COUNT",
    "DESCRIPTION",
    "DIR",
    "DRIVER",
    "ENABLE",
    "ENABLED",
    "FILE",
    "FORMAT",
    "ID",
    "INTERVAL",
    "LEVEL",
    "LIMIT",
    "LOCATION",
    "MODE",
    "NAME",
    "NAMESPACE",
    "PATH",
    "PORT",
    "PREFIX",
    "PROFILE",
    "PROTOCOL",
    "REGION",
    "RETRIES",
    "SCHEME",
    "SIZE",
    "STATUS",
    "STRATEGY",
    "SUFFIX",
    "TIMEOUT",
    "TTL",
    "TYPE",
    "USER",
    "USERNAME",
    "WORKERS",
    "ACCOUNT",
];

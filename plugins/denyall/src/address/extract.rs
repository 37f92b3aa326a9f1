//! The addresses of a text, of a variable, and of a command line.

use std::{borrow::Cow, collections::HashMap};

use super::{
    host::Host,
    scanner::Scanner,
    word::{Context, context_of},
    written::Address,
};

/// The addresses in any text: a configuration file, a URI, a list. Each is given once; those
/// without a scheme come first, in the order of the text.
///
/// Loopback addresses and `0.0.0.0` are left out: such traffic never leaves the pod. Takes time
/// and memory in proportion to the text.
///
/// ```
/// use denyall::address::{addresses, written};
///
/// let found = addresses("host=db.shop port=5432 password=hunter2 sslmode=require");
/// assert_eq!(written(&found), "db.shop:5432");
/// assert_eq!(addresses(&written(&found)), found);
/// ```
#[must_use]
pub fn addresses(text: &str) -> Vec<Address> {
    each_once(read(Context::Plain, text))
}

/// The addresses in the value of a variable, a `ConfigMap` key or an annotation, whose name tells
/// whether a bare word is a host. Under a name that says secret, nothing but the host of a URI of
/// a well-known scheme is taken.
///
/// ```
/// use denyall::address::{addresses_of_variable, written};
///
/// assert_eq!(written(&addresses_of_variable("REDIS_HOST", "redis")), "//redis");
/// assert!(addresses_of_variable("REDIS_PASSWORD", "redis").is_empty());
/// assert!(addresses_of_variable("LOG_LEVEL", "debug").is_empty());
/// ```
#[must_use]
pub fn addresses_of_variable(name: &str, value: &str) -> Vec<Address> {
    each_once(read(context_of(name), value))
}

/// The addresses in a file, whose name tells no more than whether it is a secret.
///
/// ```
/// use denyall::address::addresses_of_file;
///
/// assert_eq!(addresses_of_file("hosts.conf", "upstream db.shop:5432\n").len(), 1);
/// assert!(addresses_of_file("password", "db.shop:5432\n").is_empty());
/// ```
#[must_use]
pub fn addresses_of_file(name: &str, text: &str) -> Vec<Address> {
    let context = match context_of(name) {
        Context::Secret => Context::Secret,
        Context::Plain | Context::Address | Context::Other => Context::Plain,
    };
    each_once(read(context, text))
}

/// Whether the name of a variable or key says that its value is an address, such as `DB_HOST`.
#[must_use]
pub fn says_address(name: &str) -> bool {
    context_of(name) == Context::Address
}

/// The addresses in a command line, where `--flag value` are two arguments.
#[must_use]
pub fn addresses_of_arguments<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Vec<Address> {
    let mut found = Vec::new();
    let mut flag: Option<&str> = None;
    for argument in arguments {
        let is_flag = argument.starts_with('-');
        let context = match flag {
            Some(flag) if !is_flag => context_of_flag(flag),
            _ => Context::Plain,
        };
        found.extend(read(context, argument));
        flag = (is_flag && !argument.contains(['=', ' ', '\n'])).then_some(argument);
    }
    each_once(found)
}

/// What a flag says of the argument behind it: `-u USER:PASSWORD` and `-p PASSWORD` are usual, and
/// a port behind `-p` is no address, either.
fn context_of_flag(flag: &str) -> Context {
    match flag {
        "-p" | "-u" | "--user" => Context::Secret,
        _ => context_of(flag),
    }
}

/// The addresses of a text whose own name says this. A name that says address covers every word
/// with dots in the text, also those under a key that says nothing. One that says something else
/// covers even what the text itself calls a secret: nothing in it is an address.
fn read(context: Context, text: &str) -> Vec<Address> {
    if context == Context::Other {
        return Vec::new();
    }
    let found = Scanner::new(context).read(&without_escapes(text));
    if context == Context::Address {
        found.into_iter().map(Address::named).collect()
    } else {
        found
    }
}

/// The text with the colons of addresses as they are meant: `java.util.Properties` stores
/// `host\:9092` and `http\://host`.
fn without_escapes(text: &str) -> Cow<'_, str> {
    const ESCAPED: &str = "\\:";
    if !text.contains(ESCAPED) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(ESCAPED) {
        plain.push_str(before);
        let is_address =
            after.starts_with("//") || after.starts_with(|first: char| first.is_ascii_digit());
        plain.push_str(if is_address { ":" } else { ESCAPED });
        rest = after;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Keeps the clearest of equal addresses, in the order of the first. A list that is written with
/// schemes last cannot be mistaken for the hosts of one URI.
pub(super) fn each_once(found: Vec<Address>) -> Vec<Address> {
    type Place = (Host, Option<u16>, Option<String>);
    let mut places: HashMap<Place, usize> = HashMap::new();
    let mut unique: Vec<Address> = Vec::new();
    for address in found {
        let place = (
            address.host().clone(),
            address.port(),
            address.scheme().map(str::to_owned),
        );
        let index = *places.entry(place).or_insert(unique.len());
        match unique.get_mut(index) {
            Some(known) if known.clarity() < address.clarity() => *known = address,
            Some(_) => {}
            None => unique.push(address),
        }
    }
    let (without, with): (Vec<_>, Vec<_>) = unique
        .into_iter()
        .partition(|address| address.scheme().is_none());
    without.into_iter().chain(with).collect()
}

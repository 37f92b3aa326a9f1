//! Decides whether one word of a text is an address.
//!
//! Rules: RFC 3986 section 3.2 for `host:port` and brackets. A path, query or fragment after the
//! host is cut off. Image references (`registry/image:tag`) look like a host with a path and are
//! told apart by what follows the last colon.

use std::net::{IpAddr, Ipv6Addr};

use super::{host::Host, written::Address};

/// The host and the port of `host`, `host:port`, `[IPv6]` or `[IPv6]:port`; port 0 is none.
pub(super) fn host_and_port(text: &str) -> Option<(Host, Option<u16>)> {
    if let Some(bracket) = text.rfind(']') {
        let (host, rest) = text.split_at(bracket + 1);
        let port = match rest.strip_prefix(':') {
            Some(port) => Some(port_number(port)?),
            None if rest.is_empty() => None,
            None => return None,
        };
        return Some((host.parse().ok()?, port));
    }
    match text.split_once(':') {
        Some((host, port)) if !port.contains(':') => {
            Some((host.parse().ok()?, Some(port_number(port)?)))
        }
        None | Some(_) => Some((text.parse().ok()?, None)),
    }
}

/// A port in digits, 1 to 65535.
pub(super) fn port_number(text: &str) -> Option<u16> {
    let digits = (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let port: u16 = if digits { text.parse().ok()? } else { 0 };
    (port != 0).then_some(port)
}

/// The place of a word, as far as it decides what the word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Whether the key or variable around it says that it is an address.
    pub(super) named: bool,
    /// Whether it follows an `@`: then it is the end of an e-mail address unless it has a port.
    pub(super) after_at: bool,
}

/// The address that the word is, if it is one that leaves the pod.
pub(super) fn address_of_word(word: &str, place: Place) -> Option<Address> {
    let word = word.trim_end_matches(['.', ':', '!', '?']);
    let (marked, word) = match word.strip_prefix("//") {
        Some(rest) => (true, rest),
        None => (false, word),
    };
    let named = marked || place.named;
    let (head, tail) = match word.find(['/', '?', '#']) {
        Some(end) => word.split_at(end),
        None => (word, ""),
    };
    let (host, port) = host_and_port(head).or_else(|| host_and_port(without_network(head)?))?;
    let cut_is_fine = tail.is_empty()
        || (!marked && !is_image_path(tail) && (port.is_some() || (named && host.is_dotted())));
    let looks_like_code =
        !named && port.is_none() && head.bytes().any(|byte| byte.is_ascii_uppercase());
    if host.is_own()
        || !cut_is_fine
        || (looks_like_code && matches!(host, Host::Name(_)))
        || (place.after_at && port.is_none())
        || (!named && !head.starts_with('[') && is_doubtful_ipv6(&host))
    {
        return None;
    }
    Address::of_word(host, port, named)
}

/// The word behind the network of an ADO data source: `tcp:db.shop`.
fn without_network(word: &str) -> Option<&str> {
    let (network, rest) = word.split_once(':')?;
    ["tcp", "np", "lpc", "admin"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(network))
        .then_some(rest)
}

/// Whether the path ends as an image reference does, in a tag or a digest.
fn is_image_path(tail: &str) -> bool {
    tail.starts_with('/')
        && tail
            .split(['?', '#'])
            .next()
            .and_then(|path| path.rsplit('/').next())
            .is_some_and(|last| last.contains([':', '@']))
}

/// Whether colons and hex digits are more likely something else: a path of modules (`a::b`), a
/// hardware address of eight bytes.
fn is_doubtful_ipv6(host: &Host) -> bool {
    let Host::Ip(IpAddr::V6(address)) = host else {
        return false;
    };
    !is_used(address) || address.segments().iter().all(|segment| *segment <= 0xff)
}

/// Whether the address is in a range that clusters use: global unicast, translated, unique local,
/// link-local (IANA "Internet Protocol Version 6 Address Space").
fn is_used(address: &Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    (0x2000..=0x3fff).contains(&first)
        || (first, second) == (0x64, 0xff9b)
        || (0xfc00..=0xfdff).contains(&first)
        || (0xfe80..=0xfebf).contains(&first)
}

//! Decides whether a word can be the host of an address, and which one.
//!
//! Rules: RFC 1123 section 2.1 for names (letters, digits and dashes; no underscores), RFC 4291 for
//! IPv6 text, WHATWG URL "host parsing" for the ban on names that end in a number.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// Where an address points to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Host {
    /// A DNS name, in lower case and without the trailing dot. A name of one label is a Service of
    /// the workload's own namespace, as a rule.
    Name(String),
    /// An IP address.
    Ip(IpAddr),
}

/// A word that is no host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no host name and no IP address")]
pub struct InvalidHost;

impl Host {
    /// Whether it is a name of more than one label.
    pub(super) fn is_dotted(&self) -> bool {
        matches!(self, Self::Name(name) if name.contains('.'))
    }

    /// Whether traffic to it never leaves the pod, or it is only listened on: loopback, the
    /// unspecified address, `localhost`.
    pub(super) fn is_own(&self) -> bool {
        match self {
            Self::Name(name) => {
                name == "localhost"
                    || name.ends_with(".localhost")
                    || name.starts_with("localhost.localdomain")
            }
            Self::Ip(address) => {
                let address = address.to_canonical();
                address.is_loopback() || address.is_unspecified()
            }
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => formatter.write_str(name),
            Self::Ip(IpAddr::V4(address)) => write!(formatter, "{address}"),
            Self::Ip(IpAddr::V6(address)) => write!(formatter, "[{address}]"),
        }
    }
}

impl FromStr for Host {
    type Err = InvalidHost;

    /// Reads a name, an IPv4 address, or an IPv6 address with or without brackets.
    fn from_str(text: &str) -> Result<Self, InvalidHost> {
        if let Some(inner) = text
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'))
        {
            let address: Ipv6Addr = inner.parse().map_err(|_| InvalidHost)?;
            return Ok(Self::Ip(address.into()));
        }
        if let Ok(address) = text.parse::<Ipv4Addr>() {
            return Ok(Self::Ip(address.into()));
        }
        if text.contains(':') {
            let address: Ipv6Addr = text.parse().map_err(|_| InvalidHost)?;
            return Ok(Self::Ip(address.into()));
        }
        name(text).map(Self::Name).ok_or(InvalidHost)
    }
}

/// The longest name that DNS can carry, in characters.
const LONGEST_NAME: usize = 253;

fn name(text: &str) -> Option<String> {
    let text = text.strip_suffix('.').unwrap_or(text);
    if text.is_empty() || text.len() > LONGEST_NAME || !text.split('.').all(is_label) {
        return None;
    }
    let last = text.rsplit('.').next()?;
    let ends_in_number = last.bytes().all(|byte| byte.is_ascii_digit());
    (!ends_in_number).then(|| text.to_ascii_lowercase())
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lower_case_without_the_trailing_dot() {
        for (text, expected) in [
            ("redis", "redis"),
            (
                "Redis.Shop.SVC.cluster.local.",
                "redis.shop.svc.cluster.local",
            ),
            ("web-0.web.shop.svc", "web-0.web.shop.svc"),
            ("3scale.example.com", "3scale.example.com"),
        ] {
            assert_eq!(text.parse(), Ok(Host::Name(expected.to_owned())), "{text}");
        }
    }

    #[test]
    fn words_that_dns_cannot_carry_are_no_hosts() {
        let long = format!("{}.example", "a".repeat(64));
        for text in [
            "",
            ".",
            "a..b",
            "my_db",
            "-a",
            "a-",
            "1.2.3",
            "12",
            "a.7",
            "*.example.com",
            "a b",
            "bücher.example",
            "$HOST",
            "[redis]",
            "[10.0.0.1]",
            "fe80::1%eth0",
            &long,
        ] {
            assert_eq!(text.parse::<Host>(), Err(InvalidHost), "{text:?}");
        }
    }

    #[test]
    fn ip_addresses_are_read_in_both_families_and_written_with_brackets() {
        for (text, expected) in [
            ("10.0.0.1", "10.0.0.1"),
            ("[fd00:ec2::254]", "[fd00:ec2::254]"),
            ("FD00:0::1", "[fd00::1]"),
        ] {
            assert_eq!(text.parse::<Host>().unwrap().to_string(), expected);
        }
    }

    #[test]
    fn loopback_and_listen_addresses_are_the_pods_own() {
        for text in [
            "localhost",
            "127.0.0.9",
            "0.0.0.0",
            "[::]",
            "[::1]",
            "::ffff:127.0.0.1",
        ] {
            assert!(text.parse::<Host>().unwrap().is_own(), "{text}");
        }
        for text in ["10.0.0.1", "169.254.169.254", "localhost-proxy"] {
            assert!(!text.parse::<Host>().unwrap().is_own(), "{text}");
        }
    }
}

//! An address, and how it is written.
//!
//! What is written is read back by [`addresses`](super::addresses) as the same address: recordings
//! hold the written list in place of the text that it was found in.
//!
//! | written | means |
//! |---|---|
//! | `postgres://db.shop:5432`, `https://api` | it stood in a URI |
//! | `db.shop:5432`, `10.0.0.1`, `[fd00::1]:443` | it shows by itself what it is |
//! | `//redis`, `//db.shop`, `//redis:7` | only its place told so (`DB_HOST=redis`) |
//! | `db.shop` | a word with dots, with nothing that tells what it is |
//!
//! The form with two slashes is the "network-path reference" of RFC 3986 section 4.2.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{
    host::Host,
    plausible::{is_evident, is_plain_word, is_plausible},
    scheme,
    token::host_and_port,
};

/// A network address that a workload is configured with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    host: Host,
    port: Option<u16>,
    scheme: Option<String>,
    clarity: Clarity,
}

/// How sure it is that a word is an address; the greater, the surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clarity {
    /// A word that could be a name: `db.shop` in running text.
    Bare,
    /// A word whose place says that it is an address: the value of `DB_HOST`.
    Named,
    /// An address by its own form: a URI, a host with a port, an IP address.
    Clear,
}

/// Text that is no written address. Never carries the text, which may hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address: expected SCHEME://HOST:PORT, HOST:PORT, //HOST or HOST")]
pub struct InvalidAddress;

impl Address {
    /// The address of a URI.
    pub(super) fn of_uri(scheme: &str, host: Host, port: Option<u16>) -> Self {
        Self {
            host,
            port,
            scheme: Some(scheme.to_ascii_lowercase()),
            clarity: Clarity::Clear,
        }
    }

    /// The address of a word, if it is clear enough to be one; `named` tells whether its place
    /// says that it is an address.
    pub(super) fn of_word(host: Host, port: Option<u16>, named: bool) -> Option<Self> {
        let clarity = if is_evident(&host, port) {
            Clarity::Clear
        } else if named && !is_plain(&host) {
            Clarity::Named
        } else if port.is_none() && is_plausible(&host) {
            Clarity::Bare
        } else {
            return None;
        };
        Some(Self {
            host,
            port,
            scheme: None,
            clarity,
        })
    }

    /// Where it points to.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The port, if one was written.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The scheme of the URI that it stood in, in lower case and without `jdbc:`.
    #[must_use]
    pub fn scheme(&self) -> Option<&str> {
        self.scheme.as_deref()
    }

    /// How sure it is that this is an address.
    #[must_use]
    pub fn clarity(&self) -> Clarity {
        self.clarity
    }

    /// The port that is connected to: the written one, else the scheme's own (443 for `https`).
    #[must_use]
    pub fn destination_port(&self) -> Option<u16> {
        self.port
            .or_else(|| self.scheme().and_then(scheme::default_port))
    }

    /// The same address, in a place that says that it is one.
    pub(super) fn named(self) -> Self {
        Self {
            clarity: self.clarity.max(Clarity::Named),
            ..self
        }
    }

    /// The same address at the port, if it has none; a URI without a port means its scheme's.
    pub(super) fn at_port(self, port: u16) -> Self {
        if self.port.is_some() || self.scheme.is_some() {
            return self;
        }
        let clarity = if is_evident(&self.host, Some(port)) {
            Clarity::Clear
        } else {
            Clarity::Named
        };
        Self {
            port: Some(port),
            clarity,
            ..self
        }
    }
}

/// The addresses as one text, from which the same addresses can be found again.
#[must_use]
pub fn written(addresses: &[Address]) -> String {
    let texts: Vec<String> = addresses.iter().map(Address::to_string).collect();
    texts.join(",")
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.scheme, self.clarity) {
            (Some(scheme), _) => write!(formatter, "{scheme}://")?,
            (None, Clarity::Named) => formatter.write_str("//")?,
            (None, Clarity::Bare | Clarity::Clear) => {}
        }
        write!(formatter, "{}", self.host)?;
        match self.port {
            Some(port) => write!(formatter, ":{port}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    /// Reads one written address; a word of one label is [`Clarity::Named`], since the reader
    /// calls it an address.
    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if scheme::is_scheme(scheme) => (Some(scheme), rest),
            Some(_) => return Err(InvalidAddress),
            None => (None, text),
        };
        let (named, rest) = match (scheme, rest.strip_prefix("//")) {
            (None, Some(rest)) => (true, rest),
            _ => (false, rest),
        };
        let (host, port) = host_and_port(rest).ok_or(InvalidAddress)?;
        match scheme {
            Some(scheme) => Ok(Self::of_uri(scheme, host, port)),
            None => Self::of_word(host.clone(), port, named)
                .or_else(|| Self::of_word(host, port, true))
                .ok_or(InvalidAddress),
        }
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

fn is_plain(host: &Host) -> bool {
    matches!(host, Host::Name(name) if is_plain_word(name))
}

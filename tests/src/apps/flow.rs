//! One line of a flow table: who connects to whom, on which port of the destination.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::Error;

/// A flow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    /// Who opens the connection.
    pub source: End,
    /// Who accepts it.
    pub destination: End,
    /// On which protocol.
    pub protocol: Protocol,
    /// The port of the destination itself, never that of a Service.
    pub port: u16,
    /// The static evidence of a needed flow, or why a forbidden one is: one lower-case word, or
    /// several joined by dashes.
    pub reason: String,
}

/// One end of a flow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// The pods of a workload.
    Workload {
        /// Namespace.
        namespace: String,
        /// Kind in lower case: `deployment`, `cronjob`, `pod`.
        kind: String,
        /// Name.
        name: String,
    },
    /// A range of addresses; a single address has the full prefix.
    Network {
        /// The first address.
        address: IpAddr,
        /// Prefix length in bits.
        prefix: u8,
    },
    /// Any public address.
    Internet,
}

/// A protocol that network policies know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

/// The flows of a table whose first line is a heading.
pub(super) fn parse(text: &str, what: &str) -> Result<Vec<Flow>, Error> {
    text.lines()
        .enumerate()
        .skip(1)
        .map(|(index, line)| {
            line.parse().map_err(|reason| Error::Malformed {
                what: format!("line {} of {what}", index + 1),
                reason,
            })
        })
        .collect()
}

impl FromStr for Flow {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let cells: Vec<&str> = line.split(',').collect();
        let [source, destination, protocol, port, reason] = cells[..] else {
            return Err(format!("{} cells instead of 5", cells.len()));
        };
        Ok(Self {
            source: source.parse()?,
            destination: destination.parse()?,
            protocol: protocol.parse()?,
            port: port
                .parse()
                .map_err(|error| format!("port {port}: {error}"))?,
            reason: reason.to_owned(),
        })
    }
}

impl FromStr for End {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "internet" {
            return Ok(Self::Internet);
        }
        match text.split('/').collect::<Vec<_>>()[..] {
            [address] => {
                let address: IpAddr = parse_address(address)?;
                let prefix = full_prefix(address);
                Ok(Self::Network { address, prefix })
            }
            [address, prefix] => Ok(Self::Network {
                address: parse_address(address)?,
                prefix: prefix
                    .parse()
                    .map_err(|error| format!("prefix {prefix}: {error}"))?,
            }),
            [namespace, kind, name] => Ok(Self::Workload {
                namespace: namespace.to_owned(),
                kind: kind.to_owned(),
                name: name.to_owned(),
            }),
            _ => Err(format!("{text} is no end of a flow")),
        }
    }
}

fn parse_address(text: &str) -> Result<IpAddr, String> {
    text.parse()
        .map_err(|error| format!("address {text}: {error}"))
}

const fn full_prefix(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

impl fmt::Display for End {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workload {
                namespace,
                kind,
                name,
            } => write!(formatter, "{namespace}/{kind}/{name}"),
            Self::Network { address, prefix } if *prefix == full_prefix(*address) => {
                write!(formatter, "{address}")
            }
            Self::Network { address, prefix } => write!(formatter, "{address}/{prefix}"),
            Self::Internet => formatter.write_str("internet"),
        }
    }
}

impl FromStr for Protocol {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "TCP" => Ok(Self::Tcp),
            "UDP" => Ok(Self::Udp),
            "SCTP" => Ok(Self::Sctp),
            _ => Err(format!("{text} is no protocol")),
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        })
    }
}

//! Flows in a table that somebody wrote: comma-separated values under a header line.
//!
//! Rules: RFC 4180 for commas and quotes; a record is one line. Columns `source`, `destination`,
//! `protocol` and `port` are needed; `first`, `last`, `count` and `verdict` are not. An end is
//! `namespace/pod`, `namespace/kind/name`, an IP address, a CIDR, or a DNS name with a dot.

use std::borrow::Cow;

use ipnet::IpNet;

use super::{
    flow::{FlowEnd, FlowFormat, FlowVerdict, FlowWorkload, Opener},
    log::SkipReason,
    reading::{Reading, Record, port},
    time::timestamp,
};
use crate::protocol::Protocol;

/// Where the columns stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    source: usize,
    destination: usize,
    protocol: usize,
    port: usize,
    first: Option<usize>,
    last: Option<usize>,
    count: Option<usize>,
    verdict: Option<usize>,
}

impl Header {
    /// The header that the line is, if it is one.
    pub(super) fn of_line(line: &str) -> Option<Self> {
        let names = fields(line)?;
        let position = |name: &str| {
            names
                .iter()
                .position(|known| known.trim().eq_ignore_ascii_case(name))
        };
        Some(Self {
            source: position("source")?,
            destination: position("destination")?,
            protocol: position("protocol")?,
            port: position("port")?,
            first: position("first"),
            last: position("last"),
            count: position("count"),
            verdict: position("verdict"),
        })
    }
}

/// What a line below the header says.
pub(super) fn reading(line: &str, header: &Header) -> Reading {
    match fields(line) {
        Some(fields) => record(&fields, header)
            .map(|record| Reading::Flow(Box::new(record)))
            .into(),
        None => Reading::Skipped(SkipReason::Unrecognized),
    }
}

fn record(fields: &[Cow<'_, str>], header: &Header) -> Result<Record, SkipReason> {
    let field = |index: usize| {
        fields
            .get(index)
            .map(|field| field.trim())
            .filter(|field| !field.is_empty() && *field != "-")
    };
    let needed = |index| field(index).ok_or(SkipReason::MissingField);
    let optional = |index: Option<usize>| index.and_then(field);
    let port = match port(needed(header.port)?)? {
        0 => return Err(SkipReason::BadPort),
        port => port,
    };
    Ok(Record {
        source: end(needed(header.source)?)?,
        destination: end(needed(header.destination)?)?,
        protocol: needed(header.protocol)?
            .parse::<Protocol>()
            .map_err(|_| SkipReason::OtherProtocol)?,
        port,
        verdict: verdict(optional(header.verdict))?,
        format: FlowFormat::Table,
        direction: None,
        opener: Opener::Seen,
        first: optional(header.first)
            .or(optional(header.last))
            .and_then(timestamp),
        last: optional(header.last)
            .or(optional(header.first))
            .and_then(timestamp),
        count: optional(header.count)
            .map_or(Ok(1), str::parse)
            .map_err(|_| SkipReason::BadCount)?
            .max(1),
    })
}

fn verdict(word: Option<&str>) -> Result<FlowVerdict, SkipReason> {
    let Some(word) = word else {
        return Ok(FlowVerdict::Unknown);
    };
    match word.to_ascii_lowercase().as_str() {
        "accept" | "accepted" | "allow" | "allowed" | "forwarded" => Ok(FlowVerdict::Accepted),
        "deny" | "denied" | "drop" | "dropped" | "reject" | "rejected" => Ok(FlowVerdict::Denied),
        "audit" | "audited" => Ok(FlowVerdict::Audited),
        "unknown" => Ok(FlowVerdict::Unknown),
        _ => Err(SkipReason::UnknownVerdict),
    }
}

fn end(text: &str) -> Result<FlowEnd, SkipReason> {
    if let Ok(address) = text.parse() {
        return Ok(FlowEnd::of_address(address));
    }
    if let Ok(network) = text.parse::<IpNet>() {
        return Ok(FlowEnd {
            network: Some(network.trunc()),
            ..FlowEnd::default()
        });
    }
    let parts: Vec<&str> = text.splitn(4, '/').collect();
    if !parts.iter().all(|part| is_name(part)) {
        return Err(SkipReason::BadEnd);
    }
    match parts.as_slice() {
        [namespace, pod] => Ok(FlowEnd {
            namespace: Some((*namespace).to_owned()),
            pod: Some((*pod).to_owned()),
            ..FlowEnd::default()
        }),
        [namespace, kind, name] => Ok(FlowEnd {
            namespace: Some((*namespace).to_owned()),
            workload: Some(FlowWorkload {
                kind: (*kind).to_owned(),
                name: (*name).to_owned(),
            }),
            ..FlowEnd::default()
        }),
        [name] if name.contains('.') && name.bytes().any(|byte| byte.is_ascii_alphabetic()) => {
            Ok(FlowEnd {
                names: vec![name.trim_end_matches('.').to_ascii_lowercase()],
                ..FlowEnd::default()
            })
        }
        _ => Err(SkipReason::BadEnd),
    }
}

/// Whether the text could be a name of Kubernetes or of DNS.
fn is_name(text: &str) -> bool {
    (1..=253).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

/// The fields of a line; none if a quote is left open.
fn fields(line: &str) -> Option<Vec<Cow<'_, str>>> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, after) = if let Some(quoted) = rest.strip_prefix('"') {
            quoted_field(quoted)?
        } else {
            let (field, after) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
            (Cow::Borrowed(field), after)
        };
        fields.push(field);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => return Some(fields),
            None => return None,
        }
    }
}

/// The field up to its closing quote, and what follows; two quotes are one.
fn quoted_field(quoted: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut field = String::new();
    let mut rest = quoted;
    loop {
        let (part, after) = rest.split_once('"')?;
        field.push_str(part);
        match after.strip_prefix('"') {
            Some(next) => {
                field.push('"');
                rest = next;
            }
            None => return Some((Cow::Owned(field), after)),
        }
    }
}

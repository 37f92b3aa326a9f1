//! Lines of the EKS network policy agent.
//!
//! Facts: `pkg/ebpf/events/events.go` of aws/aws-network-policy-agent. Four shapes are in use:
//!
//! - JSON with one member per field (`"Src IP"`, ..., `"Verdict"`), up to version 1.2.1;
//! - a message `Flow Info: Src IP: A Src Port: N ... Proto TCP Verdict DENY Direction egress` for
//!   IPv4, later with `, Tier T` at its end;
//! - the same for IPv6 with a colon after `Proto`, `Verdict` and `Direction`, too;
//! - `CloudWatch`: `Node: N;SIP: A;SPORT: N;...;PolicyVerdict: ACCEPT`, later with `;Tier: T`.
//!
//! `EXPIRED/DELETED` tells that a connection is no longer tracked, which is no verdict. IPv4
//! addresses that end in zeros lack them (10.0.1.0 is written 10.0.1), an error of the agent.

use jiff::Timestamp;

use super::{
    flow::{Direction, FlowEnd, FlowFormat, FlowVerdict},
    log::SkipReason,
    reading::{Packet, Reading, end, port},
};
use crate::protocol::Protocol;

/// The fields of a line, as text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) source: &'a str,
    pub(super) source_port: &'a str,
    pub(super) destination: &'a str,
    pub(super) destination_port: &'a str,
    pub(super) protocol: &'a str,
    pub(super) verdict: &'a str,
    pub(super) direction: Option<&'a str>,
}

/// What the line or message says, if it is of the agent; `time` is what stands around it.
pub(super) fn reading(line: &str, time: Option<Timestamp>) -> Option<Reading> {
    if let Some((_, message)) = line.split_once("Flow Info:") {
        let fields = message_fields(message);
        return Some(flow(fields, time));
    }
    if line.contains("SIP:") && line.contains("PolicyVerdict:") {
        return Some(flow(cloud_watch_fields(line), time));
    }
    None
}

/// What the fields say; a line that lacks one says nothing.
pub(super) fn flow(fields: Option<Fields<'_>>, time: Option<Timestamp>) -> Reading {
    let Some(fields) = fields else {
        return Reading::Skipped(SkipReason::MissingField);
    };
    packet(fields, time).map(Packet::reading).into()
}

fn packet(fields: Fields<'_>, time: Option<Timestamp>) -> Result<Packet, SkipReason> {
    Ok(Packet {
        protocol: fields
            .protocol
            .parse::<Protocol>()
            .map_err(|_| SkipReason::OtherProtocol)?,
        sender: agent_end(fields.source)?,
        sender_port: port(fields.source_port)?,
        receiver: agent_end(fields.destination)?,
        receiver_port: port(fields.destination_port)?,
        flags: None,
        verdict: match fields.verdict {
            "ACCEPT" => FlowVerdict::Accepted,
            "DENY" => FlowVerdict::Denied,
            "EXPIRED/DELETED" => FlowVerdict::Unknown,
            _ => return Err(SkipReason::UnknownVerdict),
        },
        format: FlowFormat::Agent,
        direction: fields.direction.and_then(Direction::from_word),
        first: time,
        last: time,
    })
}

/// The address, with the zeros at its end that the agent left out.
fn agent_end(text: &str) -> Result<FlowEnd, SkipReason> {
    let is_short = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    match text.split('.').count() {
        octets @ 1..=3 if is_short && !text.is_empty() => {
            end(&format!("{text}{}", ".0".repeat(4 - octets)))
        }
        _ => end(text),
    }
}

fn message_fields(message: &str) -> Option<Fields<'_>> {
    let field = |name: &str| {
        let (_, rest) = message.split_once(name)?;
        let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start();
        rest.split([' ', ',', '"'])
            .next()
            .filter(|value| !value.is_empty())
    };
    Some(Fields {
        source: field("Src IP")?,
        source_port: field("Src Port")?,
        destination: field("Dest IP")?,
        destination_port: field("Dest Port")?,
        protocol: field("Proto")?,
        verdict: field("Verdict")?,
        direction: field("Direction"),
    })
}

fn cloud_watch_fields(line: &str) -> Option<Fields<'_>> {
    let field = |name: &str| {
        line.split(';').find_map(|part| {
            let (key, value) = part.split_once(':')?;
            // Exports put a time and a separator before the first field.
            let is_field = key.rsplit([' ', '\t', '|', ',', '"']).next() == Some(name);
            is_field
                .then(|| value.trim_start().split([' ', '\t', '|', '"']).next())
                .flatten()
                .filter(|value| !value.is_empty())
        })
    };
    Some(Fields {
        source: field("SIP")?,
        source_port: field("SPORT")?,
        destination: field("DIP")?,
        destination_port: field("DPORT")?,
        protocol: field("PROTOCOL")?,
        verdict: field("PolicyVerdict")?,
        direction: field("Direction"),
    })
}

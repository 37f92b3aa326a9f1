//! Records of VPC flow logs.
//!
//! Rules: Amazon VPC User Guide "Flow log records" and "Flow log record examples". A record of the
//! default format has 14 fields; other formats are known by the header line that files in Amazon S3
//! start with. `pkt-srcaddr` and `pkt-dstaddr` are the ends of the packet, where `srcaddr` and
//! `dstaddr` may be an interface in between. `tcp-flags` are those of all packets of the record
//! together: a client's record has SYN (2), a server's SYN-ACK (18).

use jiff::Timestamp;

use super::{
    flow::{Direction, FlowFormat, FlowVerdict},
    log::SkipReason,
    opener::Flags,
    reading::{Packet, Reading, end, port},
    time::timestamp,
};
use crate::protocol::Protocol;

/// Where the fields that are used stand in a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    count: usize,
    source: Vec<usize>,
    destination: Vec<usize>,
    source_port: Option<usize>,
    destination_port: Option<usize>,
    protocol: Option<usize>,
    action: Option<usize>,
    status: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    flags: Option<usize>,
    direction: Option<usize>,
}

/// The default format, version 2.
pub(super) const DEFAULT: &str = "version account-id interface-id srcaddr dstaddr srcport dstport \
    protocol packets bytes start end action log-status";

/// The number of fields of the default format.
const DEFAULT_COUNT: usize = 14;

impl Columns {
    /// The columns that a header line names, if the line is one. Athena and Parquet spell names
    /// with underscores.
    pub(super) fn of_header(line: &str) -> Option<Self> {
        let names: Vec<String> = line
            .split_ascii_whitespace()
            .map(|name| name.replace('_', "-"))
            .collect();
        let position = |name: &str| names.iter().position(|known| known == name);
        let either = |first, second| {
            [position(first), position(second)]
                .into_iter()
                .flatten()
                .collect()
        };
        let columns = Self {
            count: names.len(),
            source: either("pkt-srcaddr", "srcaddr"),
            destination: either("pkt-dstaddr", "dstaddr"),
            source_port: position("srcport"),
            destination_port: position("dstport"),
            protocol: position("protocol"),
            action: position("action"),
            status: position("log-status"),
            start: position("start"),
            end: position("end"),
            flags: position("tcp-flags"),
            direction: position("flow-direction"),
        };
        let is_header = !columns.source.is_empty() && !columns.destination.is_empty();
        is_header.then_some(columns)
    }
}

/// What the line says, if it is a record; `columns` are those of the last header.
pub(super) fn reading(line: &str, columns: Option<&Columns>, default: &Columns) -> Option<Reading> {
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    if let Some(columns) = columns
        && fields.len() == columns.count
    {
        return Some(record(&fields, columns));
    }
    // Exports of CloudWatch put a time and the name of the stream before the record.
    let fields = fields.get(fields.len().checked_sub(DEFAULT_COUNT)?..)?;
    is_default(fields).then(|| record(fields, default))
}

fn is_default(fields: &[&str]) -> bool {
    let [version, account, interface, .., status] = fields else {
        return false;
    };
    let is_account = *account == "unknown"
        || (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()));
    *version == "2"
        && is_account
        && (interface.starts_with("eni-") || *interface == "-")
        && ["OK", "NODATA", "SKIPDATA"].contains(status)
}

fn record(fields: &[&str], columns: &Columns) -> Reading {
    let field = |index: Option<usize>| fields.get(index?).copied().filter(|value| *value != "-");
    if matches!(field(columns.status), Some("NODATA" | "SKIPDATA")) {
        return Reading::Empty;
    }
    packet(columns, &field).map(Packet::reading).into()
}

fn packet<'a>(
    columns: &Columns,
    field: &impl Fn(Option<usize>) -> Option<&'a str>,
) -> Result<Packet, SkipReason> {
    let needed = |index| field(index).ok_or(SkipReason::MissingField);
    let address = |indexes: &[usize]| {
        indexes
            .iter()
            .find_map(|index| field(Some(*index)))
            .ok_or(SkipReason::MissingField)
            .and_then(end)
    };
    let number: u8 = needed(columns.protocol)?
        .parse()
        .map_err(|_| SkipReason::OtherProtocol)?;
    let protocol = protocol_of_number(number).ok_or(SkipReason::OtherProtocol)?;
    let time = |index| -> Option<Timestamp> { timestamp(field(index)?) };
    let flags = field(columns.flags)
        .and_then(|flags| flags.parse::<u16>().ok())
        .filter(|_| protocol == Protocol::Tcp);
    Ok(Packet {
        sender: address(&columns.source)?,
        sender_port: port(needed(columns.source_port)?)?,
        receiver: address(&columns.destination)?,
        receiver_port: port(needed(columns.destination_port)?)?,
        protocol,
        flags: flags.map(|flags| Flags {
            syn: flags & 2 != 0,
            ack: flags & 16 != 0,
        }),
        verdict: match field(columns.action) {
            Some("ACCEPT") => FlowVerdict::Accepted,
            Some("REJECT") => FlowVerdict::Denied,
            None => FlowVerdict::Unknown,
            Some(_) => return Err(SkipReason::UnknownVerdict),
        },
        format: FlowFormat::Vpc,
        direction: field(columns.direction).and_then(Direction::from_word),
        first: time(columns.start).or_else(|| time(columns.end)),
        last: time(columns.end).or_else(|| time(columns.start)),
    })
}

/// The protocol with this number in the IP header (IANA "Assigned Internet Protocol Numbers").
const fn protocol_of_number(number: u8) -> Option<Protocol> {
    match number {
        6 => Some(Protocol::Tcp),
        17 => Some(Protocol::Udp),
        132 => Some(Protocol::Sctp),
        _ => None,
    }
}

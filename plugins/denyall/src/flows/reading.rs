//! What one line of a log says.

use std::net::IpAddr;

use jiff::Timestamp;

use super::{
    flow::{Direction, FlowEnd, FlowFormat, FlowVerdict, Opener},
    log::SkipReason,
    opener::{Flags, Opened, opened},
};
use crate::protocol::Protocol;

/// What a line of a known format says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// A flow.
    Flow(Box<Record>),
    /// A reply of a connection that has its own record.
    Reply,
    /// No traffic.
    Empty,
    /// Something else than a flow.
    Unrelated,
    /// It cannot be used.
    Skipped(SkipReason),
}

/// One record of a flow, from the end that opened it to the end that was connected to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) source: FlowEnd,
    pub(super) destination: FlowEnd,
    pub(super) protocol: Protocol,
    pub(super) port: u16,
    pub(super) verdict: FlowVerdict,
    pub(super) format: FlowFormat,
    pub(super) direction: Option<Direction>,
    pub(super) opener: Opener,
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
    pub(super) count: u64,
}

/// A packet or record as a log tells it, where the sender need not be the end that opened.
#[derive(Debug)]
pub(super) struct Packet {
    pub(super) sender: FlowEnd,
    pub(super) sender_port: u16,
    pub(super) receiver: FlowEnd,
    pub(super) receiver_port: u16,
    pub(super) protocol: Protocol,
    pub(super) flags: Option<Flags>,
    pub(super) verdict: FlowVerdict,
    pub(super) format: FlowFormat,
    pub(super) direction: Option<Direction>,
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
}

impl Packet {
    /// The flow that the packet belongs to. A reply that passed shows that its connection is
    /// needed; one that was dropped shows no attempt to connect, only a connection that was no
    /// longer tracked.
    pub(super) fn reading(self) -> Reading {
        let (opener, is_reply) = match opened(self.flags, self.sender_port, self.receiver_port) {
            Opened::BySender(opener) => (opener, false),
            Opened::ByReceiver(opener) => (opener, true),
        };
        if is_reply && self.verdict != FlowVerdict::Accepted {
            return Reading::Reply;
        }
        let ((source, destination), port, direction) = if is_reply {
            (
                (self.receiver, self.sender),
                self.sender_port,
                self.direction.map(Direction::flipped),
            )
        } else {
            (
                (self.sender, self.receiver),
                self.receiver_port,
                self.direction,
            )
        };
        if port == 0 {
            return Reading::Skipped(SkipReason::BadPort);
        }
        Reading::Flow(Box::new(Record {
            source,
            destination,
            protocol: self.protocol,
            port,
            verdict: self.verdict,
            format: self.format,
            direction,
            opener,
            first: self.first,
            last: self.last,
            count: 1,
        }))
    }
}

/// The end with this IP address.
pub(super) fn end(text: &str) -> Result<FlowEnd, SkipReason> {
    text.parse::<IpAddr>()
        .map(FlowEnd::of_address)
        .map_err(|_| SkipReason::BadEnd)
}

/// A port, 0 included: a packet may have come from it.
pub(super) fn port(text: &str) -> Result<u16, SkipReason> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return Err(SkipReason::BadPort);
    }
    text.parse().map_err(|_| SkipReason::BadPort)
}

impl From<Result<Reading, SkipReason>> for Reading {
    fn from(result: Result<Reading, SkipReason>) -> Self {
        result.unwrap_or_else(Self::Skipped)
    }
}

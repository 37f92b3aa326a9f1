//! Lines that are JSON: whose they are, and what they say.
//!
//! Log shippers wrap a line of text into an object (`message` of `CloudWatch`, `log` of container
//! runtimes); it is taken out once.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    agent::{self, Fields},
    hubble::{self, Flow},
    log::SkipReason,
    reading::Reading,
    time::timestamp,
};

/// The members that any of the formats has; unknown ones are passed over.
#[derive(Debug, Deserialize)]
struct Object<'a> {
    #[serde(borrow)]
    flow: Option<&'a RawValue>,
    #[serde(borrow)]
    lost_events: Option<&'a RawValue>,
    #[serde(borrow)]
    node_status: Option<&'a RawValue>,
    #[serde(borrow)]
    agent_event: Option<&'a RawValue>,
    #[serde(borrow)]
    debug_event: Option<&'a RawValue>,
    #[serde(borrow)]
    l4: Option<&'a RawValue>,
    #[serde(borrow, rename = "IP")]
    ip: Option<&'a RawValue>,
    level: Option<String>,
    msg: Option<String>,
    message: Option<String>,
    #[serde(rename = "@message")]
    at_message: Option<String>,
    log: Option<String>,
    #[serde(borrow)]
    ts: Option<&'a RawValue>,
    #[serde(borrow)]
    time: Option<&'a RawValue>,
    #[serde(borrow)]
    timestamp: Option<&'a RawValue>,
    #[serde(borrow, rename = "@timestamp")]
    at_timestamp: Option<&'a RawValue>,
    #[serde(rename = "Src IP")]
    source: Option<String>,
    #[serde(rename = "Src Port")]
    source_port: Option<u64>,
    #[serde(rename = "Dest IP")]
    destination: Option<String>,
    #[serde(rename = "Dest Port")]
    destination_port: Option<u64>,
    #[serde(rename = "Proto")]
    protocol: Option<String>,
    #[serde(rename = "Verdict")]
    agent_verdict: Option<String>,
    #[serde(rename = "Direction")]
    direction: Option<String>,
}

/// What a line of JSON says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It says this.
    Reading(Reading),
    /// It wraps a line of text, logged at this time.
    Wrapped(String, Option<Timestamp>),
}

/// What the line says, which starts with `{`.
pub(super) fn reading(line: &str) -> Found {
    let Ok(object) = serde_json::from_str::<Object<'_>>(line) else {
        return Found::Reading(Reading::Skipped(SkipReason::Unrecognized));
    };
    let time = [
        object.ts,
        object.time,
        object.timestamp,
        object.at_timestamp,
    ]
    .into_iter()
    .flatten()
    .find_map(|raw| timestamp(raw.get().trim_matches('"')));
    if let Some(flow) = object.flow {
        return Found::Reading(hubble_flow(flow.get(), time));
    }
    if object.l4.is_some() || object.ip.is_some() {
        return Found::Reading(hubble_flow(line, time));
    }
    if object.lost_events.is_some() {
        return Found::Reading(Reading::Skipped(SkipReason::Lost));
    }
    if object.node_status.is_some() || object.agent_event.is_some() || object.debug_event.is_some()
    {
        return Found::Reading(Reading::Unrelated);
    }
    if object.source.is_some() || object.agent_verdict.is_some() {
        return Found::Reading(agent_object(&object, time));
    }
    if let Some(message) = &object.msg {
        let found = agent::reading(message, time);
        return Found::Reading(match found {
            Some(reading) => reading,
            None if object.level.is_some() => Reading::Unrelated,
            None => Reading::Skipped(SkipReason::Unrecognized),
        });
    }
    match object.message.or(object.at_message).or(object.log) {
        Some(message) => Found::Wrapped(message, time),
        None => Found::Reading(Reading::Skipped(SkipReason::Unrecognized)),
    }
}

fn hubble_flow(text: &str, time: Option<Timestamp>) -> Reading {
    match serde_json::from_str::<Flow>(text) {
        Ok(flow) => hubble::reading(flow, time),
        Err(_) => Reading::Skipped(SkipReason::Unrecognized),
    }
}

fn agent_object(object: &Object<'_>, time: Option<Timestamp>) -> Reading {
    let ports = (
        object.source_port.map(|port| port.to_string()),
        object.destination_port.map(|port| port.to_string()),
    );
    let fields = || {
        Some(Fields {
            source: object.source.as_deref()?,
            source_port: ports.0.as_deref()?,
            destination: object.destination.as_deref()?,
            destination_port: ports.1.as_deref()?,
            protocol: object.protocol.as_deref()?,
            verdict: object.agent_verdict.as_deref()?,
            direction: object.direction.as_deref(),
        })
    };
    agent::flow(fields(), time)
}

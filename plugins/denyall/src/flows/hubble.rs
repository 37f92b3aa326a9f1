//! Flows of Hubble, as `hubble observe -o json` and the exporter write them.
//!
//! Facts: `api/v1/flow/flow.proto` of Cilium, in the JSON mapping of Protocol Buffers with proto
//! field names. Absent members have their default; `is_reply` may be absent, then it is unknown.

use std::{collections::BTreeMap, net::IpAddr};

use jiff::Timestamp;
use serde::Deserialize;

use super::{
    flow::{Direction, FlowEnd, FlowFormat, FlowVerdict, FlowWorkload},
    log::SkipReason,
    opener::Flags,
    reading::{Packet, Reading},
    time::timestamp,
};
use crate::protocol::Protocol;

/// The most DNS names of one end that are kept.
const MOST_NAMES: usize = 16;

/// The most labels of one end that are kept.
const MOST_LABELS: usize = 128;

/// The members of a flow that are used.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Flow {
    time: Option<String>,
    verdict: Option<String>,
    drop_reason_desc: Option<String>,
    #[serde(rename = "IP")]
    ip: Option<Ip>,
    l4: Option<Layer4>,
    source: Option<Endpoint>,
    destination: Option<Endpoint>,
    source_names: Vec<String>,
    destination_names: Vec<String>,
    traffic_direction: Option<String>,
    is_reply: Option<bool>,
    reply: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Ip {
    source: Option<String>,
    destination: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Layer4 {
    #[serde(rename = "TCP")]
    tcp: Option<Ports>,
    #[serde(rename = "UDP")]
    udp: Option<Ports>,
    #[serde(rename = "SCTP")]
    sctp: Option<Ports>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Ports {
    source_port: u16,
    destination_port: u16,
    flags: Option<TcpFlags>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TcpFlags {
    #[serde(rename = "SYN")]
    syn: bool,
    #[serde(rename = "ACK")]
    ack: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Endpoint {
    namespace: String,
    labels: Vec<String>,
    pod_name: String,
    workloads: Vec<Workload>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Workload {
    name: String,
    kind: String,
}

/// What the flow says; `time` is that of the envelope.
pub(super) fn reading(flow: Flow, time: Option<Timestamp>) -> Reading {
    if flow.is_reply == Some(true) || flow.reply {
        return Reading::Reply;
    }
    packet(flow, time).map(Packet::reading).into()
}

fn packet(flow: Flow, time: Option<Timestamp>) -> Result<Packet, SkipReason> {
    let (protocol, ports) = match flow.l4.unwrap_or_default() {
        Layer4 {
            tcp: Some(ports), ..
        } => (Protocol::Tcp, ports),
        Layer4 {
            udp: Some(ports), ..
        } => (Protocol::Udp, ports),
        Layer4 {
            sctp: Some(ports), ..
        } => (Protocol::Sctp, ports),
        Layer4 { .. } => return Err(SkipReason::OtherProtocol),
    };
    let ip = flow.ip.unwrap_or_default();
    let time = flow.time.as_deref().and_then(timestamp).or(time);
    // Connection tracking knows better than ports and flags: a packet that is no reply was sent
    // by the end that opened.
    let flags = if flow.is_reply == Some(false) {
        Some(Flags {
            syn: true,
            ack: false,
        })
    } else {
        ports.flags.map(|flags| Flags {
            syn: flags.syn,
            ack: flags.ack,
        })
    };
    Ok(Packet {
        sender: end(flow.source, ip.source.as_deref(), flow.source_names)?,
        sender_port: ports.source_port,
        receiver: end(
            flow.destination,
            ip.destination.as_deref(),
            flow.destination_names,
        )?,
        receiver_port: ports.destination_port,
        protocol,
        flags,
        verdict: verdict(
            flow.verdict.as_deref().unwrap_or_default(),
            flow.drop_reason_desc.as_deref(),
        )?,
        format: FlowFormat::Hubble,
        direction: flow
            .traffic_direction
            .as_deref()
            .and_then(Direction::from_word),
        first: time,
        last: time,
    })
}

/// A drop is a denial only if a policy was the reason: packets are dropped for many others.
fn verdict(word: &str, drop_reason: Option<&str>) -> Result<FlowVerdict, SkipReason> {
    Ok(match word {
        "FORWARDED" | "REDIRECTED" => FlowVerdict::Accepted,
        "DROPPED" => match drop_reason {
            None | Some("" | "POLICY_DENIED" | "POLICY_DENY" | "AUTH_REQUIRED") => {
                FlowVerdict::Denied
            }
            Some(_) => FlowVerdict::Unknown,
        },
        "AUDIT" => FlowVerdict::Audited,
        "" | "VERDICT_UNKNOWN" | "ERROR" | "TRACED" | "TRANSLATED" => FlowVerdict::Unknown,
        _ => return Err(SkipReason::UnknownVerdict),
    })
}

fn end(
    endpoint: Option<Endpoint>,
    address: Option<&str>,
    mut names: Vec<String>,
) -> Result<FlowEnd, SkipReason> {
    let endpoint = endpoint.unwrap_or_default();
    let address = match address {
        None | Some("") => None,
        Some(text) => Some(text.parse::<IpAddr>().map_err(|_| SkipReason::BadEnd)?),
    };
    let some = |text: String| (!text.is_empty()).then_some(text);
    names.sort_unstable();
    names.dedup();
    names.truncate(MOST_NAMES);
    let end = FlowEnd {
        namespace: some(endpoint.namespace),
        pod: some(endpoint.pod_name),
        workload: endpoint
            .workloads
            .into_iter()
            .find(|workload| !workload.name.is_empty())
            .map(|workload| FlowWorkload {
                kind: workload.kind,
                name: workload.name,
            }),
        address: address.map(|address| address.to_canonical()),
        network: None,
        labels: labels(&endpoint.labels),
        names,
    };
    let is_known = end.address.is_some() || end.pod.is_some() || !end.labels.is_empty();
    is_known.then_some(end).ok_or(SkipReason::BadEnd)
}

/// Labels of Kubernetes without Cilium's prefix `k8s:`; those of other sources keep theirs.
fn labels(labels: &[String]) -> BTreeMap<String, String> {
    labels
        .iter()
        .take(MOST_LABELS)
        .map(|label| {
            let label = label.strip_prefix("k8s:").unwrap_or(label);
            let (key, value) = label.split_once('=').unwrap_or((label, ""));
            (key.to_owned(), value.to_owned())
        })
        .collect()
}

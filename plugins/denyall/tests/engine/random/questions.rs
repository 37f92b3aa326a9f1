//! Questions about a cluster: every pairing of ends, at ports where rules begin and end.

use std::net::IpAddr;

use serde_json::Value;

use super::{generator::Generator, vocabulary::OUTSIDE};
use crate::{
    judge::Question,
    oracle::{End, Protocol},
};

/// So many questions; none when every pod of the cluster has ended.
pub(crate) fn questions(
    generator: &mut Generator,
    objects: &[Value],
    count: usize,
) -> Vec<Question> {
    let pods = running_pods(objects);
    let nodes = node_addresses(objects);
    let mut edges = vec![443];
    for object in objects {
        collect_edges(object, &mut edges);
    }
    if pods.is_empty() {
        return Vec::new();
    }
    (0..count)
        .map(|_| {
            let one = generator.pick(&pods).clone();
            let other = generator.pick(&pods).clone();
            let outside = End::Address(
                generator
                    .pick(OUTSIDE)
                    .parse()
                    .expect("an address that we wrote"),
            );
            let node = End::Address(*generator.pick(&nodes));
            let (from, to) = match generator.below(100) {
                0..=64 => (one, other),
                65..=76 => (one, outside),
                77..=84 => (outside, one),
                85..=91 => (node, one),
                92..=97 => (one, node),
                _ => (one.clone(), one),
            };
            let (protocol, port) = destination_port(generator, objects, &to, &edges);
            Question {
                from,
                to,
                protocol,
                port,
            }
        })
        .collect()
}

/// A port that the destination declares, or any edge with any protocol.
fn destination_port(
    generator: &mut Generator,
    objects: &[Value],
    to: &End,
    edges: &[u16],
) -> (Protocol, u16) {
    let declared: Vec<&Value> = objects
        .iter()
        .filter(|object| end_of(object).as_ref() == Some(to))
        .filter_map(|pod| pod["spec"]["containers"].as_array())
        .flatten()
        .filter_map(|container| container["ports"].as_array())
        .flatten()
        .collect();
    if !declared.is_empty() && generator.percent(35) {
        let port = *generator.pick(&declared);
        let protocol = match port["protocol"].as_str() {
            Some("UDP") => Protocol::Udp,
            Some("SCTP") => Protocol::Sctp,
            _ => Protocol::Tcp,
        };
        let number = port["containerPort"]
            .as_u64()
            .and_then(|port| u16::try_from(port).ok());
        return (protocol, number.expect("a port that we declared"));
    }
    let protocols = [
        Protocol::Tcp,
        Protocol::Tcp,
        Protocol::Tcp,
        Protocol::Udp,
        Protocol::Udp,
        Protocol::Sctp,
    ];
    (*generator.pick(&protocols), *generator.pick(edges))
}

/// The end that a pod is.
fn end_of(object: &Value) -> Option<End> {
    let name = |field: &str| object["metadata"][field].as_str().unwrap_or("").to_owned();
    (object["kind"] == "Pod").then(|| End::Pod {
        namespace: name("namespace"),
        name: name("name"),
    })
}

fn running_pods(objects: &[Value]) -> Vec<End> {
    objects
        .iter()
        .filter(|object| object["status"]["phase"] == "Running")
        .filter_map(end_of)
        .collect()
}

fn node_addresses(objects: &[Value]) -> Vec<IpAddr> {
    objects
        .iter()
        .filter(|object| object["kind"] == "Node")
        .flat_map(|node| node["status"]["addresses"].as_array().into_iter().flatten())
        .filter_map(|address| address["address"].as_str()?.parse().ok())
        .collect()
}

/// Every port that an object names, and for rules its neighbours.
fn collect_edges(value: &Value, edges: &mut Vec<u16>) {
    match value {
        Value::Object(fields) => {
            for (field, inner) in fields {
                let reach = match field.as_str() {
                    "port" | "endPort" | "number" | "start" | "end" => 1,
                    "containerPort" => 0,
                    _ => {
                        collect_edges(inner, edges);
                        continue;
                    }
                };
                if let Some(port) = inner.as_u64().and_then(|port| u16::try_from(port).ok()) {
                    let around = port.saturating_sub(reach).max(1)..=port.saturating_add(reach);
                    edges.extend(around);
                }
                collect_edges(inner, edges);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect_edges(inner, edges)),
        _ => {}
    }
}

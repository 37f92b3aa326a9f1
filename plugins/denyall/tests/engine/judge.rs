//! Who may be asked: the oracle, and whatever claims to agree with it.

use serde_json::Value;

use crate::{
    engines::{Explained, Solved},
    oracle::{self, End, Objects, Protocol, Semantics},
};

/// Something that judges connections of a cluster.
pub(crate) trait Judge: Sync {
    /// How failures call it.
    fn name(&self) -> &'static str;

    /// Whether the connection is allowed.
    fn allowed(
        &self,
        objects: &[Value],
        semantics: Semantics,
        from: &End,
        to: &End,
        protocol: Protocol,
        port: u16,
    ) -> bool;

    /// Many questions about one cluster; worth overriding by a judge that prepares itself.
    fn answers(
        &self,
        objects: &[Value],
        semantics: Semantics,
        questions: &[Question],
    ) -> Vec<bool> {
        let ask = |question: &Question| {
            let Question {
                from,
                to,
                protocol,
                port,
            } = question;
            self.allowed(objects, semantics, from, to, *protocol, *port)
        };
        questions.iter().map(ask).collect()
    }
}

/// One question to a judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) from: End,
    pub(crate) to: End,
    pub(crate) protocol: Protocol,
    pub(crate) port: u16,
}

/// Every judge that the tables of rules are put to.
pub(crate) const JUDGES: &[&dyn Judge] = &[&Oracle, &Explained, &Solved];

/// The second reading of the specifications.
pub(crate) struct Oracle;

impl Judge for Oracle {
    fn name(&self) -> &'static str {
        "the oracle"
    }

    fn allowed(
        &self,
        objects: &[Value],
        semantics: Semantics,
        from: &End,
        to: &End,
        protocol: Protocol,
        port: u16,
    ) -> bool {
        oracle::allowed(Objects(objects), semantics, from, to, protocol, port).allowed
    }
}

impl Question {
    /// Reads `shop/web -> 192.0.2.7 53/UDP`: a slash makes a pod, its absence an address.
    pub(crate) fn parse(text: &str) -> Self {
        let [from, "->", to, port] = text.split(' ').collect::<Vec<_>>()[..] else {
            panic!("a question reads FROM -> TO PORT/PROTOCOL, not {text:?}");
        };
        let (port, protocol) = port.split_once('/').expect("a port has a protocol");
        Self {
            from: end(from),
            to: end(to),
            protocol: match protocol {
                "TCP" => Protocol::Tcp,
                "UDP" => Protocol::Udp,
                "SCTP" => Protocol::Sctp,
                other => panic!("no protocol {other:?}"),
            },
            port: port.parse().expect("a port is a number"),
        }
    }
}

fn end(text: &str) -> End {
    match text.split_once('/') {
        Some((namespace, name)) => End::Pod {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        },
        None => End::Address(text.parse().expect("an end is NAMESPACE/POD or an address")),
    }
}

impl std::fmt::Display for Question {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = |end: &End| match end {
            End::Pod { namespace, name } => format!("{namespace}/{name}"),
            End::Address(address) => address.to_string(),
        };
        let (from, to) = (name(&self.from), name(&self.to));
        write!(
            formatter,
            "{from} -> {to} {}/{}",
            self.port,
            self.protocol.name()
        )
    }
}

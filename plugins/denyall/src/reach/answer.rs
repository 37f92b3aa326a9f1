//! The answer to a question: an item for each pair of ends and port, ends that no policy tells apart
//! taken together.

use std::collections::BTreeMap;

use plugin_kit::{Error, Note, snapshot::NoteCode};

use super::{
    fix,
    groups::{Group, groups, is_host},
    ports::{AskedPort, PortsOf, Wanted},
    report::{Item, ServiceRef, SideReport},
};
use crate::{
    args::AnalysisArgs,
    enforcement::EnforcementState,
    model::Network,
    place::Ends,
    policy::PolicySet,
    report::EndpointRef,
    verdict::{Connection, Endpoint, Verdict},
};

/// Denied connections that get a fix; a fix looks at every pod, and nobody applies thousands.
const FIXES: usize = 100;

/// A question that has been understood.
pub(super) struct Question<'a> {
    /// Who is there.
    pub(super) network: &'a Network<'a>,
    /// What is allowed.
    pub(super) policies: &'a PolicySet,
    /// How policies are read.
    pub(super) analysis: &'a AnalysisArgs,
    /// Whether anything enforces it.
    pub(super) enforcement: EnforcementState,
    /// Who begins.
    pub(super) from: Ends,
    /// Who listens.
    pub(super) to: Ends,
    /// `--port`.
    pub(super) port: Option<&'a str>,
}

/// What is decided for two groups of ends and a port.
struct Decided<'g, 'p> {
    from: &'g Group<'p>,
    to: &'g Group<'p>,
    port: AskedPort,
    connection: Connection,
    verdict: Verdict,
}

impl Question<'_> {
    /// The items, sorted, and what is worth saying.
    pub(super) fn answer(&self) -> Result<(Vec<Item>, Vec<Note>), Error> {
        let wanted = self.port.map(Wanted::read).transpose()?;
        let ports = PortsOf {
            network: self.network,
            policies: self.policies,
            to: &self.to,
            wanted: wanted.as_ref(),
        };
        let hosts = |ends: &Ends| {
            let mut ends = ends.parts.iter();
            ends.any(|part| is_host(self.network, part.endpoint))
        };
        let from = groups(
            self.network,
            self.policies,
            &self.from.parts,
            hosts(&self.to),
        );
        let to = groups(
            self.network,
            self.policies,
            &self.to.parts,
            hosts(&self.from),
        );
        let mut decided = Vec::new();
        for from in &from {
            for to in &to {
                decided.extend(self.decide(from, to, &ports));
            }
        }
        if decided.is_empty() {
            return Err(Error::usage(
                "there is no such port to ask about",
                "name a port that the target declares, or a number",
            ));
        }
        Ok((self.items(&decided), self.notes(&decided)))
    }

    fn decide<'g, 'p>(
        &self,
        from: &'g Group<'p>,
        to: &'g Group<'p>,
        ports: &PortsOf<'_>,
    ) -> Vec<Decided<'g, 'p>> {
        let (Some(sender), Some(listener)) = (from.parts.first(), to.parts.first()) else {
            return Vec::new();
        };
        // A pod of a workload reaches another pod of it, where there is one.
        let other = to.parts.iter().find(|it| it.endpoint != sender.endpoint);
        let listener = other.unwrap_or(listener);
        ports
            .between(sender, listener)
            .into_iter()
            .map(|port| {
                let connection = Connection {
                    from: sender.endpoint,
                    to: listener.endpoint,
                    protocol: port.protocol,
                    port: port.number,
                };
                Decided {
                    from,
                    to,
                    port,
                    connection,
                    verdict: self.explain(connection, port, self.analysis.profile),
                }
            })
            .collect()
    }

    /// Items by name; where groups of one workload differ, they are named by their pods.
    fn items(&self, decided: &[Decided<'_, '_>]) -> Vec<Item> {
        type Key<'k> = (&'k EndpointRef, &'k EndpointRef, AskedPort);
        let mut by_name: BTreeMap<Key<'_>, Vec<&Decided<'_, '_>>> = BTreeMap::new();
        for decided in decided {
            for (from, to) in names(decided) {
                let same = by_name.entry((from, to, decided.port)).or_default();
                if !same.iter().any(|it| std::ptr::eq(*it, decided)) {
                    same.push(decided);
                }
            }
        }
        let mut items = Vec::new();
        let mut denied = 0;
        for ((from, to, _), decided) in by_name {
            let agree = decided.windows(2).all(|two| match two {
                [one, other] => one.verdict == other.verdict,
                _ => true,
            });
            for same in decided.chunks(if agree { decided.len() } else { 1 }) {
                let [decided, ..] = same else { continue };
                let (from, to) = if agree {
                    (from.clone(), to.clone())
                } else {
                    (
                        self.pod_name(decided.connection.from, from),
                        self.pod_name(decided.connection.to, to),
                    )
                };
                items.push(self.item(from, to, same, decided, denied < FIXES));
                denied += usize::from(!decided.verdict.is_allowed());
            }
        }
        items.sort_by(|left, right| left.order().cmp(&right.order()));
        items
    }

    fn pod_name(&self, end: Endpoint, name: &EndpointRef) -> EndpointRef {
        match end {
            Endpoint::Pod(pod) => EndpointRef::pod(self.network, pod),
            Endpoint::Node(_) | Endpoint::Address(_) => None,
        }
        .unwrap_or_else(|| name.clone())
    }

    /// The item of ends for which the same was decided; `decided` is the first of them.
    fn item(
        &self,
        from: EndpointRef,
        to: EndpointRef,
        same: &[&Decided<'_, '_>],
        decided: &Decided<'_, '_>,
        with_fix: bool,
    ) -> Item {
        let verdict = &decided.verdict;
        let allowed = verdict.is_allowed();
        let fix = (!allowed).then(|| {
            if !with_fix {
                return Err(format!(
                    "only the first {FIXES} denied connections get a fix: ask about this one alone"
                ));
            }
            fix::Denied {
                network: self.network,
                policies: self.policies,
                connections: same.iter().map(|it| it.connection).collect(),
                names: [&from, &to],
                service: self.judged_service(decided.port),
                verdict,
                judge: &|policies, connection| {
                    self.explain_with(policies, connection, decided.port, self.analysis.profile)
                },
            }
            .propose()
        });
        let (fix, no_fix) = match fix {
            None => (None, None),
            Some(Ok(fix)) => (Some(fix), None),
            Some(Err(reason)) => (None, Some(reason)),
        };
        Item {
            from,
            to,
            service: self.service(decided.port),
            port: decided.port.number,
            protocol: decided.port.protocol,
            allowed,
            ambiguous: verdict.is_ambiguous(),
            profile: self.analysis.profile,
            other_profiles: self.other_profiles(decided.connection, decided.port, verdict),
            enforcement: self.enforcement,
            egress: SideReport::of(self.policies, &verdict.egress, true),
            ingress: SideReport::of(self.policies, &verdict.ingress, false),
            fix,
            no_fix,
        }
    }

    fn service(&self, port: AskedPort) -> Option<ServiceRef> {
        let service = self.network.services.get(self.to.service?)?;
        Some(ServiceRef {
            namespace: self
                .network
                .namespaces
                .get(service.namespace)?
                .name
                .to_owned(),
            name: service.name.to_owned(),
            port: port.service_port?,
        })
    }

    fn notes(&self, decided: &[Decided<'_, '_>]) -> Vec<Note> {
        let mut notes = Vec::new();
        let without_address = [&self.from, &self.to].into_iter().any(|ends| {
            ends.parts.iter().any(|part| match part.endpoint {
                Endpoint::Pod(pod) => self.network.addresses_of(pod).is_empty(),
                Endpoint::Node(_) | Endpoint::Address(_) => false,
            })
        });
        if without_address && self.policies.names_addresses() {
            notes.push(Note::new(
                NoteCode::Reading,
                "pods without an address are in an ipBlock only if it holds every address",
            ));
        }
        if decided.iter().any(|it| it.verdict.is_ambiguous()) {
            notes.push(Note::new(
                NoteCode::Reading,
                "policies of one priority disagree: the specification leaves open which one \
                 counts, and the agent of Amazon EKS denies",
            ));
        }
        notes
    }
}

/// The pairs of names that a decision is about, each once.
fn names<'d>(decided: &'d Decided<'_, 'd>) -> Vec<(&'d EndpointRef, &'d EndpointRef)> {
    let mut names: Vec<(&EndpointRef, &EndpointRef)> = Vec::new();
    let distinct = |group: &Group<'d>| {
        let mut names: Vec<&EndpointRef> = group.parts.iter().map(|part| &part.name).collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    for from in distinct(decided.from) {
        for to in distinct(decided.to) {
            names.push((from, to));
        }
    }
    names
}

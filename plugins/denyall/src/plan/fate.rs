//! What becomes of every flow: the ledger minus what is allowed after the plan.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    PlanOptions,
    ends::Ends,
    judge::{Judge, When},
    pairs::{PairKey, is_wanted, keys},
    scope::Scope,
};
use crate::{
    ledger::{Flow, Party},
    model::Network,
};

/// What becomes of a flow.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It passes today and would not.
    Breaks,
    /// Nobody has said whether it is needed, and it would not pass.
    Unreviewed,
    /// It does not pass today, and the plan does not change that.
    Denied,
    /// No policy holds its ends, so it passes whatever policies say.
    CannotBeHeld,
    /// It passes.
    Kept,
}

impl Status {
    /// The word of reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Breaks => "breaks",
            Self::Unreviewed => "unreviewed",
            Self::Denied => "denied",
            Self::CannotBeHeld => "cannot-be-held",
            Self::Kept => "kept",
        }
    }
}

/// What becomes of one flow, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fate {
    /// What becomes of it.
    pub(super) status: Status,
    /// Whether it passes today.
    pub(super) passes_today: bool,
    /// Why it does not pass, or is not held.
    pub(super) why: Option<String>,
}

/// Finds what becomes of flows.
pub(super) struct Fates<'p> {
    /// Who is there.
    pub(super) network: &'p Network<'p>,
    /// Which namespaces are planned for.
    pub(super) scope: &'p Scope,
    /// What is asked for.
    pub(super) options: &'p PlanOptions,
    /// Which connections stand for a flow.
    pub(super) ends: &'p Ends<'p>,
    /// Who decides them.
    pub(super) judge: &'p Judge<'p>,
    /// Pairs that no policy can be written for, and why.
    pub(super) impossible: &'p BTreeMap<PairKey, String>,
}

impl Fates<'_> {
    /// What becomes of each flow that touches a namespace of the plan.
    pub(super) fn of<'l>(&self, flows: &'l [Flow]) -> Vec<(&'l Flow, Fate)> {
        let mut fates = Vec::new();
        // Flows come by their ends, so that those of one pair need their policies once.
        for group in flows.chunk_by(|one, other| (&one.from, &one.to) == (&other.from, &other.to)) {
            let Some(first) = group.first().filter(|flow| self.is_in_scope(flow)) else {
                continue;
            };
            let connections = self.ends.connections(first);
            let before = self.judge.policies(&connections, When::Before);
            let after = self.judge.policies(&connections, When::After);
            for flow in group {
                let connections = self.ends.connections(flow);
                let passes = |policies| self.judge.all_pass(policies, &connections);
                // Without anybody known on the other side there is nothing to decide: the rule that
                // was written for it is all there is to say.
                let unknown = connections.is_empty();
                let today = passes(&before).unwrap_or(unknown);
                let then = passes(&after).unwrap_or(unknown);
                fates.push((flow, self.fate(flow, today, then)));
            }
        }
        fates
    }

    fn fate(&self, flow: &Flow, passes_today: bool, passes: bool) -> Fate {
        let (status, why) = if passes {
            match self.unheld(flow) {
                Some(why) => (Status::CannotBeHeld, Some(why.to_owned())),
                None => (Status::Kept, None),
            }
        } else if !passes_today {
            let why = "policies of the cluster stop it today";
            (Status::Denied, Some(why.to_owned()))
        } else if flow.confidence < self.options.include {
            let why = format!(
                "its confidence is {}: --include {0} allows it",
                flow.confidence.as_str()
            );
            (Status::Unreviewed, Some(why))
        } else {
            (Status::Breaks, Some(self.why(flow)))
        };
        Fate {
            status,
            passes_today,
            why,
        }
    }

    fn why(&self, flow: &Flow) -> String {
        if !is_wanted(flow, self.options) {
            return "the metadata address stays closed: use IRSA or EKS Pod Identity, or \
                    --allow-metadata NAMESPACE/WORKLOAD"
                .to_owned();
        }
        let keys = keys(flow);
        let mut reasons = keys.iter().filter_map(|key| self.impossible.get(key));
        reasons.next().cloned().unwrap_or_else(|| {
            "policies of the cluster that the plan does not change deny it then".to_owned()
        })
    }

    fn is_in_scope(&self, flow: &Flow) -> bool {
        [&flow.from, &flow.to]
            .into_iter()
            .filter_map(workload)
            .any(|it| self.scope.holds(self.network, it))
    }

    /// Why no policy of the plan holds the flow: nothing where one does.
    fn unheld(&self, flow: &Flow) -> Option<&'static str> {
        let ends = [&flow.from, &flow.to];
        let mut workloads = ends.into_iter().filter_map(workload);
        let mut why = None;
        let all = workloads.all(|workload| {
            if !self.scope.holds(self.network, workload) {
                return true;
            }
            why = unheld(self.network, workload);
            why.is_some()
        });
        why.filter(|_| all)
    }
}

fn workload(party: &Party) -> Option<usize> {
    match party {
        Party::Workload(workload) => Some(*workload),
        _ => None,
    }
}

/// Labels by which nodes say that nothing on them enforces policies ("Amazon EKS: limit pod traffic
/// with Kubernetes network policies").
const COMPUTE_TYPE: (&str, &str) = ("eks.amazonaws.com/compute-type", "fargate");
const SYSTEM: (&str, &str) = ("kubernetes.io/os", "windows");
/// How Amazon EKS names the nodes of Fargate.
const FARGATE_NODE: &str = "fargate-";

/// Why no policy holds any pod of a workload; nothing where it holds one.
pub(super) fn unheld(network: &Network<'_>, workload: usize) -> Option<&'static str> {
    let workload = network.workloads.get(workload)?;
    let pods = workload
        .pods
        .iter()
        .filter_map(|&pod| network.pods.get(pod));
    let mut reason = None;
    for pod in pods {
        let node = pod.node.and_then(|node| network.nodes.get(node));
        let says = |(key, value): (&str, &str)| {
            let labels = node.and_then(|node| node.labels);
            labels.is_some_and(|labels| labels.get(key).is_some_and(|it| it == value))
        };
        reason = Some(if pod.host_network {
            "it uses the network of its node"
        } else if says(COMPUTE_TYPE) || node.is_some_and(|it| it.name.starts_with(FARGATE_NODE)) {
            "it runs on Fargate"
        } else if says(SYSTEM) {
            "it runs on Windows"
        } else {
            return None;
        });
    }
    reason
}

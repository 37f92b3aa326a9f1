//! What enforces policies on Amazon EKS: the node agent of the VPC CNI, and Auto Mode.
//!
//! The controller is part of the control plane; it writes a `PolicyEndpoint` for every policy it
//! resolved, which is the strongest evidence there is. The agent enforces them where its container
//! in the daemon set `aws-node` runs with `--enable-network-policy=true` (its name differs between
//! chart versions). Nodes of Auto Mode have the agent built in; the controller is switched by the
//! config map `amazon-vpc-cni` (Amazon EKS User Guide: "Use Network Policies with EKS Auto Mode").

use std::collections::BTreeMap;

use plugin_kit::{
    Snapshot,
    object::{ConfigMap, Object, ObjectRef},
    snapshot::Origin,
};

use super::{
    detect::{Finding, is_true, runs},
    evidence::{EnforcerName, EnforcingMode, Evidence, Says},
    reading::{SYSTEM, VPC_CNI_CONFIG},
};
use crate::object::{EnforcerDaemonSet, NetworkPolicy, Node, NodeClass, Pod, PolicyEndpoint};

const AWS_NODE: &str = "aws-node";
const SWITCH: &str = "--enable-network-policy";
const MODE: &str = "NETWORK_POLICY_ENFORCING_MODE";
const CONTROLLER: &str = "enable-network-policy-controller";
const COMPUTE_TYPE: &str = "eks.amazonaws.com/compute-type";
const CONTAINERS: &str = "spec.template.spec.containers";

/// What of Amazon EKS enforces, or could.
pub(super) fn find(snapshot: &Snapshot, resolves: bool) -> Vec<Finding> {
    let auto_mode = auto_mode(snapshot, resolves);
    let aws_node = snapshot
        .all::<EnforcerDaemonSet>()
        .iter()
        .find(|it| it.metadata.name == AWS_NODE && it.metadata.namespace_or_empty() == SYSTEM);
    let vpc_cni = match aws_node {
        Some(aws_node) => Some(vpc_cni(snapshot, aws_node, resolves)),
        None if resolves && auto_mode.is_none() => Some(without_daemon_set(snapshot)),
        None => None,
    };
    vpc_cni.into_iter().chain(auto_mode).collect()
}

fn vpc_cni(snapshot: &Snapshot, aws_node: &EnforcerDaemonSet, resolves: bool) -> Finding {
    let switch = aws_node.argument(SWITCH);
    let mut evidence = Vec::new();
    let about = |path: &str, value: String, says| Evidence {
        object: aws_node.reference(),
        path: path.to_owned(),
        value,
        says,
    };
    match switch {
        Some(value) if is_true(value) => {
            if resolves {
                evidence.extend(endpoints(snapshot, Says::Enforces));
            }
            let (value, says) = if !runs(aws_node) {
                ("runs on no node", Says::Suggests)
            } else if !resolves && is_expected_to_resolve(snapshot) {
                // The switch starts the agent only; a controller that is not on gives it nothing.
                (
                    "runs with --enable-network-policy=true, but no PolicyEndpoint exists although \
                     policies select pods",
                    Says::Suggests,
                )
            } else {
                ("runs with --enable-network-policy=true", Says::Enforces)
            };
            if says == Says::Suggests {
                evidence.clear();
            }
            evidence.push(about(CONTAINERS, value.to_owned(), says));
        }
        Some(value) => {
            let value = format!("runs with {SWITCH}={value}");
            evidence.push(about(CONTAINERS, value, Says::DoesNot));
        }
        None => {
            let value = format!("runs without {SWITCH}");
            evidence.push(about(CONTAINERS, value, Says::DoesNot));
        }
    }
    if let Some(value) = controller(snapshot).filter(|value| is_true(value)) {
        evidence.push(config(value, Says::Suggests));
    }
    let enforced = evidence.iter().any(|it| it.says == Says::Enforces);
    if !enforced && evidence.iter().any(|it| it.says == Says::DoesNot) {
        // The agent is off on every node, whatever the controller does.
        evidence.retain(|it| it.says == Says::DoesNot);
    }
    Finding {
        name: EnforcerName::VpcCni,
        mode: match aws_node.variable(MODE) {
            Some("strict") => EnforcingMode::Strict,
            Some("standard") | None => EnforcingMode::Standard,
            Some(_) => EnforcingMode::Unknown,
        },
        evidence,
    }
}

/// Policies are resolved and no daemon set is there: it was not read, or nothing enforces.
fn without_daemon_set(snapshot: &Snapshot) -> Finding {
    let was_read = snapshot.origin == Origin::Cluster && snapshot.holds::<EnforcerDaemonSet>();
    let says = if was_read {
        Says::Suggests
    } else {
        Says::Enforces
    };
    Finding {
        name: EnforcerName::VpcCni,
        mode: EnforcingMode::Unknown,
        evidence: endpoints(snapshot, says).into_iter().collect(),
    }
}

fn auto_mode(snapshot: &Snapshot, resolves: bool) -> Option<Finding> {
    let classes = snapshot.all::<NodeClass>();
    let node = snapshot.all::<Node>().iter().find(|node| {
        let kind = node.metadata.labels.get(COMPUTE_TYPE);
        kind.is_some_and(|kind| kind == "auto")
    });
    let object = classes.first().map(NodeClass::reference);
    let object = object.or_else(|| node.map(Node::reference))?;
    let mut evidence: Vec<Evidence> = Vec::new();
    if resolves {
        evidence.extend(endpoints(snapshot, Says::Enforces));
    }
    match controller(snapshot) {
        Some(value) if is_true(value) => evidence.push(config(value, Says::Enforces)),
        Some(value) => evidence.push(config(value, Says::DoesNot)),
        None if snapshot.origin == Origin::Cluster && snapshot.holds::<ConfigMap>() => {
            let value = "does not switch the network policy controller on";
            evidence.push(Evidence {
                object: config_map(),
                path: format!("data.{CONTROLLER}"),
                value: value.to_owned(),
                says: Says::DoesNot,
            });
        }
        None => evidence.push(Evidence {
            object,
            path: String::new(),
            value: "belongs to EKS Auto Mode, which enforces policies if it is told to".to_owned(),
            says: Says::Suggests,
        }),
    }
    let denies = |class: &NodeClass| class.spec.network_policy.as_deref() == Some("DefaultDeny");
    let mode = if classes.is_empty() {
        EnforcingMode::Unknown
    } else if classes.iter().any(denies) {
        EnforcingMode::Strict
    } else {
        EnforcingMode::Standard
    };
    Some(Finding {
        name: EnforcerName::AutoMode,
        mode,
        evidence,
    })
}

/// The first policy that was resolved to pods, and how many there are.
fn endpoints(snapshot: &Snapshot, says: Says) -> Option<Evidence> {
    let listing = |it: &&PolicyEndpoint| !it.spec.pod_selector_endpoints.is_empty();
    let mut endpoints = snapshot.all::<PolicyEndpoint>().iter().filter(listing);
    let first = endpoints.next()?;
    let others = match endpoints.count() {
        0 => String::new(),
        others => format!(", as {others} others do"),
    };
    Some(Evidence {
        object: first.reference(),
        path: "spec.podSelectorEndpoints".to_owned(),
        value: format!("lists pods that a policy is about{others}"),
        says,
    })
}

fn controller(snapshot: &Snapshot) -> Option<&str> {
    let config = snapshot.all::<ConfigMap>().iter().find(|config| {
        config.metadata.name == VPC_CNI_CONFIG && config.metadata.namespace_or_empty() == SYSTEM
    })?;
    config.data.get(CONTROLLER).map(String::as_str)
}

fn config(value: &str, says: Says) -> Evidence {
    Evidence {
        object: config_map(),
        path: format!("data.{CONTROLLER}"),
        value: format!("says {CONTROLLER}: {value}"),
        says,
    }
}

fn config_map() -> ObjectRef {
    ObjectRef::namespaced(ConfigMap::TYPE.kind, SYSTEM, VPC_CNI_CONFIG)
}

/// Whether a controller would have resolved something: a policy selects a pod, and what it would
/// have written was looked for.
fn is_expected_to_resolve(snapshot: &Snapshot) -> bool {
    if !snapshot.holds::<PolicyEndpoint>() {
        return false;
    }
    let mut pods: BTreeMap<&str, Vec<&Pod>> = BTreeMap::new();
    for pod in snapshot.all::<Pod>() {
        if !pod.spec.host_network && pod.status.pod_ip.is_some() {
            let namespace = pod.metadata.namespace_or_empty();
            pods.entry(namespace).or_default().push(pod);
        }
    }
    snapshot.all::<NetworkPolicy>().iter().any(|policy| {
        let pods = pods.get(policy.metadata.namespace_or_empty());
        pods.into_iter()
            .flatten()
            .any(|pod| policy.spec.pod_selector.matches(&pod.metadata.labels))
    })
}

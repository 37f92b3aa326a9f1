//! Network plugins beside Amazon's that enforce policies, by the names they are installed under.
//!
//! Sources: the installation pages of Cilium, Calico, kube-router, Antrea, OVN-Kubernetes, Kube-OVN
//! and kube-network-policies. A name that is none of these says nothing.

use plugin_kit::{
    Snapshot,
    object::{CustomResourceDefinition, Object, ObjectRef},
};

use super::{
    detect::{Finding, is_true, runs},
    evidence::{EnforcerName, EnforcingMode, Evidence, Says},
};
use crate::object::EnforcerDaemonSet;

/// Daemon sets that enforce policies.
const DAEMON_SETS: &[(&str, EnforcerName)] = &[
    ("antrea-agent", EnforcerName::Other),
    ("calico-node", EnforcerName::Calico),
    ("canal", EnforcerName::Calico),
    ("cilium", EnforcerName::Cilium),
    ("kube-network-policies", EnforcerName::Other),
    ("kube-ovn-cni", EnforcerName::Other),
    ("kube-router", EnforcerName::Other),
    ("ovnkube-node", EnforcerName::Other),
];

/// A custom resource definition that an enforcer brings along.
pub(super) struct Definition {
    /// Its name.
    pub(super) name: &'static str,
    /// Whose it is.
    pub(super) of: EnforcerName,
}

/// Definitions that enforcers bring along.
pub(super) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "policyendpoints.networking.k8s.aws",
        of: EnforcerName::VpcCni,
    },
    Definition {
        name: "ciliumnetworkpolicies.cilium.io",
        of: EnforcerName::Cilium,
    },
    Definition {
        name: "felixconfigurations.crd.projectcalico.org",
        of: EnforcerName::Calico,
    },
];

/// What daemon sets of known names say.
pub(super) fn find(snapshot: &Snapshot) -> Vec<Finding> {
    let daemon_sets = snapshot.all::<EnforcerDaemonSet>().iter();
    daemon_sets
        .filter_map(|daemon_set| {
            let name = daemon_set.metadata.name.as_str();
            let (_, enforcer) = DAEMON_SETS.iter().find(|(known, _)| *known == name)?;
            Some(Finding {
                name: *enforcer,
                mode: EnforcingMode::Unknown,
                evidence: vec![what_it_says(daemon_set)],
            })
        })
        .collect()
}

fn what_it_says(daemon_set: &EnforcerDaemonSet) -> Evidence {
    let evidence = |path: &str, value: String, says| Evidence {
        object: daemon_set.reference(),
        path: path.to_owned(),
        value,
        says,
    };
    let firewall = daemon_set.argument("--run-firewall");
    if let Some(value) = firewall.filter(|value| !is_true(value)) {
        let value = format!("runs with --run-firewall={value}");
        return evidence("spec.template.spec.containers", value, Says::DoesNot);
    }
    if !runs(daemon_set) {
        let value = "none of its pods is ready".to_owned();
        return evidence("status.numberReady", value, Says::Suggests);
    }
    let value = "a network plugin that enforces policies".to_owned();
    evidence("", value, Says::Enforces)
}

/// Definitions whose enforcer was not found.
pub(super) fn left_over(snapshot: &Snapshot, found: &[Finding]) -> Vec<Evidence> {
    let definitions = snapshot.all::<CustomResourceDefinition>().iter();
    definitions
        .filter_map(|definition| {
            let name = definition.metadata.name.as_str();
            let known = DEFINITIONS.iter().find(|known| known.name == name)?;
            let is_found = found.iter().any(|finding| {
                finding.name == known.of
                    || (known.of == EnforcerName::VpcCni && finding.name == EnforcerName::AutoMode)
            });
            (!is_found).then(|| Evidence {
                object: ObjectRef::cluster(CustomResourceDefinition::TYPE.kind, name),
                path: String::new(),
                value: format!("belongs to {}, which was not found", known.of.as_str()),
                says: Says::Suggests,
            })
        })
        .collect()
}

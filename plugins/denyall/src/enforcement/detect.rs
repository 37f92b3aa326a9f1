//! Puts together what was found about enforcement.

use std::collections::BTreeSet;

use plugin_kit::{
    Note, Snapshot,
    snapshot::{NoteCode, Origin},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{EnforcementState, Enforcer, EnforcerName, EnforcingMode, Evidence, Says, eks, others};
use crate::{
    object::{EnforcerDaemonSet, PolicyEndpoint},
    verdict::Profile,
};

/// Whether anything enforces network policies, and what says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Enforcement {
    /// How sure it is.
    pub state: EnforcementState,
    /// What enforces, sorted; more than one is trouble.
    pub enforcers: Vec<Enforcer>,
    /// What says so, the strongest first.
    pub evidence: Vec<Evidence>,
    /// Namespace and name of the policies that the controller of Amazon EKS has resolved to pods.
    #[serde(skip)]
    resolved: BTreeSet<(String, String)>,
}

/// One thing that enforces, or could.
pub(super) struct Finding {
    pub(super) name: EnforcerName,
    pub(super) mode: EnforcingMode,
    pub(super) evidence: Vec<Evidence>,
}

impl Finding {
    /// What its strongest evidence says.
    fn says(&self) -> Says {
        let says = self.evidence.iter().map(|evidence| evidence.says);
        says.min().unwrap_or(Says::Suggests)
    }
}

impl Enforcement {
    /// What a snapshot says about enforcement; `wants` names what it is read from.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let resolved = resolved(snapshot);
        let mut found: Vec<Finding> = eks::find(snapshot, !resolved.is_empty());
        found.extend(others::find(snapshot));
        let left_over = others::left_over(snapshot, &found);
        let says = |says: Says| found.iter().any(|finding| finding.says() == says);
        let state = if says(Says::Enforces) {
            EnforcementState::Proven
        } else if says(Says::DoesNot)
            && !says(Says::Suggests)
            && left_over.is_empty()
            && read_daemon_sets(snapshot)
        {
            EnforcementState::Absent
        } else {
            EnforcementState::Unknown
        };
        let mut enforcers: Vec<Enforcer> = found
            .iter()
            .filter(|finding| finding.says() == Says::Enforces)
            .map(|finding| Enforcer {
                name: finding.name,
                profile: finding.name.profile(),
                mode: finding.mode,
            })
            .collect();
        enforcers.sort();
        enforcers.dedup();
        let mut evidence: Vec<Evidence> = found
            .into_iter()
            .flat_map(|finding| finding.evidence)
            .chain(left_over)
            .collect();
        // Stable: what was looked at first is the stronger one of its sort.
        evidence.sort_by_key(|evidence| evidence.says);
        Self {
            state,
            enforcers,
            evidence,
            resolved,
        }
    }

    /// How the one enforcer reads policies; nothing where there is none, or more than one reading.
    #[must_use]
    pub fn profile(&self) -> Option<Profile> {
        let mut profiles = self.enforcers.iter().map(|enforcer| enforcer.profile);
        let first = profiles.next()??;
        profiles.all(|other| other == Some(first)).then_some(first)
    }

    /// What its enforcers do that the answers leave out: policies of kinds that only they know, and
    /// pods that are closed before any policy selects them.
    pub(crate) fn notes(&self) -> Vec<Note> {
        let mut messages = BTreeSet::new();
        for enforcer in &self.enforcers {
            let name = enforcer.name.as_str();
            if let Some(kinds) = enforcer.name.own_kinds() {
                messages.insert(format!(
                    "{name} enforces {kinds} too, which are not read here"
                ));
            }
            if enforcer.mode == EnforcingMode::Strict {
                messages.insert(format!(
                    "{name} runs in strict mode: pods that no policy selects are closed there, \
                     and count as open here"
                ));
            }
        }
        let notes = messages.into_iter();
        notes
            .map(|message| Note::new(NoteCode::Reading, message))
            .collect()
    }

    /// Whether the controller of Amazon EKS has resolved a policy to pods.
    #[must_use]
    pub fn is_resolved(&self, namespace: &str, name: &str) -> bool {
        self.resolved
            .contains(&(namespace.to_owned(), name.to_owned()))
    }

    /// Whether any policy was resolved to pods.
    #[must_use]
    pub fn resolves_policies(&self) -> bool {
        !self.resolved.is_empty()
    }

    /// What has to be said before any answer: nothing when policies are known to be enforced.
    #[must_use]
    pub fn headline(&self) -> Option<String> {
        let because = self.evidence.first().map(|evidence| {
            format!(
                "{} {} ({})",
                evidence.object.name, evidence.value, evidence.object
            )
        });
        match (self.state, because) {
            (EnforcementState::Proven, _) => None,
            (EnforcementState::Absent, because) => Some(format!(
                "nothing enforces network policies: {}",
                because.unwrap_or_default()
            )),
            (EnforcementState::Unknown, Some(because)) => Some(format!(
                "whether anything enforces network policies is not known: {because}"
            )),
            (EnforcementState::Unknown, None) => Some(
                "whether anything enforces network policies is not known: nothing that was read \
                 says so"
                    .to_owned(),
            ),
        }
    }
}

/// Whether daemon sets that are not there do not exist.
fn read_daemon_sets(snapshot: &Snapshot) -> bool {
    match snapshot.origin {
        Origin::Cluster => snapshot.holds::<EnforcerDaemonSet>(),
        // Files that hold one daemon set of the system are a dump of them.
        Origin::Files => !snapshot.all::<EnforcerDaemonSet>().is_empty(),
    }
}

/// The policies that list pods.
fn resolved(snapshot: &Snapshot) -> BTreeSet<(String, String)> {
    let endpoints = snapshot.all::<PolicyEndpoint>().iter();
    endpoints
        .filter(|endpoint| !endpoint.spec.pod_selector_endpoints.is_empty())
        .map(|endpoint| {
            let policy = &endpoint.spec.policy_ref;
            (policy.namespace.clone(), policy.name.clone())
        })
        .collect()
}

/// Whether a switch is on, as Go reads it (`strconv.ParseBool`).
pub(super) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "t" | "T" | "true" | "TRUE" | "True")
}

/// Whether any of its pods is ready; manifests do not say and count as running.
pub(super) fn runs(daemon_set: &EnforcerDaemonSet) -> bool {
    daemon_set.status.number_ready != Some(0)
}

//! The answer as it is printed: `ReachReport`.

use plugin_kit::{
    Gap, Note,
    object::ObjectRef,
    report::{Layout, Report, Table},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::fix::{self, Fix};
use crate::{
    enforcement::EnforcementState,
    manifest,
    policy::PolicySet,
    protocol::Protocol,
    report::EndpointRef,
    verdict::{Profile, Reason, Side},
};

/// Whether one end reaches another.
#[derive(Debug)]
pub struct ReachReport {
    items: Vec<Item>,
    notes: Vec<Note>,
    gaps: Vec<Gap>,
    summary: Summary,
    headline: Option<String>,
}

/// What is decided about two ends and a port.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Who begins.
    pub from: EndpointRef,
    /// Who listens.
    pub to: EndpointRef,
    /// The service through which the target was named.
    pub service: Option<ServiceRef>,
    /// Port of the listener; behind a service, the target port.
    pub port: u16,
    /// Protocol.
    pub protocol: Protocol,
    /// Whether the connection is made.
    pub allowed: bool,
    /// Whether policies of one priority disagree, so that the specification leaves it open.
    pub ambiguous: bool,
    /// Whose reading of the policies this is.
    pub profile: Profile,
    /// Profiles that decide otherwise.
    pub other_profiles: Vec<OtherProfile>,
    /// Whether anything enforces the policies.
    pub enforcement: EnforcementState,
    /// What the sender's policies say.
    pub egress: SideReport,
    /// What the listener's policies say.
    pub ingress: SideReport,
    /// What to add so that the connection is made; null where it is made already, and where no
    /// policy helps.
    pub fix: Option<Fix>,
    /// Why there is no fix for a denied connection.
    pub no_fix: Option<String>,
}

/// A service through which a target was named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ServiceRef {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// The service's own port.
    pub port: u16,
}

/// A profile that decides otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OtherProfile {
    /// Which one.
    pub profile: Profile,
    /// What it decides.
    pub allowed: bool,
    /// Why.
    pub rule: String,
}

/// What one direction says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SideReport {
    /// Whether it lets the connection pass.
    pub allowed: bool,
    /// Why.
    pub reason: Reason,
    /// The rules that let it pass, or the policies or the rule that stop it.
    pub decided_by: Vec<DecidedBy>,
}

/// A policy or a rule of one that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DecidedBy {
    /// The policy.
    pub policy: ObjectRef,
    /// Index of the rule, from 0; null where the policy isolates and none of its rules matches.
    pub rule: Option<usize>,
    /// Where in the policy.
    pub path: String,
}

/// Totals.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// Connections that are made.
    allowed: usize,
    /// Connections that are not.
    denied: usize,
}

impl SideReport {
    /// What a side of a verdict says, with policies by name.
    pub(super) fn of(policies: &PolicySet, side: &Side, is_egress: bool) -> Self {
        let direction = if is_egress { "egress" } else { "ingress" };
        let decided_by = side.decided_by.iter().filter_map(|deciding| {
            Some(DecidedBy {
                policy: fix::reference(policies, deciding.policy)?,
                rule: deciding.rule,
                path: match deciding.rule {
                    Some(rule) => format!("spec.{direction}[{rule}]"),
                    None => format!("spec.{direction}"),
                },
            })
        });
        Self {
            allowed: side.allowed,
            reason: side.reason,
            decided_by: decided_by.collect(),
        }
    }

    /// The side in few words.
    fn in_words(&self) -> String {
        let first = |suffix: &str| match self.decided_by.as_slice() {
            [] => suffix.to_owned(),
            [one] => format!("{} {}", one.policy, one.path),
            [one, rest @ ..] => format!("{} {} (+{})", one.policy, one.path, rest.len()),
        };
        match self.reason {
            Reason::OutsideTheCluster => "outside the cluster".to_owned(),
            Reason::HostNetwork => "hostNetwork: no policy holds it".to_owned(),
            Reason::Itself => "itself".to_owned(),
            Reason::OwnNode => "its own node".to_owned(),
            Reason::NotIsolated => "no policy isolates it".to_owned(),
            Reason::Rule => first("a rule"),
            Reason::Isolated => format!("isolated by {}", first("a policy")),
            Reason::ServiceAddress => "judged by the service's address".to_owned(),
            Reason::NoCommonFamily => "no common address family".to_owned(),
        }
    }
}

impl Item {
    /// What items are sorted by.
    pub(super) fn order(&self) -> (&EndpointRef, &EndpointRef, Protocol, u16) {
        (&self.from, &self.to, self.protocol, self.port)
    }

    fn verdict(&self) -> &'static str {
        match (self.allowed, self.ambiguous) {
            (true, false) => "allowed",
            (false, false) => "denied",
            (true, true) => "allowed?",
            (false, true) => "denied?",
        }
    }

    fn target(&self) -> String {
        match &self.service {
            Some(service) => format!("{} (svc {}:{})", self.to, service.name, service.port),
            None => self.to.to_string(),
        }
    }
}

impl ReachReport {
    /// The answer, with what was remarked on the way.
    pub(super) fn new(
        items: Vec<Item>,
        mut notes: Vec<Note>,
        mut gaps: Vec<Gap>,
        headline: Option<String>,
    ) -> Self {
        notes.sort();
        notes.dedup();
        gaps.sort();
        gaps.dedup();
        let allowed = items.iter().filter(|item| item.allowed).count();
        Self {
            summary: Summary {
                allowed,
                denied: items.len() - allowed,
            },
            items,
            notes,
            gaps,
            headline,
        }
    }

    /// Whether no connection is made.
    pub(super) fn is_denied(&self) -> bool {
        self.summary.allowed == 0
    }
}

impl Report for ReachReport {
    const KIND: &'static str = "ReachReport";
    type Item = Item;
    type Summary = Summary;

    fn items(&self) -> &[Item] {
        &self.items
    }

    fn notes(&self) -> &[Note] {
        &self.notes
    }

    fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    fn summary(&self) -> &Summary {
        &self.summary
    }

    fn table(&self, layout: Layout) -> Table {
        let mut columns = vec!["FROM", "TO", "PORT", "VERDICT", "EGRESS", "INGRESS"];
        if layout == Layout::Wide {
            columns.extend(["PROFILE", "OTHERWISE"]);
        }
        let rows = self.items.iter().map(|item| {
            let mut row = vec![
                item.from.to_string(),
                item.target(),
                format!("{}/{}", item.port, item.protocol),
                item.verdict().to_owned(),
                item.egress.in_words(),
                item.ingress.in_words(),
            ];
            if layout == Layout::Wide {
                row.push(item.profile.as_str().to_owned());
                let others = item.other_profiles.iter().map(|other| {
                    let word = if other.allowed { "allowed" } else { "denied" };
                    format!("{} by {}: {}", word, other.profile.as_str(), other.rule)
                });
                row.push(others.collect::<Vec<_>>().join("; "));
            }
            row
        });
        Table {
            rows: rows.collect(),
            columns,
        }
    }

    fn names(&self) -> Vec<String> {
        self.items
            .iter()
            .map(|item| format!("{} {} {}/{}", item.from, item.to, item.port, item.protocol))
            .collect()
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks: Vec<String> = self.headline.iter().cloned().collect();
        for item in &self.items {
            for other in &item.other_profiles {
                let word = if other.allowed { "allowed" } else { "denied" };
                remarks.push(format!(
                    "{}/{} is {word} by {}: {}",
                    item.port,
                    item.protocol,
                    other.profile.as_str(),
                    other.rule
                ));
            }
        }
        // The same change may be missing for several ports; it is shown for the first denied one.
        let denied = self.items.iter().find(|item| !item.allowed);
        if let Some(item) = denied {
            match (&item.fix, &item.no_fix) {
                (Some(fix), _) => {
                    remarks.push(format!("To allow {}/{} add:", item.port, item.protocol));
                    let yaml = manifest::yaml(&fix.policies);
                    remarks.extend(yaml.lines().map(|line| format!("  {line}")));
                    for opened in &fix.opens {
                        remarks.push(format!(
                            "That also lets {} reach {}.",
                            opened.from, opened.to
                        ));
                    }
                }
                (None, Some(reason)) => remarks.push(format!("No policy allows it: {reason}.")),
                (None, None) => {}
            }
        }
        remarks
    }
}

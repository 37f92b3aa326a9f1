//! The answer as it is printed: `BlastReport`.

use std::collections::{BTreeMap, BTreeSet};

use plugin_kit::{
    Gap, Note,
    report::{Layout, Report, Table},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::aws::Aws;
use crate::{
    enforcement::{Enforcement, EnforcementState},
    map::{
        Connections,
        collapse::{self, Detail},
        ends::End,
    },
    report::EndpointRef,
};

/// Everything an attacker reaches.
#[derive(Debug)]
pub struct BlastReport {
    items: Vec<Item>,
    notes: Vec<Note>,
    gaps: Vec<Gap>,
    summary: Summary,
    ends: Vec<End>,
    is_beyond: bool,
    /// What the attacker's place is called.
    place: String,
    is_outside: bool,
    headline: Option<String>,
}

/// Something that is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// What is reached.
    pub to: EndpointRef,
    /// What it is worth.
    pub kind: Kind,
    /// Number of connections on the way, from 1.
    pub hop: usize,
    /// Who is taken on the way, first to last; empty at hop 1.
    pub via: Vec<EndpointRef>,
    /// What the last on the way may connect to.
    #[serde(flatten)]
    pub connections: Connections,
    /// What AWS gives to whoever is there; null where it gives nothing.
    pub aws: Option<Aws>,
    /// Position of the end, for the table.
    #[serde(skip)]
    pub(super) end: Option<usize>,
}

/// What something that is reached is worth, the most precious first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Instance metadata: the credentials of the node's role.
    Metadata,
    /// The agent of EKS Pod Identity: the credentials of the pod's association.
    PodIdentity,
    /// The service of the API server.
    ApiServer,
    /// Public addresses: where data can be sent to.
    Internet,
    /// Nodes, their kubelets among what listens there.
    Nodes,
    /// Pods.
    Workload,
    /// Other addresses outside the cluster.
    Addresses,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    /// How many are reached.
    pub reached: usize,
    /// How many there are.
    pub of: usize,
}

/// Totals.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one sort of prize is reached"
)]
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Where the attacker is.
    pub from: EndpointRef,
    /// Whether anything enforces the policies.
    pub enforcement: EnforcementState,
    /// Workloads, the attacker's own not counted.
    pub workloads: Count,
    /// Namespaces with workloads, the attacker's own not counted.
    pub namespaces: Count,
    /// What AWS gives to the attacker's own pods.
    pub own: Option<Aws>,
    /// ARNs of the roles of service accounts, the attacker's own among them.
    pub roles: Vec<String>,
    /// Whether public addresses are reached.
    pub internet: bool,
    /// Whether the metadata address is reached.
    pub metadata: bool,
    /// Whether the agent of EKS Pod Identity runs and is reached.
    pub pod_identity: bool,
    /// Whether the service of the API server is reached; false where files lack it.
    pub api_server: bool,
    /// Whether nodes are reached.
    pub nodes: bool,
    /// The longest way.
    pub hops: usize,
}

/// What was found, before it is counted.
pub(super) struct Found {
    pub(super) from: EndpointRef,
    pub(super) place: String,
    pub(super) own: Option<Aws>,
    pub(super) own_namespaces: BTreeSet<usize>,
    pub(super) others: usize,
    pub(super) namespaces: BTreeSet<usize>,
    pub(super) enforcement: Enforcement,
    pub(super) items: Vec<Item>,
    pub(super) notes: Vec<Note>,
    pub(super) gaps: Vec<Gap>,
    pub(super) ends: Vec<End>,
}

/// What items of one row have in common.
type RowKey<'k> = (usize, Kind, &'k [EndpointRef], &'k Connections, String);

impl Item {
    /// What items are sorted by.
    pub(super) fn order(&self) -> (usize, Kind, &EndpointRef) {
        (self.hop, self.kind, &self.to)
    }

    /// What it gives to the attacker, in few words.
    fn gives(&self, layout: Layout) -> String {
        let mut gives: Vec<String> = Vec::new();
        match self.kind {
            Kind::Metadata => gives.push("the node's role".to_owned()),
            Kind::PodIdentity => gives.push("the pod's role, if associated".to_owned()),
            Kind::ApiServer => gives.push("what its token may".to_owned()),
            Kind::Internet => gives.push("a way out for data".to_owned()),
            Kind::Nodes | Kind::Workload | Kind::Addresses => {}
        }
        if self.kind == Kind::Workload
            && let Some(aws) = &self.aws
        {
            gives.extend(aws.roles.iter().map(|role| match layout {
                Layout::Normal => short_role(&role.role_arn),
                Layout::Wide => role.role_arn.clone(),
            }));
            if layout == Layout::Wide && aws.node_role {
                gives.push("the node's role".to_owned());
            }
        }
        gives.join(", ")
    }
}

/// `role/NAME` of an ARN.
fn short_role(arn: &str) -> String {
    let (_, role) = arn.rsplit_once(':').unwrap_or(("", arn));
    role.to_owned()
}

impl BlastReport {
    /// Counts what was found.
    pub(super) fn new(found: Found) -> Self {
        let Found { items, ends, .. } = found;
        let reaches = |kind: Kind| items.iter().any(|item| item.kind == kind);
        let workloads = items.iter().filter(|item| item.kind == Kind::Workload);
        let namespaces: BTreeSet<usize> = workloads
            .clone()
            .filter_map(|item| ends.get(item.end?)?.namespace())
            .collect();
        let own = found.own.iter();
        let roles: BTreeSet<String> = own
            .chain(workloads.clone().filter_map(|item| item.aws.as_ref()))
            .flat_map(|aws| &aws.roles)
            .map(|role| role.role_arn.clone())
            .collect();
        let summary = Summary {
            workloads: Count {
                reached: workloads.count(),
                of: found.others,
            },
            namespaces: Count {
                reached: namespaces.difference(&found.own_namespaces).count(),
                of: found.namespaces.difference(&found.own_namespaces).count(),
            },
            roles: roles.into_iter().collect(),
            internet: reaches(Kind::Internet),
            metadata: reaches(Kind::Metadata),
            pod_identity: reaches(Kind::PodIdentity),
            api_server: reaches(Kind::ApiServer),
            nodes: reaches(Kind::Nodes),
            hops: items.iter().map(|item| item.hop).max().unwrap_or_default(),
            from: found.from,
            enforcement: found.enforcement.state,
            own: found.own,
        };
        Self {
            is_beyond: summary.internet
                || summary.metadata
                || namespaces
                    .iter()
                    .any(|it| !found.own_namespaces.contains(it)),
            is_outside: matches!(summary.from, EndpointRef::Cidr { .. }),
            place: found.place,
            headline: found.enforcement.headline(),
            items,
            notes: found.notes,
            gaps: found.gaps,
            summary,
            ends,
        }
    }

    /// Whether the internet, the metadata address or another namespace is reached.
    pub(super) const fn is_beyond(&self) -> bool {
        self.is_beyond
    }

    /// Items that are the same but for who they are, with their names.
    fn groups(&self, layout: Layout) -> Vec<(&Item, Vec<String>)> {
        let detail = match layout {
            Layout::Normal => Detail::Few,
            Layout::Wide => Detail::All,
        };
        let mut groups: BTreeMap<RowKey<'_>, Vec<&Item>> = BTreeMap::new();
        for item in &self.items {
            let key = (
                item.hop,
                item.kind,
                item.via.as_slice(),
                &item.connections,
                item.gives(layout),
            );
            groups.entry(key).or_default().push(item);
        }
        let groups = groups.into_values().filter_map(|items| {
            let positions: Vec<u32> = items
                .iter()
                .filter_map(|item| u32::try_from(item.end?).ok())
                .collect();
            let first = *items.first()?;
            let names = if positions.is_empty() {
                items.iter().map(|item| target_name(item)).collect()
            } else {
                collapse::names(&self.ends, &positions, detail)
            };
            Some((first, names))
        });
        groups.collect()
    }
}

/// What an address that matters is called.
fn target_name(item: &Item) -> String {
    let address = item.to.to_string();
    let (address, _) = address.split_once('/').unwrap_or((&address, ""));
    match item.kind {
        Kind::Metadata => format!("{address} (metadata)"),
        Kind::PodIdentity => format!("{address} (Pod Identity)"),
        Kind::ApiServer => format!("{address} (API server)"),
        _ => item.to.to_string(),
    }
}

impl Report for BlastReport {
    const KIND: &'static str = "BlastReport";
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
        let mut rows = Vec::new();
        for (item, names) in self.groups(layout) {
            let names = match layout {
                Layout::Normal => collapse::few(&names),
                Layout::Wide => names,
            };
            let via = item.via.last().map(ToString::to_string);
            let way: Vec<String> = item.via.iter().map(ToString::to_string).collect();
            for name in names {
                rows.push(vec![
                    item.hop.to_string(),
                    name,
                    item.connections.to_string(),
                    match layout {
                        Layout::Normal => via.clone().unwrap_or_default(),
                        Layout::Wide => way.join(" > "),
                    },
                    item.gives(layout),
                ]);
            }
        }
        Table {
            columns: vec!["HOP", "TO", "PORTS", "VIA", "GIVES"],
            rows,
        }
    }

    fn names(&self) -> Vec<String> {
        self.items.iter().map(|item| item.to.to_string()).collect()
    }

    fn remarks(&self) -> Vec<String> {
        let from = &self.place;
        let Summary {
            workloads,
            namespaces,
            roles,
            ..
        } = &self.summary;
        let mut line = format!(
            "{from} reaches {} of {} other workloads, in {} of {} other namespaces",
            workloads.reached, workloads.of, namespaces.reached, namespaces.of
        );
        for (is_reached, what) in [
            (self.summary.metadata, "the node's role"),
            (self.summary.internet, "the internet"),
            (self.summary.nodes, "nodes"),
        ] {
            if is_reached {
                line.push_str(", ");
                line.push_str(what);
            }
        }
        let mut remarks: Vec<String> = self.headline.iter().cloned().collect();
        remarks.push(format!("{line}."));
        if !roles.is_empty() {
            remarks.push(format!("AWS roles within reach: {}.", roles.join(", ")));
        }
        if self.is_outside {
            remarks.push(
                "Policies let it in; whether a load balancer or route leads there is another \
                 question."
                    .to_owned(),
            );
        }
        if self.summary.metadata {
            remarks.push(
                "The metadata address answers pods unless the nodes' hop limit is 1.".to_owned(),
            );
        }
        remarks
    }
}

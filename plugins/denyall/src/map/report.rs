//! The answer as it is printed: `MapReport`.

use std::{
    io::{self, Write},
    sync::LazyLock,
};

use plugin_kit::{
    Gap, Note,
    report::{Layout, Report, Table, visible},
};
use schemars::JsonSchema;
use serde::{Serialize, Serializer, ser::SerializeSeq as _};

use super::{
    collapse::{self, Detail},
    connections::{Connections, PortSpan},
    ends::End,
    format::By,
    grid::Grid,
};
use crate::{
    enforcement::{Enforcement, EnforcementState},
    report::EndpointRef,
    solve::ConnectionSet,
};

/// Who reaches whom.
///
/// Items are made while they are written: an open cluster of a thousand workloads has a million.
pub struct MapReport {
    ends: Vec<End>,
    grid: Grid<ConnectionSet>,
    values: Vec<Connections>,
    is_narrowed: bool,
    headline: Option<String>,
    notes: Vec<Note>,
    gaps: Vec<Gap>,
    summary: Summary,
}

/// A pair of ends, and what the first may connect to at the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Item<'r> {
    /// Who begins.
    pub from: &'r EndpointRef,
    /// Who listens.
    pub to: &'r EndpointRef,
    /// Every protocol and port; then `ports` is empty.
    pub all: bool,
    /// Protocols without ports, such as ICMP, though not everything.
    pub without_ports: bool,
    /// Ports of the listener, sorted.
    pub ports: &'r [PortSpan],
}

/// Totals.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// What an end stands for.
    pub by: By,
    /// Whether anything enforces the policies.
    pub enforcement: EnforcementState,
    /// Ends that are pods.
    pub ends: usize,
    /// Pairs that may connect on some port.
    pub connections: usize,
    /// Those of them that may connect on every protocol and port.
    pub open: usize,
    /// What each class has; empty unless the map is by class.
    pub classes: Vec<ClassMembers>,
}

/// Pods that no policy tells apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClassMembers {
    /// The class, as items name it.
    pub class: usize,
    /// The workloads of its pods.
    pub workloads: Vec<EndpointRef>,
}

/// What the map is made of.
pub(super) struct Parts {
    pub(super) by: By,
    pub(super) enforcement: Enforcement,
    pub(super) classes: Vec<ClassMembers>,
    pub(super) is_narrowed: bool,
    pub(super) ends: Vec<End>,
    pub(super) grid: Grid<ConnectionSet>,
    pub(super) notes: Vec<Note>,
    pub(super) gaps: Vec<Gap>,
}

/// Where positions lead that lead nowhere.
static NOWHERE: LazyLock<EndpointRef> = LazyLock::new(|| EndpointRef::Cidr { cidrs: Vec::new() });

impl MapReport {
    /// The report of a map.
    pub(super) fn new(parts: Parts) -> Self {
        let Parts { ends, grid, .. } = parts;
        Self {
            summary: Summary {
                by: parts.by,
                enforcement: parts.enforcement.state,
                ends: ends.iter().filter(|end| end.is_pods()).count(),
                connections: grid.count(|_| true),
                open: grid.count(ConnectionSet::is_all),
                classes: parts.classes,
            },
            values: grid.values().iter().map(Connections::from).collect(),
            is_narrowed: parts.is_narrowed,
            headline: parts.enforcement.headline(),
            ends,
            grid,
            notes: parts.notes,
            gaps: parts.gaps,
        }
    }

    /// Whether only pairs with an end in some namespaces are in it.
    pub(super) const fn is_narrowed(&self) -> bool {
        self.is_narrowed
    }

    /// What has to be said about enforcement before anything else.
    pub(super) fn headline(&self) -> Option<&str> {
        self.headline.as_deref()
    }

    /// The ends, in order.
    pub(super) fn ends(&self) -> &[End] {
        &self.ends
    }

    /// What pairs of them may connect to.
    pub(super) const fn grid(&self) -> &Grid<ConnectionSet> {
        &self.grid
    }

    /// Every pair, by source and then by destination.
    fn pairs(&self) -> impl Iterator<Item = Item<'_>> {
        let end = |position: u32| {
            let end = self.ends.get(position as usize);
            end.map_or(&*NOWHERE, |end| &end.name)
        };
        self.grid.pairs().filter_map(move |pair| {
            let connections = self.values.get(pair.value as usize)?;
            Some(Item {
                from: end(pair.from),
                to: end(pair.to),
                all: connections.all,
                without_ports: connections.without_ports,
                ports: &connections.ports,
            })
        })
    }

    /// Writes `FROM TO` of each pair.
    pub(super) fn write_names(&self, stdout: &mut dyn Write) -> io::Result<()> {
        for item in self.pairs() {
            let line = format!("{} {}", item.from, item.to);
            writeln!(stdout, "{}", visible(&line))?;
        }
        Ok(())
    }
}

impl Report for MapReport {
    const KIND: &'static str = "MapReport";
    type Item = Item<'static>;
    type Summary = Summary;

    fn items(&self) -> &[Self::Item] {
        &[]
    }

    fn serialize_items<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut items = serializer.serialize_seq(Some(self.summary.connections))?;
        for item in self.pairs() {
            items.serialize_element(&item)?;
        }
        items.end()
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
        let detail = match layout {
            Layout::Normal => Detail::Few,
            Layout::Wide => Detail::All,
        };
        let rows = collapse::rows(&self.grid, &self.ends, detail).into_iter();
        let ports = |value: u32| {
            let connections = self.values.get(value as usize);
            connections.map_or_else(String::new, ToString::to_string)
        };
        Table {
            columns: vec!["FROM", "TO", "PORTS"],
            rows: rows
                .map(|row| vec![row.from, row.to, ports(row.value)])
                .collect(),
        }
    }

    fn names(&self) -> Vec<String> {
        let pairs = self.pairs();
        pairs
            .map(|item| format!("{} {}", item.from, item.to))
            .collect()
    }

    fn remarks(&self) -> Vec<String> {
        let Summary {
            by,
            ends,
            connections,
            open,
            ..
        } = &self.summary;
        let mut remarks: Vec<String> = self.headline.iter().cloned().collect();
        remarks.push(format!(
            "{ends} {}{}, {connections} connections, {open} of them on every port.",
            by.as_str(),
            match (ends, by) {
                (1, _) => "",
                (_, By::Class) => "es",
                _ => "s",
            }
        ));
        remarks
    }
}

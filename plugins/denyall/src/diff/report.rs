//! The answer as it is printed: `DiffReport`.

use std::sync::LazyLock;

use plugin_kit::{
    Gap, Note,
    report::{Layout, Report, Table},
};
use schemars::JsonSchema;
use serde::{Serialize, Serializer, ser::SerializeSeq as _};

use super::joint::{Changed, Difference};
use crate::{
    map::{
        Connections,
        collapse::{self, Detail},
        ends::End,
        grid::Grid,
    },
    report::EndpointRef,
};

/// Connections gained and lost; items are made while they are written.
pub struct DiffReport {
    ends: Vec<End>,
    grid: Grid<Changed>,
    values: Vec<Value>,
    notes: Vec<Note>,
    gaps: Vec<Gap>,
    headline: Vec<String>,
    summary: Summary,
}

/// A change as it is printed.
struct Value {
    change: Change,
    gained: Option<Connections>,
    lost: Option<Connections>,
}

/// What happens to the connections of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Some come, none goes.
    Gained,
    /// Some go, none comes.
    Lost,
    /// Some come and some go.
    Changed,
}

/// A pair of ends whose connections change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item<'r> {
    /// What happens.
    pub change: Change,
    /// Who begins.
    pub from: &'r EndpointRef,
    /// Who listens.
    pub to: &'r EndpointRef,
    /// What only NEW lets pass; null where nothing comes.
    pub gained: Option<&'r Connections>,
    /// What only OLD lets pass; null where nothing goes.
    pub lost: Option<&'r Connections>,
}

/// Totals.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Summary {
    /// Pairs that only gain.
    pub gained: usize,
    /// Pairs that only lose.
    pub lost: usize,
    /// Pairs that gain and lose.
    pub changed: usize,
    /// Workloads that only NEW has; their connections are no items.
    pub added: Vec<EndpointRef>,
    /// Workloads that only OLD has; their connections are no items.
    pub removed: Vec<EndpointRef>,
}

/// Where positions lead that lead nowhere.
static NOWHERE: LazyLock<EndpointRef> = LazyLock::new(|| EndpointRef::Cidr { cidrs: Vec::new() });

impl Change {
    fn of(changed: &Changed) -> Self {
        match (changed.gained.is_empty(), changed.lost.is_empty()) {
            (_, true) => Self::Gained,
            (true, false) => Self::Lost,
            (false, false) => Self::Changed,
        }
    }
}

impl Value {
    fn of(changed: &Changed) -> Self {
        let shown =
            |set: &crate::solve::ConnectionSet| (!set.is_empty()).then(|| Connections::from(set));
        Self {
            change: Change::of(changed),
            gained: shown(&changed.gained),
            lost: shown(&changed.lost),
        }
    }
}

impl DiffReport {
    /// The report of a difference.
    pub(super) fn new(
        difference: Difference,
        notes: Vec<Note>,
        gaps: Vec<Gap>,
        headline: Vec<String>,
    ) -> Self {
        let Difference {
            ends,
            grid,
            added,
            removed,
        } = difference;
        let count = |wanted: Change| grid.count(|changed| Change::of(changed) == wanted);
        Self {
            summary: Summary {
                gained: count(Change::Gained),
                lost: count(Change::Lost),
                changed: count(Change::Changed),
                added,
                removed,
            },
            values: grid.values().iter().map(Value::of).collect(),
            ends,
            grid,
            notes,
            gaps,
            headline,
        }
    }

    /// Whether the two sides differ at all.
    pub(super) fn differs(&self) -> bool {
        let Summary { added, removed, .. } = &self.summary;
        self.pairs_that_differ() > 0 || !added.is_empty() || !removed.is_empty()
    }

    const fn pairs_that_differ(&self) -> usize {
        self.summary.gained + self.summary.lost + self.summary.changed
    }

    fn pairs(&self) -> impl Iterator<Item = Item<'_>> {
        let end = |position: u32| {
            let end = self.ends.get(position as usize);
            end.map_or(&*NOWHERE, |end| &end.name)
        };
        self.grid.pairs().filter_map(move |pair| {
            let value = self.values.get(pair.value as usize)?;
            Some(Item {
                change: value.change,
                from: end(pair.from),
                to: end(pair.to),
                gained: value.gained.as_ref(),
                lost: value.lost.as_ref(),
            })
        })
    }
}

impl Report for DiffReport {
    const KIND: &'static str = "DiffReport";
    type Item = Item<'static>;
    type Summary = Summary;

    fn items(&self) -> &[Self::Item] {
        &[]
    }

    fn serialize_items<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut items = serializer.serialize_seq(Some(self.pairs_that_differ()))?;
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
        let mut rows: Vec<(Change, Vec<String>)> = Vec::new();
        for row in collapse::rows(&self.grid, &self.ends, detail) {
            let Some(value) = self.values.get(row.value as usize) else {
                continue;
            };
            let halves = [("+", &value.gained), ("-", &value.lost)];
            for (sign, connections) in halves {
                if let Some(connections) = connections {
                    let cells = [sign, &row.from, &row.to, &connections.to_string()];
                    rows.push((value.change, cells.map(str::to_owned).to_vec()));
                }
            }
        }
        rows.sort();
        Table {
            columns: vec!["", "FROM", "TO", "PORTS"],
            rows: rows.into_iter().map(|(_, row)| row).collect(),
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
            gained,
            lost,
            changed,
            added,
            removed,
        } = &self.summary;
        if !self.differs() {
            let same = "No connection differs.".to_owned();
            return self.headline.iter().cloned().chain([same]).collect();
        }
        let mut remarks = self.headline.clone();
        remarks.push(format!(
            "{gained} pairs gain connections, {lost} lose them, {changed} do both."
        ));
        for (workloads, side) in [(added, "NEW"), (removed, "OLD")] {
            remarks.extend(
                workloads
                    .iter()
                    .map(|name| format!("Only in {side}: {name}")),
            );
        }
        remarks
    }
}

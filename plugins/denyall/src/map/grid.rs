//! A value for each pair of ends, kept small.
//!
//! Of each end as a destination there is a column of sources. Most columns are equal, so each is
//! kept once, and as runs, because sources that stand side by side mostly have the same value: an
//! open cluster of a thousand workloads is one run.

use std::{collections::HashMap, hash::Hash, rc::Rc};

/// The index of a value; absent where a pair has none.
pub(crate) type Cell = Option<u32>;

/// Sources with the same value, from `start` to before `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Run {
    /// First source.
    pub(crate) start: u32,
    /// The source after the last.
    pub(crate) end: u32,
    /// Index of their value.
    pub(crate) value: u32,
}

/// Values of pairs of ends; ends are known by their position.
#[derive(Debug)]
pub(crate) struct Grid<V> {
    values: Vec<V>,
    columns: Vec<Rc<[Run]>>,
    column_of: Vec<usize>,
    /// Whether a pair of an end with itself counts.
    with_itself: bool,
}

/// A pair of ends that has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    /// Position of the source.
    pub(crate) from: u32,
    /// Position of the destination.
    pub(crate) to: u32,
    /// Index of the value.
    pub(crate) value: u32,
}

impl<V> Grid<V> {
    /// The values that indices lead to.
    pub(crate) fn values(&self) -> &[V] {
        &self.values
    }

    /// Whether a pair of an end with itself counts.
    pub(crate) const fn counts_itself(&self) -> bool {
        self.with_itself
    }

    /// Distinct columns, each with the destinations that have it.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&[Run], Vec<u32>)> {
        let mut members = vec![Vec::new(); self.columns.len()];
        for (to, column) in (0..).zip(&self.column_of) {
            if let Some(members) = members.get_mut(*column) {
                members.push(to);
            }
        }
        self.columns.iter().map(|runs| &**runs).zip(members)
    }

    /// How many pairs have a value that is asked for.
    pub(crate) fn count(&self, wanted: impl Fn(&V) -> bool) -> usize {
        let wanted: Vec<bool> = self.values.iter().map(wanted).collect();
        let is_wanted = |value: u32| wanted.get(value as usize).copied().unwrap_or_default();
        let mut count = 0;
        for (runs, members) in self.columns() {
            for run in runs.iter().filter(|run| is_wanted(run.value)) {
                count += (run.end - run.start) as usize * members.len();
                if !self.with_itself {
                    let itself = |to: &&u32| (run.start..run.end).contains(*to);
                    count -= members.iter().filter(itself).count();
                }
            }
        }
        count
    }

    /// Every pair that has a value, by source and then by destination.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = Pair> {
        let ends = u32::try_from(self.column_of.len()).unwrap_or(u32::MAX);
        let mut cursors = vec![0_usize; self.columns.len()];
        (0..ends).flat_map(move |from| {
            let row: Vec<Cell> = self
                .columns
                .iter()
                .zip(&mut cursors)
                .map(|(runs, cursor)| {
                    while runs.get(*cursor).is_some_and(|run| run.end <= from) {
                        *cursor += 1;
                    }
                    let run = runs.get(*cursor).filter(|run| run.start <= from);
                    run.map(|run| run.value)
                })
                .collect();
            (0..ends)
                .zip(&self.column_of)
                .filter_map(move |(to, column)| {
                    let value = (*row.get(*column)?)?;
                    (self.with_itself || from != to).then_some(Pair { from, to, value })
                })
        })
    }
}

/// Makes a grid, column by column.
pub(crate) struct GridBuilder<V> {
    grid: Grid<V>,
    numbers: HashMap<V, u32>,
    known: HashMap<Rc<[Run]>, usize>,
}

impl<V: Clone + Eq + Hash> GridBuilder<V> {
    /// A grid of no ends yet.
    pub(crate) fn new(with_itself: bool) -> Self {
        Self {
            grid: Grid {
                values: Vec::new(),
                columns: Vec::new(),
                column_of: Vec::new(),
                with_itself,
            },
            numbers: HashMap::new(),
            known: HashMap::new(),
        }
    }

    /// The index of a value.
    pub(crate) fn number(&mut self, value: &V) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = u32::try_from(self.grid.values.len()).unwrap_or(u32::MAX);
        self.grid.values.push(value.clone());
        self.numbers.insert(value.clone(), number);
        number
    }

    /// The index of a column, given by a cell for each source.
    pub(crate) fn column(&mut self, cells: &[Cell]) -> usize {
        let mut runs: Vec<Run> = Vec::new();
        for (source, cell) in (0..).zip(cells) {
            let Some(value) = *cell else { continue };
            match runs.last_mut() {
                Some(run) if run.end == source && run.value == value => run.end += 1,
                _ => runs.push(Run {
                    start: source,
                    end: source + 1,
                    value,
                }),
            }
        }
        let runs: Rc<[Run]> = runs.into();
        if let Some(known) = self.known.get(&runs) {
            return *known;
        }
        let index = self.grid.columns.len();
        self.grid.columns.push(Rc::clone(&runs));
        self.known.insert(runs, index);
        index
    }

    /// Adds the next destination.
    pub(crate) fn push(&mut self, column: usize) {
        self.grid.column_of.push(column);
    }

    /// The grid.
    pub(crate) fn build(self) -> Grid<V> {
        self.grid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(with_itself: bool, columns: &[&[Option<char>]]) -> Grid<char> {
        let mut builder = GridBuilder::new(with_itself);
        for column in columns {
            let cells: Vec<Cell> = column
                .iter()
                .map(|cell| cell.map(|value| builder.number(&value)))
                .collect();
            let column = builder.column(&cells);
            builder.push(column);
        }
        builder.build()
    }

    fn pairs(grid: &Grid<char>) -> Vec<(u32, u32, char)> {
        grid.pairs()
            .map(|pair| (pair.from, pair.to, grid.values()[pair.value as usize]))
            .collect()
    }

    #[test]
    fn pairs_come_by_source_and_then_by_destination() {
        let grid = grid(
            true,
            &[
                &[Some('a'), None, Some('a')],
                &[Some('b'), Some('b'), Some('a')],
                &[Some('a'), None, Some('a')],
            ],
        );
        assert_eq!(grid.columns().count(), 2);
        assert_eq!(
            pairs(&grid),
            [
                (0, 0, 'a'),
                (0, 1, 'b'),
                (0, 2, 'a'),
                (1, 1, 'b'),
                (2, 0, 'a'),
                (2, 1, 'a'),
                (2, 2, 'a')
            ]
        );
        assert_eq!(grid.count(|value| *value == 'a'), 5);
    }

    #[test]
    fn an_end_and_itself_count_only_where_they_should() {
        let grid = grid(false, &[&[Some('a'), Some('a')], &[Some('a'), Some('a')]]);
        assert_eq!(pairs(&grid), [(0, 1, 'a'), (1, 0, 'a')]);
        assert_eq!(grid.count(|_| true), 2);
    }
}

//! What the plugin promises for clusters of each size, and whether it keeps it.
//!
//! A map is solved when who reaches whom, by workload, is in memory; it is not written out pair by
//! pair then, which takes as long as there are pairs.

use std::time::Duration;

use super::questions::{Question, Row};
use crate::networks::Size;
use crate::scale::columns::{megabytes, milliseconds};
use crate::scale::target::Target;

/// Done, and incomplete: the scenes hold no objects that say what enforces the policies.
const ANSWERED: [i32; 2] = [0, 3];

/// What a question may cost on a scene.
struct Budget {
    /// From objects to the answer, in milliseconds.
    answer: Option<u64>,
    /// From files to the answer, in milliseconds.
    reading_and_answer: Option<u64>,
    /// Megabytes.
    memory: Option<u64>,
}

/// Holds the measurements against the targets.
pub(super) fn judge(rows: &[Row]) -> Vec<Target> {
    let mut targets: Vec<Target> = rows.iter().flat_map(of_row).collect();
    let failed = rows.iter().filter(|row| !ANSWERED.contains(&row.cost.exit));
    let failed = failed.count();
    targets.push(Target {
        is_met: failed == 0,
        text: format!("all questions: {failed} without an answer, none"),
    });
    targets
}

fn budget(row: &Row) -> Budget {
    let (answer, reading_and_answer, memory) = match (row.question, row.scene) {
        (Question::Map, Size::S) => (None, None, None),
        (Question::Map, Size::M) => (Some(50), None, None),
        (Question::Map, Size::Xl) => (None, Some(10_000), Some(1500)),
        // L, and the scenes made to hurt.
        (Question::Map, _) => (None, Some(1000), Some(300)),
        (Question::Reach, Size::L) => (Some(100), None, None),
        (Question::Reach, _) => (None, None, None),
    };
    Budget {
        answer,
        reading_and_answer,
        memory,
    }
}

fn of_row(row: &Row) -> Vec<Target> {
    let (budget, cost) = (budget(row), &row.cost);
    let what = format!("{} {}", row.scene, row.question.name());
    let (done, took) = match row.question {
        Question::Map => ("solved", cost.solving),
        Question::Reach => ("evaluated", cost.evaluation),
    };
    let time = |took: Duration, most: u64, done: &str| Target {
        is_met: took < Duration::from_millis(most),
        text: format!(
            "{what}: {done} in {:.1} ms, under {most}",
            milliseconds(took)
        ),
    };
    let answer = budget.answer.map(|most| time(took, most, done));
    let reading_and_answer = budget
        .reading_and_answer
        .map(|most| time(cost.reading + took, most, &format!("read and {done}")));
    let memory = budget.memory.map(|most| Target {
        is_met: cost.memory < most * 1_000_000,
        text: format!(
            "{what}: {:.1} MB of memory, under {most}",
            megabytes(cost.memory)
        ),
    });
    [answer, reading_and_answer, memory]
        .into_iter()
        .flatten()
        .collect()
}

//! What the plugin promises for large clusters, and whether it keeps it.

use std::time::Duration;

use super::questions::{EVERYWHERE, Row};
use super::server::Counts;
use crate::scale::columns::{megabytes, milliseconds};
use crate::scale::target::Target;

const REQUESTS: usize = 50;
const MEMORY: u64 = 150_000_000;
const EVALUATION: Duration = Duration::from_millis(100);

/// Holds the measurements against the targets.
pub(super) fn judge(rows: &[Row], server: &Counts) -> Vec<Target> {
    let mut targets = Vec::new();
    let mut target = |is_met: bool, text: String| targets.push(Target { is_met, text });
    for row in rows.iter().filter(|row| row.question == EVERYWHERE) {
        let cost = &row.cost;
        target(
            cost.requests <= REQUESTS,
            format!(
                "{EVERYWHERE}: {} requests, at most {REQUESTS}",
                cost.requests
            ),
        );
        target(
            cost.memory < MEMORY,
            format!(
                "{EVERYWHERE}: {:.1} MB of memory, under {:.0}",
                megabytes(cost.memory),
                megabytes(MEMORY)
            ),
        );
        target(
            cost.evaluation < EVALUATION,
            format!(
                "{EVERYWHERE}: evaluated in {:.1} ms, under {:.0}",
                milliseconds(cost.evaluation),
                milliseconds(EVALUATION)
            ),
        );
    }
    target(
        server.reviews == 0,
        format!(
            "all questions: {} SubjectAccessReviews counted by the API server, none",
            server.reviews
        ),
    );
    let lists: usize = rows.iter().map(|row| row.cost.lists).sum();
    target(
        server.lists == lists,
        format!(
            "all questions: {} pages of RBAC lists counted by the API server, {lists} by the plugin",
            server.lists
        ),
    );
    let failed = rows
        .iter()
        .filter(|row| row.file.is_none() && row.cost.exit != 0)
        .count();
    target(
        failed == 0,
        format!("all questions to the cluster: {failed} answers incomplete, none"),
    );
    targets
}

//! What the plugin promises, and whether it keeps it.

use super::rows::{Row, Work};
use crate::scale::columns::megabytes;
use crate::scale::target::Target;

/// Bytes.
const IMAGE_MEMORY: u64 = 100_000_000;

/// Holds the measurements against the targets.
pub(super) fn judge(rows: &[Row]) -> Vec<Target> {
    let own = |work| rows.iter().find(|row| row.work == work && !is_peer(row));
    let mut targets = Vec::new();
    if let Some(row) = own(Work::Files) {
        targets.push(Target {
            is_met: row.speed() >= 400.0,
            text: format!(
                "files: {:.0} MiB in a CPU second, at least 400",
                row.speed()
            ),
        });
    }
    for peer in rows.iter().filter(|row| row.program == "kingfisher") {
        let times = own(Work::Files).map_or(0.0, |row| row.speed() / peer.speed());
        targets.push(Target {
            is_met: times >= 5.0,
            text: format!("files: {times:.1} times as fast as kingfisher here, at least 5"),
        });
    }
    if let Some(row) = own(Work::Memory) {
        targets.push(Target {
            is_met: row.speed() >= 1024.0,
            text: format!(
                "text in memory: {:.0} MiB/s on a core, at least 1024",
                row.speed()
            ),
        });
    }
    if let (Some(image), Some(bare)) = (own(Work::Gzip), own(Work::InflateByTwo)) {
        let share = 100.0 * bare.wall / image.wall.max(1e-6);
        targets.push(Target {
            is_met: share >= 80.0,
            text: format!("gzip image: {share:.0} % of the speed of inflating alone, at least 80"),
        });
    }
    for work in [Work::Gzip, Work::Zstd] {
        targets.extend(own(work).map(|row| Target {
            is_met: row.memory < IMAGE_MEMORY,
            text: format!(
                "{work:?} image: {:.0} MB of memory, less than 100",
                megabytes(row.memory)
            ),
        }));
    }
    for (work, limit, what) in [
        (Work::Dump, 1.0, "dump of 10,000 objects"),
        (Work::Start, 0.020, "start-up"),
    ] {
        targets.extend(own(work).map(|row| Target {
            is_met: row.wall < limit,
            text: format!("{what}: {:.3} s, less than {limit}", row.wall),
        }));
    }
    let failed = rows.iter().filter(|row| !is_peer(row) && row.exit != 0);
    let failed = failed.count();
    targets.push(Target {
        is_met: failed == 0,
        text: format!("all work: {failed} without a whole answer, none"),
    });
    targets
}

fn is_peer(row: &Row) -> bool {
    ["kingfisher", "betterleaks", "gitleaks"].contains(&row.program.as_str())
}

//! A plan as text: the flows as a table, and what to look at before it is applied.

use std::collections::BTreeMap;

use plugin_kit::report::{Layout, Table};

use super::{
    DenyAllPlan,
    checks::Check,
    document::{EvidenceItem, UnknownItem},
    summary::CoverageSummary,
};
use crate::report::EndpointRef;

/// How many lines of one sort are shown; documents have them all.
const MOST_LINES: usize = 20;
/// How many workloads a line names.
const NAMED: usize = 3;

/// The flows, those that break first.
pub(super) fn rows(plan: &DenyAllPlan, layout: Layout) -> Table {
    let mut columns = vec!["STATUS", "FROM", "TO", "PORT", "CONFIDENCE", "EVIDENCE"];
    if layout == Layout::Wide {
        columns.extend(["FIRST", "LAST", "WHY"]);
    }
    let rows = plan.flows().map(|flow| {
        let mut row = vec![
            flow.status.as_str().to_owned(),
            flow.from.to_string(),
            flow.to.to_string(),
            format!("{}/{}", flow.port, flow.protocol),
            flow.confidence.to_owned(),
            evidence(&flow.evidence),
        ];
        if layout == Layout::Wide {
            let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            row.extend([
                or_dash(&flow.first),
                or_dash(&flow.last),
                or_dash(&flow.why),
            ]);
        }
        row
    });
    Table {
        rows: rows.collect(),
        columns,
    }
}

/// The policies that the plan would have, by namespace and name.
pub(super) fn names(plan: &DenyAllPlan) -> Vec<String> {
    plan.policies()
        .map(|policy| {
            let object = &policy.change.object;
            let namespace = object.namespace.as_deref().unwrap_or_default();
            format!(
                "networkpolicy.networking.k8s.io/{namespace}/{}",
                object.name
            )
        })
        .collect()
}

/// The first piece of evidence, and how many more there are.
fn evidence(evidence: &[EvidenceItem]) -> String {
    let Some(first) = evidence.first() else {
        return "-".to_owned();
    };
    let object = first.object.as_ref();
    let object = object.map_or_else(String::new, |object| format!(" {object}"));
    match evidence.len() {
        1 => format!("{}{object}: {}", first.source, first.says),
        many => format!("{}{object}: {} (+{})", first.source, first.says, many - 1),
    }
}

/// What to look at before the plan is applied.
pub(super) fn remarks(plan: &DenyAllPlan) -> Vec<String> {
    let mut lines = Vec::new();
    let summary = plan.whole();
    let counts = summary.policies;
    lines.push(format!(
        "{}: {} to create, {} to change, {} there already.",
        counted(
            counts.create + counts.update + counts.keep,
            "policy",
            "policies"
        ),
        counts.create,
        counts.update,
        counts.keep
    ));
    lines.extend(observed(&summary.coverage));
    section(&mut lines, "Not known, look yourself:", unknown(plan));
    section(&mut lines, "To review:", reviews(plan));
    section(
        &mut lines,
        "Also allowed, for no label tells them apart:",
        opened(plan),
    );
    let failing = summary.checks.iter().filter(|check| !check.holds);
    section(
        &mut lines,
        "What the plan promises and does not hold:",
        failing.map(failed).collect(),
    );
    let flows = summary.flows;
    lines.push(match flows.breaks {
        0 => format!(
            "Nothing that is known to be needed breaks; {} unreviewed, {} not known.",
            counted(flows.unreviewed, "flow is", "flows are"),
            summary.unknown
        ),
        breaks => format!(
            "{} would break; {} unreviewed, {} not known.",
            counted(breaks, "flow", "flows"),
            flows.unreviewed,
            summary.unknown
        ),
    });
    lines
}

/// What the logs cover, where there are any: what they do not show is not known to be unneeded.
fn observed(coverage: &CoverageSummary) -> Option<String> {
    if coverage.logs == 0 {
        return None;
    }
    let window = match (&coverage.first, &coverage.last) {
        (Some(first), Some(last)) => format!("from {first} to {last}"),
        _ => "without times".to_owned(),
    };
    let mut parts = vec![format!(
        "{} {window}",
        counted(coverage.logs, "log", "logs")
    )];
    let workloads = |list: &[EndpointRef], one: &str, many: &str| {
        let named: Vec<String> = list.iter().take(NAMED).map(ToString::to_string).collect();
        let more = list.len().saturating_sub(NAMED);
        let more = if more > 0 {
            format!(" (+{more})")
        } else {
            String::new()
        };
        let verb = if list.len() == 1 { one } else { many };
        (!list.is_empty()).then(|| format!("{}{more} {verb}", named.join(", ")))
    };
    parts.extend(workloads(
        &coverage.unseen_jobs,
        "was not seen",
        "were not seen",
    ));
    parts.extend(workloads(&coverage.younger, "is younger", "are younger"));
    if coverage.unmapped > 0 {
        let records = if coverage.unmapped == 1 {
            "record is"
        } else {
            "records are"
        };
        parts.push(format!(
            "{} {records} of no pod or workload here",
            coverage.unmapped
        ));
    }
    Some(format!("Observed: {}.", parts.join("; ")))
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn section(lines: &mut Vec<String>, title: &str, entries: Vec<String>) {
    if entries.is_empty() {
        return;
    }
    lines.push(title.to_owned());
    let more = entries.len().saturating_sub(MOST_LINES);
    lines.extend(
        entries
            .into_iter()
            .take(MOST_LINES)
            .map(|entry| format!("  {entry}")),
    );
    if more > 0 {
        lines.push(format!("  and {more} more, listed by -o yaml"));
    }
}

fn unknown(plan: &DenyAllPlan) -> Vec<String> {
    let end = |end: &Option<super::party::PartyRef>| {
        end.as_ref()
            .map_or_else(|| "?".to_owned(), ToString::to_string)
    };
    let line = |it: &UnknownItem| {
        format!(
            "{} -> {}: {} ({})",
            end(&it.from),
            end(&it.to),
            it.names,
            it.reason
        )
    };
    plan.unknown().map(line).collect()
}

/// What a person should narrow or know, each once with how many policies it is about.
fn reviews(plan: &DenyAllPlan) -> Vec<String> {
    let mut reviews: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for policy in plan.policies() {
        for review in &policy.review {
            let entry = reviews
                .entry(review)
                .or_insert_with(|| (0, policy.change.object.to_string()));
            entry.0 += 1;
        }
    }
    reviews
        .into_iter()
        .map(|(review, (count, first))| match count {
            1 => format!("{first}: {review}"),
            many => format!("{first} (+{}): {review}", many - 1),
        })
        .collect()
}

fn opened(plan: &DenyAllPlan) -> Vec<String> {
    let mut lines = Vec::new();
    for policy in plan.policies() {
        let others = policy.also_selects.iter().chain(&policy.also_peers);
        let others: Vec<String> = others.map(ToString::to_string).collect();
        if !others.is_empty() {
            lines.push(format!("{}: {}", policy.change.object, others.join(", ")));
        }
    }
    lines
}

fn failed(check: &Check) -> String {
    let named: Vec<&str> = check.fails.iter().take(NAMED).map(String::as_str).collect();
    let more = check.fails.len().saturating_sub(named.len());
    let more = if more > 0 {
        format!(" (+{more})")
    } else {
        String::new()
    };
    format!(
        "{}: not for {}{more}",
        check.promise.in_words(),
        named.join(", ")
    )
}

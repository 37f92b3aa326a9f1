//! The findings as a table, and what is said below it.

use plugin_kit::report::{Layout, Table};

use super::Summary;
use crate::finding::{Class, Item};

/// Longer paths are cut in the normal table: their ends tell more than their middles.
const PATH: usize = 60;

/// A row a finding.
pub(super) fn table(items: &[Item], layout: Layout) -> Table {
    let columns = match layout {
        Layout::Normal => vec!["SEVERITY", "CLASS", "RULE", "OBJECT", "PATH", "COPIES"],
        Layout::Wide => vec![
            "SEVERITY",
            "CLASS",
            "RULE",
            "OBJECT",
            "PATH",
            "COPIES",
            "OWNER",
            "USED BY",
            "READABLE BY",
            "REDACTED",
            "FINGERPRINT",
        ],
    };
    Table {
        columns,
        rows: items.iter().map(|item| row(item, layout)).collect(),
    }
}

fn row(item: &Item, layout: Layout) -> Vec<String> {
    let path = match layout {
        Layout::Normal => shortened(&item.location.path),
        Layout::Wide => item.location.path.clone(),
    };
    let mut cells = vec![
        item.severity.as_str().to_owned(),
        item.class.as_str().to_owned(),
        item.rule.clone(),
        item.location.object().to_string(),
        path,
        item.duplicates.len().to_string(),
    ];
    if layout == Layout::Wide {
        let owner = item.owner.as_ref().map(|owner| owner.object.to_string());
        let used_by = item.used_by.iter().map(ToString::to_string);
        let readers = item.readable_by.as_ref().map(|readers| {
            let readers = readers.iter().map(|reader| match &reader.namespace {
                Some(namespace) => format!("{} {namespace}/{}", reader.kind.as_str(), reader.name),
                None => format!("{} {}", reader.kind.as_str(), reader.name),
            });
            readers.collect::<Vec<_>>().join(", ")
        });
        cells.extend([
            owner.unwrap_or_else(|| "<none>".to_owned()),
            or_none(used_by.collect::<Vec<_>>().join(", ")),
            readers.unwrap_or_else(|| "<unknown>".to_owned()),
            redacted(item),
            item.fingerprint.clone(),
        ]);
    }
    cells
}

/// The value as it is shown, with what an AWS key id tells.
fn redacted(item: &Item) -> String {
    let Some(aws) = &item.aws else {
        return item.redacted.clone();
    };
    let account = aws.account.as_ref();
    let account = account.map_or_else(String::new, |account| format!(" of account {account}"));
    let canary = if aws.canary { ", a canary" } else { "" };
    format!("{}{account}{canary}", aws.access_key_id)
}

fn or_none(text: String) -> String {
    if text.is_empty() {
        "<none>".to_owned()
    } else {
        text
    }
}

fn shortened(path: &str) -> String {
    let characters: Vec<char> = path.chars().collect();
    if characters.len() <= PATH {
        return path.to_owned();
    }
    let (start, end) = (PATH / 2 - 2, characters.len() - (PATH / 2 - 1));
    let head: String = characters.iter().take(start).collect();
    let tail: String = characters.iter().skip(end).collect();
    format!("{head}...{tail}")
}

/// What is said below the table.
pub(super) fn remarks(summary: &Summary, is_incomplete: bool) -> Vec<String> {
    let findings = &summary.findings;
    let mut remarks = Vec::new();
    let total = findings.leaks() + findings.stored;
    let known = known(summary);
    if total == 0 {
        let over = if is_incomplete {
            "no credentials in what was read"
        } else {
            "no credentials found"
        };
        remarks.push(format!("{over}{known}."));
    } else {
        remarks.push(format!(
            "{} leaked ({} critical, {} high, {} medium, {} low), {} {}{known}.",
            findings.leaks(),
            findings.critical,
            findings.high,
            findings.medium,
            findings.low,
            findings.stored,
            Class::Stored.as_str(),
        ));
    }
    if findings.leaks() > 0 {
        remarks.push(
            "Moving or deleting a leaked credential does not unleak it: rotate it first."
                .to_owned(),
        );
    }
    remarks
}

fn known(summary: &Summary) -> String {
    let counted = [
        (summary.accepted, "accepted by the baseline"),
        (summary.ignored, "ignored on request"),
    ];
    let counted = counted.into_iter().filter(|(count, _)| *count > 0);
    counted.fold(String::new(), |said, (count, how)| {
        format!("{said}; {count} {how}")
    })
}

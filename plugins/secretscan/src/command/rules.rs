//! `rules`: what is looked for, and whether rules of one's own do what their examples say.

use std::collections::HashMap;

use plugin_kit::{
    Error, Exit, Gap, Note, app,
    report::{Layout, Report, Severity, Table, visible},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Context, outcome};
use crate::{
    args::RulesArgs,
    detect::{Detector, broken_examples},
    rules::{Form, Rule, RuleSet},
};

/// Lists the rules.
pub(crate) fn run(args: &RulesArgs, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    context.paint(&args.output);
    let rules = outcome::rules(&args.rules)?;
    check_examples(&rules)?;
    let report = RulesReport::of(&rules);
    app::answer(&report, &args.output, false, context.streams)
}

/// The examples of the user's own rules; those of built-in rules are tested where they are written.
fn check_examples(rules: &RuleSet) -> Result<(), Error> {
    let built_in = RuleSet::built_in();
    let known: HashMap<&str, &Rule> = built_in
        .rules()
        .iter()
        .map(|rule| (rule.id.as_str(), rule))
        .collect();
    let own: Vec<_> = rules
        .indexed()
        .filter(|(_, rule)| known.get(rule.id.as_str()) != Some(rule))
        .collect();
    if own.is_empty() {
        return Ok(());
    }
    let detector = Detector::new(rules);
    let mut broken = own.iter().flat_map(|(index, rule)| {
        let broken = broken_examples(&detector, *index, rule).into_iter();
        broken.map(move |example| format!("the rule \"{}\" {example}", visible(&rule.id)))
    });
    let Some(first) = broken.next() else {
        return Ok(());
    };
    let message = match broken.count() {
        0 => first,
        others => format!("{first}, and {others} more like it"),
    };
    Err(Error::usage(
        message,
        "mend the pattern or the example; `[[` and `]]` mark the credential in an example",
    ))
}

/// What is looked for.
#[derive(Debug)]
struct RulesReport {
    items: Vec<RuleItem>,
    summary: RulesSummary,
}

/// One kind of credential.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RuleItem {
    /// Stable name.
    id: String,
    /// What it is.
    title: String,
    /// How much a leaked one matters.
    severity: Severity,
    /// `token`, `keyed` or `builtin`: by its own text, by the name it is assigned to, or by code.
    form: &'static str,
    /// Where its form is documented.
    source: Option<String>,
}

/// Totals.
#[derive(Debug, Serialize, JsonSchema)]
struct RulesSummary {
    /// How many rules there are.
    rules: usize,
}

impl RulesReport {
    fn of(rules: &RuleSet) -> Self {
        let mut items: Vec<RuleItem> = rules.rules().iter().map(item).collect();
        items.sort_by(|left, right| left.id.cmp(&right.id));
        Self {
            summary: RulesSummary { rules: items.len() },
            items,
        }
    }
}

fn item(rule: &Rule) -> RuleItem {
    RuleItem {
        id: rule.id.clone(),
        title: rule.name.clone(),
        severity: rule.severity,
        form: match rule.form {
            Form::Token { .. } => "token",
            Form::Keyed { .. } => "keyed",
            Form::Builtin(_) => "builtin",
        },
        source: rule.source.clone(),
    }
}

impl Report for RulesReport {
    const KIND: &'static str = "SecretScanRules";
    type Item = RuleItem;
    type Summary = RulesSummary;

    fn items(&self) -> &[RuleItem] {
        &self.items
    }

    fn notes(&self) -> &[Note] {
        &[]
    }

    fn gaps(&self) -> &[Gap] {
        &[]
    }

    fn summary(&self) -> &RulesSummary {
        &self.summary
    }

    fn table(&self, layout: Layout) -> Table {
        let mut columns = vec!["RULE", "SEVERITY", "FORM", "TITLE"];
        if layout == Layout::Wide {
            columns.push("SOURCE");
        }
        let rows = self.items.iter().map(|item| {
            let mut cells = vec![
                item.id.clone(),
                item.severity.as_str().to_owned(),
                item.form.to_owned(),
                item.title.clone(),
            ];
            if layout == Layout::Wide {
                let source = item.source.clone();
                cells.push(source.unwrap_or_else(|| "<none>".to_owned()));
            }
            cells
        });
        Table {
            columns,
            rows: rows.collect(),
        }
    }

    fn names(&self) -> Vec<String> {
        self.items.iter().map(|item| item.id.clone()).collect()
    }
}

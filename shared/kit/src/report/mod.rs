//! What a plugin answers, and the formats it is printed in.

mod envelope;
mod escape;
mod format;
mod json;
mod print;
mod sarif;
mod severity;
mod table;
#[cfg(test)]
mod tests;
mod yaml;

pub use envelope::{API_VERSION, print_schema, schema};
pub use escape::visible;
pub use format::{FindingsFormat, Format, FormatChoice};
pub use print::{Paint, PrintOptions, print, talk};
pub use sarif::{SarifLevel, SarifPlace, SarifResult, SarifRule, SarifRun, write_sarif};
pub use severity::Severity;
pub use yaml::write as write_yaml;

pub(crate) use escape::is_unprintable;
pub(crate) use print::ignore_closed_pipe;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::{Gap, Note};

/// An answer, before anything decided how it is printed.
pub trait Report {
    /// `kind` of the JSON and YAML envelope, such as `WhoCanReport`.
    const KIND: &'static str;
    /// One row of the answer.
    type Item: Serialize + JsonSchema;
    /// Totals.
    type Summary: Serialize + JsonSchema;

    /// The answer, sorted.
    fn items(&self) -> &[Self::Item];
    /// Writes the items as one sequence.
    ///
    /// A report of more items than memory should hold makes each one while it is written; its
    /// [`items`](Self::items) is empty.
    fn serialize_items<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items().serialize(serializer)
    }
    /// What is worth saying.
    fn notes(&self) -> &[Note];
    /// What was not read and could change the answer.
    fn gaps(&self) -> &[Gap];
    /// Totals.
    fn summary(&self) -> &Self::Summary;
    /// The answer as a table.
    fn table(&self, layout: Layout) -> Table;
    /// `kind.group/name` of every item, for `-o name`.
    fn names(&self) -> Vec<String>;
    /// What to say on stderr, after the table, in text formats only.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }
}

/// How much a table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// What fits.
    Normal,
    /// Everything.
    Wide,
}

/// A table in kubectl's style; cells are not yet escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Column headers, in upper case.
    pub columns: Vec<&'static str>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
}

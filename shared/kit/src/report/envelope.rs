//! The document that JSON and YAML share, and its published schema.
//!
//! `{"apiVersion":"ekshardening/v1","kind":…,"items":[…],"notes":[…],"gaps":[…],"summary":{…}}`:
//! every field is always there, arrays too when they are empty. `apiVersion` changes when a reader
//! of the old form would break; a new field is no such change.

use std::io::{self, Write};

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{Report, json};
use crate::{Gap, Note};

/// Version of the documents of every plugin.
pub const API_VERSION: &str = "ekshardening/v1";

/// A report as a document.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope<'a, Items, Summary> {
    /// Version of this form.
    api_version: &'static str,
    /// Which report this is.
    kind: &'static str,
    /// The answer, sorted.
    items: Items,
    /// What is worth saying and changes nothing.
    notes: &'a [Note],
    /// What could not be read and could change the answer; the answer is incomplete unless empty.
    gaps: &'a [Gap],
    /// Totals.
    summary: &'a Summary,
}

/// The items of a report, written as the report likes.
pub(super) struct Written<'a, R>(&'a R);

impl<R: Report> Serialize for Written<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_items(serializer)
    }
}

impl<'a, R: Report> Envelope<'a, Written<'a, R>, R::Summary> {
    pub(super) fn of(report: &'a R) -> Self {
        Self {
            api_version: API_VERSION,
            kind: R::KIND,
            items: Written(report),
            notes: report.notes(),
            gaps: report.gaps(),
            summary: report.summary(),
        }
    }
}

/// The JSON Schema (draft 2020-12) of the documents that `-o json` and `-o yaml` print.
///
/// It describes what is written: a field that is always there is required, null or not.
#[must_use]
pub fn schema<R: Report>() -> Value {
    let mut schema = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Envelope<'_, Vec<R::Item>, R::Summary>>();
    schema.insert(
        "$id".to_owned(),
        format!("urn:{}:{}", API_VERSION.replace('/', ":"), R::KIND).into(),
    );
    schema.insert("title".to_owned(), R::KIND.into());
    let mut schema = schema.to_value();
    schema["properties"]["apiVersion"]["const"] = API_VERSION.into();
    schema["properties"]["kind"]["const"] = R::KIND.into();
    schema
}

/// Writes [`schema`] as JSON; what `kubectl PLUGIN schema` prints.
pub fn print_schema<R: Report>(stdout: &mut dyn Write) -> io::Result<()> {
    json::write(&schema::<R>(), stdout)
}

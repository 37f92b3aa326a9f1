//! Name and value in two fields of one map: environments, headers, parameters.
//!
//! Kubernetes and its extensions write many maps as lists of such pairs, so that the name of a
//! value is not the key that it stands under.

use super::{path::Path, walk::Walk};
use crate::{tree::Tree, unfold::Step};

/// Fields that name a value, and the fields that hold it; the first that are there count.
const PAIRS: [(&str, &str); 11] = [
    ("name", "value"),
    ("key", "value"),
    ("name", "default"),
    ("name", "defaultValue"),
    ("name", "stringValue"),
    ("header", "value"),
    ("headerName", "headerValue"),
    ("variable", "value"),
    // Files of cloud-init and Cluster API.
    ("path", "content"),
    // Conditions of the AWS Load Balancer Controller, and of Istio's AuthorizationPolicy.
    ("httpHeaderName", "values"),
    ("key", "values"),
];

/// A value and what it is called.
pub(super) struct Pair<'t> {
    name: &'t str,
    /// The fields that hold the name and the value.
    fields: (&'static str, &'static str),
    value: &'t Tree<'t>,
}

impl Pair<'_> {
    /// Whether a field is the name or the value.
    pub(super) fn has(&self, key: &str) -> bool {
        key == self.fields.0 || key == self.fields.1
    }
}

/// The pair that a map is, if it is one. The fields beside it are not of interest here.
pub(super) fn pair<'t>(map: &'t Tree<'t>) -> Option<Pair<'t>> {
    let is_value = |key: &str| PAIRS.iter().any(|(_, field)| *field == key);
    if !map.entries().iter().any(|(key, _)| is_value(key)) {
        return None;
    }
    PAIRS.into_iter().find_map(|fields| {
        let value = map.get(fields.1)?;
        let name = map.get(fields.0)?.text()?;
        let is_value = matches!(value, Tree::Text(_) | Tree::Scalar(_) | Tree::List(_));
        // Requirements of selectors have values too.
        let is_named = fields.1 != "values" || fields.0 != "key" || name.contains("headers[");
        (is_value && is_named && !name.is_empty()).then_some(Pair {
            name,
            fields,
            value,
        })
    })
}

impl Walk<'_> {
    /// Shows the value of a pair under its name.
    pub(super) fn pair<'t>(&mut self, path: &mut Path<'_, 't>, pair: &Pair<'t>) {
        path.step(Step::Key(pair.fields.0.to_owned()), |path| {
            self.name(path, pair.name);
        });
        path.named(pair.name, |path| {
            path.step(Step::Key(pair.fields.1.to_owned()), |path| {
                self.tree(path, pair.value);
            });
        });
    }
}

//! The environment of a container: values by name, with references to earlier ones put in.
//!
//! Rules: "Define dependent environment variables" and the kubelet's expansion: `$(NAME)` stands
//! for an earlier value, `$$` for `$`, and a name that is not known stays as it is written. What
//! comes from a Secret or a config map is not known here.

use std::{borrow::Cow, collections::HashMap};

use super::{path::Path, walk::Walk};
use crate::{tree::Tree, unfold::Step};

/// Values by name, as far as they stand in the object.
#[derive(Default)]
pub(super) struct Environment<'t>(HashMap<&'t str, Cow<'t, str>>);

impl Environment<'_> {
    /// The text with everything put in that is known.
    pub(super) fn expand<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !text.contains('$') {
            return Cow::Borrowed(text);
        }
        let mut expanded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, from) = rest.split_at(at);
            expanded.push_str(before);
            let (put_in, length) = self.reference(from);
            expanded.push_str(put_in);
            rest = from.get(length..).unwrap_or_default();
        }
        expanded.push_str(rest);
        Cow::Owned(expanded)
    }

    /// What a text that starts with a dollar sign starts with, and how long that is.
    fn reference<'s>(&'s self, text: &'s str) -> (&'s str, usize) {
        if text.starts_with("$$") {
            return ("$", 2);
        }
        let name = text
            .strip_prefix("$(")
            .and_then(|inner| inner.split_once(')'))
            .map(|(name, _)| name);
        match name {
            None => ("$", 1),
            Some(name) => {
                let length = name.len() + "$()".len();
                let known = self.0.get(name).map(Cow::as_ref);
                (known.or(text.get(..length)).unwrap_or_default(), length)
            }
        }
    }
}

impl Walk<'_> {
    /// Shows an environment and gives it for what else refers to it.
    pub(super) fn environment<'t>(
        &mut self,
        path: &mut Path<'_, 't>,
        variables: &'t Tree<'t>,
    ) -> Environment<'t> {
        let mut environment = Environment::default();
        for (index, variable) in variables.elements().iter().enumerate() {
            path.element(index, |path| {
                self.variable(path, variable, &mut environment);
            });
        }
        environment
    }

    fn variable<'t>(
        &mut self,
        path: &mut Path<'_, 't>,
        variable: &'t Tree<'t>,
        environment: &mut Environment<'t>,
    ) {
        let name = variable.get("name").and_then(Tree::text);
        let value = match variable.get("value") {
            Some(Tree::Text(text) | Tree::Scalar(text)) => Some(text.as_ref()),
            _ => None,
        };
        let (Some(name), Some(value)) = (name, value) else {
            return self.tree(path, variable);
        };
        let expanded = match environment.expand(value) {
            Cow::Borrowed(_) => Cow::Borrowed(value),
            Cow::Owned(expanded) => Cow::Owned(expanded),
        };
        path.step(Step::Key("name".to_owned()), |path| self.name(path, name));
        path.named(name, |path| {
            path.step(Step::Key("value".to_owned()), |path| {
                self.open(path, expanded.as_bytes());
            });
        });
        environment.0.insert(name, expanded);
        for (key, beside) in variable.entries() {
            if key != "name" && key != "value" {
                self.field(path, key, beside);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::Environment;

    fn environment() -> Environment<'static> {
        Environment([("A", Cow::Borrowed("1")), ("B", Cow::Borrowed("$(A)"))].into())
    }

    #[test]
    fn references_are_put_in_once_as_the_kubelet_does() {
        for (text, expanded) in [
            ("plain", "plain"),
            ("$(A)", "1"),
            ("x$(A)y$(A)", "x1y1"),
            ("$(B)", "$(A)"),
            ("$(C)", "$(C)"),
            ("$$(A)", "$(A)"),
            ("$A $", "$A $"),
            ("$(A", "$(A"),
            ("é$(A)é", "é1é"),
        ] {
            assert_eq!(environment().expand(text), expanded, "{text}");
        }
    }
}

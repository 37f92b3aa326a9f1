//! What Terraform's state says of an instance that it is sensitive, whatever it is called, and what
//! providers draw by chance ("State: format of version 4"; `random_password` of the random provider).

use super::{Step, unfolding::Unfolding};
use crate::tree::Tree;

/// The name under which a value is shown that the state says to be sensitive.
const SENSITIVE: &str = "secret";

impl Unfolding<'_> {
    /// Shows the secret attributes of a resource, if a map is one.
    pub(super) fn resource(&mut self, keys: &[&str], map: &Tree<'_>) {
        let (Some(kind), Some(instances)) = (
            map.get("type").and_then(Tree::text),
            map.get("instances").map(Tree::elements),
        ) else {
            return;
        };
        self.within(Step::Key("instances".to_owned()), |this| {
            for (index, instance) in instances.iter().enumerate() {
                this.within(Step::Index(index), |this| {
                    this.instance(keys, kind, instance);
                });
            }
        });
    }

    fn instance(&mut self, keys: &[&str], kind: &str, instance: &Tree<'_>) {
        let Some(attributes) = instance.get("attributes") else {
            return;
        };
        let result = attributes.get("result").and_then(Tree::text);
        let drawn = result
            .filter(|_| kind == "random_password")
            .map(|value| ("result", value));
        let paths = instance.get("sensitive_attributes").map(Tree::elements);
        let sensitive = paths
            .unwrap_or_default()
            .iter()
            .filter_map(|path| follow(attributes, path));
        for (name, value) in drawn.into_iter().chain(sensitive) {
            let mut keys = keys.to_vec();
            keys.extend([name, SENSITIVE]);
            self.within(Step::Key("attributes".to_owned()), |this| {
                this.within(Step::Key(name.to_owned()), |this| this.named(&keys, value));
            });
        }
    }
}

/// The attribute that a path leads to, with the last name on the way, if it is a text.
fn follow<'t>(attributes: &'t Tree<'t>, path: &'t Tree<'t>) -> Option<(&'t str, &'t str)> {
    let mut at = attributes;
    let mut last = None;
    for step in path.elements() {
        let value = step.get("value")?;
        // An index is a value with its type beside it.
        let value = value.get("value").unwrap_or(value);
        at = match value {
            Tree::Text(name) => {
                last = Some(name.as_ref());
                at.get(name)?
            }
            Tree::Scalar(number) => at.elements().get(number.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    last.zip(at.text())
}

#[cfg(test)]
mod tests {
    use crate::unfold::tests::of_file;

    #[test]
    fn what_a_state_says_to_be_sensitive_is_shown_as_that() {
        let state = r#"{"version": 4, "resources": [
            {"type": "random_password", "instances": [{"attributes": {"length": 9, "result": "one"}}]},
            {"type": "random_id", "instances": [{"attributes": {"result": "two"}}]},
            {"type": "thing", "instances": [{
                "attributes": {"open": "three", "conf": {"a": "four"}, "list": ["x", "five"], "n": 7},
                "sensitive_attributes": [
                    [{"type": "get_attr", "value": "conf"}, {"type": "get_attr", "value": "a"}],
                    [{"type": "get_attr", "value": "list"}, {"type": "index", "value": {"value": 1, "type": "number"}}],
                    [{"type": "get_attr", "value": "n"}],
                    [{"type": "get_attr", "value": "gone"}]
                ]}]}]}"#;
        let seen = of_file("terraform.tfstate", state.as_bytes());
        let as_secret = |value: &str| {
            let names = seen.value(value).into_iter();
            names.filter(|(_, keys)| keys.ends_with("/secret")).count()
        };
        for value in ["one", "four", "five"] {
            assert_eq!(as_secret(value), 1, "{value}");
        }
        for value in ["two", "three", "x", "7"] {
            assert_eq!(as_secret(value), 0, "{value}");
        }
        let (at, keys) = seen.value("four")[0];
        assert_eq!(at, "json > resources[2].instances[0].attributes.a");
        assert_eq!(keys, "resources/a/secret");
    }
}

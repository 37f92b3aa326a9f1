//! Which Secrets and config maps an object names.
//!
//! Fields are recognised by their names, in pods and in whatever custom resources write the same
//! way: `secretName`, `secretRef`, `secretKeyRef`, `imagePullSecrets`, and so on ("Pod API",
//! "Volume API", "Ingress API", "`ServiceAccount` API").

use plugin_kit::object::ObjectRef;

use super::Relations;
use crate::tree::Tree;

const SECRET: &str = "Secret";
const CONFIG_MAP: &str = "ConfigMap";

impl Relations {
    /// Takes note of what a map of an object names; `key` is the field that it stands in.
    pub(in super::super) fn references(
        &mut self,
        user: &ObjectRef,
        key: Option<&str>,
        map: &Tree<'_>,
    ) {
        let kind = key.and_then(kind_of);
        if let (Some(kind), Some(name)) = (kind, text(map, "name")) {
            self.reference(user, kind, (name, text(map, "namespace")));
        }
        for (key, value) in map.entries() {
            match (key.as_ref(), value) {
                ("secretName", Tree::Text(name)) => self.reference(user, SECRET, (name, None)),
                ("secretProviderClass", Tree::Text(name)) => {
                    self.reference(user, "SecretProviderClass", (name, None));
                }
                ("imagePullSecrets", Tree::List(secrets)) => {
                    for name in secrets.iter().filter_map(|secret| text(secret, "name")) {
                        self.reference(user, SECRET, (name, None));
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes note of what an object names at its top and in its annotations.
    pub(super) fn top_level(&mut self, user: &ObjectRef, tree: &Tree<'_>) {
        if user.kind == "ServiceAccount" {
            for list in ["secrets", "imagePullSecrets"] {
                let secrets = tree.get(list).map(Tree::elements).unwrap_or_default();
                for name in secrets.iter().filter_map(|secret| text(secret, "name")) {
                    self.reference(user, SECRET, (name, None));
                }
            }
        }
        let annotations = tree
            .get("metadata")
            .and_then(|metadata| metadata.get("annotations"))
            .map(Tree::entries)
            .unwrap_or_default();
        for (name, value) in annotations {
            if name.ends_with("-secret")
                && let Some(value) = value.text()
            {
                // nginx ingresses: `NAMESPACE/NAME` or `NAME`.
                let place = match value.split_once('/') {
                    Some((namespace, name)) => (name, Some(namespace)),
                    None => (value, None),
                };
                self.reference(user, SECRET, place);
            }
        }
    }

    fn reference(&mut self, user: &ObjectRef, kind: &str, (name, namespace): (&str, Option<&str>)) {
        let target = ObjectRef {
            kind: kind.to_owned(),
            namespace: namespace
                .map(str::to_owned)
                .or_else(|| user.namespace.clone()),
            name: name.to_owned(),
        };
        if !name.is_empty() && target != *user {
            self.uses(user, target);
        }
    }
}

/// The kind of object that a field with a name in it refers to.
fn kind_of(key: &str) -> Option<&'static str> {
    let ends_with = |suffixes: &[&str]| suffixes.iter().any(|suffix| key.ends_with(suffix));
    if key == "secret" || ends_with(&["secretRef", "SecretRef", "secretKeyRef", "SecretKeyRef"]) {
        Some(SECRET)
    } else if key == "configMap" || ends_with(&["configMapRef", "ConfigMapRef", "configMapKeyRef"])
    {
        Some(CONFIG_MAP)
    } else {
        None
    }
}

fn text<'t>(map: &'t Tree<'_>, key: &str) -> Option<&'t str> {
    map.get(key)?.text()
}

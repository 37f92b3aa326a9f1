//! Which kinds have to be listed to see every object once.
//!
//! Some API servers offer the same objects under two names; of such twins one is enough.
//! Sources: "Event v1 events.k8s.io" (served from the core events' storage), "Deprecated API
//! migration guide" (what moved out of `extensions`), and the API reference of `OpenShift` (projects
//! are namespaces, `authorization.openshift.io` shows the roles and bindings of RBAC).

use super::{ApiCatalog, ApiResource};

/// A group and a plural; `*` is any plural that both groups have.
type Name = (&'static str, &'static str);

/// Resources whose objects are also those of another.
const TWINS: &[(Name, Name)] = &[
    (("events.k8s.io", "events"), ("", "events")),
    (("extensions", "*"), ("apps", "*")),
    (("extensions", "*"), ("networking.k8s.io", "*")),
    (("extensions", "*"), ("policy", "*")),
    (
        ("authorization.openshift.io", "*"),
        ("rbac.authorization.k8s.io", "*"),
    ),
    (("project.openshift.io", "projects"), ("", "namespaces")),
];

impl ApiCatalog {
    /// Every kind that can be listed, once, in the version that its group prefers.
    #[must_use]
    pub fn listable(&self) -> Vec<ApiResource> {
        self.resources
            .iter()
            .filter(|resource| resource.verbs.iter().any(|verb| verb == "list"))
            .filter(|resource| !self.has_twin(resource))
            .cloned()
            .collect()
    }

    fn has_twin(&self, resource: &ApiResource) -> bool {
        TWINS.iter().any(|((group, plural), (other_group, other))| {
            let is_named = *plural == "*" || *plural == resource.plural;
            let other = if *other == "*" {
                &resource.plural
            } else {
                *other
            };
            *group == resource.group && is_named && self.lists(other_group, other)
        })
    }

    fn lists(&self, group: &str, plural: &str) -> bool {
        self.resources.iter().any(|resource| {
            let is_listed = resource.verbs.iter().any(|verb| verb == "list");
            resource.group == group && resource.plural == plural && is_listed
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiCatalog, ApiResource};

    fn catalog(resources: &[(&str, &str, &[&str])]) -> ApiCatalog {
        ApiCatalog {
            resources: resources
                .iter()
                .map(|(group, plural, verbs)| ApiResource {
                    group: (*group).to_owned(),
                    plural: (*plural).to_owned(),
                    verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect(),
                    ..ApiResource::default()
                })
                .collect(),
            ..ApiCatalog::default()
        }
    }

    fn listable(catalog: &ApiCatalog) -> Vec<String> {
        let listable = catalog.listable();
        listable.iter().map(ApiResource::qualified_plural).collect()
    }

    #[test]
    fn what_cannot_be_listed_is_left_out() {
        let catalog = catalog(&[
            ("", "pods", &["get", "list"]),
            ("", "bindings", &["create"]),
            ("example.com", "things", &["list"]),
        ]);
        assert_eq!(listable(&catalog), ["pods", "things.example.com"]);
    }

    #[test]
    fn of_twins_one_is_listed() {
        let list: &[&str] = &["list"];
        let both = catalog(&[
            ("", "events", list),
            ("", "namespaces", list),
            ("extensions", "ingresses", list),
            ("extensions", "deployments", list),
            ("extensions", "widgets", list),
            ("apps", "deployments", list),
            ("events.k8s.io", "events", list),
            ("networking.k8s.io", "ingresses", list),
            ("project.openshift.io", "projects", list),
        ]);
        assert_eq!(
            listable(&both),
            [
                "events",
                "namespaces",
                "widgets.extensions",
                "deployments.apps",
                "ingresses.networking.k8s.io"
            ]
        );
        let alone = catalog(&[
            ("", "events", &["create"]),
            ("events.k8s.io", "events", list),
            ("extensions", "ingresses", list),
        ]);
        assert_eq!(
            listable(&alone),
            ["events.events.k8s.io", "ingresses.extensions"]
        );
    }

    #[test]
    fn kubernetes_itself_has_more_than_sixty_kinds_to_list() {
        let kinds = listable(ApiCatalog::builtin());
        assert!(kinds.len() > 60, "{}", kinds.len());
        for kind in [
            "secrets",
            "configmaps",
            "pods",
            "nodes",
            "events",
            "leases.coordination.k8s.io",
        ] {
            assert!(kinds.iter().any(|it| it == kind), "{kind}");
        }
    }
}

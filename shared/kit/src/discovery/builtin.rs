//! The kinds of a Kubernetes 1.37 API server without extensions, for files that hold no recorded
//! discovery, and the resources that exist for authorization only.
//!
//! `data/api-resources.json` is what `to_discovery_documents` gives for the discovery of such a
//! server, so that making it anew is that one call.

use std::sync::OnceLock;

use super::{ApiCatalog, ApiResource, Subresource};

const DOCUMENTS: &str = include_str!("../../data/api-resources.json");

impl ApiCatalog {
    /// The kinds of Kubernetes 1.37.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<ApiCatalog> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            let documents: Vec<serde_json::Value> =
                serde_json::from_str(DOCUMENTS).unwrap_or_default();
            // The data is part of the program; a test compares it with a real API server.
            Self::from_discovery_documents(&documents).unwrap_or_default()
        })
    }
}

/// Resources that rules and requests name although no API server lists them.
///
/// Sources: "Using RBAC authorization" and "User impersonation" (users, groups, uids, userextras),
/// "Certificates and certificate signing requests" (signers), and "Pod Security Policies", which
/// are gone since 1.25 but still named in rules.
#[must_use]
pub fn authorization_only() -> &'static [ApiResource] {
    static RESOURCES: OnceLock<Vec<ApiResource>> = OnceLock::new();
    RESOURCES.get_or_init(|| {
        let resource = |group: &str, plural: &str, kind: &str, verbs: &[&str]| ApiResource {
            group: group.to_owned(),
            version: "v1".to_owned(),
            kind: kind.to_owned(),
            plural: plural.to_owned(),
            singular: kind.to_lowercase(),
            namespaced: false,
            verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect(),
            ..ApiResource::default()
        };
        vec![
            resource("", "users", "User", &["impersonate"]),
            resource("", "groups", "Group", &["impersonate"]),
            resource("authentication.k8s.io", "uids", "UID", &["impersonate"]),
            resource(
                "authentication.k8s.io",
                "userextras",
                "UserExtra",
                &["impersonate"],
            ),
            resource(
                "certificates.k8s.io",
                "signers",
                "Signer",
                &["approve", "attest", "sign"],
            ),
            resource(
                "policy",
                "podsecuritypolicies",
                "PodSecurityPolicy",
                &["use"],
            ),
        ]
    })
}

impl ApiResource {
    /// The subresource of that name, also where every name is one: the subresource of
    /// `userextras` is the key of the extra field that is impersonated.
    #[must_use]
    pub fn any_subresource(&self, name: &str) -> Option<Subresource> {
        if self.group == "authentication.k8s.io" && self.plural == "userextras" && !name.is_empty()
        {
            return Some(Subresource {
                name: name.to_owned(),
                verbs: self.verbs.clone(),
            });
        }
        self.subresource(name).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_the_kinds_of_a_plain_api_server() {
        let builtin = ApiCatalog::builtin();
        let pods = builtin
            .resources
            .iter()
            .find(|resource| resource.qualified_plural() == "pods")
            .unwrap();
        assert!(pods.namespaced && pods.subresource("exec").is_some());
        assert_eq!(pods.short_names, ["po"]);
        assert_eq!(builtin.resources[0].group, "", "the core group comes first");
        assert_eq!(
            builtin
                .resources
                .iter()
                .filter(|resource| resource.plural == "horizontalpodautoscalers")
                .map(|resource| resource.version.as_str())
                .collect::<Vec<_>>(),
            ["v2"],
        );
    }

    #[test]
    fn the_table_is_written_as_it_is_made() {
        let documents = ApiCatalog::builtin().to_discovery_documents();
        let text = serde_json::to_string_pretty(&documents).unwrap();
        assert_eq!(DOCUMENTS, format!("{text}\n"));
    }

    #[test]
    fn authorization_only_resources_are_in_no_discovery() {
        for resource in authorization_only() {
            let listed = ApiCatalog::builtin()
                .resources
                .iter()
                .any(|listed| listed.qualified_plural() == resource.qualified_plural());
            assert!(!listed, "{}", resource.qualified_plural());
        }
    }

    #[test]
    fn every_extra_field_is_a_subresource_of_userextras() {
        let userextras = &authorization_only()[3];
        assert!(userextras.any_subresource("scopes").is_some());
        assert!(authorization_only()[0].any_subresource("scopes").is_none());
    }
}

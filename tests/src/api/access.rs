//! Asks the API server itself what it would allow: `SubjectAccessReview`, the judge of every
//! answer that the plugins compute.

use serde_json::{Value, json};

use super::client::Api;
use super::request::{ApiError, ApiRequest};

const PATH: &str = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

/// Who acts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// The user's name.
    pub user: String,
    /// The groups that the server would see; `system:authenticated` is not added by itself.
    pub groups: Vec<String>,
}

impl Subject {
    /// A user in some groups.
    #[must_use]
    pub fn new(user: &str, groups: &[&str]) -> Self {
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        Self {
            user: user.to_owned(),
            groups,
        }
    }

    /// A service account with the groups that the server gives it.
    #[must_use]
    pub fn service_account(namespace: &str, name: &str) -> Self {
        Self::new(
            &format!("system:serviceaccount:{namespace}:{name}"),
            &[
                "system:serviceaccounts",
                &format!("system:serviceaccounts:{namespace}"),
                "system:authenticated",
            ],
        )
    }
}

/// What is done to what, as an authorizer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attributes(Value);

impl Attributes {
    /// A verb on a resource of a group (`""` is the core group), in the whole cluster.
    #[must_use]
    pub fn resource(verb: &str, group: &str, resource: &str) -> Self {
        Self(json!({"verb": verb, "group": group, "resource": resource}))
    }

    /// A verb on a URL, such as `/metrics`.
    #[must_use]
    pub fn url(verb: &str, path: &str) -> Self {
        Self(json!({"verb": verb, "path": path}))
    }

    /// Narrows to a namespace.
    #[must_use]
    pub fn in_namespace(self, namespace: &str) -> Self {
        self.with("namespace", namespace)
    }

    /// Narrows to an object's name.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.with("name", name)
    }

    /// Narrows to a subresource, such as `log`.
    #[must_use]
    pub fn subresource(self, subresource: &str) -> Self {
        self.with("subresource", subresource)
    }

    fn with(mut self, member: &str, value: &str) -> Self {
        self.0[member] = json!(value);
        self
    }

    fn review(&self, subject: &Subject) -> ApiRequest {
        let kind = if self.0["path"].is_null() {
            "resourceAttributes"
        } else {
            "nonResourceAttributes"
        };
        let body = json!({
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SubjectAccessReview",
            "spec": {"user": subject.user, "groups": subject.groups, kind: self.0},
        });
        ApiRequest::post(PATH, body)
    }
}

impl Api {
    /// Whether the server would allow it.
    pub fn subject_access_review(
        &self,
        user: &str,
        groups: &[&str],
        attributes: &Attributes,
    ) -> Result<bool, ApiError> {
        allowed(self.send(attributes.review(&Subject::new(user, groups))))
    }

    /// Asks many questions at once; the answers are in the order of the questions.
    pub fn subject_access_reviews(
        &self,
        questions: &[(Subject, Attributes)],
    ) -> Result<Vec<bool>, ApiError> {
        let requests = questions
            .iter()
            .map(|(subject, attributes)| attributes.review(subject));
        self.send_all(requests.collect())
            .into_iter()
            .map(allowed)
            .collect()
    }
}

fn allowed(answer: Result<Value, ApiError>) -> Result<bool, ApiError> {
    Ok(answer?["status"]["allowed"] == true)
}

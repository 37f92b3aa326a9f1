//! Random questions: an identity and the attributes of one request.

use super::{
    Objects, Random,
    objects::{NAMES, RESOURCES, URLS, VERBS},
};

/// May this identity do this?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// User name as the authenticator gives it.
    pub user: String,
    /// Every group the authenticator gives, implied ones too.
    pub groups: Vec<String>,
    /// Verb.
    pub verb: String,
    /// To what.
    pub target: RequestTarget,
}

/// What a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestTarget {
    /// An API resource.
    Resource {
        /// API group; empty for the core group.
        group: String,
        /// Resource without its subresource.
        resource: String,
        /// Subresource; empty for none.
        subresource: String,
        /// Object name; empty for none.
        name: String,
        /// Namespace; empty for a request outside any namespace.
        namespace: String,
    },
    /// A URL path.
    Url(String),
}

impl Question {
    /// A question that meets the vocabulary of the objects.
    #[must_use]
    pub fn generate(random: &mut Random, objects: &Objects) -> Self {
        let (user, groups) = identity(random, objects);
        let verb = (*random.pick(VERBS)).to_owned();
        let target = if random.chance(20) {
            RequestTarget::Url(url(random))
        } else {
            resource(random, objects)
        };
        Self {
            user,
            groups,
            verb,
            target,
        }
    }
}

/// A user, an anonymous request, or a service account, with the groups the API server adds.
fn identity(random: &mut Random, objects: &Objects) -> (String, Vec<String>) {
    match random.below(10) {
        0 => (
            "system:anonymous".to_owned(),
            vec!["system:unauthenticated".to_owned()],
        ),
        1..=4 => {
            let namespace = random.pick(&objects.namespaces);
            let account = *random.pick(&["app", "job", "other"]);
            (
                format!("system:serviceaccount:{namespace}:{account}"),
                vec![
                    "system:serviceaccounts".to_owned(),
                    format!("system:serviceaccounts:{namespace}"),
                    "system:authenticated".to_owned(),
                ],
            )
        }
        _ => {
            let mut groups = vec!["system:authenticated".to_owned()];
            for _ in 0..random.below(3) {
                groups.push(random.pick(&objects.groups).clone());
            }
            if random.chance(2) {
                groups.push("system:masters".to_owned());
            }
            (random.pick(&objects.users).clone(), groups)
        }
    }
}

fn resource(random: &mut Random, objects: &Objects) -> RequestTarget {
    let word = *random.pick(RESOURCES);
    let (resource, mut subresource) = match word.split_once('/') {
        Some((resource, subresource)) => (resource, subresource),
        None => (word, ""),
    };
    if random.chance(10) {
        subresource = *random.pick(&["exec", "scale", "status", "log"]);
    }
    let namespace = if random.chance(20) {
        String::new()
    } else {
        random.pick(&objects.namespaces).clone()
    };
    RequestTarget::Resource {
        group: (*random.pick(&objects.api_groups())).to_owned(),
        resource: resource.to_owned(),
        subresource: subresource.to_owned(),
        name: if random.chance(50) {
            (*random.pick(NAMES)).to_owned()
        } else {
            String::new()
        },
        namespace,
    }
}

/// A path from the rules' own vocabulary, as it is, longer or shorter.
fn url(random: &mut Random) -> String {
    let pattern = *random.pick(URLS);
    let mut path = pattern.replace('*', random.pick::<&str>(&["", "x", "x/y", "*"]));
    if random.chance(20) {
        path.push_str(random.pick::<&str>(&["/", "bar", "/bar"]));
    }
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    path
}

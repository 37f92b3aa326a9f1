//! What a question reads.

use aws_kit::aws_auth;
use plugin_kit::{
    object::{ClusterRole, ClusterRoleBinding, ConfigMap, Role, RoleBinding},
    source::{Scope, Wants},
};

use crate::rbac::{Request, request::Scope as RequestScope};

/// Whether AWS identities are part of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aws {
    /// Read aws-auth, and say what is not read.
    Included,
    /// `--rbac-only`.
    LeftOut,
}

/// What has to be known before the words of the question can be read.
pub(crate) fn before_the_question(target: &str, aws: Aws) -> Wants {
    let mut wants = Wants::new();
    if !target.starts_with('/') {
        wants = wants.discovery();
    }
    if aws == Aws::Included {
        wants = wants.eks();
    }
    wants
}

/// The objects that can answer the request.
pub(crate) fn objects(request: &Request, aws: Aws) -> Wants {
    let wants = Wants::new()
        .object::<ClusterRole>(Scope::Cluster)
        .object::<ClusterRoleBinding>(Scope::Cluster);
    let wants = match request.scope() {
        RequestScope::Cluster => wants,
        RequestScope::Namespace(namespace) => {
            in_namespaces(wants, &Scope::Namespace(namespace.to_owned()))
        }
        RequestScope::AllNamespaces => in_namespaces(wants, &Scope::Cluster),
    };
    with_aws(wants, aws)
}

/// Everything any question reads: what files are read for, and what `permissions` grants.
pub(crate) fn everything(scope: &Scope, aws: Aws) -> Wants {
    let mut wants = rbac(scope, aws).discovery();
    if aws == Aws::Included {
        wants = wants.eks();
    }
    wants
}

/// The objects that answer any question about a scope whose words are understood.
pub(crate) fn rbac(scope: &Scope, aws: Aws) -> Wants {
    let wants = Wants::new()
        .object::<ClusterRole>(Scope::Cluster)
        .object::<ClusterRoleBinding>(Scope::Cluster);
    with_aws(in_namespaces(wants, scope), aws)
}

fn in_namespaces(wants: Wants, scope: &Scope) -> Wants {
    wants
        .object::<Role>(scope.clone())
        .object::<RoleBinding>(scope.clone())
}

fn with_aws(wants: Wants, aws: Aws) -> Wants {
    match aws {
        Aws::Included => wants.object::<ConfigMap>(Scope::Object {
            namespace: Some(aws_auth::NAMESPACE.to_owned()),
            name: aws_auth::NAME.to_owned(),
        }),
        Aws::LeftOut => wants,
    }
}

//! Decides whether the node authorizer lets kubelets do what was asked.
//!
//! It allows requests of `system:node:NAME` in `system:nodes` that no binding mentions, so an
//! answer from RBAC alone would be silent about them. Which pods run where is not read, so it is a
//! remark and not an item.
//!
//! Rules: Kubernetes "Using Node Authorization", and the node authorizer of Kubernetes 1.37.

use crate::rbac::{Request, RequestNamespace, Target};

/// What a kubelet's access is limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    /// What the pods on its node refer to.
    ScheduledPods,
    /// Itself: objects of the same name, or that name it.
    Itself,
    /// Nothing.
    None,
}

use Limit::{Itself, ScheduledPods};

const READ: &[&str] = &["get", "list", "watch"];

/// Group, resource, verbs and limit.
const ALLOWED: &[(&str, &str, &[&str], Limit)] = &[
    ("", "secrets", READ, ScheduledPods),
    ("", "configmaps", READ, ScheduledPods),
    ("", "persistentvolumeclaims", &["get"], ScheduledPods),
    (
        "",
        "persistentvolumeclaims/status",
        &["update", "patch"],
        ScheduledPods,
    ),
    ("", "persistentvolumes", &["get"], ScheduledPods),
    ("", "serviceaccounts", &["get"], ScheduledPods),
    ("", "serviceaccounts/token", &["create"], ScheduledPods),
    ("", "pods", READ, ScheduledPods),
    ("", "pods", &["create", "delete"], Itself),
    ("", "pods/status", &["update", "patch"], ScheduledPods),
    ("", "pods/eviction", &["create"], ScheduledPods),
    (
        "",
        "nodes",
        &["get", "list", "watch", "create", "update", "patch"],
        Itself,
    ),
    ("", "nodes/status", &["update", "patch"], Itself),
    ("", "services", READ, Limit::None),
    ("", "endpoints", &["get"], Limit::None),
    ("", "events", &["create", "update", "patch"], Limit::None),
    (
        "events.k8s.io",
        "events",
        &["create", "update", "patch"],
        Limit::None,
    ),
    (
        "authentication.k8s.io",
        "tokenreviews",
        &["create"],
        Limit::None,
    ),
    (
        "authorization.k8s.io",
        "subjectaccessreviews",
        &["create"],
        Limit::None,
    ),
    (
        "authorization.k8s.io",
        "localsubjectaccessreviews",
        &["create"],
        Limit::None,
    ),
    (
        "certificates.k8s.io",
        "certificatesigningrequests",
        &["create", "get", "list", "watch"],
        Limit::None,
    ),
    (
        "certificates.k8s.io",
        "clustertrustbundles",
        READ,
        Limit::None,
    ),
    (
        "certificates.k8s.io",
        "podcertificaterequests",
        &["create", "get", "list", "watch"],
        ScheduledPods,
    ),
    (
        "coordination.k8s.io",
        "leases",
        &["get", "create", "update", "patch", "delete"],
        Itself,
    ),
    ("node.k8s.io", "runtimeclasses", READ, Limit::None),
    ("resource.k8s.io", "resourceclaims", &["get"], ScheduledPods),
    (
        "resource.k8s.io",
        "resourceslices",
        &[
            "get",
            "list",
            "watch",
            "create",
            "update",
            "patch",
            "delete",
            "deletecollection",
        ],
        Itself,
    ),
    ("storage.k8s.io", "csidrivers", READ, Limit::None),
    (
        "storage.k8s.io",
        "csinodes",
        &["get", "create", "update", "patch", "delete"],
        Itself,
    ),
    (
        "storage.k8s.io",
        "csinodes/status",
        &["get", "update", "patch"],
        Itself,
    ),
    (
        "storage.k8s.io",
        "volumeattachments",
        &["get"],
        ScheduledPods,
    ),
];

/// Leases of nodes live in a namespace of their own; kubelets may touch no others.
const NODE_LEASES: &str = "kube-node-lease";

/// What to say about kubelets; nothing when they may not do it.
pub(super) fn remark(request: &Request) -> Option<String> {
    let Target::Resource {
        group,
        resource,
        subresource,
        namespace,
        ..
    } = &request.target
    else {
        return None;
    };
    let path = match subresource {
        Some(subresource) => format!("{resource}/{subresource}"),
        None => resource.clone(),
    };
    let (_, _, _, limit) = ALLOWED.iter().find(|(of_group, of_resource, verbs, _)| {
        of_group == group && *of_resource == path && verbs.contains(&request.verb.as_str())
    })?;
    let outside = |namespace: &RequestNamespace| matches!(namespace, RequestNamespace::One(one) if one != NODE_LEASES);
    if resource == "leases" && outside(namespace) {
        return None;
    }
    let limited = match limit {
        ScheduledPods => ", for pods scheduled on them",
        Itself => ", each for itself",
        Limit::None => "",
    };
    Some(format!(
        "nodes may {} {path} by the node authorizer{limited}",
        request.verb
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cluster_scoped, get, request, url};

    #[test]
    fn nodes_read_what_their_pods_refer_to() {
        assert_eq!(
            remark(&get("secrets")).as_deref(),
            Some("nodes may get secrets by the node authorizer, for pods scheduled on them")
        );
        let token = request("create", "", "serviceaccounts", Some("token"));
        assert!(remark(&token).is_some());
    }

    #[test]
    fn nodes_write_themselves() {
        assert_eq!(
            remark(&cluster_scoped("patch", "nodes")).as_deref(),
            Some("nodes may patch nodes by the node authorizer, each for itself")
        );
    }

    #[test]
    fn nodes_renew_leases_of_their_own_namespace_only() {
        let lease = request("update", "coordination.k8s.io", "leases", None);
        assert_eq!(remark(&lease), None);
        let lease = lease.within(RequestNamespace::One("kube-node-lease".to_owned()));
        assert!(remark(&lease).is_some());
        assert!(remark(&lease.in_all_namespaces()).is_some());
    }

    #[test]
    fn nodes_may_not_do_the_rest() {
        assert_eq!(remark(&request("delete", "", "secrets", None)), None);
        assert_eq!(remark(&request("get", "apps", "deployments", None)), None);
        assert_eq!(remark(&request("get", "", "pods", Some("log"))), None);
        assert_eq!(remark(&url("get", "/healthz")), None);
    }
}

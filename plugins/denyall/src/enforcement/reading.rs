//! What has to be read to know whether policies are enforced.

use plugin_kit::{
    Snapshot,
    object::{ConfigMap, CustomResourceDefinition, Object},
    snapshot::NoteCode,
    source::{Scope, Wants},
};

use super::others::DEFINITIONS;
use crate::object::{EnforcerDaemonSet, NodeClass, PolicyEndpoint};

/// Where network plugins live.
pub(super) const SYSTEM: &str = "kube-system";
/// The config map that switches the network policy controller of Amazon EKS.
pub(super) const VPC_CNI_CONFIG: &str = "amazon-vpc-cni";

/// Wants what says whether policies are enforced, for policies in these namespaces; in all of them
/// when none is named. Within namespaces only what lives in `kube-system` is looked for.
pub(crate) fn wants(wants: Wants, namespaces: &[String]) -> Wants {
    let object = |namespace: &str, name: &str| Scope::Object {
        namespace: Some(namespace.to_owned()),
        name: name.to_owned(),
    };
    let daemon_sets = if namespaces.is_empty() {
        Scope::Cluster
    } else {
        Scope::Namespace(SYSTEM.to_owned())
    };
    let wants = wants
        .object::<EnforcerDaemonSet>(daemon_sets)
        .object::<ConfigMap>(object(SYSTEM, VPC_CNI_CONFIG))
        .object::<NodeClass>(Scope::Cluster);
    let wants = DEFINITIONS.iter().fold(wants, |wants, definition| {
        wants.object::<CustomResourceDefinition>(Scope::Object {
            namespace: None,
            name: definition.name.to_owned(),
        })
    });
    if namespaces.is_empty() {
        return wants.object::<PolicyEndpoint>(Scope::Cluster);
    }
    namespaces.iter().fold(wants, |wants, namespace| {
        wants.object::<PolicyEndpoint>(Scope::Namespace(namespace.clone()))
    })
}

/// Makes notes of gaps that leave it unknown whether policies are enforced, for a command whose
/// answer is what the policies say: a user without rights in `kube-system` still gets it whole.
pub(crate) fn note_gaps(snapshot: &mut Snapshot) {
    let lists = [
        format!(
            "cannot list {} in namespace \"{SYSTEM}\"",
            EnforcerDaemonSet::TYPE.qualified_plural()
        ),
        format!("cannot list {}", NodeClass::TYPE.qualified_plural()),
        format!("cannot list {}", PolicyEndpoint::TYPE.qualified_plural()),
    ];
    snapshot.note_gaps(NoteCode::Authorizer, |gap| match &gap.object {
        Some(object) => {
            object.kind == CustomResourceDefinition::TYPE.kind
                || object.kind == NodeClass::TYPE.kind
                || object.kind == PolicyEndpoint::TYPE.kind
                || (object.kind == ConfigMap::TYPE.kind && object.name == VPC_CNI_CONFIG)
        }
        None => lists.iter().any(|list| gap.message.starts_with(list)),
    });
}

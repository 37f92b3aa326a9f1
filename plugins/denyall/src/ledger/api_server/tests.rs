use crate::ledger::testing::ledger;

fn binding(kind: &str, subjects: &str) -> String {
    format!(
        "
apiVersion: rbac.authorization.k8s.io/v1
kind: {kind}
metadata: {{name: b, namespace: shop}}
roleRef: {{kind: ClusterRole, name: view}}
subjects: [{subjects}]
---"
    )
}

fn pod(rest: &str) -> String {
    format!(
        "
apiVersion: v1
kind: Pod
metadata: {{name: p, namespace: shop}}
spec: {{serviceAccountName: robot, containers: [{{name: a}}]{rest}}}
---"
    )
}

const ROBOT: &str = "{kind: ServiceAccount, name: robot, namespace: shop}";

#[test]
fn a_service_account_with_a_binding_talks_to_the_api_server() {
    for kind in ["RoleBinding", "ClusterRoleBinding"] {
        let flows = ledger(&(binding(kind, ROBOT) + &pod(""))).flows;
        assert_eq!(
            flows,
            ["shop/pod/p > controlplane TCP 443 high rbac"],
            "{kind}"
        );
    }
}

#[test]
fn without_a_token_it_is_less_sure() {
    let manifests = binding("RoleBinding", ROBOT) + &pod(", automountServiceAccountToken: false");
    assert_eq!(
        ledger(&manifests).flows,
        ["shop/pod/p > controlplane TCP 443 medium rbac"]
    );
}

#[test]
fn other_subjects_say_nothing_of_the_workload() {
    for subject in [
        "{kind: ServiceAccount, name: robot, namespace: other}",
        "{kind: User, name: robot}",
        "{kind: Group, name: 'system:serviceaccounts'}",
    ] {
        let flows = ledger(&(binding("ClusterRoleBinding", subject) + &pod(""))).flows;
        assert!(flows.is_empty(), "{subject}");
    }
}

#[test]
fn a_role_binding_means_its_own_namespace_where_a_subject_names_none() {
    let manifests = binding("RoleBinding", "{kind: ServiceAccount, name: robot}") + &pod("");
    assert_eq!(ledger(&manifests).flows.len(), 1);
}

//! What cluster-wide policies become, and what is said of what cannot be read. What they allow is
//! tested against the oracle.

use super::{Action, Peer, Peers, PolicyKind, PolicySet, Ports, Tier};
use crate::testing::snapshot;

const GROUP: &str = "policy.networking.k8s.io";

fn policy(group: &str, version: &str, kind: &str, name: &str, spec: &str) -> String {
    format!(
        "apiVersion: {group}/{version}\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {spec}\n---\n"
    )
}

fn read(manifests: &str) -> (PolicySet, Vec<String>) {
    let (policies, gaps) = PolicySet::of(&snapshot(manifests));
    (policies, gaps.into_iter().map(|gap| gap.message).collect())
}

#[test]
fn policies_are_in_order_of_tier_priority_and_name_across_kinds() {
    let spec = |tier: &str, priority: u16| {
        format!("{{tier: {tier}, priority: {priority}, subject: {{namespaces: {{}}}}}}")
    };
    let (policies, gaps) = read(
        &[
            policy(
                GROUP,
                "v1alpha1",
                "BaselineAdminNetworkPolicy",
                "default",
                "{subject: {namespaces: {}}}",
            ),
            policy(
                GROUP,
                "v1alpha2",
                "ClusterNetworkPolicy",
                "z",
                &spec("Baseline", 1000),
            ),
            policy(
                "networking.k8s.aws",
                "v1alpha1",
                "ClusterNetworkPolicy",
                "a",
                &spec("Admin", 5),
            ),
            policy(
                GROUP,
                "v1alpha1",
                "AdminNetworkPolicy",
                "b",
                &spec("Admin", 5),
            ),
            policy(
                GROUP,
                "v1alpha2",
                "ClusterNetworkPolicy",
                "c",
                &spec("Admin", 4),
            ),
        ]
        .concat(),
    );
    assert_eq!(gaps, [""; 0]);
    let order: Vec<(Tier, PolicyKind, &str)> = policies
        .policies()
        .iter()
        .map(|policy| (policy.tier, policy.id.kind, policy.id.name.as_str()))
        .collect();
    assert_eq!(
        order,
        [
            (Tier::Admin, PolicyKind::ClusterNetworkPolicy, "c"),
            (Tier::Admin, PolicyKind::EksClusterNetworkPolicy, "a"),
            (Tier::Admin, PolicyKind::AdminNetworkPolicy, "b"),
            (Tier::Baseline, PolicyKind::ClusterNetworkPolicy, "z"),
            (
                Tier::Baseline,
                PolicyKind::BaselineAdminNetworkPolicy,
                "default"
            ),
        ]
    );
}

#[test]
fn a_tier_that_is_not_known_is_a_gap_and_no_policy() {
    let spec = "{tier: Middle, priority: 1, subject: {namespaces: {}}}";
    let (policies, gaps) = read(&policy(
        GROUP,
        "v1alpha2",
        "ClusterNetworkPolicy",
        "a",
        spec,
    ));
    assert!(policies.policies().is_empty());
    assert_eq!(
        gaps,
        ["spec.tier: not a tier that is known; the policy was passed over"]
    );
}

#[test]
fn a_rule_with_a_peer_of_a_newer_version_fails_closed() {
    let spec = "
  tier: Admin
  priority: 1
  subject: {namespaces: {}}
  egress:
  - {action: Accept, to: [{namespaces: {}}, {planets: {}}]}
  - {action: Pass, to: [{namespaces: {}}, {planets: {}}], protocols: [{tcp: {}}]}";
    let (policies, gaps) = read(&policy(
        GROUP,
        "v1alpha2",
        "ClusterNetworkPolicy",
        "a",
        spec,
    ));
    assert_eq!(
        gaps,
        [0, 1].map(|rule| format!(
            "spec.egress[{rule}].to[1]: a peer without any field that is known; the rule fails closed"
        ))
    );
    let [accept, pass] = &policies.policies()[0].egress[..] else {
        panic!("both rules keep their place");
    };
    assert_eq!(
        (accept.action, &accept.peers),
        (Action::Accept, &Peers::Listed(Vec::new()))
    );
    assert_eq!(
        (pass.action, &pass.peers, &pass.ports),
        (Action::Deny, &Peers::Anyone, &Ports::All)
    );
}

#[test]
fn nodes_are_no_peer_of_the_kind_of_eks() {
    let spec = "{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{nodes: {}}]}]}";
    let upstream = policy(GROUP, "v1alpha2", "ClusterNetworkPolicy", "a", spec);
    let (policies, gaps) = read(&upstream);
    assert!(gaps.is_empty());
    assert!(
        matches!(&policies.policies()[0].egress[0].peers, Peers::Listed(peers) if matches!(peers[..], [Peer::Nodes(_)]))
    );
    let eks = policy(
        "networking.k8s.aws",
        "v1alpha1",
        "ClusterNetworkPolicy",
        "a",
        spec,
    );
    let (policies, gaps) = read(&eks);
    assert_eq!(gaps.len(), 1);
    assert_eq!(policies.policies()[0].egress[0].peers, Peers::Anyone);
}

#[test]
fn rules_with_domain_names_are_noted() {
    let spec = "{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Accept, to: [{domainNames: [example.com]}]}]}";
    let (policies, gaps) = read(&policy(
        GROUP,
        "v1alpha2",
        "ClusterNetworkPolicy",
        "a",
        spec,
    ));
    assert!(gaps.is_empty());
    let notes = policies.notes();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].object.as_ref().unwrap().name, "a");
    let application = "apiVersion: networking.k8s.aws/v1alpha1
kind: ApplicationNetworkPolicy
metadata: {name: web, namespace: shop}
spec: {egress: [{to: [{domainNames: [example.com]}]}]}
";
    let (policies, gaps) = read(application);
    assert!(gaps.is_empty());
    assert!(policies.policies()[0].isolates_egress);
    assert_eq!(policies.notes().len(), 1);
}

#[test]
fn a_network_policy_knows_no_domain_names() {
    let manifest = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {egress: [{to: [{domainNames: [example.com]}]}]}
";
    let (policies, gaps) = read(manifest);
    assert_eq!(
        gaps,
        ["spec.egress[0].to[0] would be refused by the API server: a peer without any field"]
    );
    assert_eq!(
        policies.policies()[0].egress[0].peers,
        Peers::Listed(Vec::new())
    );
}

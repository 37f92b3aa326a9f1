//! What is known about enforcement, from what was read.

use plugin_kit::{
    Gap, Snapshot,
    object::ObjectRef,
    snapshot::GapCode,
    source::{FileArgument, Files, Wants},
};

use super::{Enforcement, EnforcementState, EnforcerName, EnforcingMode, note_gaps, wants};
use crate::{testing::snapshot, verdict::Profile};

/// The daemon set of the VPC CNI with this argument of its agent.
fn aws_node(argument: &str) -> String {
    format!(
        "
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: aws-node, namespace: kube-system}}
spec:
  template:
    spec:
      containers:
      - name: aws-node
        env: [{{name: NETWORK_POLICY_ENFORCING_MODE, value: strict}}]
      - name: aws-eks-nodeagent
        args: [--enable-ipv6=false, {argument}]
---
"
    )
}

const ENDPOINT: &str = "
apiVersion: networking.k8s.aws/v1alpha1
kind: PolicyEndpoint
metadata: {name: deny-x7k2p, namespace: shop}
spec:
  policyRef: {name: deny, namespace: shop}
  podSelectorEndpoints: [{podIP: 10.0.0.1, hostIP: 10.0.0.2, name: web, namespace: shop}]
---
";

const POLICY_AND_POD: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: []}
status: {phase: Running, podIP: 10.0.0.1}
---
";

const NODE_CLASS: &str = "
apiVersion: eks.amazonaws.com/v1
kind: NodeClass
metadata: {name: default}
spec: {networkPolicy: DefaultDeny}
---
";

fn config_map(value: &str) -> String {
    format!(
        "apiVersion: v1
kind: ConfigMap
metadata: {{name: amazon-vpc-cni, namespace: kube-system}}
data: {{enable-network-policy-controller: '{value}'}}
---
"
    )
}

fn daemon_set(namespace: &str, name: &str, more: &str) -> String {
    format!(
        "apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: {name}, namespace: {namespace}}}
spec: {{template: {{spec: {{containers: [{{name: agent{more}}}]}}}}}}
---
"
    )
}

fn of(manifests: &str) -> Enforcement {
    Enforcement::of(&snapshot(manifests))
}

#[test]
fn an_agent_that_is_switched_on_enforces_in_its_mode() {
    let found = of(&aws_node("--enable-network-policy=true"));
    assert_eq!(found.state, EnforcementState::Proven);
    assert_eq!(found.enforcers[0].name, EnforcerName::VpcCni);
    assert_eq!(found.enforcers[0].mode, EnforcingMode::Strict);
    assert_eq!(found.profile(), Some(Profile::Eks));
    assert_eq!(found.headline(), None);
}

#[test]
fn an_agent_that_is_switched_off_proves_that_nothing_enforces() {
    for argument in [
        "--enable-network-policy=false",
        "--enable-cloudwatch-logs=true",
    ] {
        let found = of(&format!("{}{}", aws_node(argument), config_map("true")));
        assert_eq!(found.state, EnforcementState::Absent, "{argument}");
        assert!(found.enforcers.is_empty());
    }
    assert_eq!(
        of(&aws_node("--enable-network-policy=false"))
            .headline()
            .unwrap(),
        "nothing enforces network policies: aws-node runs with --enable-network-policy=false \
         (DaemonSet kube-system/aws-node)"
    );
}

#[test]
fn a_resolved_policy_is_the_strongest_evidence() {
    let found = of(&format!(
        "{ENDPOINT}{}",
        aws_node("--enable-network-policy=true")
    ));
    assert_eq!(
        found.evidence[0].object,
        ObjectRef::namespaced("PolicyEndpoint", "shop", "deny-x7k2p")
    );
    assert!(found.is_resolved("shop", "deny") && !found.is_resolved("shop", "other"));
    assert_eq!(of(ENDPOINT).state, EnforcementState::Proven);
}

#[test]
fn an_agent_whose_controller_resolves_nothing_proves_nothing() {
    let list =
        "apiVersion: networking.k8s.aws/v1alpha1\nkind: PolicyEndpointList\nitems: []\n---\n";
    let agent = aws_node("--enable-network-policy=true");
    let found = of(&format!("{list}{POLICY_AND_POD}{agent}"));
    assert_eq!(found.state, EnforcementState::Unknown);
    assert!(found.headline().unwrap().contains("no PolicyEndpoint"));
    // Files without the kind were dumped without it.
    let found = of(&format!("{POLICY_AND_POD}{agent}"));
    assert_eq!(found.state, EnforcementState::Proven);
}

#[test]
fn a_config_map_or_a_definition_alone_proves_nothing() {
    let definition = "
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ciliumnetworkpolicies.cilium.io}
spec: {group: cilium.io, scope: Namespaced, names: {plural: ciliumnetworkpolicies, kind: C}}
---
";
    for manifests in [&config_map("true"), definition, POLICY_AND_POD] {
        assert_eq!(
            of(manifests).state,
            EnforcementState::Unknown,
            "{manifests}"
        );
    }
    // With a definition that nobody answers for, an agent that is off is no proof of absence.
    let found = of(&format!(
        "{definition}{}",
        aws_node("--enable-network-policy=false")
    ));
    assert_eq!(found.state, EnforcementState::Unknown);
}

#[test]
fn auto_mode_enforces_where_its_controller_is_switched_on() {
    let found = of(&format!("{NODE_CLASS}{}", config_map("true")));
    assert_eq!(found.state, EnforcementState::Proven);
    assert_eq!(found.enforcers[0].name, EnforcerName::AutoMode);
    assert_eq!(found.enforcers[0].mode, EnforcingMode::Strict);
    assert_eq!(of(NODE_CLASS).state, EnforcementState::Unknown);
}

#[test]
fn other_plugins_are_known_by_their_daemon_sets() {
    for (namespace, name, enforcer) in [
        ("kube-system", "cilium", EnforcerName::Cilium),
        ("calico-system", "calico-node", EnforcerName::Calico),
        ("kube-system", "calico-node", EnforcerName::Calico),
        ("kube-system", "antrea-agent", EnforcerName::Other),
    ] {
        let found = of(&daemon_set(namespace, name, ""));
        assert_eq!(found.state, EnforcementState::Proven, "{name}");
        assert_eq!(found.enforcers[0].name, enforcer);
    }
    let off = daemon_set(
        "kube-system",
        "kube-router",
        ", args: [--run-firewall=false]",
    );
    assert_eq!(of(&off).state, EnforcementState::Absent);
    let unknown = daemon_set("kube-system", "fluent-bit", "");
    assert_eq!(of(&unknown).state, EnforcementState::Unknown);
}

#[test]
fn a_plugin_without_a_ready_pod_proves_nothing() {
    let stopped = "
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: cilium, namespace: kube-system}
spec: {template: {spec: {containers: []}}}
status: {desiredNumberScheduled: 3, numberReady: 0}
";
    assert_eq!(of(stopped).state, EnforcementState::Unknown);
}

#[test]
fn two_enforcers_have_no_common_profile() {
    let both = format!(
        "{}{}",
        aws_node("--enable-network-policy=true"),
        daemon_set("kube-system", "cilium", "")
    );
    let found = of(&both);
    assert_eq!(found.enforcers.len(), 2);
    assert_eq!(found.profile(), None);
}

#[test]
fn a_recording_keeps_both_shapes_of_a_daemon_set() {
    let folder = tempfile::tempdir().unwrap();
    let recorded = snapshot(&aws_node("--enable-network-policy=true"));
    plugin_kit::source::record(&recorded, folder.path()).unwrap();
    let argument = FileArgument::from(folder.path().to_path_buf());
    let everything: Wants = crate::wants::everything(&[]);
    let replayed: Snapshot = Files::new(&[argument])
        .collect(&mut std::io::empty(), &everything)
        .unwrap();
    assert_eq!(replayed.gaps, []);
    assert_eq!(Enforcement::of(&replayed), Enforcement::of(&recorded));
    assert_eq!(
        wants(Wants::new(), &["shop".to_owned()]).objects.len(),
        wants(Wants::new(), &[]).objects.len()
    );
}

#[test]
fn what_only_enforcement_is_read_from_does_not_make_other_answers_incomplete() {
    let gap = |message: &str| Gap::new(GapCode::Forbidden, message);
    let mut snapshot = Snapshot::default();
    snapshot.gaps = vec![
        gap("cannot list daemonsets.apps in namespace \"kube-system\": forbidden"),
        gap("cannot list nodeclasses.eks.amazonaws.com: forbidden"),
        gap("cannot list policyendpoints.networking.k8s.aws in any namespace: forbidden"),
        gap("cannot get configmaps").about(ObjectRef::namespaced(
            "ConfigMap",
            "kube-system",
            "amazon-vpc-cni",
        )),
        gap("cannot list pods in any namespace: forbidden"),
        gap("cannot list daemonsets.apps in any namespace: forbidden"),
    ];
    note_gaps(&mut snapshot);
    let left: Vec<&str> = snapshot
        .gaps
        .iter()
        .map(|gap| gap.message.as_str())
        .collect();
    assert_eq!(
        left,
        [
            "cannot list pods in any namespace: forbidden",
            "cannot list daemonsets.apps in any namespace: forbidden"
        ]
    );
    assert_eq!(snapshot.notes.len(), 4);
}

#[test]
fn policies_that_only_the_enforcer_knows_are_said_not_to_be_read() {
    let notes = |manifests: &str| -> Vec<String> {
        let notes = of(manifests).notes().into_iter();
        notes.map(|note| note.message).collect()
    };
    assert_eq!(
        notes(&daemon_set("kube-system", "cilium", "")),
        [
            "Cilium enforces CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy too, which are \
             not read here"
        ]
    );
    assert!(
        notes(&daemon_set("calico-system", "calico-node", ""))[0].contains("projectcalico.org")
    );
    assert!(notes(ENDPOINT).is_empty());
    assert!(notes(POLICY_AND_POD).is_empty());
}

#[test]
fn strict_mode_is_said_to_close_pods_that_count_as_open() {
    let found = of(&aws_node("--enable-network-policy=true"));
    let notes: Vec<String> = found.notes().into_iter().map(|it| it.message).collect();
    assert_eq!(
        notes,
        [
            "the Amazon VPC CNI runs in strict mode: pods that no policy selects are closed there, \
             and count as open here"
        ]
    );
    let standard = aws_node("--enable-network-policy=true").replace("strict", "standard");
    assert!(of(&standard).notes().is_empty());
}

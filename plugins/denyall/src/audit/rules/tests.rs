//! Each rule on manifests: what it finds, and what it leaves alone.

use plugin_kit::report::Severity;

use crate::{
    audit::{
        analyze::analyze,
        finding::{Finding, RuleId},
        scene::{Facts, Scene},
    },
    enforcement::Enforcement,
    model::Network,
    policy::PolicySet,
    testing::snapshot,
    verdict::Profile,
};

fn audit(profile: Profile, manifests: &str) -> Vec<Finding> {
    let snapshot = snapshot(manifests);
    let network = Network::of(&snapshot);
    let (policies, gaps) = PolicySet::of(&snapshot);
    assert_eq!((&snapshot.gaps, &gaps), (&vec![], &vec![]), "{manifests}");
    let enforcement = Enforcement::of(&snapshot);
    let scene = Scene::new(&Facts {
        snapshot: &snapshot,
        network: &network,
        policies: &policies,
        enforcement: &enforcement,
        profile,
        is_whole: true,
    });
    analyze(&scene).findings
}

/// What a rule finds by the specification, as objects.
fn found(rule: RuleId, manifests: &str) -> Vec<String> {
    objects(rule, Profile::Spec, manifests)
}

/// What a rule finds as Amazon EKS reads policies, as objects.
fn on_eks(rule: RuleId, manifests: &str) -> Vec<String> {
    objects(rule, Profile::Eks, manifests)
}

fn objects(rule: RuleId, profile: Profile, manifests: &str) -> Vec<String> {
    let findings = audit(profile, manifests).into_iter();
    findings
        .filter(|finding| finding.rule == rule)
        .map(|finding| {
            let objects = finding.objects.iter().map(ToString::to_string);
            objects.collect::<Vec<_>>().join(", ")
        })
        .collect()
}

fn severity(rule: RuleId, manifests: &str) -> Vec<Severity> {
    let findings = audit(Profile::Spec, manifests).into_iter();
    let findings = findings.filter(|finding| finding.rule == rule);
    findings.map(|finding| finding.severity).collect()
}

/// A running pod with an address and labels `app: NAME`.
fn pod(namespace: &str, name: &str, address: &str) -> String {
    pod_with(namespace, name, address, "")
}

fn pod_with(namespace: &str, name: &str, address: &str, spec: &str) -> String {
    let app = name.split('-').next().unwrap();
    format!(
        "apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: {namespace}, labels: {{app: {app}}}}}
spec: {{nodeName: n1, containers: [{{name: c, ports: [{{name: http, containerPort: 8080}}]}}]{spec}}}
status: {{phase: Running, podIP: {address}}}
---
"
    )
}

fn policy(namespace: &str, name: &str, spec: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}, namespace: {namespace}}}
spec: {spec}
---
"
    )
}

fn service(namespace: &str, name: &str, address: &str, spec: &str) -> String {
    format!(
        "apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: {namespace}}}
spec: {{clusterIP: {address}, {spec}}}
---
"
    )
}

fn web() -> String {
    pod("shop", "web", "10.0.0.1")
}

#[test]
fn a_namespace_is_closed_by_a_policy_for_all_its_pods_whatever_it_is_called() {
    let both = "{podSelector: {}, policyTypes: [Ingress, Egress]}";
    for (spec, ingress, egress) in [
        (both, 0, 0),
        ("{podSelector: {}}", 0, 1),
        ("{podSelector: {}, policyTypes: [Egress]}", 1, 0),
        // Selects some pods only.
        (
            "{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress]}",
            1,
            1,
        ),
        // Rules do not open a namespace.
        (
            "{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 53}]}]}",
            1,
            0,
        ),
        // A rule in the other direction does not close it.
        (
            "{podSelector: {}, policyTypes: [Egress], ingress: [{}]}",
            1,
            0,
        ),
    ] {
        let manifests = web() + &policy("shop", "default-deny", spec);
        let counts = [RuleId::NoDefaultDenyIngress, RuleId::NoDefaultDenyEgress]
            .map(|rule| found(rule, &manifests).len());
        assert_eq!(counts, [ingress, egress], "{spec}");
    }
}

#[test]
fn open_pods_are_worse_than_pods_to_come_and_than_those_of_the_system() {
    let rule = RuleId::NoDefaultDenyIngress;
    assert_eq!(severity(rule, &web()), [Severity::High]);
    let selected = policy("shop", "web", "{podSelector: {matchLabels: {app: web}}}");
    assert_eq!(severity(rule, &(web() + &selected)), [Severity::Low]);
    let system = pod("kube-system", "coredns", "10.0.0.2");
    assert_eq!(severity(rule, &system), [Severity::Low]);
    assert_eq!(found(rule, &web()), ["Namespace shop, Pod shop/web"]);
}

#[test]
fn a_policy_that_allows_everything_to_all_pods_is_found() {
    let rule = RuleId::AllowsEverything;
    let all = web() + &policy("shop", "all", "{podSelector: {}, ingress: [{}]}");
    assert_eq!(found(rule, &all), ["NetworkPolicy shop/all"]);
    let port = web()
        + &policy(
            "shop",
            "all",
            "{podSelector: {}, ingress: [{ports: [{port: 80}]}]}",
        );
    assert!(found(rule, &port).is_empty());
}

const AGENT_OFF: &str = "
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: aws-node, namespace: kube-system}
spec: {template: {spec: {hostNetwork: true, containers: [{name: a, args: [--enable-network-policy=false]}]}}}
---
";

const CILIUM: &str = "
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: cilium, namespace: kube-system}
spec: {template: {spec: {hostNetwork: true, containers: [{name: a}]}}}
---
";

#[test]
fn policies_that_nothing_enforces_are_critical() {
    let closed = web() + &policy("shop", "deny", "{podSelector: {}}");
    let rule = RuleId::NothingEnforces;
    assert_eq!(
        severity(rule, &format!("{closed}{AGENT_OFF}")),
        [Severity::Critical]
    );
    assert_eq!(
        severity(rule, &format!("{}{AGENT_OFF}", web())),
        [Severity::Medium]
    );
    assert_eq!(
        found(rule, &format!("{closed}{AGENT_OFF}")),
        ["DaemonSet kube-system/aws-node"]
    );
}

#[test]
fn not_knowing_what_enforces_is_no_more_than_that_for_manifests() {
    let rule = RuleId::EnforcementUnknown;
    let deny = policy("shop", "deny", "{podSelector: {}}");
    let manifests = "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}\n---\n";
    assert_eq!(
        severity(rule, &format!("{manifests}{deny}")),
        [Severity::Low]
    );
    // Pods with addresses were running when they were written down.
    let closed = web() + &deny;
    assert_eq!(severity(rule, &closed), [Severity::High]);
    assert!(found(rule, &format!("{closed}{CILIUM}")).is_empty());
}

#[test]
fn two_enforcers_are_one_too_many() {
    let on = AGENT_OFF.replace("=false", "=true");
    assert_eq!(
        found(RuleId::TwoEnforcers, &format!("{on}{CILIUM}")).len(),
        1
    );
    assert!(found(RuleId::TwoEnforcers, &on).is_empty());
}

#[test]
fn a_policy_that_the_controller_passed_over_is_found() {
    let endpoint = "
apiVersion: networking.k8s.aws/v1alpha1
kind: PolicyEndpoint
metadata: {name: one-abc, namespace: shop}
spec: {policyRef: {name: one, namespace: shop}, podSelectorEndpoints: [{name: web}]}
---
";
    let two =
        policy("shop", "one", "{podSelector: {}}") + &policy("shop", "two", "{podSelector: {}}");
    let manifests = format!("{}{two}{endpoint}", web());
    assert_eq!(
        found(RuleId::PolicyNotResolved, &manifests),
        ["NetworkPolicy shop/two"]
    );
}

#[test]
fn pods_on_fargate_and_windows_are_not_held_by_the_vpc_cni() {
    for label in [
        "eks.amazonaws.com/compute-type: fargate",
        "kubernetes.io/os: windows",
    ] {
        let node = format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: n1, labels: {{{label}}}}}\n---\n"
        );
        let manifests = format!("{}{node}", web());
        assert_eq!(
            on_eks(RuleId::PodsNotHeld, &manifests),
            ["Namespace shop, Pod shop/web"],
            "{label}"
        );
        assert!(found(RuleId::PodsNotHeld, &manifests).is_empty());
    }
    assert!(on_eks(RuleId::PodsNotHeld, &web()).is_empty());
}

#[test]
fn pods_of_the_host_network_are_not_held_by_anything() {
    let host = pod_with("shop", "proxy", "10.9.0.1", ", hostNetwork: true");
    assert_eq!(
        found(RuleId::HostNetwork, &host),
        ["Namespace shop, Pod shop/proxy"]
    );
    assert!(found(RuleId::NoDefaultDenyIngress, &host).is_empty());
}

#[test]
fn standalone_pods_that_share_an_identifier_need_the_same_policies() {
    let label =
        |name: &str| pod("shop", name, "10.0.0.7").replace("app: job", &format!("app: {name}"));
    let pods = label("job-a") + &label("job-b");
    let one = policy("shop", "a", "{podSelector: {matchLabels: {app: job-a}}}");
    let rule = RuleId::CollidingIdentifiers;
    let manifests = format!("{pods}{one}");
    assert_eq!(on_eks(rule, &manifests), ["Pod shop/job-a, Pod shop/job-b"]);
    assert!(found(rule, &manifests).is_empty());
    let all = policy("shop", "a", "{podSelector: {}}");
    assert!(on_eks(rule, &format!("{pods}{all}")).is_empty());
}

#[test]
fn more_ports_than_the_agent_keeps_are_counted_over_all_policies() {
    let ports = |from: u16, to: u16| {
        let ports = (from..to).map(|port| format!("{{port: {port}}}"));
        ports.collect::<Vec<_>>().join(", ")
    };
    let allow = |name: &str, from: u16, to: u16| {
        let ports = ports(from, to);
        let peer = "ipBlock: {cidr: 10.0.0.0/8}";
        let rule =
            format!("{{podSelector: {{}}, ingress: [{{from: [{{{peer}}}], ports: [{ports}]}}]}}");
        policy("shop", name, &rule)
    };
    let rule = RuleId::TooManyPorts;
    let many = web() + &allow("one", 1, 14) + &allow("two", 14, 26);
    assert_eq!(
        on_eks(rule, &many),
        ["NetworkPolicy shop/one, NetworkPolicy shop/two, Pod shop/web"]
    );
    // The same ports twice are kept once.
    let same = web() + &allow("one", 1, 14) + &allow("two", 1, 14);
    assert!(on_eks(rule, &same).is_empty());
    assert!(found(rule, &many).is_empty());
}

#[test]
fn an_except_that_another_policy_allows_is_found() {
    let all = "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]}";
    let wider =
        "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/9}}]}]}";
    let elsewhere = wider.replace("10.0.0.0/9", "11.0.0.0/8");
    let manifests = web() + &policy("shop", "a", all) + &policy("shop", "b", wider);
    let both = ["NetworkPolicy shop/a, NetworkPolicy shop/b"];
    assert_eq!(found(RuleId::ExceptReallowed, &manifests), both);
    assert_eq!(on_eks(RuleId::ExceptStricter, &manifests), both);
    assert!(on_eks(RuleId::ExceptReallowed, &manifests).is_empty());
    let apart = web() + &policy("shop", "a", all) + &policy("shop", "b", &elsewhere);
    assert!(found(RuleId::ExceptReallowed, &apart).is_empty());
}

#[test]
fn a_block_over_pods_does_not_cover_their_service_on_eks() {
    let to = |cidr: &str| {
        let spec = format!(
            "{{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{{ipBlock: {{cidr: {cidr}}}}}]}}]}}"
        );
        let service = service(
            "shop",
            "web",
            "172.20.0.9",
            "selector: {app: web}, ports: [{port: 80}]",
        );
        web() + &service + &policy("shop", "out", &spec)
    };
    let rule = RuleId::ServicesNotCovered;
    assert_eq!(
        on_eks(rule, &to("10.0.0.0/8")),
        ["NetworkPolicy shop/out, Service shop/web"]
    );
    assert!(found(rule, &to("10.0.0.0/8")).is_empty());
    assert!(on_eks(rule, &to("0.0.0.0/0")).is_empty());
    assert!(on_eks(rule, &to("192.168.0.0/16")).is_empty());
}

#[test]
fn a_peer_that_asks_for_more_labels_than_a_service_has_cuts_it_off_on_eks() {
    let api = pod("shop", "api", "10.0.0.2").replace("app: api", "app: api, part: core");
    let service = |selector: &str| {
        let spec = format!("selector: {{{selector}}}, ports: [{{port: 80}}]");
        service("shop", "api", "172.20.0.9", &spec)
    };
    let out = policy(
        "shop",
        "out",
        "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: api, part: core}}}]}]}",
    );
    let rule = RuleId::ServiceSelectorLooser;
    let looser = api.clone() + &service("app: api") + &out;
    assert_eq!(
        on_eks(rule, &looser),
        ["NetworkPolicy shop/out, Service shop/api"]
    );
    assert!(found(rule, &looser).is_empty());
    assert!(on_eks(rule, &(api + &service("app: api, part: core") + &out)).is_empty());
}

#[test]
fn selectors_that_match_nothing_are_told_apart() {
    let of = |spec: &str| web() + &pod("back", "api", "10.0.0.2") + &policy("shop", "p", spec);
    let api = "{podSelector: {matchLabels: {app: api}}}";
    assert_eq!(
        found(RuleId::WrongNamespace, &of(api)),
        ["NetworkPolicy shop/p, Namespace back"]
    );
    assert!(found(RuleId::SelectsNothing, &of(api)).is_empty());
    let nobody = "{podSelector: {matchLabels: {app: gone}}}";
    assert_eq!(
        found(RuleId::SelectsNothing, &of(nobody)),
        ["NetworkPolicy shop/p"]
    );
    let twice = of(api) + &pod("side", "api", "10.0.0.3");
    assert_eq!(found(RuleId::SelectsNothing, &twice).len(), 1);
    let peer = "{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: gone}}}]}]}";
    assert_eq!(found(RuleId::PeerMatchesNothing, &of(peer)).len(), 1);
    let team =
        "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: x}}}]}]}";
    assert_eq!(
        found(RuleId::NamespaceSelectorMatchesNothing, &of(team)).len(),
        1
    );
    assert!(found(RuleId::PeerMatchesNothing, &of(team)).is_empty());
    let good = "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: back}}}]}]}";
    for rule in [
        RuleId::SelectsNothing,
        RuleId::WrongNamespace,
        RuleId::PeerMatchesNothing,
        RuleId::NamespaceSelectorMatchesNothing,
    ] {
        assert!(found(rule, &of(good)).is_empty(), "{rule:?}");
    }
}

fn egress(rule: &str) -> String {
    format!("{{podSelector: {{}}, policyTypes: [Egress], egress: [{rule}]}}")
}

#[test]
fn a_rule_for_the_internet_includes_the_metadata_service_unless_it_says_so() {
    let of = |rule: &str| web() + &policy("shop", "out", &egress(rule));
    let rule = RuleId::InternetIncludesMetadata;
    let open = ["NetworkPolicy shop/out, Pod shop/web"];
    assert_eq!(
        found(rule, &of("{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}")),
        open
    );
    assert_eq!(found(rule, &of("{}")), open);
    for harmless in [
        "{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}",
        "{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}",
        "{to: [{namespaceSelector: {}}]}",
    ] {
        assert!(found(rule, &of(harmless)).is_empty(), "{harmless}");
        assert!(found(RuleId::MetadataReachable, &of(harmless)).is_empty());
    }
    assert_eq!(
        found(RuleId::MetadataReachable, &web()),
        ["Namespace shop, Pod shop/web"]
    );
    let ipv6 = pod("shop", "web", "fd00::1")
        + &policy("shop", "out", &egress("{to: [{ipBlock: {cidr: '::/0'}}]}"));
    assert_eq!(found(rule, &ipv6), open);
}

#[test]
fn rules_without_their_policy_type_do_nothing() {
    let of = |spec: &str| web() + &policy("shop", "p", spec);
    let rule = RuleId::RulesIgnored;
    let ignored = "{podSelector: {}, policyTypes: [Ingress], egress: [{}]}";
    assert_eq!(found(rule, &of(ignored)), ["NetworkPolicy shop/p"]);
    assert!(found(rule, &of("{podSelector: {}, egress: [{}]}")).is_empty());
}

#[test]
fn named_ports_have_one_number_in_some_pod() {
    let other = pod("shop", "api", "10.0.0.2").replace("8080", "9090");
    let of = |name: &str| {
        let spec = format!("{{podSelector: {{}}, ingress: [{{ports: [{{port: {name}}}]}}]}}");
        web() + &policy("shop", "p", &spec)
    };
    assert_eq!(found(RuleId::NamedPortUnresolved, &of("grpc")).len(), 1);
    assert!(found(RuleId::NamedPortUnresolved, &of("http")).is_empty());
    assert!(found(RuleId::NamedPortAmbiguous, &of("http")).is_empty());
    assert_eq!(
        found(RuleId::NamedPortAmbiguous, &(of("http") + &other)).len(),
        1
    );
    let udp = of("http").replace("port: http}", "port: http, protocol: UDP}");
    assert_eq!(found(RuleId::NamedPortUnresolved, &udp).len(), 1);
}

#[test]
fn the_port_of_a_service_in_a_rule_is_found() {
    let of = |port: u16, target: &str| {
        let ports = format!("selector: {{app: web}}, ports: [{{port: 80, targetPort: {target}}}]");
        let spec = format!("{{podSelector: {{}}, ingress: [{{ports: [{{port: {port}}}]}}]}}");
        web() + &service("shop", "web", "172.20.0.9", &ports) + &policy("shop", "p", &spec)
    };
    let rule = RuleId::ServicePortInRule;
    assert_eq!(found(rule, &of(80, "http")), ["NetworkPolicy shop/p"]);
    assert!(found(rule, &of(8080, "http")).is_empty());
    assert!(found(rule, &of(443, "http")).is_empty());
    assert!(found(rule, &of(80, "80")).is_empty());
}

#[test]
fn a_guard_that_was_left_behind_says_how_long_it_was_meant_to_last() {
    let guard = policy(
        "shop",
        "guard",
        "{podSelector: {}, ingress: [{}], egress: [{}]}",
    )
    .replace(
        "namespace: shop",
        "namespace: shop, labels: {denyall.ekshardening/guard: 'true'}, annotations: \
         {denyall.ekshardening/expires-after: 24h, other: x}",
    );
    let findings = audit(Profile::Spec, &(web() + &guard));
    let finding = findings
        .iter()
        .find(|it| it.rule == RuleId::LeftoverGuard)
        .unwrap();
    assert_eq!(finding.evidence, ["it was meant to last 24h"]);
}

#[test]
fn isolated_pods_have_to_reach_the_dns() {
    let dns = pod("kube-system", "coredns", "10.0.0.53")
        + &service(
            "kube-system",
            "kube-dns",
            "172.20.0.10",
            "selector: {app: coredns}, ports: [{name: dns, port: 53, protocol: UDP, targetPort: 5353}, {name: dns-tcp, port: 53, targetPort: 5353}]",
        );
    let of = |rules: &str| format!("{}{dns}{}", web(), policy("shop", "out", &egress(rules)));
    let rule = RuleId::DnsBlocked;
    let to_dns = |ports: &str| format!("{{to: [{{namespaceSelector: {{}}}}], ports: [{ports}]}}");
    assert_eq!(severity(rule, &of("")), [Severity::High]);
    // The port of the service is not that of its pods.
    let service_port = to_dns("{port: 53}, {port: 53, protocol: UDP}");
    assert_eq!(severity(rule, &of(&service_port)), [Severity::High]);
    assert_eq!(
        severity(rule, &of(&to_dns("{port: 5353, protocol: UDP}"))),
        [Severity::Low]
    );
    assert!(
        found(
            rule,
            &of(&to_dns("{port: 5353, protocol: UDP}, {port: 5353}"))
        )
        .is_empty()
    );
    let node_local = "{to: [{ipBlock: {cidr: 169.254.20.10/32}}]}";
    assert!(found(rule, &of(node_local)).is_empty());
    assert!(found(rule, &format!("{}{dns}", web())).is_empty());
}

#[test]
fn pods_with_pod_identity_have_to_reach_its_agent() {
    let user = pod_with(
        "shop",
        "web",
        "10.0.0.1",
        ", volumes: [{name: eks-pod-identity-token, projected: {sources: []}}]",
    );
    let of = |pod: &str, rules: &str| format!("{pod}{}", policy("shop", "out", &egress(rules)));
    let rule = RuleId::PodIdentityBlocked;
    assert_eq!(
        found(rule, &of(&user, "")),
        ["Namespace shop, Pod shop/web"]
    );
    assert!(
        found(
            rule,
            &of(&user, "{to: [{ipBlock: {cidr: 169.254.170.23/32}}]}")
        )
        .is_empty()
    );
    assert!(found(rule, &of(&web(), "")).is_empty());
}

#[test]
fn ipv4_egress_of_ipv6_pods_is_not_held_on_eks() {
    let pod = pod("shop", "web", "fd00::1");
    let rule = RuleId::Ipv4EgressUnfiltered;
    let manifests = format!("{pod}{AGENT_OFF}");
    assert_eq!(on_eks(rule, &manifests), ["DaemonSet kube-system/aws-node"]);
    let off = manifests.replace(
        "{name: a, args:",
        "{name: a, env: [{name: ENABLE_V4_EGRESS, value: 'false'}], args:",
    );
    assert!(on_eks(rule, &off).is_empty());
    assert!(on_eks(rule, &format!("{}{AGENT_OFF}", web())).is_empty());
}

mod tiers {
    //! Cluster-wide policies, in normal form: their kinds are read elsewhere.

    use plugin_kit::object::LabelSelector;

    use super::super::super::finding::RuleId;
    use super::*;
    use crate::policy::{
        Action, NamespaceSelection, Peers, PodSelection, Policy, PolicyId, PolicyKind, Ports, Rule,
        Tier,
    };

    fn cluster_policy(name: &str, priority: i32, action: Action) -> Policy {
        Policy {
            id: PolicyId {
                kind: PolicyKind::ClusterNetworkPolicy,
                namespace: None,
                name: name.to_owned(),
            },
            tier: Tier::Admin,
            priority,
            subject: PodSelection {
                namespaces: NamespaceSelection::Selected(LabelSelector::default()),
                pods: LabelSelector::default(),
            },
            isolates_ingress: false,
            isolates_egress: false,
            ingress: vec![Rule {
                action,
                name: None,
                peers: Peers::Anyone,
                ports: Ports::All,
            }],
            egress: Vec::new(),
        }
    }

    fn rules(policies: Vec<Policy>) -> Vec<RuleId> {
        let snapshot = snapshot(&web());
        let network = Network::of(&snapshot);
        let policies = PolicySet::new(policies);
        let enforcement = Enforcement::of(&snapshot);
        let scene = Scene::new(&Facts {
            snapshot: &snapshot,
            network: &network,
            policies: &policies,
            enforcement: &enforcement,
            profile: Profile::Spec,
            is_whole: true,
        });
        analyze(&scene).findings.iter().map(|it| it.rule).collect()
    }

    #[test]
    fn equal_priorities_that_decide_differently_contradict_each_other() {
        let two = |priority, action| {
            vec![
                cluster_policy("a", 5, Action::Deny),
                cluster_policy("b", priority, action),
            ]
        };
        let rule = RuleId::PriorityContradiction;
        assert!(rules(two(5, Action::Accept)).contains(&rule));
        assert!(!rules(two(5, Action::Deny)).contains(&rule));
        assert!(!rules(two(6, Action::Accept)).contains(&rule));
    }

    #[test]
    fn what_too_many_equal_priorities_leave_uncompared_is_said() {
        // All accept, so that every pair is looked at to its end.
        let many = (0..2_000).map(|it| cluster_policy(&format!("p{it}"), 5, Action::Accept));
        assert!(rules(many.collect()).contains(&RuleId::PriorityContradiction));
    }

    #[test]
    fn a_denial_of_everything_in_the_admin_tier_closes_namespaces() {
        let open = RuleId::NoDefaultDenyIngress;
        assert!(!rules(vec![cluster_policy("a", 5, Action::Deny)]).contains(&open));
        assert!(rules(vec![cluster_policy("a", 5, Action::Accept)]).contains(&open));
    }
}

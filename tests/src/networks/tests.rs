use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use serde_json::Value;

use super::file::write_list;
use super::layout::SHARD;
use super::policy::OF_A_NAMESPACE;
use super::{Scene, Size, address, scene};

const SEED: u64 = 7;

fn list(size: Size, name: &str) -> Vec<Value> {
    let lists = Scene::new(size, SEED).lists();
    let list = lists.into_iter().find(|(list, _)| *list == name);
    list.map(|(_, objects)| objects.collect()).unwrap()
}

fn bytes(objects: impl Iterator<Item = Value>) -> Vec<u8> {
    let mut output = Vec::new();
    write_list(&mut output, objects).unwrap();
    output
}

/// The policies of a scene, which are what differs between the sets.
fn policies(size: Size, seed: u64) -> impl Iterator<Item = Value> {
    let lists = Scene::new(size, seed).lists().into_iter();
    lists
        .filter(|(name, _)| name.ends_with("networkpolicies"))
        .flat_map(|(_, objects)| objects)
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A member that every object has here.
fn member<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object.pointer(pointer).and_then(Value::as_str).unwrap()
}

/// Network and prefix length.
fn range(text: &str) -> (u32, u32) {
    let (address, prefix) = text.split_once('/').unwrap();
    let address: Ipv4Addr = address.parse().unwrap();
    (u32::from(address), prefix.parse().unwrap())
}

fn is_strictly_inside(inner: &str, outer: &str) -> bool {
    let ((inner, inner_prefix), (outer, outer_prefix)) = (range(inner), range(outer));
    inner_prefix > outer_prefix && inner >> (32 - outer_prefix) == outer >> (32 - outer_prefix)
}

/// Label selector semantics as the API documents them.
fn selects(selector: &Value, labels: &Value) -> bool {
    let equal = selector["matchLabels"]
        .as_object()
        .into_iter()
        .flatten()
        .all(|(key, value)| labels.get(key) == Some(value));
    equal
        && array(&selector["matchExpressions"]).all(|expression| {
            let value = labels.get(member(expression, "/key"));
            let is_listed = value
                .is_some_and(|value| array(&expression["values"]).any(|listed| listed == value));
            match member(expression, "/operator") {
                "In" => is_listed,
                "NotIn" => !is_listed,
                "Exists" => value.is_some(),
                "DoesNotExist" => value.is_none(),
                operator => panic!("{operator}"),
            }
        })
}

/// Every peer of a policy.
fn peers(policy: &Value) -> impl Iterator<Item = &Value> {
    let spec = &policy["spec"];
    let sources = array(&spec["ingress"]).flat_map(|rule| array(&rule["from"]));
    let destinations = array(&spec["egress"]).flat_map(|rule| array(&rule["to"]));
    sources.chain(destinations)
}

fn blocks(policies: &[Value]) -> Vec<&Value> {
    policies
        .iter()
        .filter(|policy| member(policy, "/metadata/name").starts_with("blocks-"))
        .flat_map(|policy| array(&policy["spec"]["ingress"][0]["from"]))
        .map(|peer| &peer["ipBlock"])
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let whole = |seed| bytes(Scene::new(Size::S, seed).objects());
    assert!(whole(SEED) == whole(SEED));
    assert!(whole(SEED) != whole(SEED + 1));
    for size in Size::ALL.iter().copied().filter(|size| *size != Size::Xl) {
        let once = bytes(policies(size, SEED));
        assert!(once == bytes(policies(size, SEED)), "{size}");
        assert!(once != bytes(policies(size, SEED + 1)), "{size}");
    }
}

#[test]
fn s_and_m_have_the_pods_and_policies_of_their_names() {
    for (size, workloads, pods, policies, nodes) in
        [(Size::S, 15, 30, 30, 3), (Size::M, 500, 1000, 1000, 21)]
    {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for object in scene(size, SEED) {
            *kinds
                .entry(member(&object, "/kind").to_owned())
                .or_default() += 1;
        }
        // The cluster DNS is a workload of two pods in a namespace of its own.
        let expected = [
            ("Deployment", workloads + 1),
            ("Namespace", workloads / 5 + 1),
            ("NetworkPolicy", policies),
            ("Node", nodes),
            ("Pod", pods + 2),
            ("ReplicaSet", workloads + 1),
            ("Service", workloads + 1),
        ];
        let expected = expected.map(|(kind, count)| (kind.to_owned(), count));
        assert_eq!(kinds, BTreeMap::from(expected), "{size}");
    }
}

#[test]
fn l_and_xl_have_the_pods_and_policies_of_their_names() {
    for (size, pods, policies) in [(Size::L, 10_000, 2_000), (Size::Xl, 100_000, 20_000)] {
        let layout = size.layout();
        assert_eq!(layout.pods(), pods + 2);
        assert_eq!(layout.namespaces * OF_A_NAMESPACE, policies);
    }
    assert_eq!(list(Size::L, "networkpolicies").len(), 2_000);
}

#[test]
fn every_selector_of_m_matches_something() {
    let pods = list(Size::M, "pods");
    let namespaces = list(Size::M, "namespaces");
    let mut pods_of: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for pod in &pods {
        let namespace = member(pod, "/metadata/namespace");
        pods_of
            .entry(namespace)
            .or_default()
            .push(&pod["metadata"]["labels"]);
    }
    let has_pod = |namespace: &str, selector: &Value| {
        pods_of[namespace]
            .iter()
            .any(|labels| selects(selector, labels))
    };
    for policy in list(Size::M, "networkpolicies") {
        let own = member(&policy, "/metadata/namespace");
        assert!(has_pod(own, &policy["spec"]["podSelector"]), "{policy}");
        for peer in peers(&policy).filter(|peer| peer.get("ipBlock").is_none()) {
            let matches = match peer.get("namespaceSelector") {
                None => has_pod(own, &peer["podSelector"]),
                Some(selector) => namespaces
                    .iter()
                    .filter(|namespace| selects(selector, &namespace["metadata"]["labels"]))
                    .any(|namespace| {
                        has_pod(member(namespace, "/metadata/name"), &peer["podSelector"])
                    }),
            };
            assert!(matches, "{peer} of {policy}");
        }
    }
}

#[test]
fn no_two_pods_nodes_or_services_share_an_address() {
    let layout = Size::Xl.layout();
    let pods = (0..layout.pods()).map(|number| address::pod(SEED, number));
    let nodes = (0..layout.nodes()).map(address::node);
    let services = (0..=layout.namespaces * 5).map(address::service);
    let all: Vec<Ipv4Addr> = pods.chain(nodes).chain(services).collect();
    let distinct: BTreeSet<&Ipv4Addr> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
    let written: BTreeSet<String> = list(Size::M, "pods")
        .iter()
        .map(|pod| member(pod, "/status/podIP").to_owned())
        .collect();
    assert_eq!(written.len(), 1002);
}

#[test]
fn pods_are_of_the_size_that_a_cluster_has_and_belong_to_a_deployment() {
    let pods = list(Size::M, "pods");
    let average = pods.iter().map(|pod| pod.to_string().len()).sum::<usize>() / pods.len();
    assert!((3000..4000).contains(&average), "{average}");
    let owners = |name| -> BTreeMap<String, Value> {
        list(Size::M, name)
            .into_iter()
            .map(|object| (member(&object, "/metadata/uid").to_owned(), object))
            .collect()
    };
    let (replica_sets, deployments) = (owners("replicasets"), owners("deployments"));
    let owner = |object: &Value| member(object, "/metadata/ownerReferences/0/uid").to_owned();
    let mut names = BTreeSet::new();
    for pod in &pods {
        let replica_set = &replica_sets[&owner(pod)];
        let deployment = &deployments[&owner(replica_set)];
        for (above, below) in [(replica_set, pod), (deployment, replica_set)] {
            assert!(selects(
                &above["spec"]["selector"],
                &below["metadata"]["labels"]
            ));
            assert_eq!(
                above["metadata"]["namespace"],
                below["metadata"]["namespace"]
            );
        }
        let variables = pod["spec"]["containers"][0]["env"]
            .as_array()
            .unwrap()
            .len();
        assert!((5..=10).contains(&variables));
        assert!(names.insert((
            member(pod, "/metadata/namespace"),
            member(pod, "/metadata/name")
        )));
    }
}

#[test]
fn each_pod_of_the_unique_labels_has_its_own_value_and_a_policy_for_it() {
    let pods = list(Size::UniqueLabels, "pods");
    let place: BTreeMap<&str, &str> = pods
        .iter()
        .map(|pod| {
            let value = pod["metadata"]["labels"][SHARD].as_str().unwrap();
            (value, member(pod, "/metadata/namespace"))
        })
        .collect();
    assert_eq!(place.len(), 10_002);
    let policies = list(Size::UniqueLabels, "networkpolicies");
    let subjects: BTreeSet<&str> = policies
        .iter()
        .map(|policy| {
            let subject = policy["spec"]["podSelector"]["matchLabels"][SHARD]
                .as_str()
                .unwrap();
            assert_eq!(place[subject], member(policy, "/metadata/namespace"));
            let from = &policy["spec"]["ingress"][0]["from"][0]["podSelector"];
            let mut sources = array(&from["matchExpressions"][0]["values"]);
            assert!(sources.all(|source| place.contains_key(source.as_str().unwrap())));
            subject
        })
        .collect();
    assert_eq!(subjects.len(), 10_000);
}

#[test]
fn not_in_selects_by_exclusion_only() {
    let policies = list(Size::NotIn, "networkpolicies");
    assert_eq!(policies.len(), 1000);
    for policy in &policies {
        let text = policy["spec"].to_string();
        assert!(text.contains("\"NotIn\""), "{text}");
        assert!(
            !text.contains("matchLabels") && !text.contains("\"In\""),
            "{text}"
        );
    }
}

#[test]
fn the_500_blocks_overlap_and_their_exceptions_lie_strictly_inside() {
    let policies = list(Size::OverlappingBlocks, "networkpolicies");
    let blocks = blocks(&policies);
    assert_eq!(blocks.len(), 500);
    for block in &blocks {
        let outer = member(block, "/cidr");
        let mut exceptions = array(&block["except"]).peekable();
        assert!(exceptions.peek().is_some());
        assert!(exceptions.all(|inner| is_strictly_inside(inner.as_str().unwrap(), outer)));
    }
    let nested = blocks
        .iter()
        .filter(|inner| {
            let inner = member(inner, "/cidr");
            blocks
                .iter()
                .any(|outer| is_strictly_inside(inner, member(outer, "/cidr")))
        })
        .count();
    assert!(nested > 400, "{nested}");
}

#[test]
fn the_1000_port_ranges_are_valid() {
    let policies = list(Size::PortRanges, "networkpolicies");
    let ranges: Vec<&Value> = policies
        .iter()
        .filter(|policy| member(policy, "/metadata/name").starts_with("ranges-"))
        .flat_map(|policy| array(&policy["spec"]["ingress"][0]["ports"]))
        .collect();
    assert_eq!(ranges.len(), 1000);
    for range in ranges {
        let (first, last) = (
            range["port"].as_u64().unwrap(),
            range["endPort"].as_u64().unwrap(),
        );
        assert!(1 <= first && first <= last && last <= 65_535, "{range}");
    }
}

#[test]
fn more_than_24_ports_of_one_range_hold_for_the_same_pods() {
    let mut ports: BTreeMap<(String, String, String), BTreeSet<u64>> = BTreeMap::new();
    for policy in list(Size::ManyPorts, "networkpolicies") {
        if member(&policy, "/metadata/name").starts_with("ports-") {
            let rule = &policy["spec"]["egress"][0];
            let key = (
                member(&policy, "/metadata/namespace").to_owned(),
                policy["spec"]["podSelector"].to_string(),
                member(rule, "/to/0/ipBlock/cidr").to_owned(),
            );
            let numbers = array(&rule["ports"]).map(|port| port["port"].as_u64().unwrap());
            ports.entry(key).or_default().extend(numbers);
        }
    }
    assert_eq!(ports.len(), 100);
    assert!(ports.values().all(|numbers| numbers.len() == 30));
}

/// The markers of `clusternetworkpolicy_types.go`, v1alpha2: exactly one field for each subject,
/// peer, protocol and port; at least one peer; at most 25 rules; ranges that grow.
#[test]
fn the_1000_cluster_policies_share_a_priority_and_have_the_shape_of_v1alpha2() {
    let one_field = |value: &Value| value.as_object().is_some_and(|fields| fields.len() == 1);
    let policies = list(Size::OnePriority, "clusternetworkpolicies");
    assert_eq!(policies.len(), 1000);
    let mut actions = BTreeSet::new();
    for policy in &policies {
        let spec = &policy["spec"];
        assert_eq!(
            (&spec["tier"], &spec["priority"]),
            (&"Admin".into(), &100.into())
        );
        assert!(one_field(&spec["subject"]));
        let sides = [("ingress", "from"), ("egress", "to")];
        assert!(sides.iter().any(|(rules, _)| spec[rules].is_array()));
        for (rules, side) in sides {
            assert!(array(&spec[rules]).count() <= 25);
            for rule in array(&spec[rules]) {
                actions.insert(member(rule, "/action").to_owned());
                assert!(array(&rule[side]).count() > 0);
                assert!(array(&rule[side]).all(one_field));
                assert!(rules == "egress" || !rule[side].to_string().contains("networks"));
                for protocol in array(&rule["protocols"]) {
                    assert!(one_field(protocol));
                    let (_, inner) = protocol.as_object().unwrap().iter().next().unwrap();
                    let port = &inner["destinationPort"];
                    assert!(one_field(port));
                    assert!(
                        port["number"].is_u64()
                            || port["range"]["start"].as_u64() < port["range"]["end"].as_u64()
                    );
                }
            }
        }
    }
    let expected = ["Accept", "Deny", "Pass"].map(str::to_owned);
    assert_eq!(actions, BTreeSet::from(expected));
}

#[test]
fn a_folder_holds_lists_of_one_object_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cluster");
    let written = Scene::new(Size::S, SEED).write_to(&path).unwrap();
    let mut objects = Vec::new();
    let mut bytes = 0;
    for (name, _) in Scene::new(Size::S, SEED).lists() {
        let text = std::fs::read_to_string(path.join(format!("{name}.json"))).unwrap();
        let list: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(list["kind"], "List");
        let items = list["items"].as_array().unwrap();
        assert_eq!(text.lines().count(), items.len() + 2);
        objects.extend(items.clone());
        bytes += text.len();
    }
    assert_eq!(objects, scene(Size::S, SEED));
    assert_eq!((written.objects, written.bytes), (objects.len(), bytes));
}

#[test]
fn every_name_of_a_size_is_read_back_and_another_is_refused() {
    for size in Size::ALL {
        assert_eq!(size.name().parse(), Ok(*size));
    }
    let error = "xxl".parse::<Size>().unwrap_err();
    assert_eq!(error.to_string(), "no scene is called xxl");
}

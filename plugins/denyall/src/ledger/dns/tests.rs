use crate::ledger::testing::observed;

fn flows(spec: &str) -> Vec<String> {
    let manifest = format!(
        "
apiVersion: v1
kind: Pod
metadata: {{name: p, namespace: shop}}
spec: {{containers: [{{name: a}}]{spec}}}
"
    );
    observed(&manifest, &[]).flows
}

#[test]
fn pods_ask_the_clusters_dns_unless_they_say_otherwise() {
    assert_eq!(flows(""), ["shop/pod/p > dns UDP 53 high dns"]);
    assert_eq!(flows(", dnsPolicy: ClusterFirst"), flows(""));
    assert!(flows(", dnsPolicy: None").is_empty());
}

#[test]
fn the_nodes_resolver_is_asked_over_both_protocols_and_partly_unknown() {
    assert_eq!(
        flows(", dnsPolicy: Default"),
        [
            "shop/pod/p > 169.254.169.253/32 TCP 53 medium dns",
            "shop/pod/p > 169.254.169.253/32 UDP 53 medium dns",
        ]
    );
    let manifest = "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}, \
                    spec: {dnsPolicy: Default, containers: [{name: a}]}}";
    assert!(observed(manifest, &[]).unknown[0].contains("the node's resolver"));
}

#[test]
fn name_servers_of_a_pods_own_are_asked() {
    let own = ", dnsPolicy: None, dnsConfig: {nameservers: [192.0.2.53]}";
    let found = flows(own);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1], "shop/pod/p > 192.0.2.53/32 UDP 53 high dns");
}

#[test]
fn pods_on_the_nodes_network_ask_it_only_when_they_say_so() {
    assert!(flows(", hostNetwork: true").is_empty());
    let asked = flows(", hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet");
    assert_eq!(asked, ["nodes > dns UDP 53 high dns"]);
}

#[test]
fn the_dns_ports_of_the_clusters_dns_are_one_whatever_their_numbers() {
    let manifests = "
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec:
  clusterIP: 10.100.0.10
  selector: {k8s-app: kube-dns}
  ports: [{name: d, port: 53, protocol: UDP, targetPort: 5353}, {name: m, port: 9153}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: coredns, namespace: kube-system}
spec:
  template:
    metadata: {labels: {k8s-app: kube-dns}}
    spec: {dnsPolicy: None, containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: shop}
spec: {dnsPolicy: None, containers: [{name: a, args: ['10.100.0.10:53', 'kube-dns.kube-system:9153']}]}
";
    assert_eq!(
        observed(manifests, &[]).flows,
        [
            "shop/pod/p > kube-system/deployment/coredns TCP 9153 high argument",
            "shop/pod/p > dns UDP 53 high argument",
        ]
    );
}

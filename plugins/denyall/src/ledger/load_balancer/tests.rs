use crate::ledger::testing::{deployment, ledger};

fn service(annotations: &str, spec: &str) -> String {
    deployment("web", ", ports: [{containerPort: 2575}]")
        + &format!(
            "
apiVersion: v1
kind: Service
metadata: {{name: web, namespace: shop, annotations: {{{annotations}}}}}
spec: {{selector: {{app: web}}, ports: [{{port: 6661, targetPort: 2575, nodePort: 31000}}], {spec}}}
---"
        )
}

const TARGET: &str = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip";
const KEEP: &str = "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: preserve_client_ip.enabled=true";
const PUBLIC: &str = "service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing";
const FOUND: &str = "shop/deployment/web TCP 2575 high loadbalancer";

#[test]
fn ip_targets_are_connected_to_by_the_load_balancer() {
    let flows = ledger(&service(TARGET, "type: LoadBalancer")).flows;
    assert_eq!(flows, [format!("loadbalancer > {FOUND}")]);
}

#[test]
fn a_kept_client_comes_beside_the_health_checks() {
    let ranges = "type: LoadBalancer, loadBalancerSourceRanges: [198.51.100.0/24]";
    assert_eq!(
        ledger(&service(&format!("{TARGET}, {KEEP}"), ranges)).flows,
        [
            format!("198.51.100.0/24 > {FOUND}"),
            format!("loadbalancer > {FOUND}")
        ]
    );
    let open = service(&format!("{TARGET}, {KEEP}, {PUBLIC}"), "type: LoadBalancer");
    assert_eq!(
        ledger(&open).flows,
        [
            format!("internet > {FOUND}"),
            format!("loadbalancer > {FOUND}")
        ]
    );
}

#[test]
fn clients_of_an_internal_one_are_unknown() {
    let written = ledger(&service(&format!("{TARGET}, {KEEP}"), "type: LoadBalancer"));
    assert_eq!(written.flows, [format!("loadbalancer > {FOUND}")]);
    assert!(written.unknown[0].ends_with("clients may have any address"));
}

#[test]
fn instance_targets_and_node_ports_are_connected_to_by_the_nodes() {
    for kind in ["type: LoadBalancer", "type: NodePort"] {
        let written = ledger(&service("", kind));
        assert_eq!(written.flows, [format!("nodes > {FOUND}")], "{kind}");
        assert!(written.unknown.is_empty());
    }
    let local = ledger(&service("", "type: NodePort, externalTrafficPolicy: Local"));
    assert!(local.unknown[0].ends_with("clients may have any address"));
}

#[test]
fn a_cluster_ip_service_lets_nobody_in() {
    assert!(ledger(&service("", "type: ClusterIP")).flows.is_empty());
}

fn binding(rest: &str) -> String {
    service("", "type: ClusterIP")
        + &format!(
            "
apiVersion: elbv2.k8s.aws/v1beta1
kind: TargetGroupBinding
metadata: {{name: b, namespace: shop}}
spec: {{serviceRef: {{name: web, port: 6661}}{rest}}}
"
        )
}

#[test]
fn a_target_group_is_connected_to_by_its_load_balancer_or_the_ranges_it_names() {
    let found = FOUND.replace("loadbalancer", "targetgroupbinding");
    for (rest, from) in [
        (", targetType: ip", "loadbalancer"),
        (", targetType: instance", "nodes"),
        (
            ", networking: {ingress: [{from: [{ipBlock: {cidr: 10.20.0.0/20}}, {securityGroup: {groupID: sg-1}}]}]}",
            "10.20.0.0/20",
        ),
    ] {
        assert_eq!(
            ledger(&binding(rest)).flows,
            [format!("{from} > {found}")],
            "{rest}"
        );
    }
}

use crate::ledger::testing::{deployment, ledger, service};

fn web() -> String {
    deployment("web", ", ports: [{name: http, containerPort: 8080}]")
        + &service(
            "web",
            "{name: http, port: 80, targetPort: http}, {port: 81, targetPort: 8181}",
        )
}

fn ingress(class: &str, annotations: &str, port: &str) -> String {
    format!(
        "
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {{name: web, namespace: shop, annotations: {{{annotations}}}}}
spec: {{{class}rules: [{{http: {{paths: [{{path: /, backend: {{service: {{name: web, port: {{{port}}}}}}}}}]}}}}]}}
---"
    )
}

const ALB: &str = "ingressClassName: alb, ";
const IP: &str = "alb.ingress.kubernetes.io/target-type: ip";
const FOUND: &str = "shop/deployment/web TCP 8080 high ingress";

#[test]
fn an_alb_connects_to_the_pods_themselves_with_ip_targets() {
    for (class, annotations) in [
        (ALB, IP.to_owned()),
        ("", IP.to_owned()),
        ("", format!("kubernetes.io/ingress.class: alb, {IP}")),
    ] {
        for port in ["number: 80", "name: http"] {
            let flows = ledger(&(web() + &ingress(class, &annotations, port))).flows;
            assert_eq!(
                flows,
                [format!("loadbalancer > {FOUND}")],
                "{class} {annotations} {port}"
            );
        }
    }
}

#[test]
fn with_instance_targets_the_nodes_connect() {
    let flows = ledger(&(web() + &ingress(ALB, "", "number: 80"))).flows;
    assert_eq!(flows, [format!("nodes > {FOUND}")]);
}

#[test]
fn a_default_backend_is_a_backend() {
    let manifest = format!(
        "
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {{name: web, namespace: shop, annotations: {{{IP}}}}}
spec: {{ingressClassName: alb, defaultBackend: {{service: {{name: web, port: {{number: 81}}}}}}}}
"
    );
    let flows = ledger(&(web() + &manifest)).flows;
    assert_eq!(
        flows,
        ["loadbalancer > shop/deployment/web TCP 8181 high ingress"]
    );
}

const CONTROLLER: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: controller, namespace: ingress}
spec:
  template:
    metadata: {labels: {app.kubernetes.io/name: ingress-nginx}}
    spec: {containers: [{name: controller}]}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: inner}
spec: {controller: k8s.io/ingress-nginx}
---";

#[test]
fn a_controller_in_the_cluster_connects_itself() {
    for class in ["ingressClassName: inner, ", ""] {
        let manifests = web() + CONTROLLER + &ingress(class, "", "number: 80");
        let flows = ledger(&manifests).flows;
        assert_eq!(
            flows,
            [format!("ingress/deployment/controller > {FOUND}")],
            "{class}"
        );
    }
}

#[test]
fn a_class_without_a_controller_is_unknown() {
    let written = ledger(&(web() + &ingress("ingressClassName: odd, ", "", "number: 80")));
    assert!(written.flows.is_empty());
    assert_eq!(
        written.unknown,
        ["? > shop/deployment/web odd: no controller of this class was found"]
    );
}

fn route(kind: &str, parent: &str) -> String {
    format!(
        "
apiVersion: gateway.networking.k8s.io/v1
kind: {kind}
metadata: {{name: web, namespace: shop}}
spec: {{parentRefs: [{parent}], rules: [{{backendRefs: [{{name: web, port: 80}}]}}]}}
---"
    )
}

fn gateway(class: &str) -> String {
    format!(
        "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: public, namespace: edge}}
spec: {{gatewayClassName: {class}}}
---"
    )
}

const PARENT: &str = "{name: public, namespace: edge}";
const ROUTED: &str = "shop/deployment/web TCP 8080 high httproute";

#[test]
fn routes_of_a_load_balancers_gateway_come_from_it() {
    for kind in ["HTTPRoute", "GRPCRoute"] {
        let manifests = web() + &gateway("amazon-alb") + &route(kind, PARENT);
        assert_eq!(
            ledger(&manifests).flows,
            [format!("loadbalancer > {ROUTED}")],
            "{kind}"
        );
    }
    let class = "
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: ours}
spec: {controllerName: gateway.k8s.aws/alb}
---";
    let manifests = web() + class + &gateway("ours") + &route("HTTPRoute", PARENT);
    assert_eq!(
        ledger(&manifests).flows,
        [format!("loadbalancer > {ROUTED}")]
    );
}

#[test]
fn lattice_has_a_range_of_its_own() {
    let manifests = web() + &gateway("amazon-vpc-lattice") + &route("HTTPRoute", PARENT);
    assert_eq!(
        ledger(&manifests).flows,
        [format!("169.254.171.0/24 > {ROUTED}")]
    );
}

#[test]
fn pods_of_a_gateway_are_told_by_their_label() {
    let pods = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: public-envoy, namespace: edge}
spec:
  template:
    metadata: {labels: {gateway.networking.k8s.io/gateway-name: public}}
    spec: {containers: [{name: envoy}]}
---";
    let manifests = web() + pods + &gateway("odd") + &route("HTTPRoute", PARENT);
    assert_eq!(
        ledger(&manifests).flows,
        [format!("edge/deployment/public-envoy > {ROUTED}")]
    );
}

#[test]
fn a_route_of_a_mesh_is_no_way_in_and_one_without_a_gateway_is_unknown() {
    let mesh = ledger(&(web() + &route("HTTPRoute", "{kind: Service, name: web}")));
    assert!(mesh.flows.is_empty() && mesh.unknown.is_empty());
    let lost = ledger(&(web() + &route("HTTPRoute", "{name: gone}")));
    assert!(lost.unknown[0].contains("gateway shop/gone: no controller"));
}

//! Who carries traffic of an ingress or gateway class to the pods.
//!
//! Rules: AWS Load Balancer Controller "`IngressClass`", "Gateway API"; Gateway API GEP-1762 (the pods
//! of a gateway carry `gateway.networking.k8s.io/gateway-name`). Controllers inside of the cluster
//! are found by the labels that their own charts set.

use std::{collections::BTreeSet, net::Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use super::{
    Party,
    cluster::{Cluster, Subject},
};
use crate::object::{Gateway, GatewayClass, IngressClass};

/// Who carries traffic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Carrier {
    /// An AWS load balancer.
    LoadBalancer,
    /// These.
    Parties(BTreeSet<Party>),
    /// Nobody that was found.
    NotFound,
}

const GATEWAY_LABEL: &str = "gateway.networking.k8s.io/gateway-name";
const NAME_LABELS: [&str; 3] = ["app.kubernetes.io/name", "app", "k8s-app"];

/// Words in the name of a controller or class, and what its pods are called.
const IN_CLUSTER: [(&str, &[&str]); 9] = [
    ("ingress-nginx", &["ingress-nginx"]),
    (
        "nginx",
        &[
            "ingress-nginx",
            "nginx-ingress",
            "nginx-ingress-controller",
            "nginx-gateway-fabric",
        ],
    ),
    ("traefik", &["traefik"]),
    ("haproxy", &["haproxy-ingress", "kubernetes-ingress"]),
    ("kong", &["kong"]),
    ("contour", &["envoy"]),
    ("istio", &["istio-ingressgateway", "istio-ingress"]),
    ("envoy", &["envoy"]),
    ("cilium", &["cilium-envoy"]),
];

/// VPC Lattice's own range ("VPC Lattice: link-local address range").
const LATTICE: Ipv4Addr = Ipv4Addr::new(169, 254, 171, 0);

/// Who carries the traffic of an ingress class; `None` means the default one.
pub(super) fn of_ingress_class(cluster: &Cluster<'_, '_>, class: Option<&str>) -> Carrier {
    let classes = cluster.snapshot.all::<IngressClass>();
    let object = match class {
        Some(class) => classes.iter().find(|it| it.metadata.name == class),
        None => match classes {
            [only] => Some(only),
            _ => None,
        },
    };
    let controller = object.and_then(|it| it.spec.controller.as_deref());
    match (controller, class) {
        (Some("ingress.k8s.aws/alb" | "eks.amazonaws.com/alb"), _) | (None, Some("alb")) => {
            Carrier::LoadBalancer
        }
        (controller, class) => in_cluster(cluster, controller.or(class).unwrap_or_default()),
    }
}

/// Who carries the traffic of a gateway.
pub(super) fn of_gateway(cluster: &Cluster<'_, '_>, namespace: &str, name: &str) -> Carrier {
    let is_its_own = |subject: &&Subject<'_, '_>| {
        let mut labels = subject.pods.iter().map(|pod| pod.labels.get(GATEWAY_LABEL));
        subject.namespace == namespace && labels.any(|label| label.is_some_and(|it| it == name))
    };
    let own: BTreeSet<Party> = cluster
        .subjects
        .iter()
        .filter(is_its_own)
        .map(|subject| subject.party.clone())
        .collect();
    if !own.is_empty() {
        return Carrier::Parties(own);
    }
    let mut gateways = cluster.snapshot.all::<Gateway>().iter();
    let gateway = gateways
        .find(|it| it.metadata.namespace_or_empty() == namespace && it.metadata.name == name);
    let Some(gateway) = gateway else {
        return Carrier::NotFound;
    };
    let class = gateway.spec.gateway_class_name.as_str();
    let mut classes = cluster.snapshot.all::<GatewayClass>().iter();
    let controller = classes
        .find(|it| it.metadata.name == class)
        .map(|it| it.spec.controller_name.as_str());
    match (controller, class) {
        (Some(controller), _) if controller.starts_with("gateway.k8s.aws/") => {
            Carrier::LoadBalancer
        }
        (None, "amazon-alb" | "amazon-nlb" | "alb" | "nlb" | "aws-alb" | "aws-nlb") => {
            Carrier::LoadBalancer
        }
        (Some("application-networking.k8s.aws/gateway-api-controller"), _)
        | (None, "amazon-vpc-lattice") => {
            let range = Ipv4Net::new(LATTICE, 24).map(IpNet::V4).ok();
            Carrier::Parties(BTreeSet::from([Party::Addresses(
                range.into_iter().collect(),
            )]))
        }
        (controller, class) => in_cluster(cluster, controller.unwrap_or(class)),
    }
}

/// The pods of a controller that runs in the cluster.
fn in_cluster(cluster: &Cluster<'_, '_>, controller: &str) -> Carrier {
    let names = IN_CLUSTER
        .iter()
        .find(|(word, _)| controller.contains(word))
        .map_or(&[][..], |(_, names)| names);
    let found: BTreeSet<Party> = cluster
        .subjects
        .iter()
        .filter(|subject| {
            subject.pods.iter().any(|pod| {
                let labels = NAME_LABELS
                    .iter()
                    .filter_map(|label| pod.labels.get(*label));
                let mut labels = labels.map(String::as_str);
                labels.any(|label| names.contains(&label))
            })
        })
        .map(|subject| subject.party.clone())
        .collect();
    if found.is_empty() {
        Carrier::NotFound
    } else {
        Carrier::Parties(found)
    }
}

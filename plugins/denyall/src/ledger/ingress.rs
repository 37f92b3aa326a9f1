//! Flows that come in through an `Ingress`, `HTTPRoute` or `GRPCRoute`.
//!
//! Rules: "Ingress API", Gateway API "Route"; AWS Load Balancer Controller "Ingress annotations": with
//! target type `ip` the load balancer connects to the pods from its own subnets, with `instance` (the
//! default) the nodes do, unless the Service keeps the client's address.

use std::collections::{BTreeMap, HashMap};

use plugin_kit::object::{Object, ObjectRef};

use super::{
    Evidence, EvidenceSource, Party, UnknownReason,
    cluster::Cluster,
    controllers::{Carrier, of_gateway, of_ingress_class},
    gathering::{Gathering, Hint},
    services::WhichPort,
};
use crate::object::{
    GrpcRoute, HttpRoute, Ingress, IngressBackend, IngressServiceBackend, RouteSpec,
};

const TARGET_TYPE: &str = "alb.ingress.kubernetes.io/target-type";
const ALB_PREFIX: &str = "alb.ingress.kubernetes.io/";
const CLASS: &str = "kubernetes.io/ingress.class";

/// Adds the flows that come in through ingresses and routes.
pub(super) fn add(cluster: &Cluster<'_, '_>, gathering: &mut Gathering) {
    let mut carriers: BTreeMap<Option<&str>, Carrier> = BTreeMap::new();
    for ingress in cluster.snapshot.all::<Ingress>() {
        let class = class_of(ingress);
        let carrier = carriers
            .entry(class)
            .or_insert_with(|| of_ingress_class(cluster, class))
            .clone();
        let namespace = ingress.metadata.namespace_or_empty();
        let is_direct = ingress
            .metadata
            .annotations
            .get(TARGET_TYPE)
            .is_some_and(|it| it == "ip");
        for (path, backend) in backends(ingress) {
            let way = Way {
                source: EvidenceSource::Ingress,
                object: ingress.reference(),
                path,
                class: class.unwrap_or("the default class").to_owned(),
                is_direct,
            };
            let port = backend.port.as_ref();
            let which = match port.and_then(|it| it.name.as_deref()) {
                Some(name) if !name.is_empty() => WhichPort::Name(name),
                _ => port
                    .and_then(|it| it.number)
                    .map_or(WhichPort::Any, WhichPort::Number),
            };
            let to = (namespace, backend.name.as_str());
            way.add(cluster, gathering, &carrier, to, which);
        }
    }
    let mut gateways = Gateways::new();
    for route in cluster.snapshot.all::<HttpRoute>() {
        add_route(cluster, gathering, &mut gateways, route);
    }
    for route in cluster.snapshot.all::<GrpcRoute>() {
        add_route(cluster, gathering, &mut gateways, route);
    }
}

/// Who carries the traffic of each gateway, by its namespace and name.
type Gateways = HashMap<(String, String), Carrier>;

/// Both kinds of routes.
trait Route: Object {
    fn spec(&self) -> &RouteSpec;
}

impl Route for HttpRoute {
    fn spec(&self) -> &RouteSpec {
        &self.spec
    }
}

impl Route for GrpcRoute {
    fn spec(&self) -> &RouteSpec {
        &self.spec
    }
}

fn add_route(
    cluster: &Cluster<'_, '_>,
    gathering: &mut Gathering,
    gateways: &mut Gateways,
    route: &impl Route,
) {
    let own = route.metadata().namespace_or_empty();
    for parent in &route.spec().parent_refs {
        // A route of a mesh is followed by the clients' own sidecars.
        if parent.kind.as_deref().is_some_and(|kind| kind != "Gateway") {
            continue;
        }
        let namespace = parent.namespace.as_deref().unwrap_or(own);
        let carrier = gateways
            .entry((namespace.to_owned(), parent.name.clone()))
            .or_insert_with(|| of_gateway(cluster, namespace, &parent.name))
            .clone();
        for (index, rule) in route.spec().rules.iter().enumerate() {
            for backend in &rule.backend_refs {
                if backend
                    .kind
                    .as_deref()
                    .is_some_and(|kind| kind != "Service")
                {
                    continue;
                }
                let way = Way {
                    source: EvidenceSource::HttpRoute,
                    object: route.reference(),
                    path: format!("spec.rules[{index}].backendRefs[{}]", backend.name),
                    class: format!("gateway {namespace}/{}", parent.name),
                    is_direct: true,
                };
                let to = (
                    backend.namespace.as_deref().unwrap_or(own),
                    backend.name.as_str(),
                );
                let which = backend.port.map_or(WhichPort::Any, WhichPort::Number);
                way.add(cluster, gathering, &carrier, to, which);
            }
        }
    }
}

/// One backend, and how traffic gets there.
struct Way {
    source: EvidenceSource,
    object: ObjectRef,
    path: String,
    class: String,
    /// Whether a load balancer connects to the pods themselves.
    is_direct: bool,
}

impl Way {
    fn add(
        self,
        cluster: &Cluster<'_, '_>,
        gathering: &mut Gathering,
        carrier: &Carrier,
        (namespace, name): (&str, &str),
        which: WhichPort<'_>,
    ) {
        let says = match which {
            WhichPort::Any => format!("{name}.{namespace}"),
            WhichPort::Number(port) => format!("{name}.{namespace}:{port}"),
            WhichPort::Name(port) => format!("{name}.{namespace}:{port}"),
        };
        let evidence = Evidence {
            source: self.source,
            object: Some(self.object),
            path: self.path,
            says,
        };
        let from: Vec<Party> = match carrier {
            Carrier::LoadBalancer => {
                let service = cluster.services.named(namespace, name);
                let keeps_client = service.is_some_and(|service| {
                    service.object.spec.external_traffic_policy.as_deref() == Some("Local")
                });
                if self.is_direct || keeps_client {
                    vec![Party::LoadBalancer]
                } else {
                    vec![Party::Nodes]
                }
            }
            Carrier::Parties(parties) => parties.iter().cloned().collect(),
            Carrier::NotFound => {
                let hint = Hint {
                    names: self.class,
                    ..Hint::default()
                };
                let found = cluster.services.named(namespace, name);
                let listeners = found
                    .and_then(|service| cluster.services.listeners(service, which, None).ok())
                    .unwrap_or_default();
                for listener in &listeners {
                    let hint = Hint {
                        to: Some(listener.party.clone()),
                        protocol: Some(listener.protocol),
                        port: Some(listener.port),
                        ..hint.clone()
                    };
                    gathering.miss(hint, UnknownReason::NoController, evidence.clone());
                }
                if listeners.is_empty() {
                    gathering.miss(hint, UnknownReason::NoController, evidence);
                }
                return;
            }
        };
        for from in from {
            cluster.add_service(gathering, &from, (namespace, name), which, evidence.clone());
        }
    }
}

/// The class that an ingress asks for; annotations of the load balancer controller are as good as
/// its class.
fn class_of(ingress: &Ingress) -> Option<&str> {
    let annotations = &ingress.metadata.annotations;
    let named = ingress.spec.ingress_class_name.as_deref();
    named
        .or_else(|| annotations.get(CLASS).map(String::as_str))
        .or_else(|| {
            let is_alb = annotations.keys().any(|key| key.starts_with(ALB_PREFIX));
            is_alb.then_some("alb")
        })
}

fn backends(ingress: &Ingress) -> Vec<(String, &IngressServiceBackend)> {
    let default = ingress.spec.default_backend.iter();
    let default = default.map(|backend| ("spec.defaultBackend".to_owned(), backend));
    let rules = ingress.spec.rules.iter().enumerate();
    let paths = rules.flat_map(|(index, rule)| {
        let paths = rule.http.iter().flat_map(|http| &http.paths);
        paths.map(move |path| (format!("spec.rules[{index}]"), &path.backend))
    });
    default
        .chain(paths)
        .filter_map(|(path, backend): (String, &IngressBackend)| {
            Some((path, backend.service.as_ref()?))
        })
        .collect()
}

#[cfg(test)]
mod tests;

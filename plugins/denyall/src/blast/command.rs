//! From the arguments to what is within reach.

use std::collections::BTreeSet;

use plugin_kit::{
    Error, Exit, Gap, app,
    object::ServiceAccount,
    snapshot::{GapCode, Origin},
};

use super::{
    aws::{Aws, Roles},
    report::{BlastReport, Found, Item, Kind},
    start::Start,
    targets::{Target, targets},
    walk::{Reached, walk, way},
};
use crate::{
    args::BlastArgs,
    map::{
        By, Connections,
        ends::{End, EndKind, ends},
        lines::{LineKind, Lines},
        ranges,
    },
    model::Network,
    place::{Place, Side, in_doubt, resolve},
    report::EndpointRef,
    run::Context,
    scene::Scene,
    solve::{ConnectionSet, PortRange, Solution},
    verdict::Endpoint,
    wants,
};

const DEFAULT_NAMESPACE: &str = "default";
const DEFAULT_SERVICE_ACCOUNT: &str = "default";

/// Answers `blast`.
pub(crate) fn run(args: &BlastArgs, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    context.paint(&args.output);
    let namespace = args.cluster.resolve()?.namespace;
    let namespace = namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
    let place = Place::read(&args.from, Side::From, namespace)?;
    let wants = wants::blast();
    let snapshot = context.read(&wants, &args.source, &args.cluster, &args.output)?;
    let mut scene = Scene::of(snapshot, &wants);
    let network = Network::of(&scene.snapshot);
    let solution = Solution::of(&network, &scene.policies, args.analysis.semantics());
    let map = solution.by_workload();
    let lines = Lines::of_workloads(&map);
    let ends = ends(&solution, &lines, By::Workload);
    let from =
        resolve(&place, &network, &scene.policies).map_err(|error| in_doubt(error, &scene.gaps))?;
    let start = Start::of(&place, &from, &solution);
    let reached = walk(&solution, &map, &lines, &ends, &start);
    let blast = Blast {
        roles: Roles::of(&scene.snapshot, &network),
        solution: &solution,
        lines: &lines,
        ends: &ends,
        start: &start,
        reached: &reached,
    };
    scene.gaps.extend(unknown_roles(&scene, &network));
    let report = BlastReport::new(Found {
        place: args.from.clone(),
        from: from_name(&place, from.parts.first().map(|part| &part.name)),
        own: blast.roles.of_pods(&solution, &start.pods()),
        own_namespaces: own_namespaces(&network, &start),
        others: ends
            .iter()
            .filter(|end| end.is_pods() && !start.is(end))
            .count(),
        namespaces: ends.iter().filter_map(End::namespace).collect(),
        enforcement: scene.enforcement,
        items: blast.items(),
        notes: scene.notes,
        gaps: scene.gaps,
        ends: ends.clone(),
    });
    app::answer(&report, &args.output, report.is_beyond(), context.streams)
}

/// A range is named as it was typed, although policies may cut it into several.
fn from_name(place: &Place, first: Option<&EndpointRef>) -> EndpointRef {
    let range = |text: String| EndpointRef::Cidr { cidrs: vec![text] };
    match (place, first) {
        (Place::Block(block), _) => range(block.to_string()),
        (Place::Internet, _) | (_, None) => range("0.0.0.0/0".to_owned()),
        (_, Some(name)) => name.clone(),
    }
}

fn own_namespaces(network: &Network<'_>, start: &Start) -> BTreeSet<usize> {
    let pods = start.pods().into_iter();
    pods.filter_map(|pod| Some(network.pods.get(pod)?.namespace))
        .collect()
}

/// Files without service accounts do not say which roles pods have that name one.
fn unknown_roles(scene: &Scene, network: &Network<'_>) -> Option<Gap> {
    let is_named = || {
        let mut pods = network.pods.iter();
        pods.any(|pod| pod.service_account != DEFAULT_SERVICE_ACCOUNT)
    };
    let is_unknown = scene.snapshot.origin == Origin::Files
        && !scene.snapshot.holds::<ServiceAccount>()
        && is_named();
    is_unknown.then(|| {
        let message = "pods name service accounts, and the files hold none: their AWS roles are \
                       not known";
        Gap::new(GapCode::Missing, message)
    })
}

/// All that is known of an attack.
struct Blast<'b, 'n> {
    roles: Roles<'b>,
    solution: &'b Solution<'n>,
    lines: &'b Lines<'b>,
    ends: &'b [End],
    start: &'b Start,
    reached: &'b [Option<Reached>],
}

impl Blast<'_, '_> {
    fn items(&self) -> Vec<Item> {
        let targets = targets(self.solution.network(), self.roles.has_agent());
        let special: BTreeSet<String> = targets.iter().flat_map(names).collect();
        let ends = self.ends.iter().zip(self.reached).enumerate();
        let mut items: Vec<Item> = ends
            .filter_map(|(position, (end, reached))| self.item(position, end, reached.as_ref()?))
            .filter(|item| match &item.to {
                EndpointRef::Cidr { cidrs } => !cidrs.iter().all(|it| special.contains(it)),
                _ => true,
            })
            .chain(targets.iter().filter_map(|target| self.target(target)))
            .collect();
        items.sort_by(|left, right| left.order().cmp(&right.order()));
        items
    }

    fn item(&self, position: usize, end: &End, reached: &Reached) -> Option<Item> {
        let kind = match end.kind {
            EndKind::Pods { .. } => Kind::Workload,
            EndKind::Nodes { .. } => Kind::Nodes,
            EndKind::Outside if is_public(&end.name) => Kind::Internet,
            EndKind::Outside => Kind::Addresses,
        };
        Some(Item {
            to: end.name.clone(),
            kind,
            hop: reached.hop,
            via: self.via(reached.parent),
            connections: Connections::from(&reached.connections),
            aws: match self.lines.kinds().get(*end.lines.first()?)? {
                LineKind::Workload(workload) => {
                    let workload = self.solution.network().workloads.get(*workload)?;
                    self.roles.of_pods(self.solution, &workload.pods)
                }
                _ => None,
            },
            end: Some(position),
        })
    }

    fn via(&self, parent: Option<usize>) -> Vec<EndpointRef> {
        let way = way(self.reached, parent).into_iter();
        way.filter_map(|position| Some(self.ends.get(position)?.name.clone()))
            .collect()
    }

    /// The first on the way who reaches an address that matters.
    fn target(&self, target: &Target) -> Option<Item> {
        let reaches = |from: &[Endpoint]| {
            from.iter().any(|from| {
                target.addresses.iter().any(|address| {
                    let to = Endpoint::Address(*address);
                    let connections = self.solution.connections_between(*from, to);
                    connections.contains(target.port.0, target.port.1)
                })
            })
        };
        let own: Vec<Endpoint> = self.start.pods().into_iter().map(Endpoint::Pod).collect();
        let (hop, parent) = if reaches(&own) {
            (1, None)
        } else {
            let mut by_hop: Vec<(usize, usize)> = (self.reached.iter().enumerate())
                .filter_map(|(position, it)| Some((it.as_ref()?.hop, position)))
                .collect();
            by_hop.sort_unstable();
            let through = by_hop
                .into_iter()
                .find(|(_, position)| self.pods(*position).is_some_and(|pods| reaches(&pods)));
            let (hop, position) = through?;
            (hop + 1, Some(position))
        };
        let (protocol, port) = target.port;
        let connections = ConnectionSet::of([PortRange {
            protocol,
            first: port,
            last: port,
        }]);
        Some(Item {
            to: EndpointRef::Cidr {
                cidrs: names(target),
            },
            kind: target.kind,
            hop,
            via: self.via(parent),
            connections: Connections::from(&connections),
            aws: match target.kind {
                Kind::Metadata => Some(Aws {
                    node_role: true,
                    ..Aws::default()
                }),
                Kind::PodIdentity => Some(Aws {
                    pod_identity: true,
                    ..Aws::default()
                }),
                _ => None,
            },
            end: None,
        })
    }

    fn pods(&self, position: usize) -> Option<Vec<Endpoint>> {
        let end = self.ends.get(position)?;
        let LineKind::Workload(workload) = self.lines.kinds().get(*end.lines.first()?)? else {
            return None;
        };
        let workload = self.solution.network().workloads.get(*workload)?;
        Some(workload.pods.iter().copied().map(Endpoint::Pod).collect())
    }
}

fn names(target: &Target) -> Vec<String> {
    let addresses = target.addresses.iter().copied();
    addresses
        .map(|it| ipnet::IpNet::from(it).to_string())
        .collect()
}

fn is_public(name: &EndpointRef) -> bool {
    let EndpointRef::Cidr { cidrs } = name else {
        return false;
    };
    let mut nets = cidrs.iter().filter_map(|cidr| cidr.parse().ok());
    nets.any(|net| ranges::is_public(&net))
}

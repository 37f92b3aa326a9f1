//! How long the whole map takes, without reading: classes, rules, rows, and the map by workload.
//! And how long one connection takes to explain in a large cluster.
#![expect(
    clippy::needless_pass_by_value,
    reason = "builders read best with json! in place of an argument"
)]

mod adversarial;
mod cluster;

use std::hint::black_box;

use cluster::Size;
use criterion::{Criterion, criterion_group, criterion_main};
use denyall::{
    model::Network,
    policy::PolicySet,
    protocol::Protocol,
    solve::Solution,
    verdict::{Connection, Endpoint, Profile, explain},
};
use plugin_kit::Snapshot;

/// 1,000 pods and 1,000 policies.
const M: Size = Size {
    namespaces: 50,
    applications: 10,
    replicas: 2,
    pods_of_node: 50,
};
/// 10,000 pods and 2,000 policies.
const L: Size = Size {
    namespaces: 100,
    applications: 10,
    replicas: 10,
    pods_of_node: 50,
};
/// 100,000 pods and 20,000 policies.
const XL: Size = Size {
    namespaces: 1_000,
    applications: 10,
    replicas: 10,
    pods_of_node: 50,
};

fn solve(criterion: &mut Criterion, name: &str, profile: Profile, snapshot: &Snapshot) {
    let network = Network::of(snapshot);
    let (policies, _) = PolicySet::of(snapshot);
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("solve", |bench| {
        bench.iter(|| black_box(Solution::of(&network, &policies, profile.semantics())));
    });
    let solution = Solution::of(&network, &policies, profile.semantics());
    group.bench_function("by workload", |bench| {
        bench.iter(|| black_box(solution.by_workload()));
    });
    group.finish();
}

fn sizes(criterion: &mut Criterion) {
    solve(criterion, "1,000 pods", Profile::Spec, &cluster::tidy(M));
    solve(criterion, "10,000 pods", Profile::Spec, &cluster::tidy(L));
    solve(
        criterion,
        "10,000 pods on EKS",
        Profile::Eks,
        &cluster::tidy(L),
    );
    solve(criterion, "100,000 pods", Profile::Spec, &cluster::tidy(XL));
}

fn adversaries(criterion: &mut Criterion) {
    for (name, snapshot) in [
        ("a label for each pod", adversarial::a_label_for_each_pod()),
        ("NotIn everywhere", adversarial::not_in_everywhere()),
        (
            "ranges with exceptions",
            adversarial::ranges_with_exceptions(),
        ),
        ("ranges of ports", adversarial::ranges_of_ports()),
        ("one priority", adversarial::one_priority()),
    ] {
        solve(criterion, name, Profile::Spec, &snapshot);
    }
    let ranges = adversarial::ranges_with_exceptions();
    solve(
        criterion,
        "ranges with exceptions on EKS",
        Profile::Eks,
        &ranges,
    );
}

fn reach(criterion: &mut Criterion) {
    let snapshot = cluster::tidy(L);
    let network = Network::of(&snapshot);
    let (policies, _) = PolicySet::of(&snapshot);
    let connection = Connection {
        from: Endpoint::Pod(500),
        to: Endpoint::Pod(9_000),
        protocol: Protocol::Tcp,
        port: 8080,
    };
    let semantics = Profile::Spec.semantics();
    criterion.bench_function("explain one of 10,000 pods", |bench| {
        bench.iter(|| black_box(explain(&network, &policies, semantics, connection)));
    });
}

criterion_group!(benches, sizes, adversaries, reach);
criterion_main!(benches);

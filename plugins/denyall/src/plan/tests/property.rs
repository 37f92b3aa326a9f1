//! Random small clusters: what a ledger names passes after the plan, and what it does not name is
//! denied.

use proptest::prelude::{ProptestConfig, Strategy, prop, proptest};

use super::scene::{Scene, broken, dns, flow, pod_with};
use crate::plan::{PlanOptions, Status};

const NAMESPACES: [&str; 2] = ["a", "b"];
const APPS: [&str; 3] = ["web", "api", "db"];

type App = (usize, usize);

fn app() -> impl Strategy<Value = App> {
    (0..NAMESPACES.len(), 0..APPS.len())
}

/// Two replicas of every app, whose labels are shared by some of them.
fn scene(shared: &[bool]) -> Scene {
    let mut manifests = vec![dns("53")];
    for (namespace_index, namespace) in NAMESPACES.into_iter().enumerate() {
        for (index, name) in APPS.into_iter().enumerate() {
            let app = if shared[index] { "shared" } else { name };
            for replica in 0..2 {
                let address = format!("10.{namespace_index}.{index}.{}", replica + 1);
                let labels = format!("app: {app}, tier: {name}, pod-template-hash: h{replica}");
                manifests.push(pod_with(namespace, name, &address, &labels, ""));
            }
        }
    }
    Scene::of(&manifests)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn named_flows_pass_and_others_do_not(
        shared in prop::collection::vec(proptest::bool::ANY, APPS.len()),
        needed in prop::collection::btree_set((app(), app(), 1_u16..4), 0..8),
    ) {
        let scene = scene(&shared);
        let named = |(namespace, app): App| (NAMESPACES[namespace], APPS[app]);
        let party = |app: App| scene.party(named(app).0, named(app).1);
        let flows = needed
            .iter()
            .map(|&(from, to, port)| flow(party(from), party(to), port))
            .collect();
        let plan = scene.plan(flows, &PlanOptions::default());
        assert_eq!(broken(&plan), [""; 0]);
        assert!(plan.flows().all(|flow| flow.status == Status::Kept));
        let apps = (0..NAMESPACES.len()).flat_map(|namespace| {
            (0..APPS.len()).map(move |app| (namespace, app))
        });
        let apps: Vec<App> = apps.collect();
        for &from in &apps {
            for &to in &apps {
                // A pod reaches itself whatever policies say.
                if from == to {
                    continue;
                }
                for port in 1..4 {
                    let passes = scene.passes(&plan, named(from), named(to), port);
                    let is_needed = needed.contains(&(from, to, port));
                    assert_eq!(passes, is_needed, "{from:?} {to:?} {port}");
                }
            }
        }
    }
}

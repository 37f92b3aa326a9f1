//! The random questions must be worth asking: neither all open nor all closed, and each kind of
//! policy, tier and end must make a difference somewhere.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{FULL, scene};
use crate::{
    judge::Question,
    oracle::{self, End, Objects, Semantics, Verdict, pod_addresses},
};

const CLUSTERS: u64 = 300;
const QUESTIONS: usize = 20;

fn ask(objects: &[Value], semantics: Semantics, question: &Question) -> Verdict {
    let Question {
        from,
        to,
        protocol,
        port,
    } = question;
    oracle::allowed(Objects(objects), semantics, from, to, *protocol, *port)
}

/// The kind with its group, and with its tier where it has one.
fn kind_of(object: &Value) -> Option<String> {
    let kind = object["kind"].as_str()?;
    let group = object["apiVersion"].as_str()?;
    let tier = object["spec"]["tier"].as_str().unwrap_or("");
    kind.ends_with("Policy")
        .then(|| format!("{group} {kind} {tier}").trim_end().to_owned())
}

#[test]
fn random_questions_are_meaningful() {
    let mut allowed = 0;
    let mut ambiguous = 0;
    let mut asked = 0;
    let mut decided: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..CLUSTERS {
        let (objects, semantics, questions) = scene(seed, QUESTIONS);
        for question in questions {
            let verdict = ask(&objects, semantics, &question);
            asked += 1;
            allowed += usize::from(verdict.allowed);
            ambiguous += usize::from(verdict.ambiguous);
            let mut kinds: Vec<String> = objects.iter().filter_map(kind_of).collect();
            kinds.sort_unstable();
            kinds.dedup();
            for kind in kinds {
                let without: Vec<Value> = objects
                    .iter()
                    .filter(|object| kind_of(object).as_ref() != Some(&kind))
                    .cloned()
                    .collect();
                let matters = ask(&without, semantics, &question).allowed != verdict.allowed;
                *decided.entry(kind).or_default() += usize::from(matters);
            }
        }
    }
    let share = allowed * 100 / asked;
    let message =
        format!("{share} % of {asked} allowed, {ambiguous} ambiguous, decided: {decided:#?}");
    assert!((20..=80).contains(&share), "{message}");
    assert!(ambiguous > 0 && ambiguous * 20 < asked, "{message}");
    assert_eq!(decided.len(), 8, "{message}");
    assert!(
        decided.values().all(|count| *count > asked / 500),
        "{message}"
    );
}

#[test]
fn random_questions_differ_in_their_ends_and_in_each_direction() {
    let mut egress_only = 0;
    let mut ingress_only = 0;
    let mut ends: BTreeMap<(bool, bool), [usize; 2]> = BTreeMap::new();
    for seed in 0..CLUSTERS {
        let (objects, semantics, questions) = scene(seed, QUESTIONS);
        for question in questions {
            let verdict = ask(&objects, semantics, &question);
            egress_only += usize::from(verdict.egress && !verdict.ingress);
            ingress_only += usize::from(verdict.ingress && !verdict.egress);
            let is_pod = |end: &End| matches!(end, End::Pod { .. });
            let count = ends
                .entry((is_pod(&question.from), is_pod(&question.to)))
                .or_default();
            count[usize::from(verdict.allowed)] += 1;
        }
    }
    assert!(
        egress_only > 100 && ingress_only > 100,
        "{egress_only} {ingress_only}"
    );
    assert_eq!(ends.len(), 3, "{ends:?}");
    assert!(ends.values().flatten().all(|count| *count > 50), "{ends:?}");
}

/// Whether an end has an IPv4 address, and whether it has one of IPv6.
pub(super) fn families(objects: &[Value], end: &End) -> [bool; 2] {
    let addresses = match end {
        End::Address(address) => vec![*address],
        End::Pod { namespace, name } => Objects(objects)
            .pod(namespace, name)
            .map(pod_addresses)
            .unwrap_or_default(),
    };
    [true, false].map(|v4| addresses.iter().any(|address| address.is_ipv4() == v4))
}

#[test]
fn the_full_plan_asks_enough_of_both_families_and_of_every_tier() {
    let mut asked = 0;
    let mut by_family = [0; 2];
    let mut by_kind: BTreeMap<String, usize> = BTreeMap::new();
    let end = FULL.first_seed + FULL.clusters;
    for seed in FULL.first_seed..end {
        let (objects, _, questions) = scene(seed, FULL.questions);
        asked += questions.len();
        for question in &questions {
            let from = families(&objects, &question.from);
            let to = families(&objects, &question.to);
            for (count, shared) in by_family.iter_mut().zip([0, 1]) {
                *count += usize::from(from[shared] && to[shared]);
            }
        }
        let mut kinds: Vec<String> = objects.iter().filter_map(kind_of).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            *by_kind.entry(kind).or_default() += questions.len();
        }
    }
    let message = format!("{asked} asked, by family {by_family:?}, by kind {by_kind:#?}");
    assert!(asked >= 100_000, "{message}");
    assert!(by_family.iter().all(|count| *count > 30_000), "{message}");
    assert_eq!(by_kind.len(), 8, "{message}");
    assert!(by_kind.values().all(|count| *count > 5_000), "{message}");
}

#[test]
fn a_seed_is_a_cluster() {
    let (first, _, questions) = scene(7, 5);
    let (second, _, again) = scene(7, 5);
    assert_eq!((&first, questions), (&second, again));
    assert_ne!(first, scene(8, 5).0);
}

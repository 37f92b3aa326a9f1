//! Guards that were left behind.
//!
//! `kubectl denyall apply` puts a policy that allows everything in front of a cut-over, so that no
//! other policy of the namespace has an effect until it is deleted.

use plugin_kit::object::Object;

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    object::NetworkPolicy,
};

/// Label of a guard.
const GUARD: &str = "denyall.ekshardening/guard";
/// How long a guard was meant to last.
const LIFETIME: &str = "denyall.ekshardening/expires-after";

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let policies = scene.snapshot.all::<NetworkPolicy>().iter();
    policies
        .filter(|policy| policy.metadata.labels.contains_key(GUARD))
        .map(|policy| {
            let object = policy.reference();
            let title = format!("{object} is a guard: no other policy of its pods has an effect");
            let finding = Finding::new(RuleId::LeftoverGuard, object, title);
            match policy.metadata.annotations.get(LIFETIME) {
                Some(lifetime) => finding.because(format!("it was meant to last {lifetime}")),
                None => finding,
            }
        })
        .collect()
}

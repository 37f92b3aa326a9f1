//! Rules for a direction that `policyTypes` leaves out ("NetworkPolicySpec API": such rules have no
//! effect).

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    policy::{Direction, Tier},
};

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let policies = scene.policies.policies().iter();
    for policy in policies.filter(|policy| policy.tier == Tier::Namespaced) {
        for direction in Direction::BOTH {
            if !policy.rules(direction).is_empty() && !policy.isolates(direction) {
                let word = direction.as_str();
                let title = format!("{} has {word} rules that do nothing", policy.id);
                let finding = Finding::new(RuleId::RulesIgnored, policy.id.reference(), title);
                findings.push(finding.because(format!("spec.{word} without its policy type")));
            }
        }
    }
    findings
}

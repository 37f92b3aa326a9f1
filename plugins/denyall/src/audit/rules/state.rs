//! Whether anything enforces policies, and whether it has taken all of them up.

use plugin_kit::{object::ObjectRef, report::Severity};

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    enforcement::{EnforcementState, EnforcerName},
    policy::PolicyKind,
};

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let enforcement = scene.enforcement;
    let mut findings = Vec::new();
    let object = enforcement.evidence.first().map_or_else(
        || ObjectRef::cluster("Namespace", "kube-system"),
        |evidence| evidence.object.clone(),
    );
    let rule = match enforcement.state {
        EnforcementState::Proven => None,
        EnforcementState::Absent => Some(RuleId::NothingEnforces),
        EnforcementState::Unknown => Some(RuleId::EnforcementUnknown),
    };
    if let (Some(rule), Some(headline)) = (rule, enforcement.headline()) {
        let mut finding = Finding::new(rule, object.clone(), headline);
        finding.evidence = evidence(scene);
        if scene.policies.policies().is_empty() {
            // There is nothing to enforce yet.
            finding = finding.rated(Severity::Medium);
        }
        let mut pods = scene.network.pods.iter();
        let is_cluster = pods.any(|pod| !pod.addresses.is_empty());
        if !is_cluster && enforcement.evidence.is_empty() {
            // Manifests say nothing about the cluster they are meant for.
            finding = finding.rated(Severity::Low);
        }
        findings.push(finding);
    }
    if enforcement.enforcers.len() > 1 {
        let names = enforcement.enforcers.iter().map(|it| it.name);
        let mut names: Vec<EnforcerName> = names.collect();
        names.dedup();
        // Nodes of Auto Mode beside nodes with the VPC CNI: each pod has one of them.
        if names != [EnforcerName::VpcCni, EnforcerName::AutoMode] {
            let names: Vec<&str> = names.into_iter().map(EnforcerName::as_str).collect();
            let title = format!("policies are enforced by {}", names.join(" and "));
            let mut finding = Finding::new(RuleId::TwoEnforcers, object, title);
            finding.evidence = evidence(scene);
            findings.push(finding);
        }
    }
    findings.extend(not_resolved(scene));
    findings
}

fn evidence(scene: &Scene<'_>) -> Vec<String> {
    let evidence = scene.enforcement.evidence.iter();
    evidence
        .map(|evidence| format!("{}: {}", evidence.object, evidence.value))
        .collect()
}

/// Policies that select pods and that the controller of Amazon EKS has passed over.
fn not_resolved(scene: &Scene<'_>) -> Vec<Finding> {
    if !scene.enforcement.resolves_policies() {
        return Vec::new();
    }
    let policies = scene.policies.policies().iter();
    policies
        .filter(|policy| policy.id.kind == PolicyKind::NetworkPolicy)
        .filter(|policy| {
            let groups = scene.selected(&policy.subject).iter();
            let groups = groups.filter_map(|group| scene.groups.get(*group));
            let mut pods = groups.flat_map(|group| &group.pods);
            pods.any(|pod| {
                let pod = scene.network.pods.get(*pod);
                pod.is_some_and(|pod| !pod.addresses.is_empty())
            })
        })
        .filter_map(|policy| {
            let namespace = policy.id.namespace.as_deref()?;
            let resolved = scene.enforcement.is_resolved(namespace, &policy.id.name);
            (!resolved).then(|| {
                let title = format!("{} has no PolicyEndpoint that lists pods", policy.id);
                Finding::new(RuleId::PolicyNotResolved, policy.id.reference(), title)
            })
        })
        .collect()
}

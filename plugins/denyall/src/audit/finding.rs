//! A finding: what is wrong with whom, what shows it, and the cure.

use plugin_kit::{object::ObjectRef, report::Severity};
use schemars::JsonSchema;
use serde::Serialize;

/// Something that should be otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Which rule found it.
    pub rule: RuleId,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub title: String,
    /// Whom it concerns, the most telling one first; never empty.
    pub objects: Vec<ObjectRef>,
    /// What shows it, a sentence each.
    pub evidence: Vec<String>,
    /// What to do about it.
    pub cure: String,
}

impl Finding {
    /// A finding about one object, as severe as its rule.
    pub(super) fn new(rule: RuleId, object: ObjectRef, title: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity(),
            title: title.into(),
            objects: vec![object],
            evidence: Vec::new(),
            cure: rule.cure().to_owned(),
        }
    }

    /// Concerns more objects.
    pub(super) fn with(mut self, objects: impl IntoIterator<Item = ObjectRef>) -> Self {
        self.objects.extend(objects);
        self
    }

    /// Is shown by this.
    pub(super) fn because(mut self, evidence: impl Into<String>) -> Self {
        self.evidence.push(evidence.into());
        self
    }

    /// Matters this much.
    pub(super) fn rated(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// What findings are sorted by.
    pub(super) fn order(&self) -> (Severity, RuleId, &[ObjectRef], &str) {
        (self.severity, self.rule, &self.objects, &self.title)
    }
}

macro_rules! rules {
    ($($variant:ident $id:literal $severity:ident $about:literal $cure:literal;)*) => {
        /// What is looked for.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum RuleId {
            $(#[doc = $about] $variant,)*
        }

        impl RuleId {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name in reports.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            /// How much its findings matter unless they say otherwise.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),* }
            }

            /// What it looks for.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about),* }
            }

            /// What to do about its findings.
            #[must_use]
            pub const fn cure(self) -> &'static str {
                match self { $(Self::$variant => $cure),* }
            }
        }
    };
}

rules! {
    NothingEnforces "nothing-enforces" Critical
        "Nothing enforces network policies."
        "Switch the network policies of the VPC CNI add-on on (configuration value enableNetworkPolicy: \"true\"), or install a network plugin that enforces them.";
    EnforcementUnknown "enforcement-unknown" High
        "It is not known whether anything enforces network policies."
        "Find out what enforces them: the arguments of aws-node, or the daemon set of the network plugin.";
    TwoEnforcers "two-enforcers" High
        "More than one network plugin enforces network policies."
        "Keep one: switch the network policies of the VPC CNI off where another plugin enforces them.";
    PolicyNotResolved "policy-not-resolved" High
        "The controller of Amazon EKS has resolved other policies to pods, but not this one."
        "Look at the events of the policy and create it again; until then nothing enforces it.";
    NoDefaultDenyIngress "no-default-deny-ingress" High
        "Pods of the namespace accept connections from everybody unless a policy happens to select them."
        "Add a policy that selects all pods of the namespace, has policyTypes [Ingress] and no rules, after the policies that allow what is needed: kubectl denyall plan.";
    NoDefaultDenyEgress "no-default-deny-egress" Medium
        "Pods of the namespace may connect to everything unless a policy happens to select them."
        "Add a policy that selects all pods of the namespace, has policyTypes [Egress] and no rules, after the policies that allow what is needed, DNS above all: kubectl denyall plan.";
    PodsNotHeld "pods-not-held" High
        "What enforces the policies does not hold these pods: they run on AWS Fargate or Windows nodes."
        "Restrict them by security groups for pods, or run them on Linux nodes of Amazon EC2.";
    HostNetwork "host-network" Medium
        "Pods use their node's network, where no policy holds them."
        "Remove hostNetwork where the pod does not manage the node's network itself.";
    CollidingIdentifiers "colliding-identifiers" High
        "Pods that the agent of Amazon EKS takes for one workload, by their names, have different policies."
        "Name standalone pods so that they differ before the last dash, or let a controller make them.";
    TooManyPorts "too-many-ports" High
        "The agent of Amazon EKS keeps 24 combinations of port and protocol for one address and drops the others."
        "Join ports into ranges by endPort, or split what the pods offer.";
    ExceptReallowed "except-reallowed" Medium
        "What an except leaves out is allowed by another peer or policy of the same pods."
        "Repeat the except in the other peer, or remove it here.";
    ExceptStricter "except-stricter" Medium
        "The agent of Amazon EKS takes an except from all policies of a pod, also from those that allow it."
        "Do not rely on another policy to allow what an except leaves out: allow it by a more specific cidr.";
    ServicesNotCovered "services-not-covered" Medium
        "An ipBlock covers pods but not the addresses of their services, which the agent of Amazon EKS judges."
        "Select the pods by labels instead, or allow the cluster's service range too.";
    ServiceSelectorLooser "service-selector-looser" High
        "A peer asks for labels that the service's selector lacks, so the agent of Amazon EKS drops connections to the service's address."
        "Use no more labels in the peer than the service has in its selector, or add them to the selector.";
    SelectsNothing "selects-nothing" Low
        "The policy selects no pod."
        "Correct the podSelector, or remove the policy.";
    WrongNamespace "wrong-namespace" Medium
        "The policy selects no pod of its own namespace, but would in exactly one other."
        "Move the policy: it only holds pods of its own namespace.";
    PeerMatchesNothing "peer-matches-nothing" Low
        "A peer matches no pod."
        "Correct the selectors of the peer, or remove it.";
    NamespaceSelectorMatchesNothing "namespace-selector-matches-nothing" Medium
        "A namespaceSelector matches no namespace."
        "Label the namespace, or select it by kubernetes.io/metadata.name.";
    InternetIncludesMetadata "internet-includes-metadata" High
        "A rule that allows the internet allows the instance metadata service too, and with it the node's AWS credentials."
        "Add the address to the rule's except: 169.254.169.254/32, or fd00:ec2::254/128.";
    MetadataReachable "metadata-reachable" Medium
        "Pods whose egress nothing isolates reach the instance metadata service, and with it the node's AWS credentials."
        "Isolate egress, and set the hop limit of the instances' metadata options to 1.";
    RulesIgnored "rules-ignored" Medium
        "The policy has rules for a direction that its policyTypes leave out: they do nothing."
        "Add the direction to policyTypes, or remove the rules.";
    AllowsEverything "allows-everything" Medium
        "A policy for all pods of the namespace allows everything in a direction."
        "Name peers and ports, or remove the rule.";
    NamedPortUnresolved "named-port-unresolved" Medium
        "A rule names a port that none of the pods has."
        "Name a port of the pods' containers, with its protocol, or use the number.";
    NamedPortAmbiguous "named-port-ambiguous" Low
        "A rule names a port that has different numbers in different pods."
        "Give the port one number, or name the numbers.";
    ServicePortInRule "service-port-in-rule" Medium
        "A rule has the port of a service where the pods listen on another."
        "Use the service's targetPort: policies see the port of the pod.";
    LeftoverGuard "leftover-guard" High
        "A guard that allows everything is still there: all other policies of its namespace do nothing."
        "Finish the cut-over and delete the guard, or roll back: kubectl denyall status.";
    PriorityContradiction "priority-contradiction" Medium
        "Two policies of one tier and one priority decide differently about the same connections: the order is not defined."
        "Give them different priorities.";
    DnsBlocked "dns-blocked" High
        "Pods whose egress is isolated cannot ask the cluster's DNS."
        "Allow UDP and TCP to the target port of kube-dns.";
    PodIdentityBlocked "pod-identity-blocked" High
        "Pods that get AWS credentials from EKS Pod Identity cannot reach its agent."
        "Allow TCP 80 to 169.254.170.23/32, or fd00:ec2::23/128.";
    Ipv4EgressUnfiltered "ipv4-egress-unfiltered" Medium
        "The cluster has IPv6 pods: their IPv4 egress, the metadata service included, is not held by policies."
        "Set ENABLE_V4_EGRESS=false on aws-node where no pod needs IPv4, and the hop limit of the instances' metadata options to 1.";
}

#[cfg(test)]
mod tests {
    use super::RuleId;

    #[test]
    fn ids_are_what_reports_print() {
        for rule in RuleId::ALL {
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.id());
        }
    }
}

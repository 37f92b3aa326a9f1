//! What the engine says of a connection, with what only a question about a service needs, and which
//! profiles say otherwise.

use super::{answer::Question, cluster_address::ToService, ports::AskedPort, report::OtherProfile};
use crate::{
    model::Service,
    policy::{PolicySet, Tier},
    verdict::{
        Connection, Endpoint, Profile, Reason, Semantics, Side, Verdict, explain,
        explain_through_service,
    },
};

/// What sets the reading of Amazon EKS apart where a service is named.
const SERVICE_ADDRESS_RULE: &str = "what a pod sends is judged there by the service's own address, which \
     a peer covers only if the service's selector satisfies it and its target port is allowed";

/// The same, seen from Amazon EKS.
const POD_ADDRESS_RULE: &str = "what a pod sends is judged there by the address of the pod behind \
     the service, not by the service's own";

impl Question<'_> {
    /// The verdict of a profile.
    pub(super) fn explain(
        &self,
        connection: Connection,
        port: AskedPort,
        profile: Profile,
    ) -> Verdict {
        self.explain_with(self.policies, connection, port, profile)
    }

    /// The verdict that other policies would give.
    pub(super) fn explain_with(
        &self,
        policies: &PolicySet,
        connection: Connection,
        port: AskedPort,
        profile: Profile,
    ) -> Verdict {
        let semantics = self.analysis.semantics_of(profile);
        let mut verdict = self.judge(policies, semantics, connection, port);
        if profile == Profile::Eks {
            self.judge_before_translation(policies, connection, port, &mut verdict.egress);
        }
        verdict
    }

    /// What the engine says; a service with an address of its own may lead a pod back to itself.
    fn judge(
        &self,
        policies: &PolicySet,
        semantics: Semantics,
        connection: Connection,
        port: AskedPort,
    ) -> Verdict {
        let service = self.to.service.and_then(|it| self.network.services.get(it));
        let has_address = service.is_some_and(|service| !service.addresses.is_empty());
        let engine = if has_address && port.service_port.is_some() {
            explain_through_service
        } else {
            explain
        };
        engine(self.network, policies, semantics, connection)
    }

    /// Where a service was named, the agent of Amazon EKS judges its address, not the pod's.
    fn judge_before_translation(
        &self,
        policies: &PolicySet,
        connection: Connection,
        port: AskedPort,
        egress: &mut Side,
    ) {
        let namespaced = egress.decided_by.iter();
        if !namespaced.clone().any(|it| it.tier == Tier::Namespaced) {
            return;
        }
        let service = self.to.service.and_then(|it| self.network.services.get(it));
        let (Endpoint::Pod(pod), Some(service), Some(port)) =
            (connection.from, service, port.service_port)
        else {
            return;
        };
        let to_service = ToService {
            network: self.network,
            policies,
            pod,
            service,
            protocol: connection.protocol,
            port,
        };
        if let Some(allowed) = to_service.is_allowed().filter(|it| *it != egress.allowed) {
            egress.allowed = allowed;
            egress.reason = Reason::ServiceAddress;
        }
    }

    /// The service whose own address a profile judges.
    pub(super) fn judged_service(&self, port: AskedPort) -> Option<&Service<'_>> {
        port.service_port
            .filter(|_| self.analysis.profile == Profile::Eks)?;
        let service = self.network.services.get(self.to.service?)?;
        (!service.addresses.is_empty()).then_some(service)
    }

    /// Profiles that decide otherwise.
    pub(super) fn other_profiles(
        &self,
        connection: Connection,
        port: AskedPort,
        decided: &Verdict,
    ) -> Vec<OtherProfile> {
        let allowed = decided.is_allowed();
        Profile::ALL
            .into_iter()
            .filter(|profile| *profile != self.analysis.profile)
            .filter_map(|profile| {
                let verdict = self.explain(connection, port, profile);
                let other = verdict.is_allowed();
                (other != allowed).then(|| OtherProfile {
                    profile,
                    allowed: other,
                    rule: match (verdict.egress.reason, decided.egress.reason) {
                        (Reason::ServiceAddress, _) => SERVICE_ADDRESS_RULE.to_owned(),
                        (_, Reason::ServiceAddress) => POD_ADDRESS_RULE.to_owned(),
                        _ => self.difference(connection, port, profile, allowed),
                    },
                })
            })
            .collect()
    }

    /// The first part of another profile that alone changes the verdict.
    fn difference(
        &self,
        connection: Connection,
        port: AskedPort,
        profile: Profile,
        allowed: bool,
    ) -> String {
        let (own, other) = (
            self.analysis.semantics(),
            self.analysis.semantics_of(profile),
        );
        own.towards(other)
            .into_iter()
            .find(|(semantics, _)| {
                let verdict = self.judge(self.policies, *semantics, connection, port);
                verdict.is_allowed() != allowed
            })
            .map_or("several differences together", |(_, rule)| rule)
            .to_owned()
    }
}

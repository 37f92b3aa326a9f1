//! Flows to AWS: credentials, and the APIs that they are for.
//!
//! Rules: EKS "IAM roles for service accounts" (STS of the region), EKS "Pod Identity" (the agent on
//! 169.254.170.23, port 80), SDK "standardized credential providers" for their order: what none of
//! them serves falls through to instance metadata, which means the role of the node. Whatever the
//! credentials are, they are for calling APIs.

use std::collections::{BTreeSet, HashMap};

use plugin_kit::object::{Object, ServiceAccount};

use super::{
    Confidence, Evidence, EvidenceSource, Party,
    cluster::{Cluster, Subject},
    gathering::{Gathering, Listener},
};
use crate::{
    address::{Address, Host},
    model::Pod,
    object::{Configuration, EnvVar},
    protocol::Protocol,
};

const ROLE_ANNOTATION: &str = "eks.amazonaws.com/role-arn";
const REGION_LABEL: &str = "topology.kubernetes.io/region";
const POD_IDENTITY_AUDIENCE: &str = "pods.eks.amazonaws.com";
const STS_AUDIENCE: &str = "sts.amazonaws.com";
/// Hosts of AWS that are used without credentials of AWS: databases, caches and load balancers.
const WITHOUT_CREDENTIALS: [&str; 6] =
    [".rds.", ".cache.", ".elb.", ".redshift.", ".docdb.", ".mq."];

/// How a pod gets credentials, each with what says so: a path and a word.
#[derive(Default)]
struct Credentials {
    role: Vec<Evidence>,
    pod_identity: Vec<Evidence>,
    /// Access keys, and files of them.
    keys: Vec<Evidence>,
    uses: Vec<Evidence>,
    region: Option<String>,
}

/// Adds the flows of workloads that use AWS.
pub(super) fn add(cluster: &Cluster<'_, '_>, gathering: &mut Gathering) {
    let accounts: HashMap<(&str, &str), &ServiceAccount> = cluster
        .snapshot
        .all::<ServiceAccount>()
        .iter()
        .map(|it| {
            (
                (it.metadata.namespace_or_empty(), it.metadata.name.as_str()),
                it,
            )
        })
        .collect();
    let region = region_of_nodes(cluster);
    for subject in cluster.subjects {
        for pod in &subject.pods {
            let account = accounts
                .get(&(subject.namespace, pod.service_account))
                .copied();
            let found = Credentials::of(subject, pod, account);
            found.add(subject, region.as_deref(), gathering);
        }
    }
}

impl Credentials {
    fn of(subject: &Subject<'_, '_>, pod: &Pod<'_>, account: Option<&ServiceAccount>) -> Self {
        let mut found = Self::default();
        if let Some(account) = account
            && let Some(role) = account.metadata.annotations.get(ROLE_ANNOTATION)
        {
            found.role.push(Evidence {
                source: EvidenceSource::ServiceAccountRole,
                object: Some(account.reference()),
                path: format!("metadata.annotations[{ROLE_ANNOTATION}]"),
                says: role.clone(),
            });
        }
        for volume in &pod.spec.volumes {
            for audience in volume.audiences() {
                let path = format!("volumes[{}].projected", volume.name);
                match audience {
                    POD_IDENTITY_AUDIENCE => found.pod_identity.push(subject.evidence(
                        EvidenceSource::PodIdentity,
                        &path,
                        audience,
                    )),
                    STS_AUDIENCE => found.role.push(subject.evidence(
                        EvidenceSource::ServiceAccountRole,
                        &path,
                        audience,
                    )),
                    _ => {}
                }
            }
        }
        let containers = pod.spec.containers.iter().chain(&pod.spec.init_containers);
        for container in containers {
            if let Some(configuration) = container.configuration.as_deref() {
                found.read(subject, &container.name, configuration);
            }
        }
        found
    }

    fn read(&mut self, subject: &Subject<'_, '_>, container: &str, configuration: &Configuration) {
        for variable in &configuration.env {
            let path = format!("containers[{container}].env[{}]", variable.name);
            let evidence = |source| subject.evidence(source, &path, variable.name.clone());
            match variable.name.as_str() {
                "AWS_CONTAINER_CREDENTIALS_FULL_URI" | "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE" => {
                    self.pod_identity
                        .push(evidence(EvidenceSource::PodIdentity));
                }
                "AWS_ROLE_ARN" | "AWS_WEB_IDENTITY_TOKEN_FILE" => {
                    self.role.push(evidence(EvidenceSource::ServiceAccountRole));
                }
                "AWS_SHARED_CREDENTIALS_FILE" => {
                    self.keys.push(evidence(EvidenceSource::Environment));
                }
                _ if variable.is_aws_key() => {
                    self.keys.push(evidence(match variable.value_from {
                        Some(_) => EvidenceSource::SecretKeyName,
                        None => EvidenceSource::Environment,
                    }));
                }
                name if name.starts_with("AWS_") || variable.names_aws => {
                    self.uses.push(evidence(EvidenceSource::NodeRole));
                }
                _ => {}
            }
            self.region = self.region.take().or_else(|| variable.region.clone());
            self.read_addresses(subject, &path, variables_addresses(variable));
        }
        for secret in configuration
            .env_from
            .iter()
            .filter_map(|it| it.secret_ref.as_ref())
        {
            if is_called_aws(&secret.name) {
                let path = format!("containers[{container}].envFrom[{}]", secret.name);
                let says = format!("all keys of Secret {}", secret.name);
                let source = EvidenceSource::SecretKeyName;
                self.keys.push(subject.evidence(source, &path, says));
            }
        }
        let path = format!("containers[{container}].args");
        self.read_addresses(subject, &path, &configuration.arguments);
    }

    fn read_addresses(&mut self, subject: &Subject<'_, '_>, path: &str, addresses: &[Address]) {
        for address in addresses {
            if let Host::Name(name) = address.host()
                && needs_credentials(name)
            {
                let evidence = subject.evidence(EvidenceSource::NodeRole, path, name.clone());
                self.uses.push(evidence);
            }
        }
    }

    fn add(self, subject: &Subject<'_, '_>, region: Option<&str>, gathering: &mut Gathering) {
        let party = &subject.party;
        let region = self.region.as_deref().or(region);
        for evidence in &self.role {
            let sts = tcp(Party::Name(sts(region, &evidence.says)), 443);
            let confidence = if region.is_some() {
                Confidence::High
            } else {
                Confidence::Medium
            };
            gathering.add(party, &sts, confidence, evidence.clone());
        }
        for evidence in &self.pod_identity {
            let agent = tcp(Party::PodIdentity, 80);
            gathering.add(party, &agent, Confidence::High, evidence.clone());
        }
        // Credentials are for calling APIs, whose addresses change and whose names are not told.
        let own = self.role.iter().chain(&self.pod_identity);
        for evidence in own.chain(&self.keys) {
            let apis = tcp(Party::Internet, 443);
            gathering.add(party, &apis, Confidence::Medium, evidence.clone());
        }
        if self.role.is_empty() && self.pod_identity.is_empty() && self.keys.is_empty() {
            for evidence in self.uses {
                for to in [tcp(Party::Metadata, 80), tcp(Party::Internet, 443)] {
                    gathering.add(party, &to, Confidence::Medium, evidence.clone());
                }
            }
        }
    }
}

fn variables_addresses(variable: &EnvVar) -> &[Address] {
    &variable.addresses
}

fn tcp(party: Party, port: u16) -> Listener {
    Listener {
        party,
        protocol: Protocol::Tcp,
        port,
    }
}

/// Whether a Secret is called after AWS, all of whose keys are variables: no object that is read
/// tells their names.
fn is_called_aws(name: &str) -> bool {
    name.split(['-', '.']).any(|word| word == "aws")
}

/// Whether calling the host takes credentials of AWS.
fn needs_credentials(name: &str) -> bool {
    (name.ends_with(".amazonaws.com") || name.ends_with(".amazonaws.com.cn"))
        && !WITHOUT_CREDENTIALS.iter().any(|part| name.contains(part))
}

/// The endpoint of STS ("AWS STS Regional endpoints"); the global one where no region is known.
fn sts(region: Option<&str>, role: &str) -> String {
    let suffix = if role.starts_with("arn:aws-cn:") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    match region {
        Some(region) => format!("sts.{region}.{suffix}"),
        None => format!("sts.{suffix}"),
    }
}

/// The region of the nodes, when they are all of one.
fn region_of_nodes(cluster: &Cluster<'_, '_>) -> Option<String> {
    let labels = cluster.network.nodes.iter().filter_map(|node| node.labels);
    let regions: BTreeSet<&String> = labels.filter_map(|it| it.get(REGION_LABEL)).collect();
    match regions.into_iter().collect::<Vec<_>>().as_slice() {
        [region] => Some((*region).clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

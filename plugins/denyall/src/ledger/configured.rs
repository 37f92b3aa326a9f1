//! Flows that workloads are configured for: addresses in variables, arguments, probes, and the
//! `ConfigMap`s that they use.
//!
//! Rules: "Container API", "`EnvFromSource` API", "`ConfigMapVolumeSource` API". A Secret is never
//! read: that one holds an address is only told by the name of the variable or key.

use std::collections::{BTreeSet, HashMap};

use plugin_kit::object::Object;

use super::{
    EvidenceSource, UnknownReason,
    cluster::{Cluster, Subject},
    gathering::{Gathering, Hint},
    names::Target,
};
use crate::{
    address::{Address, host_stem, port_stem, says_address},
    object::{ConfigMap, Configuration, Container, EnvFromSource, EnvVar},
};

/// A `ConfigMap` that exists in every namespace and holds no address.
const ROOT_CERTIFICATE: &str = "kube-root-ca.crt";

/// The `ConfigMap`s of the cluster by namespace and name.
pub(super) type ConfigMaps<'a> = HashMap<(&'a str, &'a str), &'a ConfigMap>;

/// Adds the flows that workloads are configured for.
pub(super) fn add(cluster: &Cluster<'_, '_>, gathering: &mut Gathering) {
    let maps: ConfigMaps<'_> = cluster
        .snapshot
        .all::<ConfigMap>()
        .iter()
        .map(|it| {
            (
                (
                    it.metadata().namespace_or_empty(),
                    it.metadata.name.as_str(),
                ),
                it,
            )
        })
        .collect();
    for subject in cluster.subjects {
        let mut reading = Reading {
            cluster,
            gathering,
            subject,
            maps: &maps,
        };
        for pod in &subject.pods {
            for container in &pod.spec.init_containers {
                reading.container("initContainers", container, !container.is_sidecar());
            }
            for container in &pod.spec.containers {
                reading.container("containers", container, false);
            }
            for volume in &pod.spec.volumes {
                for map in volume.config_maps() {
                    let keys: BTreeSet<&str> =
                        map.items.iter().map(|item| item.key.as_str()).collect();
                    let path = format!("volumes[{}]", volume.name);
                    reading.volume(&map.name, &keys, &path, map.optional == Some(true));
                }
            }
        }
    }
}

/// What is read of one workload.
struct Reading<'r, 'a, 'n> {
    cluster: &'r Cluster<'a, 'n>,
    gathering: &'r mut Gathering,
    subject: &'r Subject<'a, 'n>,
    maps: &'r ConfigMaps<'a>,
}

/// A variable, wherever its value stands.
struct Variable<'v> {
    name: String,
    addresses: &'v [Address],
    port: Option<u16>,
    source: EvidenceSource,
    path: String,
}

impl<'a> Reading<'_, 'a, '_> {
    fn container(&mut self, list: &str, container: &Container, is_init: bool) {
        let Some(configuration) = container.configuration.as_deref() else {
            return;
        };
        let path = format!("{list}[{}]", container.name);
        let source = |source| {
            if is_init {
                EvidenceSource::InitContainer
            } else {
                source
            }
        };
        self.variables(configuration, &path, &source);
        let arguments = source(EvidenceSource::Argument);
        self.addresses(&configuration.arguments, arguments, &format!("{path}.args"));
        let probes = source(EvidenceSource::Probe);
        self.addresses(&configuration.probes, probes, &format!("{path}.probes"));
    }

    fn variables(
        &mut self,
        configuration: &Configuration,
        path: &str,
        source: &impl Fn(EvidenceSource) -> EvidenceSource,
    ) {
        let mut variables = Vec::new();
        for from in &configuration.env_from {
            self.all_keys(from, path, source, &mut variables);
        }
        for variable in &configuration.env {
            self.one_key(variable, path, source, &mut variables);
        }
        // Of two variables with one stem the last counts, as in a container.
        let ports: HashMap<String, u16> = variables
            .iter()
            .filter_map(|variable| Some((port_stem(&variable.name)?, variable.port?)))
            .collect();
        for variable in &variables {
            let sibling = host_stem(&variable.name).and_then(|stem| ports.get(&stem).copied());
            for address in variable.addresses {
                let target = Target::of(address, sibling);
                let evidence =
                    self.subject
                        .evidence(variable.source, &variable.path, target.says());
                self.cluster
                    .add_target(self.gathering, self.subject, &target, evidence);
            }
        }
    }

    /// The keys of an object as variables.
    fn all_keys<'v>(
        &mut self,
        from: &EnvFromSource,
        path: &str,
        source: &impl Fn(EvidenceSource) -> EvidenceSource,
        variables: &mut Vec<Variable<'v>>,
    ) where
        'a: 'v,
    {
        if let Some(secret) = &from.secret_ref {
            let path = format!("{path}.envFrom[{}]", secret.name);
            self.secret(format!("all keys of Secret {}", secret.name), &path);
        }
        let Some(reference) = &from.config_map_ref else {
            return;
        };
        let path = format!("{path}.envFrom[{}]", reference.name);
        let is_optional = reference.optional == Some(true);
        let Some(map) = self.map(&reference.name, &path, is_optional) else {
            return;
        };
        let prefix = from.prefix.as_deref().unwrap_or_default();
        variables.extend(map.data.iter().map(|(key, value)| Variable {
            name: format!("{prefix}{key}"),
            addresses: &value.addresses,
            port: value.port,
            source: source(EvidenceSource::ConfigMap),
            path: format!("{path}.data[{key}]"),
        }));
    }

    /// A variable of the container's own.
    fn one_key<'v>(
        &mut self,
        variable: &'v EnvVar,
        path: &str,
        source: &impl Fn(EvidenceSource) -> EvidenceSource,
        variables: &mut Vec<Variable<'v>>,
    ) where
        'a: 'v,
    {
        let path = format!("{path}.env[{}]", variable.name);
        let from = variable.value_from.as_ref();
        if let Some(selector) = from.and_then(|it| it.secret_key_ref.as_ref()) {
            if says_address(&variable.name) || says_address(&selector.key) {
                let names = format!(
                    "{} (key {} of Secret {})",
                    variable.name, selector.key, selector.name
                );
                self.secret(names, &path);
            }
            return;
        }
        let Some(selector) = from.and_then(|it| it.config_map_key_ref.as_ref()) else {
            variables.push(Variable {
                name: variable.name.clone(),
                addresses: &variable.addresses,
                port: variable.port,
                source: source(EvidenceSource::Environment),
                path,
            });
            return;
        };
        let is_optional = selector.optional == Some(true);
        let Some(map) = self.map(&selector.name, &path, is_optional) else {
            return;
        };
        if let Some(value) = map.data.get(&selector.key) {
            variables.push(Variable {
                name: variable.name.clone(),
                addresses: &value.addresses,
                port: value.port,
                source: source(EvidenceSource::ConfigMap),
                path,
            });
        } else if says_address(&variable.name) && !says_address(&selector.key) {
            // What a plain word means was decided by its key, and this name says more.
            let names = format!(
                "{} (key {} of ConfigMap {})",
                variable.name, selector.key, selector.name
            );
            let evidence = self
                .subject
                .evidence(EvidenceSource::ConfigMap, &path, names.clone());
            self.gathering.miss(
                Hint {
                    from: Some(self.subject.party.clone()),
                    names,
                    ..Hint::default()
                },
                UnknownReason::NotAnAddress,
                evidence,
            );
        }
    }

    fn volume(&mut self, name: &str, keys: &BTreeSet<&str>, path: &str, is_optional: bool) {
        let Some(map) = self.map(name, path, is_optional) else {
            return;
        };
        for (key, value) in &map.data {
            if keys.is_empty() || keys.contains(key.as_str()) {
                let path = format!("{path}.configMap[{name}].data[{key}]");
                self.addresses(&value.addresses, EvidenceSource::ConfigMap, &path);
            }
        }
    }

    fn map(&mut self, name: &str, path: &str, is_optional: bool) -> Option<&'a ConfigMap> {
        let found = self.maps.get(&(self.subject.namespace, name)).copied();
        if found.is_none() && !is_optional && name != ROOT_CERTIFICATE {
            let says = format!("ConfigMap {name}");
            let evidence = self
                .subject
                .evidence(EvidenceSource::ConfigMap, path, says.clone());
            let hint = Hint {
                from: Some(self.subject.party.clone()),
                names: says,
                ..Hint::default()
            };
            self.gathering
                .miss(hint, UnknownReason::NoConfigMap, evidence);
        }
        found
    }

    fn secret(&mut self, names: String, path: &str) {
        let evidence = self
            .subject
            .evidence(EvidenceSource::SecretKeyName, path, names.clone());
        let hint = Hint {
            from: Some(self.subject.party.clone()),
            names,
            ..Hint::default()
        };
        self.gathering.miss(hint, UnknownReason::InSecret, evidence);
    }

    fn addresses(&mut self, addresses: &[Address], source: EvidenceSource, path: &str) {
        for address in addresses {
            let target = Target::of(address, None);
            let evidence = self.subject.evidence(source, path, target.says());
            self.cluster
                .add_target(self.gathering, self.subject, &target, evidence);
        }
    }
}

#[cfg(test)]
mod tests;

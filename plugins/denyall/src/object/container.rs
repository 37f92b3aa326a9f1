//! `Container`: its ports, and the addresses that it is configured with.
//!
//! Values of variables, commands and arguments may hold secrets. They live as long as it takes to
//! decode one container; only addresses are kept. What is written into a recording decodes to the
//! same container again.

use plugin_kit::object::null_as_empty;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    ContainerPort, EnvFromSource, EnvVar, EnvVarSource, dialled::dialled, expansion::Expansion,
    text::Text,
};
use crate::address::{Address, addresses_of_arguments, pairs};

/// A container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Container {
    /// Name.
    pub name: String,
    /// Last part of its image's name, without tag and digest.
    pub image: String,
    /// Declared ports.
    pub ports: Vec<ContainerPort>,
    /// `Always` makes an init container a sidecar, which runs as long as the pod.
    pub restart_policy: Option<String>,
    /// What it is configured with; absent when nothing of it tells of addresses.
    pub configuration: Option<Box<Configuration>>,
}

/// What a container is configured with, as far as it tells of addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Configuration {
    /// Variables.
    pub env: Vec<EnvVar>,
    /// Objects whose keys are variables.
    pub env_from: Vec<EnvFromSource>,
    /// Addresses in its command and arguments.
    pub arguments: Vec<Address>,
    /// Addresses in the commands of its probes and hooks.
    pub probes: Vec<Address>,
}

/// A container as the API writes it.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Manifest {
    name: String,
    #[serde(
        deserialize_with = "null_as_empty",
        skip_serializing_if = "String::is_empty"
    )]
    image: String,
    #[serde(
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    ports: Vec<ContainerPort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    restart_policy: Option<String>,
    #[serde(
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    env: Vec<Variable>,
    #[serde(
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    env_from: Vec<EnvFromSource>,
    #[serde(
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    command: Vec<Text>,
    #[serde(
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    args: Vec<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    liveness_probe: Option<Handler>,
    #[serde(skip_serializing_if = "Option::is_none")]
    readiness_probe: Option<Handler>,
    #[serde(skip_serializing_if = "Option::is_none")]
    startup_probe: Option<Handler>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifecycle: Option<Lifecycle>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Variable {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_from: Option<EnvVarSource>,
}

/// A probe or hook; only commands are read, for requests go to the pod itself.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Handler {
    #[serde(skip_serializing_if = "Option::is_none")]
    exec: Option<Exec>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Exec {
    #[serde(deserialize_with = "null_as_empty")]
    command: Vec<Text>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Lifecycle {
    post_start: Option<Handler>,
    pre_stop: Option<Handler>,
}

impl<'de> Deserialize<'de> for Container {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Manifest::deserialize(deserializer).map(Self::of)
    }
}

impl Serialize for Container {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.manifest().serialize(serializer)
    }
}

impl Container {
    fn of(manifest: Manifest) -> Self {
        let configuration = Configuration::of(&manifest);
        Self {
            name: manifest.name,
            image: short_image(&manifest.image).to_owned(),
            ports: manifest.ports,
            restart_policy: manifest.restart_policy,
            configuration: (configuration != Configuration::default())
                .then(|| Box::new(configuration)),
        }
    }

    fn manifest(&self) -> Manifest {
        let nothing = Configuration::default();
        let configuration = self.configuration.as_deref().unwrap_or(&nothing);
        let variable = |it: &EnvVar| Variable {
            name: it.name.clone(),
            value: it.written().map(Text),
            value_from: it.value_from.clone(),
        };
        let probe = (!configuration.probes.is_empty()).then(|| Handler {
            exec: Some(Exec {
                command: texts(&configuration.probes),
            }),
        });
        Manifest {
            name: self.name.clone(),
            image: self.image.clone(),
            ports: self.ports.clone(),
            restart_policy: self.restart_policy.clone(),
            env: configuration.env.iter().map(variable).collect(),
            env_from: configuration.env_from.clone(),
            args: texts(&configuration.arguments),
            liveness_probe: probe,
            ..Manifest::default()
        }
    }

    /// Whether it ends before the others start, unlike a sidecar.
    #[must_use]
    pub fn is_sidecar(&self) -> bool {
        self.restart_policy.as_deref() == Some("Always")
    }
}

impl Configuration {
    fn of(manifest: &Manifest) -> Self {
        let expansion = Expansion::of(manifest.env.iter().filter_map(|variable| {
            let value = variable.value.as_ref()?;
            Some((variable.name.as_str(), value.0.as_str()))
        }));
        let command = manifest.command.iter().chain(&manifest.args);
        let lifecycle = manifest.lifecycle.as_ref();
        let handlers = [
            manifest.liveness_probe.as_ref(),
            manifest.readiness_probe.as_ref(),
            manifest.startup_probe.as_ref(),
            lifecycle.and_then(|it| it.post_start.as_ref()),
            lifecycle.and_then(|it| it.pre_stop.as_ref()),
        ];
        let mut probes: Vec<Address> = handlers
            .into_iter()
            .flatten()
            .filter_map(|handler| handler.exec.as_ref())
            .flat_map(|exec| addresses_of(exec.command.iter(), &expansion))
            .collect();
        probes.sort();
        probes.dedup();
        Self {
            env: variables(&manifest.env, &expansion),
            env_from: manifest.env_from.clone(),
            arguments: addresses_of(command, &expansion),
            probes,
        }
    }
}

fn variables(env: &[Variable], expansion: &Expansion<'_>) -> Vec<EnvVar> {
    let values: Vec<_> = env
        .iter()
        .map(|variable| {
            let value = variable.value.as_ref().map_or("", |value| value.0.as_str());
            (variable.name.as_str(), expansion.expand(value))
        })
        .collect();
    let found = pairs(values.iter().map(|(name, value)| (*name, value.as_ref())));
    let mut kept: Vec<EnvVar> = env
        .iter()
        .zip(&values)
        .zip(found)
        .map(|((variable, (name, value)), (_, addresses))| {
            EnvVar::reading(name, value, addresses, variable.value_from.clone())
        })
        .filter(EnvVar::is_telling)
        .collect();
    kept.shrink_to_fit();
    kept
}

/// The addresses of a command line, sorted.
fn addresses_of<'a>(
    words: impl Iterator<Item = &'a Text>,
    expansion: &Expansion<'_>,
) -> Vec<Address> {
    let words: Vec<_> = words.map(|word| expansion.expand(&word.0)).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found = addresses_of_arguments(words.iter().map(AsRef::as_ref));
    found.extend(dialled(words.iter().map(AsRef::as_ref)));
    found.sort();
    found.dedup();
    found.shrink_to_fit();
    found
}

fn texts(addresses: &[Address]) -> Vec<Text> {
    addresses.iter().map(|it| Text(it.to_string())).collect()
}

/// `prometheus` of `quay.io/prometheus/prometheus:v3.5.0@sha256:…`.
fn short_image(image: &str) -> &str {
    let name = image.split('@').next().unwrap_or_default();
    let last = name.rsplit('/').next().unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests;

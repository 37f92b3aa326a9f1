//! What may enforce network policies: a `DaemonSet` with the arguments and variables that switch it.
//!
//! A second shape of the kind: only the switches of known network plugins are kept, so no other
//! argument or variable of a system pod is held or recorded.

use plugin_kit::object::{Metadata, null_as_empty};
use serde::{Deserialize, Deserializer, Serialize};

/// Arguments that are kept, without their values.
const KEPT_ARGUMENTS: &[&str] = &[
    "--enable-network-policy",
    "--enable-policy-event-logs",
    "--run-firewall",
];

/// Variables that are kept.
const KEPT_VARIABLES: &[&str] = &["NETWORK_POLICY_ENFORCING_MODE", "ENABLE_V4_EGRESS"];

/// A daemon set that may enforce network policies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnforcerDaemonSet {
    /// Name and namespace.
    pub metadata: Metadata,
    /// What it says.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: EnforcerSpec,
    /// Whether it runs.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub status: EnforcerStatus,
}
plugin_kit::object!(
    EnforcerDaemonSet,
    "apps",
    "v1",
    "DaemonSet",
    "daemonsets",
    true
);

/// What such a daemon set says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnforcerSpec {
    /// What its pods are made of.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub template: EnforcerTemplate,
}

/// What its pods are made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnforcerTemplate {
    /// What the pods run.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: EnforcerPodSpec,
}

/// What its pods run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnforcerPodSpec {
    /// Containers.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub containers: Vec<EnforcerContainer>,
}

/// A container with its switches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnforcerContainer {
    /// Name.
    #[serde(default)]
    pub name: String,
    /// The arguments that switch enforcement.
    #[serde(
        default,
        deserialize_with = "kept_arguments",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub args: Vec<String>,
    /// The variables that switch enforcement.
    #[serde(
        default,
        deserialize_with = "kept_variables",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub env: Vec<EnforcerVariable>,
}

/// A variable.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnforcerVariable {
    /// Name.
    pub name: String,
    /// Value; absent when it comes from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// How many of its pods run; absent in manifests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnforcerStatus {
    /// How many nodes should have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired_number_scheduled: Option<u32>,
    /// How many are ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_ready: Option<u32>,
}

fn kept_arguments<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let mut arguments: Vec<String> = null_as_empty(deserializer)?;
    arguments.retain(|argument| {
        let name = argument
            .split_once('=')
            .map_or(&**argument, |(name, _)| name);
        KEPT_ARGUMENTS.contains(&name)
    });
    Ok(arguments)
}

fn kept_variables<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<EnforcerVariable>, D::Error> {
    let mut variables: Vec<EnforcerVariable> = null_as_empty(deserializer)?;
    variables.retain(|variable| KEPT_VARIABLES.contains(&variable.name.as_str()));
    Ok(variables)
}

impl EnforcerDaemonSet {
    /// The value of a switch among the arguments of its containers; one without a value is `true`.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&str> {
        let containers = self.spec.template.spec.containers.iter();
        let mut arguments = containers.flat_map(|container| &container.args);
        arguments.find_map(|argument| match argument.split_once('=') {
            Some((found, value)) => (found == name).then_some(value),
            None => (argument == name).then_some("true"),
        })
    }

    /// The value of a variable of its containers.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        let containers = self.spec.template.spec.containers.iter();
        let mut variables = containers.flat_map(|container| &container.env);
        variables
            .find(|variable| variable.name == name)
            .and_then(|variable| variable.value.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::EnforcerDaemonSet;

    #[test]
    fn only_the_switches_are_kept() {
        let kept: EnforcerDaemonSet = serde_json::from_str(
            r#"{"metadata":{"name":"aws-node"},"spec":{"template":{"spec":{"containers":[
            {"name":"agent","args":["--enable-network-policy=true","--token=hunter2"],
             "env":[{"name":"TOKEN","value":"hunter2"},
                    {"name":"NETWORK_POLICY_ENFORCING_MODE","value":"strict"}]}]}}}}"#,
        )
        .unwrap();
        assert_eq!(kept.argument("--enable-network-policy"), Some("true"));
        assert_eq!(
            kept.variable("NETWORK_POLICY_ENFORCING_MODE"),
            Some("strict")
        );
        assert!(!serde_json::to_string(&kept).unwrap().contains("hunter2"));
    }
}

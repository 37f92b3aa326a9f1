//! Environment variables without their values: what is kept of a value is the addresses in it, a
//! port, an AWS region, and whether it names something of AWS.

use serde::{Deserialize, Serialize};

use crate::address::{Address, port_of_variable, written};

/// A variable of a container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnvVar {
    /// Name.
    pub name: String,
    /// The addresses in its value.
    pub addresses: Vec<Address>,
    /// Its value, when its name says port.
    pub port: Option<u16>,
    /// Its value, when its name says AWS region.
    pub region: Option<String>,
    /// Whether its value names a bucket or another resource of AWS.
    pub names_aws: bool,
    /// Where its value comes from instead.
    pub value_from: Option<EnvVarSource>,
}

/// Where the value of a variable comes from; fields of the pod are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvVarSource {
    /// A key of a `ConfigMap`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_map_key_ref: Option<KeySelector>,
    /// A key of a Secret, which is never read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_key_ref: Option<KeySelector>,
}

/// A key of an object of the pod's namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySelector {
    /// Name of the object.
    #[serde(default)]
    pub name: String,
    /// The key.
    #[serde(default)]
    pub key: String,
    /// Whether it may be missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
}

/// All keys of an object as variables ("`EnvFromSource` API").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvFromSource {
    /// What is put before each key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// A `ConfigMap`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_map_ref: Option<ObjectName>,
    /// A Secret, which is never read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_ref: Option<ObjectName>,
}

/// An object of the pod's namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectName {
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Whether it may be missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
}

/// Stands in a recording for a value that names something of AWS.
const AWS_MARK: &str = "s3://";

impl EnvVar {
    /// What is kept of a variable; `addresses` are those in its value.
    pub(super) fn reading(
        name: &str,
        value: &str,
        addresses: Vec<Address>,
        value_from: Option<EnvVarSource>,
    ) -> Self {
        let is_region = matches!(name, "AWS_REGION" | "AWS_DEFAULT_REGION") && is_region(value);
        Self {
            name: name.to_owned(),
            addresses,
            port: port_of_variable(name, value),
            region: is_region.then(|| value.to_owned()),
            names_aws: value.contains(AWS_MARK) || value.contains("arn:aws"),
            value_from: value_from.filter(EnvVarSource::is_telling),
        }
    }

    /// Whether anything of it is worth keeping: its name alone is, when it configures an AWS SDK.
    pub(super) fn is_telling(&self) -> bool {
        !self.addresses.is_empty()
            || self.port.is_some()
            || self.names_aws
            || self.value_from.is_some()
            || self.name.starts_with("AWS_")
            || self.is_aws_key()
    }

    /// Whether it holds an access key of AWS, told by its own name or that of the Secret's key.
    #[must_use]
    pub fn is_aws_key(&self) -> bool {
        let from = self.value_from.as_ref();
        let key = from.and_then(|it| it.secret_key_ref.as_ref());
        is_aws_key(&self.name) || key.is_some_and(|key| is_aws_key(&key.key))
    }

    /// A value in which the same is found again.
    pub(super) fn written(&self) -> Option<String> {
        if let Some(port) = self.port {
            return Some(port.to_string());
        }
        if let Some(region) = &self.region {
            return Some(region.clone());
        }
        let mark = self.names_aws.then(|| AWS_MARK.to_owned());
        let addresses = (!self.addresses.is_empty()).then(|| written(&self.addresses));
        let parts: Vec<String> = addresses.into_iter().chain(mark).collect();
        (!parts.is_empty()).then(|| parts.join(","))
    }
}

impl EnvVarSource {
    fn is_telling(&self) -> bool {
        self.config_map_key_ref.is_some() || self.secret_key_ref.is_some()
    }
}

/// Whether the name is, or ends in, that of one of the two parts of an access key ("AWS SDKs and
/// Tools: access keys"): `BACKUP_AWS_ACCESS_KEY_ID`, `aws-secret-access-key`.
fn is_aws_key(name: &str) -> bool {
    let name = name.to_ascii_uppercase().replace(['-', '.'], "_");
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Whether the text has the form of an AWS region, such as `us-gov-west-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_word = |part: &&str| {
        (2..=12).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    match parts.as_slice() {
        [words @ .., number] if (2..=3).contains(&words.len()) => {
            words.iter().all(is_word)
                && number.len() <= 2
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
}

//! `ConfigMap` without its values: what is kept of a value is the addresses in it, or a port.

use std::collections::BTreeMap;

use plugin_kit::object::{Metadata, null_as_empty};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text::Text;
use crate::address::{Address, addresses_of_file, pairs, port_of_variable, written};

/// A `ConfigMap`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigMap {
    /// Name and namespace.
    pub metadata: Metadata,
    /// Values by key; those that tell nothing are left out.
    #[serde(default, deserialize_with = "telling", serialize_with = "as_data")]
    pub data: BTreeMap<String, ConfigMapValue>,
}
plugin_kit::object!(ConfigMap, "", "v1", "ConfigMap", "configmaps", true);

/// What is kept of a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigMapValue {
    /// The addresses in it.
    pub addresses: Vec<Address>,
    /// The value itself, when its key says port.
    pub port: Option<u16>,
    /// Whether it has several lines, so that its key is the name of a file rather than of a
    /// setting.
    pub is_file: bool,
}

fn telling<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, ConfigMapValue>, D::Error> {
    let data: BTreeMap<String, Text> = null_as_empty(deserializer)?;
    let (files, settings): (Vec<_>, Vec<_>) = data
        .iter()
        .map(|(key, value)| (key.as_str(), value.0.as_str()))
        .partition(|(_, value)| value.contains('\n'));
    let files = files.into_iter().map(|(key, text)| {
        let value = ConfigMapValue {
            addresses: addresses_of_file(key, text),
            port: None,
            is_file: true,
        };
        (key.to_owned(), value)
    });
    let found = pairs(settings.iter().copied());
    let settings = settings
        .iter()
        .zip(found)
        .map(|((key, value), (_, addresses))| {
            let value = ConfigMapValue {
                addresses,
                port: port_of_variable(key, value),
                is_file: false,
            };
            ((*key).to_owned(), value)
        });
    Ok(files
        .chain(settings)
        .filter(|(_, value)| !value.addresses.is_empty() || value.port.is_some())
        .collect())
}

/// Values in which the same is found again.
fn as_data<S: Serializer>(
    data: &BTreeMap<String, ConfigMapValue>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(data.iter().map(|(key, value)| {
        let text = match (value.port, value.is_file) {
            (Some(port), _) => port.to_string(),
            (None, true) => written(&value.addresses) + "\n",
            (None, false) => written(&value.addresses),
        };
        (key, text)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"{"metadata": {"name": "app", "namespace": "shop"}, "data": {
        "CACHE_HOST": "redis", "CACHE_PORT": "6379", "LEVEL": "info", "DB_PASSWORD": "hunter2",
        "hosts.conf": "upstream db.shop:5432\npassword = hunter2\n"}, "binaryData": null}"#;

    #[test]
    fn only_addresses_and_ports_are_kept() {
        let map: ConfigMap = serde_json::from_str(MANIFEST).unwrap();
        assert!(!format!("{map:?}").contains("hunter2"));
        let keys: Vec<&str> = map.data.keys().map(String::as_str).collect();
        assert_eq!(keys, ["CACHE_HOST", "CACHE_PORT", "hosts.conf"]);
        assert_eq!(written(&map.data["CACHE_HOST"].addresses), "redis:6379");
        assert_eq!(written(&map.data["hosts.conf"].addresses), "db.shop:5432");
    }

    #[test]
    fn a_recording_decodes_to_the_same_config_map() {
        let map: ConfigMap = serde_json::from_str(MANIFEST).unwrap();
        let text = serde_json::to_string(&map).unwrap();
        assert_eq!(serde_json::from_str::<ConfigMap>(&text).unwrap(), map);
    }

    #[test]
    fn the_name_of_a_file_hides_nothing_in_it() {
        let map: ConfigMap = serde_json::from_str(
            r#"{"metadata": {"name": "app", "namespace": "shop"}, "data": {
                "listeners.conf": "upstream db.shop:5432\nlisten 8080\n",
                "server-key.pem": "db.shop:5432\nx\n"}}"#,
        )
        .unwrap();
        let keys: Vec<&str> = map.data.keys().map(String::as_str).collect();
        assert_eq!(keys, ["listeners.conf"]);
    }
}

//! The name of an object that is to be made.

use serde_json::{Value, json};

/// Where an object is put.
pub(in crate::plants) struct Spot {
    pub(in crate::plants) namespace: String,
    pub(in crate::plants) name: String,
}

impl Spot {
    /// A namespaced object: `fields` are its other fields.
    pub(in crate::plants) fn object(&self, api_version: &str, kind: &str, fields: Value) -> Value {
        let mut object = self.global(api_version, kind, fields);
        object["metadata"]["namespace"] = self.namespace.as_str().into();
        object
    }

    /// A cluster-wide object.
    pub(in crate::plants) fn global(&self, api_version: &str, kind: &str, fields: Value) -> Value {
        let mut object = fields;
        object["apiVersion"] = api_version.into();
        object["kind"] = kind.into();
        object["metadata"]["name"] = self.name.as_str().into();
        object
    }

    /// A `ConfigMap` with one key.
    pub(in crate::plants) fn config_map(&self, key: &str, text: &str) -> Value {
        self.object("v1", "ConfigMap", json!({"data": {key: text}}))
    }

    /// A Secret of a type with fields in base64.
    pub(in crate::plants) fn secret(&self, kind: &str, data: impl Into<Value>) -> Value {
        self.object("v1", "Secret", json!({"type": kind, "data": data.into()}))
    }

    /// The same namespace, another name.
    pub(in crate::plants) fn beside(&self, suffix: &str) -> Self {
        Self {
            namespace: self.namespace.clone(),
            name: format!("{}-{suffix}", self.name),
        }
    }
}

//! Finds out where an object belongs, by discovery, and applies it there on the server's side.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::client::Api;
use super::request::{ApiError, ApiRequest};

/// The field manager of everything that the harness applies.
const FIELD_MANAGER: &str = "e2e";

/// Where the objects of each kind are, as far as asked for: by `apiVersion` and `kind`.
#[derive(Debug, Default)]
pub(super) struct KnownKinds {
    places: Mutex<BTreeMap<(String, String), Place>>,
}

#[derive(Debug, Clone)]
struct Place {
    /// The URL's part before the namespace, such as `/apis/apps/v1`.
    base: String,
    plural: String,
    namespaced: bool,
}

impl Api {
    /// Creates the object, or changes it to what is given; a namespaced object that names no
    /// namespace goes to `default`.
    pub fn apply(&self, object: &Value) -> Result<Value, ApiError> {
        self.send(self.apply_request(object)?)
    }

    /// Asks the server whether it would take the object, defaults and admission included, and
    /// changes nothing.
    pub fn dry_run(&self, object: &Value) -> Result<Value, ApiError> {
        let list = self.list_path(object)?;
        let name = text(object, "/metadata/name");
        let path = format!(
            "{list}/{name}?fieldManager={FIELD_MANAGER}&force=true&dryRun=All&fieldValidation=Strict"
        );
        self.send(ApiRequest::server_side_apply(path, object.clone()))
    }

    /// The request that [`apply`](Self::apply) sends, for sending many.
    pub fn apply_request(&self, object: &Value) -> Result<ApiRequest, ApiError> {
        let list = self.list_path(object)?;
        let name = text(object, "/metadata/name");
        let path = format!("{list}/{name}?fieldManager={FIELD_MANAGER}&force=true");
        Ok(ApiRequest::server_side_apply(path, object.clone()))
    }

    /// The request that creates the object, for sending many: the server does less for it than
    /// for [`apply`](Self::apply), but an object that exists is an error.
    pub fn create_request(&self, object: &Value) -> Result<ApiRequest, ApiError> {
        Ok(ApiRequest::post(self.list_path(object)?, object.clone()))
    }

    /// The path of the object itself.
    pub fn path_of(&self, object: &Value) -> Result<String, ApiError> {
        Ok(format!(
            "{}/{}",
            self.list_path(object)?,
            text(object, "/metadata/name")
        ))
    }

    fn list_path(&self, object: &Value) -> Result<String, ApiError> {
        let place = self.place(text(object, "/apiVersion"), text(object, "/kind"))?;
        let Place {
            base,
            plural,
            namespaced,
        } = place;
        let namespace = match text(object, "/metadata/namespace") {
            "" => "default",
            namespace => namespace,
        };
        Ok(if namespaced {
            format!("{base}/namespaces/{namespace}/{plural}")
        } else {
            format!("{base}/{plural}")
        })
    }

    fn place(&self, api_version: &str, kind: &str) -> Result<Place, ApiError> {
        let key = (api_version.to_owned(), kind.to_owned());
        let places = || {
            self.kinds
                .places
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(place) = places().get(&key) {
            return Ok(place.clone());
        }
        let base = if api_version.contains('/') {
            format!("/apis/{api_version}")
        } else {
            format!("/api/{api_version}")
        };
        let known = self.get(&base)?;
        let resource = known["resources"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|resource| {
                // A subresource such as `pods/eviction` carries a kind as well.
                text(resource, "/kind") == kind && !text(resource, "/name").contains('/')
            });
        let Some(resource) = resource else {
            return Err(ApiError::NoAnswer {
                method: http::Method::GET,
                path: base,
                reason: format!("the server has no kind {kind} in {api_version}"),
            });
        };
        let place = Place {
            base,
            plural: text(resource, "/name").to_owned(),
            namespaced: resource["namespaced"] == true,
        };
        places().insert(key, place.clone());
        Ok(place)
    }
}

/// A text at a JSON pointer; empty if there is none.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

//! Sends requests: one, or very many at bounded parallelism over kept connections.

use std::path::Path;
use std::sync::Arc;

use futures::{StreamExt as _, stream};
use http::{Request, header};
use http_body_util::BodyExt as _;
use kube::Client;
use kube::client::Body;
use kube::config::{Config, KubeConfigOptions, Kubeconfig};
use serde_json::Value;

use super::apply::KnownKinds;
use super::request::{ApiError, ApiRequest};
use crate::Error;
use crate::runtime::wait_for;

/// How many requests [`Api::send_all`] keeps under way; more only waits in the server.
const PARALLEL: usize = 32;

/// A client with one identity. Its methods block, also within a runtime of the test's own.
#[derive(Clone)]
pub struct Api {
    client: Client,
    pub(super) kinds: Arc<KnownKinds>,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Api").finish_non_exhaustive()
    }
}

impl Api {
    /// Makes a client for the current context of a kubeconfig. Sends nothing yet.
    pub fn connect(kubeconfig: &Path) -> Result<Self, Error> {
        // Fails only if a provider is installed, which is then as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let path = kubeconfig.to_owned();
        let client =
            wait_for(async move { client(&path).await }).map_err(|reason| Error::Connect {
                path: kubeconfig.to_owned(),
                reason,
            })?;
        Ok(Self {
            client,
            kinds: Arc::default(),
        })
    }

    /// Reads an object or a list.
    pub fn get(&self, path: &str) -> Result<Value, ApiError> {
        self.send(ApiRequest::get(path))
    }

    /// Creates an object in the list at `path`.
    pub fn post(&self, path: &str, body: Value) -> Result<Value, ApiError> {
        self.send(ApiRequest::post(path, body))
    }

    /// Replaces the object at `path`.
    pub fn put(&self, path: &str, body: Value) -> Result<Value, ApiError> {
        self.send(ApiRequest::put(path, body))
    }

    /// Deletes the object at `path`.
    pub fn delete(&self, path: &str) -> Result<Value, ApiError> {
        self.send(ApiRequest::delete(path))
    }

    /// Sends one request.
    pub fn send(&self, request: ApiRequest) -> Result<Value, ApiError> {
        let client = self.client.clone();
        wait_for(async move { send(&client, request).await })
    }

    /// Sends many requests at once and returns their answers in the order of the requests.
    #[must_use]
    pub fn send_all(&self, requests: Vec<ApiRequest>) -> Vec<Result<Value, ApiError>> {
        let client = self.client.clone();
        wait_for(async move {
            stream::iter(requests)
                .map(|request| {
                    let client = client.clone();
                    // A task each, so that both threads take part.
                    async move {
                        tokio::spawn(async move { send(&client, request).await })
                            .await
                            .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
                    }
                })
                .buffered(PARALLEL)
                .collect()
                .await
        })
    }

    /// Reads a plain text, such as `/metrics`.
    pub fn get_text(&self, path: &str) -> Result<String, ApiError> {
        let client = self.client.clone();
        let path = path.to_owned();
        wait_for(async move {
            let no_answer = |reason: String| ApiError::NoAnswer {
                method: http::Method::GET,
                path: path.clone(),
                reason,
            };
            let request = Request::get(&path)
                .body(Vec::new())
                .map_err(|error| no_answer(error.to_string()))?;
            let answer = client.request_text(request).await;
            answer.map_err(|error| no_answer(error.to_string()))
        })
    }

    /// Whether the server says that all of it is ready.
    pub(crate) fn is_ready(&self) -> bool {
        // The answer is a plain text, which is not JSON, so only the status counts.
        let client = self.client.clone();
        wait_for(async move {
            let Ok(request) = Request::get("/readyz").body(Body::empty()) else {
                return false;
            };
            client
                .send(request)
                .await
                .is_ok_and(|response| response.status().is_success())
        })
    }
}

async fn client(kubeconfig: &Path) -> Result<Client, String> {
    let read = Kubeconfig::read_from(kubeconfig).map_err(|error| error.to_string())?;
    let mut config = Config::from_custom_kubeconfig(read, &KubeConfigOptions::default())
        .await
        .map_err(|error| error.to_string())?;
    config.default_retry = false;
    // The servers of tests are on loopback, whatever the environment says of proxies.
    config.proxy_url = None;
    Client::try_from(config).map_err(|error| error.to_string())
}

async fn send(client: &Client, request: ApiRequest) -> Result<Value, ApiError> {
    let ApiRequest {
        method,
        path,
        content_type,
        body,
    } = request;
    let no_answer = |reason: String| ApiError::NoAnswer {
        method: method.clone(),
        path: path.clone(),
        reason,
    };
    let body = body.map_or_else(Body::empty, |body| {
        Body::from(body.to_string().into_bytes())
    });
    let request = Request::builder()
        .method(method.clone())
        .uri(&path)
        .header(header::CONTENT_TYPE, content_type)
        .header(header::ACCEPT, "application/json")
        .body(body)
        .map_err(|error| no_answer(error.to_string()))?;
    let response = client
        .send(request)
        .await
        .map_err(|error| no_answer(error.to_string()))?;
    let status = response.status();
    let bytes = response
        .into_body()
        .collect()
        .await
        .map_err(|error| no_answer(error.to_string()))?
        .to_bytes();
    let answer: Result<Value, _> = serde_json::from_slice(&bytes);
    if status.is_success() {
        return answer.map_err(|error| no_answer(format!("the answer is not JSON: {error}")));
    }
    let said = answer.unwrap_or_default();
    Err(ApiError::Refused {
        code: status.as_u16(),
        reason: said["reason"].as_str().unwrap_or_default().to_owned(),
        message: said["message"].as_str().map_or_else(
            || String::from_utf8_lossy(&bytes).into_owned(),
            str::to_owned,
        ),
        method,
        path,
    })
}

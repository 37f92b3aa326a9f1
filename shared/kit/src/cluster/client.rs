//! Sends requests to the API server, as one user, with time limits, retries and counters.
//!
//! Decides nothing about Kubernetes objects. A body is read into memory once and handed over; it is
//! never logged, and of an error's body only what [`StatusError`] keeps goes on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{
    Method, Request, Response, StatusCode,
    header::{ACCEPT, CONTENT_TYPE},
};
use http_body_util::BodyExt as _;
use kube::client::Body;

use super::{
    ClusterError, ClusterOptions, RequestError,
    failure::describe,
    request_error::StatusError,
    retry::{Outcome, pause_before_retry, retry_after},
    session::{Session, Sessions},
    target::{Target, select},
};
use crate::environment::Environment;

/// The largest body that is read: more than any page of a list, less than the machine's memory.
const LARGEST_BODY: usize = 1 << 30;
/// How much of an error's body is read.
const LARGEST_ERROR: usize = 64 << 10;
/// The media type of everything but discovery.
pub(crate) const JSON: &str = "application/json";

/// A connection to one API server as one user; cloning is cheap and shares everything.
#[derive(Clone)]
pub struct Cluster {
    inner: Arc<Inner>,
    observer: Option<Observer>,
    quotes_answers: bool,
}

/// Is told of every request; for `-v`.
pub type Observer = Arc<dyn Fn(&RequestEvent<'_>) + Send + Sync>;

/// One try of one request: never a header, never a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestEvent<'a> {
    /// Method.
    pub method: &'a Method,
    /// Path and query.
    pub path: &'a str,
    /// Status; absent when there was no answer.
    pub status: Option<StatusCode>,
    /// Time until the whole body had arrived.
    pub duration: Duration,
    /// Length of the body, unpacked.
    pub bytes: usize,
}

/// What has been sent and received so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests, each try counted.
    pub requests: u64,
    /// Bytes of bodies, unpacked.
    pub bytes: u64,
}

struct Inner {
    sessions: Sessions,
    namespace: String,
    host: String,
    authority: String,
    exec_command: Option<Vec<String>>,
    timeout: Option<Duration>,
    chunk_size: Option<std::num::NonZeroU32>,
    requests: AtomicU64,
    bytes: AtomicU64,
    answered: AtomicBool,
}

/// What is sent.
struct Message<'a> {
    method: Method,
    path: &'a str,
    accept: &'a str,
    body: Bytes,
}

/// What the server said: all of an answer, the beginning of an error.
struct Answer {
    status: StatusCode,
    /// The pause that the server asks for.
    retry_after: Option<Duration>,
    body: Bytes,
}

impl Cluster {
    /// Reads the kubeconfig and obtains credentials; no request is sent yet.
    ///
    /// `plugin` is the plugin's name without `kubectl-`, for the audit log. Warnings are for
    /// standard error.
    pub async fn connect(
        options: &ClusterOptions,
        plugin: &str,
        environment: &Environment,
    ) -> Result<(Self, Vec<String>), ClusterError> {
        let selected = select(options, environment)?;
        let user_agent = format!("kubectl-{plugin}/{}", env!("CARGO_PKG_VERSION"));
        let cluster = Self::from_target(selected.target, options, user_agent).await?;
        Ok((cluster, selected.warnings))
    }

    async fn from_target(
        target: Target,
        options: &ClusterOptions,
        user_agent: String,
    ) -> Result<Self, ClusterError> {
        let authority = target.server.authority().map(ToString::to_string);
        let host = target.server.host().unwrap_or_default().to_owned();
        let inner = Inner {
            namespace: target.namespace.clone(),
            host: host.clone(),
            authority: authority.unwrap_or(host),
            exec_command: target.authentication.exec_command(),
            sessions: Sessions::open(target, user_agent).await?,
            timeout: options.request_timeout,
            chunk_size: options.chunk_size,
            requests: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            answered: AtomicBool::new(false),
        };
        Ok(Self {
            inner: Arc::new(inner),
            observer: None,
            quotes_answers: true,
        })
    }

    /// Tells `observer` of every request from now on.
    #[must_use]
    pub fn observed_by(mut self, observer: Observer) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Keeps what the server says out of errors and gaps; they have the code of its answer.
    ///
    /// For plugins that read secrets: whatever stands before the API server may repeat anything in
    /// the text of an error.
    #[must_use]
    pub fn without_quotes(mut self) -> Self {
        self.quotes_answers = false;
        self
    }

    /// The namespace of `-n`, else of the context, else `default`.
    #[must_use]
    pub fn default_namespace(&self) -> &str {
        &self.inner.namespace
    }

    /// Host name or address of the API server, without the port.
    #[must_use]
    pub fn server_host(&self) -> &str {
        &self.inner.host
    }

    /// The credential plugin with its arguments, when there is one.
    #[must_use]
    pub fn exec_command(&self) -> Option<&[String]> {
        self.inner.exec_command.as_deref()
    }

    /// What has been sent and received so far.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        Traffic {
            requests: self.inner.requests.load(Ordering::Relaxed),
            bytes: self.inner.bytes.load(Ordering::Relaxed),
        }
    }

    /// Whether an API server has answered anything yet; a proxy's page does not count.
    pub(crate) fn has_answered(&self) -> bool {
        self.inner.answered.load(Ordering::Relaxed)
    }

    /// Whether there is no point in asking for anything else: no connection, credentials that are
    /// not accepted, or silence for as long as a request may take.
    pub(crate) fn is_hopeless(&self, error: &RequestError) -> bool {
        let silent = matches!(error, RequestError::Timeout { .. }) && !self.has_answered();
        error.ends_the_run() || silent
    }

    /// What to say of a failure if no API server has answered anything.
    pub(crate) fn in_doubt(&self, error: RequestError) -> RequestError {
        match error {
            RequestError::Status(status) => self.not_an_api_server(&status.message),
            error => error,
        }
    }

    /// Says that what answers is something else.
    pub(crate) fn not_an_api_server(&self, reason: &str) -> RequestError {
        RequestError::NotAnApiServer {
            host: self.inner.authority.clone(),
            reason: reason.to_owned(),
        }
    }

    /// Objects in one page of a list.
    pub(super) fn chunk_size(&self) -> Option<std::num::NonZeroU32> {
        self.inner.chunk_size
    }

    /// Reads one resource; `path` is path and query.
    pub async fn get(&self, path: &str, accept: &str) -> Result<Bytes, RequestError> {
        self.send(&Message {
            method: Method::GET,
            path,
            accept,
            body: Bytes::new(),
        })
        .await
    }

    /// Sends, and once more with new credentials if the old ones are no longer accepted.
    async fn send(&self, message: &Message<'_>) -> Result<Bytes, RequestError> {
        let session = self.inner.sessions.current().await;
        match self.send_in_time(&session, message).await {
            Err(RequestError::Unauthorized { host }) => {
                // Outside the time limit: the user may have to log in.
                let renewed = self.inner.sessions.renew(session.generation).await;
                match renewed.map_err(|error| RequestError::Renewal(Box::new(error)))? {
                    Some(session) => self.send_in_time(&session, message).await,
                    None => Err(RequestError::Unauthorized { host }),
                }
            }
            result => result,
        }
    }

    async fn send_in_time(
        &self,
        session: &Session,
        message: &Message<'_>,
    ) -> Result<Bytes, RequestError> {
        let Some(limit) = self.inner.timeout else {
            return self.send_with_retries(session, message, None).await;
        };
        let deadline = Instant::now().checked_add(limit);
        let sending = self.send_with_retries(session, message, deadline);
        match tokio::time::timeout(limit, sending).await {
            Ok(result) => result,
            Err(_) => Err(RequestError::Timeout {
                host: self.inner.authority.clone(),
                limit,
            }),
        }
    }

    async fn send_with_retries(
        &self,
        session: &Session,
        message: &Message<'_>,
        deadline: Option<Instant>,
    ) -> Result<Bytes, RequestError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let (outcome, result) = self.send_once(session, message).await;
            let Some(outcome) = outcome else {
                return result;
            };
            match pause_before_retry(&message.method, outcome, tries) {
                Some(pause) if is_within(pause, deadline) => tokio::time::sleep(pause).await,
                _ => return result,
            }
        }
    }

    /// Sends once; without an outcome the result is final.
    async fn send_once(
        &self,
        session: &Session,
        message: &Message<'_>,
    ) -> (Option<Outcome>, Result<Bytes, RequestError>) {
        let started = Instant::now();
        self.inner.requests.fetch_add(1, Ordering::Relaxed);
        let request = match message.request() {
            Ok(request) => request,
            Err(error) => return (None, Err(error)),
        };
        let (status, read) = match session.client.send(request).await {
            Ok(response) => self.read(response).await,
            Err(error) => (None, Err(describe(&error, &self.inner.authority))),
        };
        let bytes = read.as_ref().map_or(0, |answer| answer.body.len());
        self.inner.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        if let Some(observer) = &self.observer {
            observer(&RequestEvent {
                method: &message.method,
                path: message.path,
                status,
                duration: started.elapsed(),
                bytes,
            });
        }
        match read {
            Err(error) => {
                let broken = matches!(error, RequestError::BrokenOff { .. });
                (broken.then_some(Outcome::BrokenOff), Err(error))
            }
            Ok(answer) => {
                let outcome = Outcome::Answered {
                    status: answer.status,
                    retry_after: answer.retry_after,
                };
                (Some(outcome), self.judge(answer))
            }
        }
    }

    /// Reads the body: all of an answer, the beginning of an error.
    async fn read(
        &self,
        response: Response<Body>,
    ) -> (Option<StatusCode>, Result<Answer, RequestError>) {
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let mut body = response.into_body();
        let mut read = Vec::new();
        while let Some(frame) = body.frame().await {
            let data = match frame {
                Ok(frame) => frame.into_data().unwrap_or_default(),
                // Of an error, what arrived is enough.
                Err(_) if !status.is_success() => break,
                Err(error) => return (Some(status), Err(describe(&error, &self.inner.authority))),
            };
            read.extend_from_slice(&data);
            if !status.is_success() && read.len() > LARGEST_ERROR {
                break;
            }
            if read.len() > LARGEST_BODY {
                let limit = LARGEST_BODY;
                return (Some(status), Err(RequestError::TooLarge { limit }));
            }
        }
        let answer = Answer {
            status,
            retry_after,
            body: Bytes::from(read),
        };
        (Some(status), Ok(answer))
    }

    fn judge(&self, answer: Answer) -> Result<Bytes, RequestError> {
        let Answer { status, body, .. } = answer;
        if status.is_success() {
            // A captive portal answers 200 as well, with a page.
            if body.trim_ascii_start().starts_with(b"{") {
                self.inner.answered.store(true, Ordering::Relaxed);
            }
            return Ok(body);
        }
        if status == StatusCode::UNAUTHORIZED {
            return Err(RequestError::Unauthorized {
                host: self.inner.authority.clone(),
            });
        }
        let error = StatusError::from_body(status, &body);
        if error.is_status_object {
            self.inner.answered.store(true, Ordering::Relaxed);
        }
        let error = if self.quotes_answers {
            error
        } else {
            error.without_quotes()
        };
        Err(RequestError::Status(Box::new(error)))
    }
}

impl Message<'_> {
    fn request(&self) -> Result<Request<Body>, RequestError> {
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(self.path)
            .header(ACCEPT, self.accept);
        if !self.body.is_empty() {
            request = request.header(CONTENT_TYPE, JSON);
        }
        request
            .body(Body::from(self.body.to_vec()))
            .map_err(|_| RequestError::Path(self.path.to_owned()))
    }
}

fn is_within(pause: Duration, deadline: Option<Instant>) -> bool {
    deadline.is_none_or(|deadline| Instant::now() + pause < deadline)
}

#[cfg(test)]
mod tests;

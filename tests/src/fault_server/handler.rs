//! Answers one request: the proper answer, or the fault that strikes it.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::answer::{Answer, Delivery};
use super::discovery;
use super::fault::{Aim, Fault, Rule, Strike, strike};
use super::kinds::Kind;
use super::listing::{self, Page};
use super::query::parameter;
use super::record::RecordedRequest;
use super::refusal::{USER, bad_request, not_found, page_not_found, refusal};
use super::route::{Discovery, Objects, Route};
use super::selector::select;
use crate::api::text;

/// What a server serves; the same for all its connections.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) objects: Vec<Value>,
    pub(super) kinds: Vec<Kind>,
    pub(super) stale_groups: Vec<String>,
    pub(super) aggregated_discovery: bool,
    pub(super) version: String,
    pub(super) rules: Mutex<Vec<Rule>>,
    pub(super) requests: Mutex<Vec<RecordedRequest>>,
    pub(super) sent: Arc<AtomicU64>,
}

/// What becomes of a request.
pub(super) enum Outcome {
    Answer(Answer),
    Silence,
    Disconnect,
}

impl Scene {
    /// Picks the fault that strikes a request, and counts it.
    pub(super) fn strike(&self, request: &RecordedRequest) -> Strike {
        let route = Route::of(request.path_only(), &self.kinds);
        let aim = Aim {
            method: &request.method,
            path: request.path_only(),
            route: &route,
            continues: parameter(&request.path, "continue").is_some(),
        };
        strike(
            &mut self.rules.lock().unwrap_or_else(PoisonError::into_inner),
            &aim,
        )
    }

    /// Answers a request under a fault or none.
    pub(super) fn outcome(&self, request: &RecordedRequest, fault: Option<Fault>) -> Outcome {
        let route = Route::of(request.path_only(), &self.kinds);
        let proper = || self.proper(request, &route);
        Outcome::Answer(match fault {
            // A delay was added before this, and is no answer of its own.
            None | Some(Fault::Slow(_)) => proper(),
            Some(Fault::Silent) => return Outcome::Silence,
            Some(Fault::Disconnect) => return Outcome::Disconnect,
            Some(Fault::Trickle { piece, pause }) => Answer {
                delivery: Delivery::Pieces { size: piece, pause },
                ..proper()
            },
            Some(Fault::Truncated(after)) => Answer {
                delivery: Delivery::Cut { after },
                ..proper()
            },
            Some(Fault::WrongContentType) => Answer {
                content_type: "text/plain",
                ..proper()
            },
            Some(fault) => refusal(&fault, request, &route),
        })
    }

    fn proper(&self, request: &RecordedRequest, route: &Route<'_>) -> Answer {
        if request.method != Method::GET {
            return written(request, route);
        }
        match route {
            Route::Version => Answer::json(StatusCode::OK, &self.version_document()),
            Route::Health => Answer::text(StatusCode::OK, "text/plain", b"ok".to_vec()),
            Route::Discovery(document) => self.discovery(request, document),
            Route::Objects(objects) => self.read(request, objects),
            Route::Review(_) | Route::Unknown => page_not_found(),
        }
    }

    fn version_document(&self) -> Value {
        let mut numbers = self.version.trim_start_matches('v').split(['.', '-', '+']);
        json!({
            "major": numbers.next().unwrap_or_default(),
            "minor": numbers.next().unwrap_or_default(),
            "gitVersion": self.version,
            "platform": "linux/amd64",
        })
    }

    fn discovery(&self, request: &RecordedRequest, document: &Discovery<'_>) -> Answer {
        let asked = request.accept.contains("as=APIGroupDiscoveryList")
            && request.accept.contains("v=v2")
            && self.aggregated_discovery;
        let aggregated = asked
            .then(|| discovery::aggregated(document, &self.kinds, &self.stale_groups))
            .flatten();
        if let Some(aggregated) = aggregated {
            let answer = Answer::json(StatusCode::OK, &aggregated);
            return Answer {
                content_type: discovery::AGGREGATED,
                ..answer
            };
        }
        match discovery::by_group(document, &self.kinds, &self.stale_groups) {
            Some(document) => Answer::json(StatusCode::OK, &document),
            None if self.is_stale(document) => {
                refusal(&Fault::Unavailable, request, &Route::Unknown)
            }
            None => page_not_found(),
        }
    }

    fn is_stale(&self, document: &Discovery<'_>) -> bool {
        match document {
            Discovery::Version { group, version } => {
                self.stale_groups.contains(&format!("{group}/{version}"))
            }
            _ => false,
        }
    }

    fn read(&self, request: &RecordedRequest, asked: &Objects<'_>) -> Answer {
        if parameter(&request.path, "watch").is_some() {
            return bad_request("this server has no watches");
        }
        let of_kind = self.objects.iter().filter(|object| {
            asked.kind.holds(object)
                && asked
                    .namespace
                    .is_none_or(|namespace| text(object, "/metadata/namespace") == namespace)
        });
        let Some(name) = asked.name else {
            return list(request, asked.kind, of_kind.collect());
        };
        match of_kind
            .into_iter()
            .find(|object| text(object, "/metadata/name") == name)
        {
            Some(object) if asked.subresource.is_none() => Answer::json(StatusCode::OK, object),
            _ => not_found(asked),
        }
    }
}

fn list(request: &RecordedRequest, kind: &Kind, objects: Vec<&Value>) -> Answer {
    let labels = parameter(&request.path, "labelSelector").unwrap_or_default();
    let fields = parameter(&request.path, "fieldSelector").unwrap_or_default();
    let objects = match select(objects, &labels, &fields) {
        Ok(objects) => objects,
        Err(selector) => return bad_request(&format!("this server does not know {selector}")),
    };
    let page = Page {
        limit: parameter(&request.path, "limit")
            .and_then(|limit| limit.parse().ok())
            .unwrap_or(0),
        token: parameter(&request.path, "continue"),
    };
    let Some(mut list) = listing::page(kind, &objects, &page) else {
        return bad_request("continue key is not valid");
    };
    if request.accept.contains("as=PartialObjectMetadataList") {
        listing::only_metadata(&mut list);
    }
    Answer::json(StatusCode::OK, &list)
}

/// The answer to a write: what was sent, as if it had been stored.
fn written(request: &RecordedRequest, route: &Route<'_>) -> Answer {
    let mut body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let status = if request.method == Method::POST {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    match route {
        Route::Review("selfsubjectreviews") => {
            body["status"] =
                json!({"userInfo": {"username": USER, "groups": ["system:authenticated"]}});
        }
        Route::Review("selfsubjectaccessreviews" | "subjectaccessreviews") => {
            body["status"] = json!({"allowed": true});
        }
        Route::Objects(_) if request.method == Method::DELETE => {
            body = json!({"kind": "Status", "apiVersion": "v1", "status": "Success"});
        }
        Route::Objects(_) => {
            body["metadata"]["resourceVersion"] = json!(listing::RESOURCE_VERSION);
        }
        _ => return page_not_found(),
    }
    Answer::json(status, &body)
}

//! The fault-injecting API server: it serves as the real one does, and fails as it is told.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use e2e::api::{Api, ApiError, ApiRequest};
use e2e::eventually;
use e2e::fault_server::{Fault, FaultServer, FaultServerBuilder, Target};
use serde_json::{Value, json};

const PODS: &str = "/api/v1/pods";
const ROLES: &str = "/apis/rbac.authorization.k8s.io/v1/roles";

#[test]
fn a_list_comes_in_pages_in_the_order_of_names() {
    let (_server, api) = start(FaultServer::builder().objects(pods(5)));
    let first = api.get(&format!("{PODS}?limit=2")).unwrap();
    assert_eq!(names(&first), ["web-0", "web-1"]);
    assert_eq!(first["kind"], "PodList");
    assert_eq!(first["metadata"]["remainingItemCount"], 3);
    let token = first["metadata"]["continue"].as_str().unwrap();
    let second = api
        .get(&format!("{PODS}?limit=2&continue={token}"))
        .unwrap();
    assert_eq!(names(&second), ["web-2", "web-3"]);
    let token = second["metadata"]["continue"].as_str().unwrap();
    let last = api
        .get(&format!("{PODS}?limit=2&continue={token}"))
        .unwrap();
    assert_eq!(names(&last), ["web-4"]);
    assert!(last["metadata"]["continue"].is_null());
}

#[test]
fn objects_are_found_by_namespace_name_and_selector() {
    let (_server, api) = start(FaultServer::builder().objects(pods(2)));
    assert_eq!(
        names(&api.get("/api/v1/namespaces/shop/pods").unwrap()).len(),
        2
    );
    assert_eq!(
        names(&api.get("/api/v1/namespaces/pay/pods").unwrap()).len(),
        0
    );
    assert_eq!(
        api.get("/api/v1/namespaces/shop/pods/web-1").unwrap()["kind"],
        "Pod"
    );
    let selected = api
        .get(&format!("{PODS}?fieldSelector=metadata.name%3Dweb-1"))
        .unwrap();
    assert_eq!(names(&selected), ["web-1"]);
    let missing = api.get("/api/v1/namespaces/shop/pods/gone").unwrap_err();
    assert!(
        missing
            .to_string()
            .contains("404 NotFound: pods \"gone\" not found"),
        "{missing}"
    );
    assert_eq!(code(api.get("/apis/example.com/v1/things")), 404);
}

#[test]
fn a_token_expires_in_mid_list_as_often_as_told() {
    let builder = FaultServer::builder().objects(pods(3));
    let (_server, api) = start(builder.fault_times(1, "pods", Fault::Expired));
    let first = api.get(&format!("{PODS}?limit=2")).unwrap();
    let next = format!(
        "{PODS}?limit=2&continue={}",
        first["metadata"]["continue"].as_str().unwrap()
    );
    let expired = api.get(&next).unwrap_err();
    assert!(expired.to_string().contains("410 Expired"), "{expired}");
    assert_eq!(names(&api.get(&next).unwrap()), ["web-2"]);
}

#[test]
fn a_refusal_is_worded_as_by_the_real_server() {
    let target = "rbac.authorization.k8s.io/roles";
    let (_server, api) = start(FaultServer::builder().fault(target, Fault::Forbidden));
    let refused = api.get(ROLES).unwrap_err().to_string();
    assert!(
        refused.contains(
            "403 Forbidden: roles.rbac.authorization.k8s.io is forbidden: User \"e2e-user\" \
             cannot list resource \"roles\" in API group \"rbac.authorization.k8s.io\" at the \
             cluster scope"
        ),
        "{refused}"
    );
    assert!(api.get(PODS).is_ok());
}

#[test]
fn a_fault_strikes_only_the_first_requests_if_told_so() {
    let (server, api) = start(
        FaultServer::builder()
            .fault_times(2, Target::Everything, Fault::Unauthorized)
            .fault_times(1, Target::Everything, Fault::Unavailable),
    );
    let codes: Vec<u16> = (0..4).map(|_| code(api.get(PODS))).collect();
    assert_eq!(codes, [401, 401, 503, 200]);
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn writes_are_echoed_counted_and_refused_apart_from_reads() {
    let overload = Fault::TooManyRequests { retry_after: 7 };
    let (server, api) =
        start(FaultServer::builder().fault_times(1, Target::Writes("pods".to_owned()), overload));
    let path = "/api/v1/namespaces/shop/pods";
    let pod = pods(1).remove(0);
    assert_eq!(code(api.get(path)), 200);
    assert_eq!(code(api.post(path, pod.clone())), 429);
    assert_eq!(
        api.post(path, pod.clone()).unwrap()["metadata"]["name"],
        "web-0"
    );
    let apply = ApiRequest::server_side_apply(format!("{path}/web-0?fieldManager=x"), pod);
    assert_eq!(code(api.send(apply)), 200);
    assert_eq!(server.writes(), 3);
    assert_eq!(
        server.requests().last().unwrap().path_only(),
        format!("{path}/web-0")
    );
}

#[test]
fn overload_says_when_to_come_back() {
    let overload = Fault::TooManyRequests { retry_after: 7 };
    let (server, _) = start(FaultServer::builder().fault("pods", overload));
    let answer = raw(&server, &format!("GET {PODS}"), "");
    assert!(answer.starts_with("HTTP/1.1 429 "), "{answer}");
    assert!(answer.contains("\r\nretry-after: 7\r\n"), "{answer}");
}

#[test]
fn broken_bodies_are_broken() {
    let whole = {
        let (server, _) = start(FaultServer::builder().objects(pods(3)));
        raw(&server, &format!("GET {PODS}"), "").len()
    };
    let answer = |fault| {
        let (server, api) = start(FaultServer::builder().objects(pods(3)).fault("pods", fault));
        (raw(&server, &format!("GET {PODS}"), ""), api.get(PODS))
    };
    let (truncated, error) = answer(Fault::Truncated(20));
    assert!(
        truncated.len() < whole && truncated.contains("content-length"),
        "{truncated}"
    );
    assert!(matches!(error, Err(ApiError::NoAnswer { .. })), "{error:?}");
    let (garbage, error) = answer(Fault::Garbage);
    assert!(garbage.contains("application/json"), "{garbage}");
    assert!(matches!(error, Err(ApiError::NoAnswer { .. })), "{error:?}");
    assert!(answer(Fault::Html).0.contains("text/html"));
    assert!(answer(Fault::WrongContentType).0.contains("text/plain"));
    assert!(answer(Fault::HugeError(1_000_000)).0.len() > 1_000_000);
    let (nothing, error) = answer(Fault::Disconnect);
    assert_eq!(nothing, "");
    assert!(matches!(error, Err(ApiError::NoAnswer { .. })), "{error:?}");
}

#[test]
fn slow_answers_come_late_and_whole() {
    let trickle = Fault::Trickle {
        piece: 50,
        pause: Duration::from_millis(1),
    };
    let (_server, api) = start(
        FaultServer::builder()
            .objects(pods(3))
            .fault("pods", Fault::Slow(Duration::from_millis(50)))
            .fault("pods", trickle),
    );
    let begin = Instant::now();
    assert_eq!(names(&api.get(PODS).unwrap()).len(), 3);
    assert!(begin.elapsed() >= Duration::from_millis(50));
}

#[test]
fn a_silent_server_takes_the_request_and_says_nothing() {
    let (server, _) = start(FaultServer::builder().fault("pods", Fault::Silent));
    let mut stream = TcpStream::connect(server.url().trim_start_matches("http://")).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    write!(stream, "GET {PODS} HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    assert!(stream.read(&mut [0; 1]).is_err());
    assert!(eventually(|| server.requests().len() == 1));
}

#[test]
fn large_answers_are_compressed_for_who_asks() {
    let (server, api) = start(FaultServer::builder().objects(pods(3000)));
    assert_eq!(names(&api.get(PODS).unwrap()).len(), 3000);
    let compressed = server.bytes_sent();
    raw(&server, &format!("GET {PODS}"), "");
    let plain = server.bytes_sent() - compressed;
    assert!(compressed * 4 < plain, "{compressed} {plain}");
}

#[test]
fn discovery_comes_in_both_forms() {
    let aggregated = "accept: application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    let builder = || FaultServer::builder().stale_group("metrics.k8s.io/v1beta1");
    let (server, api) = start(builder());
    let groups = raw(&server, "GET /apis", aggregated);
    assert!(
        groups.contains("\"kind\":\"APIGroupDiscoveryList\""),
        "{groups}"
    );
    assert!(groups.contains("as=APIGroupDiscoveryList\r\n"), "{groups}");
    assert!(groups.contains("\"freshness\":\"Stale\""), "{groups}");
    assert_eq!(api.get("/apis").unwrap()["kind"], "APIGroupList");
    assert_eq!(code(api.get("/apis/metrics.k8s.io/v1beta1")), 503);
    let core = api.get("/api/v1").unwrap();
    let resources = core["resources"].as_array().unwrap();
    assert!(
        resources
            .iter()
            .any(|resource| resource["name"] == "pods/log")
    );

    let (server, _) = start(builder().without_aggregated_discovery());
    assert!(raw(&server, "GET /apis", aggregated).contains("\"kind\":\"APIGroupList\""));
}

#[test]
fn a_cluster_can_pass_for_eks_and_lack_kinds() {
    let (_server, api) = start(
        FaultServer::builder()
            .version("v1.37.2-eks-abc123")
            .without_kind("networking.k8s.io/networkpolicies"),
    );
    let version = api.get("/version").unwrap();
    assert_eq!(version["gitVersion"], "v1.37.2-eks-abc123");
    assert_eq!(
        (&version["major"], &version["minor"]),
        (&json!("1"), &json!("37"))
    );
    assert_eq!(
        code(api.get("/apis/networking.k8s.io/v1/networkpolicies")),
        404
    );
}

#[test]
fn requests_are_recorded_without_their_credentials() {
    let (server, api) = start(FaultServer::builder());
    api.get(PODS).unwrap();
    raw(
        &server,
        &format!("GET {PODS}"),
        "Impersonate-User: ann\r\nuser-agent: kubectl-x/1",
    );
    let requests = server.requests();
    assert!(requests[0].authorized && requests[0].impersonation.is_empty());
    assert!(!requests[1].authorized);
    assert_eq!(
        requests[1].impersonation,
        [("impersonate-user".to_owned(), "ann".to_owned())]
    );
    assert_eq!(requests[1].user_agent, "kubectl-x/1");
}

#[test]
fn only_metadata_is_sent_to_who_asks_for_it() {
    let (server, _) = start(FaultServer::builder().objects(pods(1)));
    let accept = "accept: application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    let list = raw(&server, &format!("GET {PODS}"), accept);
    assert!(
        list.contains("PartialObjectMetadataList") && !list.contains("\"spec\""),
        "{list}"
    );
}

#[test]
fn a_dropped_server_is_gone() {
    let (server, _) = start(FaultServer::builder());
    let address = server.url().trim_start_matches("http://").to_owned();
    let kubeconfig = server.kubeconfig().to_owned();
    drop(server);
    assert!(TcpStream::connect(address).is_err());
    assert!(!kubeconfig.exists());
}

#[expect(
    clippy::unwrap_used,
    reason = "a test fails where its scene cannot be set"
)]
fn start(builder: FaultServerBuilder) -> (FaultServer, Api) {
    let server = builder.start().unwrap();
    let api = Api::connect(server.kubeconfig()).unwrap();
    (server, api)
}

fn pods(count: usize) -> Vec<Value> {
    let pod = |number: usize| {
        json!({"apiVersion": "v1", "kind": "Pod",
               "metadata": {"name": format!("web-{number}"), "namespace": "shop"},
               "spec": {"containers": [{"name": "web", "image": "web"}]}})
    };
    (0..count).rev().map(pod).collect()
}

fn names(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().into_iter().flatten();
    items
        .filter_map(|item| item["metadata"]["name"].as_str())
        .collect()
}

fn code(answer: Result<Value, ApiError>) -> u16 {
    answer.map_or_else(|error| error.code().unwrap_or_default(), |_| 200)
}

/// Sends a request by hand and returns the raw answer, as far as it comes.
#[expect(
    clippy::unwrap_used,
    reason = "a test fails where its scene cannot be set"
)]
fn raw(server: &FaultServer, request: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(server.url().trim_start_matches("http://")).unwrap();
    let headers = if headers.is_empty() {
        String::new()
    } else {
        format!("{headers}\r\n")
    };
    write!(
        stream,
        "{request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    // A connection that is reset is a part of what some tests want to see.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

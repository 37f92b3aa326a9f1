use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{Method, StatusCode};

use super::{JSON, Message};
use crate::{
    cluster::{
        Cluster, ClusterError, ClusterOptions, Impersonation, RequestError,
        test_server::{Answer, TestServer, connect, ok, status},
    },
    environment::Environment,
    redact::Secret,
};

const SECRET: &str = "hunter2";

async fn post(cluster: &Cluster) -> Result<Bytes, RequestError> {
    let message = Message {
        method: Method::POST,
        path: "/apis",
        accept: JSON,
        body: Bytes::from_static(b"{}"),
    };
    cluster.send(&message).await
}

fn fails_twice(number: usize, code: u16) -> Answer {
    if number < 2 {
        Answer::Body {
            status: code,
            headers: "Retry-After: 0\r\n",
            body: String::new(),
        }
    } else {
        ok("done")
    }
}

#[tokio::test]
async fn a_read_is_tried_three_times() {
    let server = TestServer::start(|number, _| fails_twice(number, 503)).await;
    let body = server.cluster().await.get("/api", JSON).await.unwrap();
    assert_eq!(body, "done");
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn a_read_is_not_tried_a_fourth_time() {
    let server = TestServer::start(|_, _| fails_twice(0, 503)).await;
    let error = server.cluster().await.get("/api", JSON).await.unwrap_err();
    assert_eq!(
        error.status().unwrap().code,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn nothing_that_the_server_says_is_repeated_where_that_is_asked_for() {
    let bodies = [
        format!(r#"{{"kind":"Status","message":"User \"{SECRET}\" cannot list pods"}}"#),
        format!("<html><title>{SECRET}</title></html>"),
        SECRET.to_owned(),
    ];
    for body in bodies {
        let server = TestServer::start(move |_, _| Answer::Body {
            status: 403,
            headers: "",
            body: body.clone(),
        })
        .await;
        let cluster = server.cluster().await.without_quotes();
        let error = cluster.get("/api", JSON).await.unwrap_err();
        assert_eq!(error.to_string(), "the server answered 403 Forbidden");
        assert_eq!(error.status().unwrap().forbidden_user(), None);
    }
}

#[tokio::test]
async fn a_write_is_not_repeated_when_the_server_may_have_done_it() {
    let server = TestServer::start(|number, _| fails_twice(number, 503)).await;
    assert!(post(&server.cluster().await).await.is_err());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_write_is_repeated_when_the_server_did_not_begin() {
    let server = TestServer::start(|number, _| fails_twice(number, 429)).await;
    assert!(post(&server.cluster().await).await.is_ok());
    assert_eq!(server.received().len(), 3);
    assert_eq!(server.received()[2].method, "POST");
}

#[tokio::test]
async fn a_read_that_breaks_off_is_tried_again() {
    for broken in [|| Answer::Close, || Answer::Truncated("{".to_owned())] {
        let server =
            TestServer::start(move |number, _| if number < 2 { broken() } else { ok("done") });
        let server = server.await;
        assert_eq!(
            server.cluster().await.get("/api", JSON).await.unwrap(),
            "done"
        );
    }
}

#[tokio::test]
async fn a_pause_longer_than_the_time_left_is_not_taken() {
    let server = TestServer::start(|_, _| Answer::Body {
        status: 429,
        headers: "Retry-After: 30\r\n",
        body: String::new(),
    })
    .await;
    let started = Instant::now();
    let error = server.cluster().await.get("/api", JSON).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(error.status().unwrap().code, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_silent_server_is_given_up_after_the_request_timeout() {
    let server = TestServer::start(|_, _| Answer::Silence).await;
    let options = ClusterOptions {
        request_timeout: Some(Duration::from_millis(100)),
        ..server.options()
    };
    let cluster = connect(&options).await.unwrap();
    let error = cluster.get("/api", JSON).await.unwrap_err();
    assert!(matches!(error, RequestError::Timeout { .. }));
    assert!(error.to_string().contains("within 100ms"), "{error}");
    assert!(cluster.is_hopeless(&error));
}

#[tokio::test]
async fn requests_name_the_plugin_and_whom_to_act_as() {
    let server = TestServer::start(|_, _| ok("{}")).await;
    let options = ClusterOptions {
        impersonation: Impersonation {
            user: Some("ann".to_owned()),
            uid: Some("42".to_owned()),
            groups: vec!["dev".to_owned(), "ops".to_owned()],
            extra: [("team".to_owned(), vec!["a".to_owned(), "b".to_owned()])].into(),
        },
        ..server.options()
    };
    connect(&options)
        .await
        .unwrap()
        .get("/api", JSON)
        .await
        .unwrap();
    let request = &server.received()[0];
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        request.header("user-agent"),
        [format!("kubectl-test/{version}")]
    );
    assert_eq!(request.header("impersonate-user"), ["ann"]);
    assert_eq!(request.header("impersonate-uid"), ["42"]);
    assert_eq!(request.header("impersonate-group"), ["dev", "ops"]);
    assert_eq!(request.header("impersonate-extra-team"), ["a", "b"]);
    assert_eq!(request.header("accept-encoding"), ["gzip"]);
    assert_eq!(request.header("authorization"), [""; 0]);
}

#[tokio::test]
async fn compression_can_be_switched_off() {
    let server = TestServer::start(|_, _| ok("{}")).await;
    let options = ClusterOptions {
        disable_compression: true,
        ..server.options()
    };
    connect(&options)
        .await
        .unwrap()
        .get("/api", JSON)
        .await
        .unwrap();
    assert_eq!(server.received()[0].header("accept-encoding"), [""; 0]);
}

#[tokio::test]
async fn no_body_is_repeated_by_an_error_or_an_event() {
    let server = TestServer::start(|number, _| {
        let page = format!("<html>{SECRET}</html>");
        let secret = format!(r#"{{"kind":"Secret","data":"{SECRET}"}}"#);
        match number {
            0 => status(500, page),
            1 => status(500, format!("{}{SECRET}", "x".repeat(300))),
            _ => ok(secret),
        }
    })
    .await;
    let seen = Arc::new(Mutex::new(String::new()));
    let log = Arc::clone(&seen);
    let cluster = server.cluster().await.observed_by(Arc::new(move |event| {
        let mut log = log.lock().unwrap();
        write!(log, "{event:?}").unwrap();
    }));
    for _ in 0..2 {
        let error = cluster.get("/api", JSON).await.unwrap_err();
        let shown = format!("{error} {error:?} {:?}", error.hint());
        assert!(!shown.contains(SECRET), "{shown}");
    }
    cluster.get("/api", JSON).await.unwrap();
    assert!(!seen.lock().unwrap().contains(SECRET));
    assert!(seen.lock().unwrap().contains("bytes: 34"));
}

#[tokio::test]
async fn requests_and_bytes_are_counted() {
    let server = TestServer::start(|_, _| ok("12345")).await;
    let cluster = server.cluster().await;
    cluster.get("/api", JSON).await.unwrap();
    cluster.clone().get("/api", JSON).await.unwrap();
    assert_eq!(cluster.traffic().requests, 2);
    assert_eq!(cluster.traffic().bytes, 10);
}

#[tokio::test]
async fn no_connection_and_no_trust_are_told_apart() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let options = ClusterOptions {
        server: Some(format!("http://127.0.0.1:{port}")),
        ..ClusterOptions::default()
    };
    let error = connect(&options)
        .await
        .unwrap()
        .get("/api", JSON)
        .await
        .unwrap_err();
    assert!(
        matches!(error, RequestError::Connect { tls: false, .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains(&format!("127.0.0.1:{port}")));

    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::start_tls(|_, _| ok("{}")).await;
    let other = TestServer::start_tls(|_, _| ok("{}")).await;
    let options = ClusterOptions {
        server: Some(server.url.clone()),
        ..other.options_with_token(&folder)
    };
    let error = connect(&options)
        .await
        .unwrap()
        .get("/api", JSON)
        .await
        .unwrap_err();
    assert!(
        matches!(error, RequestError::Connect { tls: true, .. }),
        "{error:?}"
    );
    assert!(error.hint().unwrap().contains("certificate-authority"));
}

#[tokio::test]
async fn a_token_is_sent_over_tls_only() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::start_tls(|_, _| ok("{}")).await;
    let cluster = connect(&server.options_with_token(&folder)).await.unwrap();
    cluster.get("/api", JSON).await.unwrap();
    assert_eq!(server.received()[0].header("authorization"), ["Bearer abc"]);

    let plain = TestServer::start(|_, _| ok("{}")).await;
    let options = ClusterOptions {
        server: Some(plain.url.clone()),
        ..server.options_with_token(&folder)
    };
    let connected = Cluster::connect(&options, "test", &Environment::default()).await;
    let (cluster, warnings) = connected.unwrap();
    cluster.get("/api", JSON).await.unwrap();
    assert_eq!(plain.received()[0].header("authorization"), [""; 0]);
    assert!(warnings[0].contains("not https"), "{warnings:?}");
}

#[tokio::test]
async fn a_token_with_a_line_break_is_an_error_and_not_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::start_tls(|_, _| ok("{}")).await;
    let options = ClusterOptions {
        token: Some(Arc::new(Secret::new("token", "a\nb".to_owned()))),
        ..server.options_with_token(&folder)
    };
    assert!(matches!(
        connect(&options).await,
        Err(ClusterError::Setup { .. })
    ));
}

/// A kubeconfig whose plugin counts its runs in a file and gives `token-N` in the N-th.
fn plugin_kubeconfig(folder: &tempfile::TempDir, server: &TestServer) -> ClusterOptions {
    let script = folder.path().join("plugin.sh");
    let runs = folder.path().join("runs");
    let text = format!(
        "echo run >> {0}\nn=$(wc -l < {0} | tr -d ' ')\n\
         printf '{{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\
         \"status\":{{\"token\":\"token-%s\"}}}}' \"$n\"\n",
        runs.display()
    );
    std::fs::write(&script, text).unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    let text = format!(
        "contexts: [{{name: c, context: {{user: u}}}}]\ncurrent-context: c\n\
         users:\n- name: u\n  user: {{exec: {{command: /bin/sh, args: ['{}'], \
         apiVersion: client.authentication.k8s.io/v1beta1, interactiveMode: Never}}}}\n",
        script.display()
    );
    std::fs::write(&kubeconfig, text).unwrap();
    ClusterOptions {
        kubeconfig: Some(kubeconfig),
        token: None,
        ..server.options_with_token(folder)
    }
}

async fn connect_with_path(options: &ClusterOptions) -> Cluster {
    let environment = Environment::from_pairs([("PATH", "/usr/bin:/bin")]);
    let connected = Cluster::connect(options, "test", &environment).await;
    connected.unwrap().0
}

fn runs(folder: &tempfile::TempDir) -> usize {
    let text = std::fs::read_to_string(folder.path().join("runs")).unwrap();
    text.lines().count()
}

#[tokio::test]
async fn the_credential_plugin_runs_once_for_many_requests() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::start_tls(|_, _| ok("{}")).await;
    let cluster = connect_with_path(&plugin_kubeconfig(&folder, &server)).await;
    for _ in 0..5 {
        cluster.get("/api", JSON).await.unwrap();
    }
    assert_eq!(runs(&folder), 1);
    let sent = server.received();
    assert!(
        sent.iter()
            .all(|request| request.header("authorization") == ["Bearer token-1"])
    );
    assert_eq!(cluster.exec_command().unwrap()[0], "/bin/sh");
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_for_all_requests_in_flight() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::start_tls(|_, request| {
        if request.header("authorization") == ["Bearer token-2"] {
            ok("done")
        } else {
            status(401, "{}")
        }
    })
    .await;
    let cluster = connect_with_path(&plugin_kubeconfig(&folder, &server)).await;
    let requests = (0..4).map(|_| cluster.get("/api", JSON));
    for result in futures::future::join_all(requests).await {
        assert_eq!(result.unwrap(), "done");
    }
    assert_eq!(runs(&folder), 2);
}

#[tokio::test]
async fn a_user_who_stays_unknown_is_not_asked_again_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::start_tls(|_, _| status(401, "{}")).await;
    let cluster = connect_with_path(&plugin_kubeconfig(&folder, &server)).await;
    let error = cluster.get("/api", JSON).await.unwrap_err();
    assert!(matches!(error, RequestError::Unauthorized { .. }));
    assert!(error.ends_the_run());
    assert_eq!(runs(&folder), 2);
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_token_file_may_end_with_a_line_break_and_is_read_again_when_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "old\n").unwrap();
    let rotated = file.clone();
    let server = TestServer::start_tls(move |_, request| {
        if request.header("authorization") == ["Bearer new"] {
            ok("done")
        } else {
            std::fs::write(&rotated, "new\n").unwrap();
            status(401, "{}")
        }
    })
    .await;
    let mut options = plugin_kubeconfig(&folder, &server);
    let kubeconfig = folder.path().join("other");
    std::fs::write(
        &kubeconfig,
        "contexts: [{name: c, context: {user: u}}]\ncurrent-context: c\n\
         users: [{name: u, user: {tokenFile: token}}]\n",
    )
    .unwrap();
    options.kubeconfig = Some(kubeconfig);
    let cluster = connect_with_path(&options).await;
    assert_eq!(cluster.get("/api", JSON).await.unwrap(), "done");
    assert_eq!(server.received()[0].header("authorization"), ["Bearer old"]);
}

#[tokio::test]
async fn a_cluster_that_no_proxy_names_is_reached_directly() {
    let proxy = TestServer::start(|_, _| status(502, "")).await;
    let options = ClusterOptions {
        server: Some("http://cluster.invalid:6443".to_owned()),
        ..ClusterOptions::default()
    };
    for (exceptions, proxied) in [("", 1), ("cluster.invalid", 0), ("localhost", 1)] {
        let before = proxy.received().len();
        let variables = [("HTTP_PROXY", proxy.url.as_str()), ("NO_PROXY", exceptions)];
        let environment = Environment::from_pairs(variables);
        let connected = Cluster::connect(&options, "test", &environment).await;
        let error = connected.unwrap().0.get("/api", JSON).await.unwrap_err();
        assert!(matches!(error, RequestError::Connect { .. }), "{error:?}");
        assert_eq!(proxy.received().len() - before, proxied, "{exceptions}");
    }
    assert_eq!(proxy.received()[0].method, "CONNECT");
    assert_eq!(proxy.received()[0].path, "cluster.invalid:6443");
}

//! `kubectl whocan` on API servers that fail: what could not be read is named, what could be read
//! is answered, and nothing is called absent that was not seen to be.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::time::{Duration, Instant};

use e2e::{
    fault_server::{Fault, FaultServer, FaultServerBuilder, RecordedRequest, Target},
    run::Plugin,
};
use plugin_kit::{Exit, app::Captured};
use serde_json::{Value, json};

const CLUSTER_ROLES: &str = "rbac.authorization.k8s.io/clusterroles";
const CLUSTER_ROLE_BINDINGS: &str = "rbac.authorization.k8s.io/clusterrolebindings";
const ROLES: &str = "rbac.authorization.k8s.io/roles";
const ROLE_BINDINGS: &str = "rbac.authorization.k8s.io/rolebindings";
const RBAC_PATH: &str = "/apis/rbac.authorization.k8s.io/v1";
const AWS_AUTH_PATH: &str = "/api/v1/namespaces/kube-system/configmaps/aws-auth";

/// A question that reads every kind and has no note on a healthy cluster.
const QUESTION: &str = "delete deployments -A";
/// Its subjects there.
const EVERYBODY: [&str; 4] = ["admins", "oncall", "system:masters", "rita"];
/// Said of the server's plain HTTP before anything else.
const WARNING: &str = "Warning: credentials are not sent, for the server's URL is not https";

fn role(kind: &str, namespace: Option<&str>, name: &str, rule: &Value) -> Value {
    object(kind, namespace, name, &json!({"rules": [rule]}))
}

fn binding(kind: &str, name: &str, role: (&str, &str), subject: (&str, &str)) -> Value {
    let namespace = (kind == "RoleBinding").then_some("pay");
    let group = "rbac.authorization.k8s.io";
    let content = json!({
        "roleRef": {"apiGroup": group, "kind": role.0, "name": role.1},
        "subjects": [{"apiGroup": group, "kind": subject.0, "name": subject.1}],
    });
    object(kind, namespace, name, &content)
}

fn object(kind: &str, namespace: Option<&str>, name: &str, content: &Value) -> Value {
    let mut object = content.clone();
    object["apiVersion"] = json!("rbac.authorization.k8s.io/v1");
    object["kind"] = json!(kind);
    object["metadata"] = json!({"name": name});
    if let Some(namespace) = namespace {
        object["metadata"]["namespace"] = json!(namespace);
    }
    object
}

fn aws_auth(data: &Value) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "data": data,
           "metadata": {"namespace": "kube-system", "name": "aws-auth"}})
}

/// A server with a subject for each way to a grant: by a built-in and by an own cluster role, and
/// by a role of the namespace `pay`.
fn server() -> FaultServerBuilder {
    let all = json!({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]});
    let deployments =
        json!({"verbs": ["delete"], "apiGroups": ["apps"], "resources": ["deployments"]});
    FaultServer::builder().objects([
        role("ClusterRole", None, "cluster-admin", &all),
        role("ClusterRole", None, "releaser", &deployments),
        role("Role", Some("pay"), "operator", &deployments),
        binding(
            "ClusterRoleBinding",
            "admins",
            ("ClusterRole", "cluster-admin"),
            ("Group", "admins"),
        ),
        binding(
            "ClusterRoleBinding",
            "releasers",
            ("ClusterRole", "releaser"),
            ("User", "rita"),
        ),
        binding(
            "RoleBinding",
            "oncall",
            ("Role", "operator"),
            ("Group", "oncall"),
        ),
    ])
}

/// An answer, and what was asked of the server for it.
struct Asked {
    done: Captured,
    requests: Vec<RecordedRequest>,
    host: String,
}

/// Asks, and checks what holds of every run: it only reads, under its own name, and sends no
/// credential over plain HTTP.
fn ask(server: FaultServerBuilder, question: &str) -> Asked {
    ask_with(server, Plugin::whocan(question))
}

fn ask_with(server: FaultServerBuilder, question: Plugin) -> Asked {
    let server = server.start().expect("a free port");
    let done = question.kubeconfig(server.kubeconfig()).run();
    assert_eq!(server.writes(), 0, "{:?}", server.requests());
    for request in server.requests() {
        assert!(!request.path.contains("review"), "{request:?}");
        assert!(
            request.user_agent.starts_with("kubectl-whocan/"),
            "{request:?}"
        );
        assert!(!request.authorized, "{request:?}");
    }
    Asked {
        done,
        requests: server.requests(),
        host: server.url().replace("http://", ""),
    }
}

impl Asked {
    /// The lines of standard error after the warning about plain HTTP.
    fn told(&self) -> Vec<&str> {
        let mut lines = self.done.stderr.lines();
        assert_eq!(lines.next(), Some(WARNING), "{:?}", self.done);
        lines.collect()
    }

    /// The names in the table of an answer for all namespaces.
    fn subjects(&self) -> Vec<&str> {
        let rows = self.done.stdout.lines().map(|line| {
            line.split_whitespace()
                .nth(2)
                .expect("a row has namespace, kind and name")
        });
        let (header, names): (Vec<_>, Vec<_>) = rows.partition(|name| *name == "NAME");
        assert_eq!(header.len(), 1, "{:?}", self.done);
        names
    }

    /// Checks an answer with everything in it.
    fn assert_complete(&self) {
        assert_eq!(self.done.exit, Exit::Done, "{:?}", self.done);
        assert_eq!(self.subjects(), EVERYBODY);
        assert_eq!(self.told(), [""; 0]);
    }

    /// Checks an answer from which one thing is missing.
    fn assert_gap(&self, subjects: &[&str], gap: &str) {
        assert_eq!(self.done.exit, Exit::Incomplete, "{:?}", self.done);
        assert_eq!(self.subjects(), subjects);
        assert_eq!(
            self.told(),
            [
                &format!("incomplete: {gap}"),
                "The answer is incomplete: 1 thing could not be read."
            ]
        );
    }

    /// Checks that there is no answer, and why.
    fn assert_failed(&self, error: &str, hint: &str) {
        assert_eq!(
            (self.done.exit, self.done.stdout.as_str()),
            (Exit::Failed, ""),
            "{:?}",
            self.done
        );
        assert_eq!(
            self.told(),
            [format!("error: {error}"), format!("hint: {hint}")]
        );
    }

    /// The paths that were asked for, sorted: requests run side by side.
    fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = self.requests.iter().map(|it| it.path.as_str()).collect();
        paths.sort_unstable();
        paths
    }

    /// How many requests there were for a kind of `rbac.authorization.k8s.io`.
    fn requests_for(&self, plural: &str) -> usize {
        let path = format!("{RBAC_PATH}/{plural}");
        let asked = self.requests.iter().map(RecordedRequest::path_only);
        asked.filter(|asked| *asked == path).count()
    }
}

#[test]
fn a_healthy_server_is_answered_with_nothing_to_say() {
    ask(server(), QUESTION).assert_complete();
}

#[test]
fn roles_that_may_not_be_listed_are_a_gap_that_advises_a_namespace() {
    let asked = ask(server().fault(ROLES, Fault::Forbidden), QUESTION);
    assert_eq!(asked.done.exit, Exit::Incomplete);
    assert_eq!(asked.subjects(), ["admins", "system:masters", "rita"]);
    assert_eq!(
        asked.told(),
        [
            "incomplete: cannot list roles.rbac.authorization.k8s.io in any namespace: forbidden \
             for user \"e2e-user\"; -n asks about one namespace only",
            "incomplete: 1 binding refers to a Role that was not read and is not built in",
            "The answer is incomplete: 2 things could not be read.",
        ]
    );
}

#[test]
fn cluster_roles_that_may_not_be_listed_are_never_called_missing() {
    let asked = ask(server().fault(CLUSTER_ROLES, Fault::Forbidden), QUESTION);
    assert_eq!(asked.done.exit, Exit::Incomplete);
    assert_eq!(asked.subjects(), ["admins", "oncall", "system:masters"]);
    let told = asked.told();
    assert!(
        told[0].starts_with("note: ClusterRole cluster-admin was not read: the built-in one"),
        "{told:?}"
    );
    assert_eq!(
        told[1..],
        [
            "incomplete: cannot list clusterroles.rbac.authorization.k8s.io: forbidden for user \
             \"e2e-user\"",
            "incomplete: 1 binding refers to a ClusterRole that was not read and is not built in",
            "The answer is incomplete: 2 things could not be read.",
        ]
    );
}

#[test]
fn bindings_that_may_not_be_listed_leave_the_others_answered() {
    ask(server().fault(ROLE_BINDINGS, Fault::Forbidden), QUESTION).assert_gap(
        &["admins", "system:masters", "rita"],
        "cannot list rolebindings.rbac.authorization.k8s.io in any namespace: forbidden for user \
         \"e2e-user\"; -n asks about one namespace only",
    );
    let asked = ask(
        server().fault(CLUSTER_ROLE_BINDINGS, Fault::Forbidden),
        QUESTION,
    );
    asked.assert_gap(
        &["oncall", "system:masters"],
        "cannot list clusterrolebindings.rbac.authorization.k8s.io: forbidden for user \"e2e-user\"",
    );
}

#[test]
fn nobody_is_never_certain_where_something_was_not_read() {
    let question = "delete nodes --exit-code";
    let asked = ask(
        server().fault(CLUSTER_ROLE_BINDINGS, Fault::Forbidden),
        question,
    );
    assert_eq!(asked.done.exit, Exit::Incomplete);
    assert!(
        asked.done.stdout.contains("system:masters"),
        "{:?}",
        asked.done
    );
    assert_eq!(
        asked.told(),
        [
            "Nobody was found who can delete nodes, but not everything could be read.",
            "incomplete: cannot list clusterrolebindings.rbac.authorization.k8s.io: forbidden for \
             user \"e2e-user\"",
            "The answer is incomplete: 1 thing could not be read.",
        ]
    );
}

#[test]
fn a_list_that_expires_half_way_is_read_again_and_complete() {
    let asked = ask(
        server().fault_times(1, CLUSTER_ROLE_BINDINGS, Fault::Expired),
        "delete deployments -A --chunk-size 1",
    );
    asked.assert_complete();
    assert_eq!(asked.requests_for("clusterrolebindings"), 4);
}

#[test]
fn a_list_that_always_expires_is_given_up_and_a_gap() {
    let asked = ask(
        server().fault(CLUSTER_ROLE_BINDINGS, Fault::Expired),
        "delete deployments -A --chunk-size 1",
    );
    asked.assert_gap(
        // The page before the first that expired was read.
        &["admins", "oncall", "system:masters"],
        "cannot list clusterrolebindings.rbac.authorization.k8s.io: The provided continue \
         parameter is too old to display a consistent list result. You can start a new list \
         without the continue parameter. (after 1 object)",
    );
    assert_eq!(asked.requests_for("clusterrolebindings"), 8);
}

#[test]
fn a_server_that_never_answers_ends_the_run_in_time() {
    let started = Instant::now();
    let asked = ask(
        server().fault(Target::Everything, Fault::Silent),
        "delete deployments -A --request-timeout 1s",
    );
    assert!(started.elapsed() < Duration::from_secs(15));
    asked.assert_failed(
        &format!("the API server at {} did not answer within 1s", asked.host),
        "check the VPN and the proxy, or allow more time with --request-timeout",
    );
}

#[test]
fn a_kind_that_never_comes_is_a_gap_in_time() {
    let started = Instant::now();
    // Long enough for the other requests on a machine that is busy.
    let asked = ask(
        server().fault(CLUSTER_ROLE_BINDINGS, Fault::Silent),
        "delete deployments -A --request-timeout 2s",
    );
    assert!(started.elapsed() < Duration::from_secs(15));
    asked.assert_gap(
        &["oncall", "system:masters"],
        &format!(
            "cannot list clusterrolebindings.rbac.authorization.k8s.io: the API server at {} did \
             not answer within 2s",
            asked.host
        ),
    );
}

#[test]
fn garbage_for_one_kind_is_a_gap() {
    for fault in [Fault::Garbage, Fault::Html, Fault::Body(200, "[]")] {
        let asked = ask(server().fault(CLUSTER_ROLE_BINDINGS, fault), QUESTION);
        assert_eq!(asked.done.exit, Exit::Incomplete, "{:?}", asked.done);
        assert_eq!(asked.subjects(), ["oncall", "system:masters"]);
        let told = asked.told();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].starts_with(
                "incomplete: cannot list clusterrolebindings.rbac.authorization.k8s.io: "
            ),
            "{told:?}"
        );
    }
}

#[test]
fn garbage_for_everything_is_no_clean_answer() {
    let asked = ask(
        server().fault(Target::Everything, Fault::Garbage),
        "delete deployments -A --exit-code",
    );
    assert_eq!(asked.done.exit, Exit::Incomplete);
    assert_eq!(asked.subjects(), ["system:masters"]);
    let told = asked.told();
    let gaps = told.iter().filter(|line| line.starts_with("incomplete: "));
    // Two roots of discovery, the version, four kinds and aws-auth.
    assert_eq!(gaps.count(), 8, "{told:?}");
    assert!(!asked.done.stderr.contains("Nobody but"), "{told:?}");
    assert!(
        !asked.done.stderr.contains("the API server lists"),
        "{told:?}"
    );
}

#[test]
fn a_log_in_page_for_everything_is_no_api_server() {
    let asked = ask(server().fault(Target::Everything, Fault::Html), QUESTION);
    assert_eq!(
        (asked.done.exit, asked.done.stdout.as_str()),
        (Exit::Failed, "")
    );
    let told = asked.told();
    let error = format!(
        "error: what answers at {} is not a Kubernetes API server: ",
        asked.host
    );
    assert!(told[0].starts_with(&error), "{told:?}");
    assert!(told[1].starts_with("hint: "), "{told:?}");
    assert!(!asked.done.stderr.contains('<'), "{told:?}");
}

#[test]
fn a_truncated_page_is_tried_again_and_then_a_gap() {
    let whole = ask(
        server().fault_times(2, CLUSTER_ROLE_BINDINGS, Fault::Truncated(40)),
        QUESTION,
    );
    whole.assert_complete();
    assert_eq!(whole.requests_for("clusterrolebindings"), 3);

    let asked = ask(
        server().fault(CLUSTER_ROLE_BINDINGS, Fault::Truncated(40)),
        QUESTION,
    );
    asked.assert_gap(
        &["oncall", "system:masters"],
        &format!(
            "cannot list clusterrolebindings.rbac.authorization.k8s.io: the connection to the API \
             server at {} broke off: end of file before message length reached",
            asked.host
        ),
    );
    assert_eq!(asked.requests_for("clusterrolebindings"), 3);
}

#[test]
fn credentials_that_are_not_accepted_end_the_run_with_advice() {
    for target in [
        Target::Everything,
        Target::Discovery,
        CLUSTER_ROLE_BINDINGS.into(),
    ] {
        let asked = ask(server().fault(target, Fault::Unauthorized), QUESTION);
        asked.assert_failed(
            &format!(
                "the API server at {} does not accept the credentials",
                asked.host
            ),
            "log in again; on EKS, `aws sts get-caller-identity` shows who you are, and the \
             cluster's access entries or aws-auth must name it",
        );
    }
}

#[test]
fn a_server_that_is_not_there_ends_the_run_with_advice() {
    // Nothing listens on port 1 (tcpmux), and no test can be given it as a free port.
    let done = Plugin::whocan(QUESTION)
        .argument("--server=http://127.0.0.1:1")
        .run();
    assert_eq!((done.exit, done.stdout.as_str()), (Exit::Failed, ""));
    assert!(
        done.stderr
            .contains("error: cannot reach the API server at 127.0.0.1:1: "),
        "{done:?}"
    );
    assert!(
        done.stderr
            .contains("hint: check the server's address, the proxy and the VPN"),
        "{done:?}"
    );
}

#[test]
fn a_missing_kubeconfig_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let missing = folder.path().join("config");
    let named = Plugin::whocan(QUESTION).kubeconfig(&missing).run();
    assert_eq!((named.exit, named.stdout.as_str()), (Exit::Failed, ""));
    assert!(
        named.stderr.starts_with(&format!(
            "error: the kubeconfig {} does not exist\nhint: check --kubeconfig; ",
            missing.display()
        )),
        "{named:?}"
    );
    let unnamed = Plugin::whocan(QUESTION)
        .variable("HOME", folder.path().as_os_str())
        .run();
    assert_eq!((unnamed.exit, unnamed.stdout.as_str()), (Exit::Failed, ""));
    assert!(
        unnamed
            .stderr
            .starts_with("error: no configuration has been provided: "),
        "{unnamed:?}"
    );
}

#[test]
fn a_wrong_context_lists_the_right_ones_and_asks_nobody() {
    let server = server().start().expect("a free port");
    let done = Plugin::whocan("delete deployments --context prod")
        .kubeconfig(server.kubeconfig())
        .run();
    assert_eq!(
        (done.exit, done.stdout.as_str(), done.stderr.as_str()),
        (
            Exit::Failed,
            "",
            "error: context \"prod\" does not exist in the kubeconfig\n\
             hint: available contexts: fault\n"
        )
    );
    assert!(server.requests().is_empty());
}

#[test]
fn an_unknown_type_is_answered_as_typed_with_a_note() {
    let asked = ask(server(), "delete widgets.example.com -A");
    assert_eq!(asked.done.exit, Exit::Done);
    assert_eq!(asked.subjects(), ["admins", "system:masters"]);
    assert_eq!(
        asked.told(),
        [
            "note: the API server lists no resource widgets.example.com: answered as typed, as a \
             namespaced resource"
        ]
    );
}

#[test]
fn a_group_that_cannot_be_discovered_matters_only_to_an_unknown_type() {
    for legacy in [false, true] {
        let stale = || {
            let server = server().stale_group("metrics.k8s.io/v1beta1");
            if legacy {
                server.without_aggregated_discovery()
            } else {
                server
            }
        };
        let unread = "the API group metrics.k8s.io could not be discovered: it may have more kinds";
        let found = ask(stale(), QUESTION);
        assert_eq!(found.done.exit, Exit::Done);
        assert_eq!(found.subjects(), EVERYBODY);
        assert_eq!(found.told(), [format!("note: {unread}")]);

        let unknown = ask(stale(), "delete widgets -A");
        assert_eq!(unknown.done.exit, Exit::Incomplete);
        assert_eq!(unknown.subjects(), ["admins", "system:masters"]);
        assert_eq!(
            unknown.told(),
            [
                "note: no resource widgets was found, but not every API group could be \
                 discovered: answered as typed, as a namespaced resource",
                &format!("incomplete: {unread}"),
                "The answer is incomplete: 1 thing could not be read.",
            ]
        );
    }
}

#[test]
fn a_server_with_the_older_discovery_is_answered_alike() {
    for question in [
        QUESTION,
        "delete deployment.apps -A -o json",
        "create pods/exec -n pay",
        "get deployments/scale -n pay -o yaml",
        "get pods/logs -n pay",
        "delete nodes",
        "delete widgets -A",
    ] {
        let new = ask(server(), question);
        let old = ask(server().without_aggregated_discovery(), question);
        assert_eq!(new.done, old.done, "{question}");
        assert_eq!(new.done.exit, Exit::Done, "{question}");
        assert!(old.requests.len() > new.requests.len(), "{question}");
    }
}

#[test]
fn a_question_about_a_url_asks_for_cluster_wide_grants_only() {
    let asked = ask(server(), "get /metrics");
    assert_eq!(asked.done.exit, Exit::Done, "{:?}", asked.done);
    assert_eq!(
        asked.paths(),
        [
            AWS_AUTH_PATH,
            &format!("{RBAC_PATH}/clusterrolebindings?limit=500"),
            &format!("{RBAC_PATH}/clusterroles?limit=500"),
            "/version",
        ]
    );
}

#[test]
fn a_question_about_a_namespace_asks_for_nothing_of_another() {
    let asked = ask(server(), "delete deployments -n pay");
    assert_eq!(asked.done.exit, Exit::Done, "{:?}", asked.done);
    assert_eq!(
        asked.paths(),
        [
            "/api",
            AWS_AUTH_PATH,
            "/apis",
            &format!("{RBAC_PATH}/clusterrolebindings?limit=500"),
            &format!("{RBAC_PATH}/clusterroles?limit=500"),
            &format!("{RBAC_PATH}/namespaces/pay/rolebindings?limit=500"),
            &format!("{RBAC_PATH}/namespaces/pay/roles?limit=500"),
            "/version",
        ]
    );
}

#[test]
fn a_question_about_all_namespaces_asks_once_a_page() {
    let more = (0..4).map(|number| {
        let name = format!("more-{number}");
        binding("RoleBinding", &name, ("Role", "operator"), ("User", &name))
    });
    let asked = ask(
        server().objects(more),
        "delete deployments -A --chunk-size 2",
    );
    assert_eq!(asked.done.exit, Exit::Done, "{:?}", asked.done);
    let pages = |plural| asked.requests_for(plural);
    // 5 role bindings, 2 cluster roles, 2 cluster role bindings, 1 role.
    assert_eq!(
        (
            pages("rolebindings"),
            pages("clusterroles"),
            pages("clusterrolebindings"),
            pages("roles")
        ),
        (3, 1, 1, 1)
    );
    // Besides: two roots of discovery, the version and aws-auth.
    assert_eq!(asked.requests.len(), 6 + 4);
}

#[test]
fn the_user_to_act_as_goes_with_every_request() {
    let asked = ask(
        server(),
        "delete deployments -A --as ann --as-group dev --as-group ops --as-uid 42 \
         --as-user-extra example.org/team=pay",
    );
    asked.assert_complete();
    let expected = [
        ("impersonate-extra-example.org%2fteam", "pay"),
        ("impersonate-group", "dev"),
        ("impersonate-group", "ops"),
        ("impersonate-uid", "42"),
        ("impersonate-user", "ann"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    for request in &asked.requests {
        assert_eq!(request.impersonation, expected, "{}", request.path);
    }
}

#[test]
fn an_overloaded_server_is_asked_three_times_and_not_once_more() {
    for fault in [
        Fault::TooManyRequests { retry_after: 0 },
        Fault::Unavailable,
    ] {
        let relenting = ask(
            server().fault_times(2, CLUSTER_ROLE_BINDINGS, fault.clone()),
            QUESTION,
        );
        relenting.assert_complete();
        assert_eq!(relenting.requests_for("clusterrolebindings"), 3);

        let asked = ask(server().fault(CLUSTER_ROLE_BINDINGS, fault), QUESTION);
        assert_eq!(asked.done.exit, Exit::Incomplete);
        assert_eq!(asked.subjects(), ["oncall", "system:masters"]);
        assert_eq!(asked.told().len(), 2, "{:?}", asked.done);
        assert_eq!(asked.requests_for("clusterrolebindings"), 3);
    }
}

#[test]
fn an_eks_cluster_is_one_gap_unless_aws_is_left_out() {
    let eks = || server().version("v1.33.1-eks-595af52");
    ask(eks(), QUESTION).assert_gap(
        &EVERYBODY,
        "this is an Amazon EKS cluster (the API server's version v1.33.1-eks-595af52): access \
         that its access entries and access policies give is not read",
    );
    let rbac_only = ask(eks(), "delete deployments -A --rbac-only");
    rbac_only.assert_complete();
    let paths = rbac_only.paths();
    assert!(!paths.contains(&AWS_AUTH_PATH), "{paths:?}");
    assert!(!paths.contains(&"/version"), "{paths:?}");
}

#[test]
fn an_aws_auth_that_cannot_be_read_is_a_gap() {
    let on_eks = || server().version("v1.33.1-eks-abc123");
    let malformed = || aws_auth(&json!({"mapUsers": ["not", "a", "text"]}));
    for (on_eks, elsewhere, expected) in [
        (
            on_eks().fault("configmaps", Fault::Forbidden),
            server().fault("configmaps", Fault::Forbidden),
            "cannot get configmaps \"aws-auth\" in namespace \"kube-system\": forbidden for user \
             \"e2e-user\"",
        ),
        (
            on_eks().objects([malformed()]),
            server().objects([malformed()]),
            "cannot decode ConfigMap kube-system/aws-auth: ",
        ),
    ] {
        let asked = ask(on_eks, QUESTION);
        assert_eq!(asked.done.exit, Exit::Incomplete);
        assert_eq!(asked.subjects(), EVERYBODY);
        let gap = format!("incomplete: {expected}");
        assert!(
            asked.told().iter().any(|line| line.starts_with(&gap)),
            "{:?}",
            asked.done
        );
        // Whoever may not read it must not get gaps of AWS on other clusters.
        let asked = ask(elsewhere, QUESTION);
        assert_eq!(asked.done.exit, Exit::Done, "{:?}", asked.done);
        assert_eq!(asked.subjects(), EVERYBODY);
        let note = format!("note: {expected}");
        assert!(asked.told()[0].starts_with(&note), "{:?}", asked.done);
    }
}

#[test]
fn a_section_of_aws_auth_that_is_not_yaml_hides_no_other_section() {
    let users = "- userarn: arn:aws:iam::111122223333:user/rita\n  username: rita\n";
    let map = aws_auth(&json!({"mapRoles": "- {oops", "mapUsers": users}));
    let asked = ask(server().objects([map]), QUESTION);
    assert_eq!(asked.done.exit, Exit::Incomplete);
    assert_eq!(asked.subjects(), EVERYBODY);
    assert!(
        asked
            .done
            .stdout
            .contains("arn:aws:iam::111122223333:user/rita"),
        "{}",
        asked.done.stdout
    );
    assert_eq!(
        asked.told(),
        [
            "note: the config map aws-auth suggests Amazon EKS, whose access entries are not read",
            "incomplete: aws-auth mapRoles: it is not YAML (ConfigMap kube-system/aws-auth)",
            "The answer is incomplete: 1 thing could not be read.",
        ]
    );
}

#[test]
fn a_malformed_binding_is_a_gap_with_its_name_and_hides_no_other() {
    let broken = object(
        "RoleBinding",
        Some("pay"),
        "broken",
        &json!({"roleRef": "operator"}),
    );
    let asked = ask(server().objects([broken.clone()]), QUESTION);
    assert_eq!(asked.done.exit, Exit::Incomplete);
    assert_eq!(asked.subjects(), EVERYBODY);
    let told = asked.told();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("incomplete: cannot decode RoleBinding pay/broken: "),
        "{told:?}"
    );
    let json = ask(
        server().objects([broken]),
        "delete deployments -A --output json",
    );
    let report: Value = serde_json::from_str(&json.done.stdout).expect("JSON");
    assert_eq!(
        report["gaps"][0]["object"],
        json!({"kind": "RoleBinding", "namespace": "pay", "name": "broken"})
    );
}

#[test]
fn a_malformed_role_is_not_called_missing() {
    let broken = object("Role", Some("pay"), "broken", &json!({"rules": "none"}));
    let bound = binding("RoleBinding", "bound", ("Role", "broken"), ("User", "eve"));
    let asked = ask(server().objects([broken, bound]), QUESTION);
    assert_eq!(asked.done.exit, Exit::Incomplete);
    assert_eq!(asked.subjects(), EVERYBODY);
    let told = asked.told();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("incomplete: cannot decode Role pay/broken: "),
        "{told:?}"
    );
}

#[test]
fn escape_codes_of_a_live_server_reach_neither_stream() {
    const EVIL: &str = "eve\u{1b}[2J\u{9b}2J\u{202e}\r\u{7}";
    let hostile = || {
        let admin = ("ClusterRole", "cluster-admin");
        let mut elsewhere = binding("RoleBinding", EVIL, admin, ("User", "zoe"));
        elsewhere["metadata"]["namespace"] = json!(EVIL);
        server()
            .version(&format!("v1.33.1-eks-{EVIL}"))
            .stale_group(&format!("{EVIL}/v1"))
            .objects([
                elsewhere,
                binding("ClusterRoleBinding", EVIL, admin, ("Group", EVIL)),
                binding("RoleBinding", "gone", ("Role", EVIL), ("User", "zoe")),
                object("RoleBinding", Some(EVIL), "bad", &json!({"roleRef": EVIL})),
                aws_auth(&json!({"mapRoles": format!("- rolearn: \"{EVIL}\"\n")})),
            ])
    };
    for format in ["table", "wide", "name", "json", "yaml"] {
        let question = Plugin::whocan("delete deployments -A -v 9 -o").argument(format);
        let asked = ask_with(hostile(), question);
        assert_eq!(asked.done.exit, Exit::Incomplete, "{:?}", asked.done);
        assert!(asked.done.stdout.contains("eve"), "{}", asked.done.stdout);
        for stream in [&asked.done.stdout, &asked.done.stderr] {
            let raw = stream.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r', '\u{7}']);
            assert!(!raw, "{format}: {stream:?}");
        }
    }
}

#[test]
fn escape_codes_of_the_command_line_are_not_echoed() {
    let question = Plugin::whocan("delete deployments -n").argument("pay\u{1b}[2J\u{202e}");
    let asked = ask_with(server().fault(ROLES, Fault::Forbidden), question);
    assert_eq!(asked.done.exit, Exit::Failed);
    assert!(
        asked
            .done
            .stderr
            .contains("cannot be the name of a namespace")
    );
    for stream in [&asked.done.stdout, &asked.done.stderr] {
        assert!(!stream.contains(['\u{1b}', '\u{202e}']), "{stream:?}");
    }
}

#[test]
fn a_document_is_whole_whatever_failed() {
    let faults: [(Target, Fault); 8] = [
        (ROLES.into(), Fault::Forbidden),
        (CLUSTER_ROLES.into(), Fault::Forbidden),
        (CLUSTER_ROLE_BINDINGS.into(), Fault::Garbage),
        (ROLE_BINDINGS.into(), Fault::Html),
        (ROLE_BINDINGS.into(), Fault::InternalError),
        ("/version".into(), Fault::Garbage),
        (Target::Discovery, Fault::InternalError),
        (Target::Everything, Fault::Forbidden),
    ];
    for (target, fault) in faults {
        let case = format!("{fault:?} on {target:?}");
        let asked = ask(
            server().fault(target, fault),
            "delete deployments -A -o json",
        );
        assert_eq!(asked.done.exit, Exit::Incomplete, "{case}");
        let report: Value = serde_json::from_str(&asked.done.stdout).expect("JSON");
        assert_eq!(report["kind"], "WhoCanReport", "{case}");
        for array in ["items", "notes", "gaps"] {
            assert!(report[array].is_array(), "{case}: {array}");
        }
        assert_ne!(report["gaps"], json!([]), "{case}");
        // Notes and gaps are in the document, so only the verdict is told.
        let told = asked.told();
        assert_eq!(told.len(), 1, "{case}: {told:?}");
        assert!(told[0].ends_with("listed under \"gaps\"."), "{told:?}");
    }
}

#[test]
fn no_answer_is_no_document_either() {
    let asked = ask(
        server().fault(Target::Everything, Fault::Unauthorized),
        "delete deployments -A -o json",
    );
    assert_eq!(
        (asked.done.exit, asked.done.stdout.as_str()),
        (Exit::Failed, "")
    );
    assert!(asked.told()[0].starts_with("error: "), "{:?}", asked.done);
}

#[test]
fn nothing_of_an_answer_that_cannot_be_used_is_repeated() {
    const BODIES: [(u16, &str); 8] = [
        (200, "{\"token\": \"hunter2hunter2\""),
        (200, "{\"kind\": \"Secret\", \"token\": \"hunter2hunter2\"}"),
        (200, "Authorization: Bearer hunter2hunter2"),
        (401, "Authorization: Bearer hunter2hunter2"),
        (
            403,
            "{\"headers\": {\"Authorization\": \"Bearer hunter2hunter2\"}}",
        ),
        (404, "no hunter2hunter2 here"),
        (
            502,
            "<html><p>Authorization: Bearer hunter2hunter2</p></html>",
        ),
        (
            500,
            "{\"kind\": \"Status\", \"message\": \"no\", \"reason\": \"hunter2hunter2\", \
             \"details\": {\"causes\": [{\"message\": \"hunter2hunter2\"}]}}",
        ),
    ];
    for (status, body) in BODIES {
        for target in [
            Target::Everything,
            Target::Discovery,
            "/version".into(),
            "configmaps".into(),
            CLUSTER_ROLES.into(),
        ] {
            for format in ["table", "json"] {
                let question = Plugin::whocan("delete deployments -A -v 9 -o").argument(format);
                let asked = ask_with(
                    server().fault(target.clone(), Fault::Body(status, body)),
                    question,
                );
                let case = format!("{status} on {target:?}: {:?}", asked.done);
                // Without aws-auth the answer is whole: this is not an EKS cluster.
                let whole = status != 401 && target == "configmaps".into();
                assert_eq!(asked.done.exit == Exit::Done, whole, "{case}");
                assert!(!asked.done.stdout.contains("hunter2"), "{case}");
                assert!(!asked.done.stderr.contains("hunter2"), "{case}");
                assert!(asked.done.stderr.contains("GET /"), "{case}");
            }
        }
    }
}

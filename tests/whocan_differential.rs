//! The differential test: random questions put to `whocan` and to the API server's own
//! SubjectAccessReview must get the same answers, all of them.
//!
//! `EKS_HARDENING_SEED` and `EKS_HARDENING_QUESTIONS` choose another run.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

use e2e::{
    api::{Api, ApiRequest, Attributes, Subject},
    control_plane::ControlPlane,
    eventually, eventually_within,
    random::{Objects, Question, Random, RequestTarget},
    run::{Plugin, live_snapshot},
    unique,
};
use plugin_kit::{
    Snapshot,
    object::{ClusterRole, ClusterRoleBinding, Role, RoleBinding},
    source::{Scope, Wants},
};
use serde_json::{Value, json};
use whocan::{
    analyze::{Answer, Inputs, Options, analyze},
    rbac::{Request, RequestNamespace, RoleSource, Target},
};

/// Namespaces of the run; about ten times as many RBAC objects go with them.
const NAMESPACES: usize = 44;
/// Identities that each request is asked for.
const IDENTITIES: usize = 8;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

#[test]
fn whocan_and_subject_access_review_agree_on_every_question() {
    let seed = setting("EKS_HARDENING_SEED", 20_261_123);
    let wanted = usize::try_from(setting("EKS_HARDENING_QUESTIONS", 20_000)).unwrap();
    let api = ControlPlane::shared().api();
    let mut random = Random::new(seed);
    let objects = Objects::generate(&mut random, &unique("differential"), NAMESPACES);
    load(api, &objects);

    let questions = questions(&mut random, &objects, wanted);
    let asked: Vec<(Subject, Attributes)> = questions.iter().map(review).collect();
    let mut allowed = 0;
    let mut differences = Vec::new();
    // The controller that fills aggregated roles and the authorizer's caches follow writes a
    // little later: what differs is read and asked again before it counts.
    let settled = eventually_within(Duration::from_mins(5), || {
        let verdicts = if differences.is_empty() {
            let verdicts = api.subject_access_reviews(&asked).unwrap();
            allowed = verdicts.iter().filter(|yes| **yes).count();
            verdicts
        } else {
            let again: Vec<_> = differences
                .iter()
                .map(|&index: &usize| asked[index].clone())
                .collect();
            let mut verdicts = vec![false; asked.len()];
            for (&index, verdict) in differences
                .iter()
                .zip(api.subject_access_reviews(&again).unwrap())
            {
                verdicts[index] = verdict;
            }
            verdicts
        };
        let snapshot = snapshot();
        let open: Vec<usize> = if differences.is_empty() {
            (0..questions.len()).collect()
        } else {
            differences.clone()
        };
        differences = differing(&questions, &open, &verdicts, &snapshot);
        differences.is_empty()
    });
    println!(
        "{} questions, {allowed} allowed, {} differences, seed {seed}",
        asked.len(),
        differences.len()
    );
    assert!(asked.len() >= wanted);
    // A run in which nothing or everything is allowed would prove nothing.
    assert!(
        allowed > asked.len() / 50 && allowed < asked.len() / 2,
        "{allowed} allowed"
    );
    let shown: Vec<&Question> = differences
        .iter()
        .take(10)
        .map(|&index| &questions[index])
        .collect();
    assert!(
        settled,
        "{} differences, such as {shown:#?}",
        differences.len()
    );
}

/// Loads the objects, and last one marker of each kind of path through which they become visible.
fn load(api: &Api, objects: &Objects) {
    let marker = format!("{}-marker", objects.prefix);
    let create = |manifests: &[Value]| {
        let requests: Vec<ApiRequest> = manifests
            .iter()
            .map(|manifest| api.create_request(manifest).unwrap())
            .collect();
        for (answer, manifest) in api.send_all(requests).into_iter().zip(manifests) {
            answer.unwrap_or_else(|error| panic!("{error}: {manifest:#}"));
        }
    };
    let (namespaces, others): (Vec<Value>, Vec<Value>) = objects
        .manifests
        .iter()
        .cloned()
        .partition(|manifest| manifest["kind"] == "Namespace");
    create(&namespaces);
    create(&others);
    let namespace = &objects.namespaces[0];
    let rule =
        json!([{"verbs": ["get"], "apiGroups": [objects.own_group], "resources": ["markers"]}]);
    let subject =
        json!([{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": marker}]);
    let role_ref =
        |kind: &str| json!({"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": marker});
    let rbac = "rbac.authorization.k8s.io/v1";
    create(&[
        json!({"apiVersion": rbac, "kind": "Role", "metadata": {"name": marker, "namespace": namespace}, "rules": rule}),
        json!({"apiVersion": rbac, "kind": "RoleBinding", "metadata": {"name": marker, "namespace": namespace},
            "roleRef": role_ref("Role"), "subjects": subject}),
        json!({"apiVersion": rbac, "kind": "ClusterRole", "metadata": {"name": marker},
            "rules": [{"verbs": ["get"], "nonResourceURLs": [format!("/{marker}")]}]}),
        json!({"apiVersion": rbac, "kind": "ClusterRoleBinding", "metadata": {"name": marker},
            "roleRef": role_ref("ClusterRole"), "subjects": subject}),
    ]);
    let visible = |attributes: Attributes| {
        eventually(|| {
            api.subject_access_review(&marker, &[], &attributes)
                .unwrap()
        })
    };
    assert!(visible(
        Attributes::resource("get", &objects.own_group, "markers").in_namespace(namespace)
    ));
    assert!(visible(Attributes::url("get", &format!("/{marker}"))));
}

/// Questions in groups of one request and several identities.
fn questions(random: &mut Random, objects: &Objects, wanted: usize) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::with_capacity(wanted + IDENTITIES);
    while questions.len() < wanted {
        let first = Question::generate(random, objects);
        for _ in 1..IDENTITIES {
            let other = Question::generate(random, objects);
            questions.push(Question {
                user: other.user,
                groups: other.groups,
                ..first.clone()
            });
        }
        questions.push(first);
    }
    questions
}

/// The request as the API server would see it.
fn review(question: &Question) -> (Subject, Attributes) {
    let groups: Vec<&str> = question.groups.iter().map(String::as_str).collect();
    let subject = Subject::new(&question.user, &groups);
    let attributes = match &question.target {
        RequestTarget::Url(path) => Attributes::url(&question.verb, path),
        RequestTarget::Resource {
            group,
            resource,
            subresource,
            name,
            ..
        } => Attributes::resource(&question.verb, group, resource)
            .subresource(subresource)
            .named(name)
            .in_namespace(namespace(question).unwrap_or_default()),
    };
    (subject, attributes)
}

/// The namespace the request carries: its own, or the name where one Namespace object is asked
/// for by its path.
fn namespace(question: &Question) -> Option<&str> {
    let RequestTarget::Resource {
        group,
        resource,
        subresource,
        name,
        namespace,
    } = &question.target
    else {
        return None;
    };
    let by_path = !matches!(
        question.verb.as_str(),
        "list" | "create" | "deletecollection"
    ) || !subresource.is_empty();
    if namespace.is_empty() && group.is_empty() && resource == "namespaces" && by_path {
        return Some(name)
            .filter(|name| !name.is_empty())
            .map(String::as_str);
    }
    Some(namespace)
        .filter(|namespace| !namespace.is_empty())
        .map(String::as_str)
}

/// The request as whocan is asked it; `everywhere` asks for all namespaces at once.
fn request(question: &Question, everywhere: bool) -> Request {
    let target = match &question.target {
        RequestTarget::Url(path) => Target::Url(path.clone()),
        RequestTarget::Resource {
            group,
            resource,
            subresource,
            name,
            namespace,
        } => {
            let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
            Target::Resource {
                group: group.clone(),
                resource: resource.clone(),
                subresource: given(subresource),
                name: given(name),
                namespace: match namespace.as_str() {
                    "" => RequestNamespace::Cluster,
                    _ if everywhere => RequestNamespace::All,
                    namespace => RequestNamespace::One(namespace.to_owned()),
                },
            }
        }
    };
    Request {
        verb: question.verb.clone(),
        target,
    }
}

fn snapshot() -> Snapshot {
    let wants = Wants::new()
        .object::<ClusterRole>(Scope::Cluster)
        .object::<ClusterRoleBinding>(Scope::Cluster)
        .object::<Role>(Scope::Cluster)
        .object::<RoleBinding>(Scope::Cluster);
    let snapshot = live_snapshot(ControlPlane::shared().admin_kubeconfig(), &wants).unwrap();
    assert_eq!(snapshot.gaps, []);
    snapshot
}

fn differing(
    questions: &[Question],
    open: &[usize],
    verdicts: &[bool],
    snapshot: &Snapshot,
) -> Vec<usize> {
    let inputs = Inputs::of_snapshot(snapshot, RoleSource::Complete, None);
    let mut answers: BTreeMap<String, [Answer; 2]> = BTreeMap::new();
    open.iter()
        .copied()
        .filter(|&index| {
            let question = &questions[index];
            let mut key = String::new();
            let _ = write!(key, "{:?}{:?}", question.verb, question.target);
            let answers = answers.entry(key).or_insert_with(|| {
                [false, true].map(|everywhere| {
                    analyze(&inputs, &request(question, everywhere), Options::default())
                })
            });
            let groups: Vec<&str> = question.groups.iter().map(String::as_str).collect();
            answers.iter().any(|answer| {
                answer.covers(&question.user, &groups, namespace(question)) != verdicts[index]
            })
        })
        .collect()
}

#[test]
fn the_command_line_asks_the_same_questions() {
    let control_plane = ControlPlane::shared();
    let api = control_plane.api();
    let mut random = Random::new(7);
    let objects = Objects::generate(&mut random, &unique("command-line"), 6);
    load(api, &objects);
    let mut asked = 0;
    while asked < 150 {
        let question = Question::generate(&mut random, &objects);
        let RequestTarget::Resource {
            group,
            resource,
            subresource,
            name,
            namespace,
        } = &question.target
        else {
            continue;
        };
        // Stars and wrong case are words of their own on the command line; the rest reads plainly.
        let plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
        let known = matches!(
            (group.as_str(), resource.as_str()),
            ("", "pods" | "secrets" | "configmaps" | "serviceaccounts") | ("apps", "deployments")
        );
        if !known
            || !plain(&question.verb)
            || !(name.is_empty() || plain(name))
            || namespace.is_empty()
        {
            continue;
        }
        asked += 1;
        let kind = if group.is_empty() {
            resource.clone()
        } else {
            format!("{resource}.{group}")
        };
        let mut run = Plugin::whocan(&format!("{} {kind} {name} -n {namespace}", question.verb))
            .kubeconfig(control_plane.admin_kubeconfig());
        if !subresource.is_empty() {
            run = run.argument("--subresource").argument(subresource);
        }
        let (report, done) = run.json();
        let (subject, attributes) = review(&question);
        let groups: Vec<&str> = subject.groups.iter().map(String::as_str).collect();
        let agrees = eventually(|| {
            let verdict = api
                .subject_access_review(&subject.user, &groups, &attributes)
                .unwrap();
            names(&report, &question) == verdict
        });
        assert!(agrees, "{question:?}\n{}", done.stdout);
    }
}

/// Whether an item of the report is the question's user, service account, or one of its groups.
fn names(report: &Value, question: &Question) -> bool {
    report["items"].as_array().unwrap().iter().any(|item| {
        let subject = &item["subject"];
        let name = subject["name"].as_str().unwrap();
        match subject["kind"].as_str().unwrap() {
            "Group" => question.groups.iter().any(|group| group == name),
            "User" => question.user == name,
            _ => {
                let namespace = subject["namespace"].as_str().unwrap();
                question.user == format!("system:serviceaccount:{namespace}:{name}")
            }
        }
    })
}

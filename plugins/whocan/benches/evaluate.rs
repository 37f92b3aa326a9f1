//! How long an answer takes on clusters with 20,000 and 200,000 RBAC objects.
//!
//! The objects come from a generator with a fixed seed: roles of one to five rules, bindings of one
//! to three subjects, ten of each in a namespace, and a few hundred of the cluster-scoped kinds.

use std::{collections::BTreeMap, hint::black_box};

use aws_kit::AwsAuth;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use plugin_kit::object::{
    ClusterRole, ClusterRoleBinding, Metadata, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};
use whocan::{
    analyze::{Inputs, Options, analyze},
    rbac::{Request, RequestNamespace, RoleSource, Target},
};

/// Knuth's MMIX generator; the high bits are good enough to draw from.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }

    fn one_of<'a>(&mut self, values: &[&'a str]) -> &'a str {
        values[self.below(values.len())]
    }
}

struct Objects {
    roles: Vec<Role>,
    cluster_roles: Vec<ClusterRole>,
    role_bindings: Vec<RoleBinding>,
    cluster_role_bindings: Vec<ClusterRoleBinding>,
    aws_auth: AwsAuth,
}

impl Objects {
    fn generate(objects: usize) -> Self {
        let mut random = Random(42);
        let namespaces = objects / 20;
        let per_namespace = |index: usize| format!("team-{:05}", index % namespaces);
        let roles = (0..objects / 2)
            .map(|index| Role {
                metadata: metadata(Some(per_namespace(index)), format!("role-{index}")),
                rules: rules(&mut random),
            })
            .collect();
        let role_bindings = (0..objects / 2)
            .map(|index| RoleBinding {
                metadata: metadata(Some(per_namespace(index)), format!("binding-{index}")),
                subjects: subjects(&mut random, namespaces),
                role_ref: if random.below(4) == 0 {
                    role_ref("ClusterRole", format!("cluster-role-{}", random.below(300)))
                } else {
                    role_ref("Role", format!("role-{index}"))
                },
            })
            .collect();
        let cluster_roles = (0..300)
            .map(|index| ClusterRole {
                metadata: metadata(None, format!("cluster-role-{index}")),
                rules: rules(&mut random),
                aggregation_rule: None,
            })
            .collect();
        let cluster_role_bindings = (0..300)
            .map(|index| ClusterRoleBinding {
                metadata: metadata(None, format!("cluster-binding-{index}")),
                subjects: subjects(&mut random, namespaces),
                role_ref: role_ref("ClusterRole", format!("cluster-role-{index}")),
            })
            .collect();
        Self {
            roles,
            cluster_roles,
            role_bindings,
            cluster_role_bindings,
            aws_auth: aws_auth(),
        }
    }

    fn inputs(&self) -> Inputs<'_> {
        Inputs {
            roles: &self.roles,
            cluster_roles: &self.cluster_roles,
            role_bindings: &self.role_bindings,
            cluster_role_bindings: &self.cluster_role_bindings,
            role_source: RoleSource::Complete,
            aws_auth: Some(&self.aws_auth),
            gaps: &[],
        }
    }
}

fn metadata(namespace: Option<String>, name: String) -> Metadata {
    Metadata {
        name,
        namespace,
        ..Metadata::default()
    }
}

fn role_ref(kind: &str, name: String) -> RoleRef {
    RoleRef {
        api_group: "rbac.authorization.k8s.io".to_owned(),
        kind: kind.to_owned(),
        name,
    }
}

fn rules(random: &mut Random) -> Vec<PolicyRule> {
    const VERBS: &[&str] = &[
        "get", "list", "watch", "create", "update", "patch", "delete",
    ];
    const RESOURCES: &[&str] = &[
        "pods",
        "pods/log",
        "pods/exec",
        "configmaps",
        "secrets",
        "services",
        "deployments",
        "jobs",
        "events",
        "leases",
    ];
    (0..=random.below(5))
        .map(|_| PolicyRule {
            verbs: (0..=random.below(4))
                .map(|_| random.one_of(VERBS).to_owned())
                .collect(),
            api_groups: vec![random.one_of(&["", "", "apps", "batch"]).to_owned()],
            resources: (0..=random.below(3))
                .map(|_| random.one_of(RESOURCES).to_owned())
                .collect(),
            ..PolicyRule::default()
        })
        .collect()
}

fn subjects(random: &mut Random, namespaces: usize) -> Vec<Subject> {
    (0..=random.below(3))
        .map(|_| {
            let number = random.below(1000);
            let (kind, namespace, name) = match random.below(3) {
                0 => ("User", None, format!("user-{number}")),
                1 => ("Group", None, format!("group-{number}")),
                _ => {
                    let namespace = format!("team-{:05}", random.below(namespaces));
                    let name = format!("app-{}", number % 5);
                    ("ServiceAccount", Some(namespace), name)
                }
            };
            Subject {
                kind: kind.to_owned(),
                name,
                namespace,
            }
        })
        .collect()
}

fn aws_auth() -> AwsAuth {
    let mut entries = String::new();
    for index in 0..100 {
        entries.push_str("- rolearn: arn:aws:iam::123456789012:role/R");
        entries.push_str(&index.to_string());
        entries.push_str("\n  username: r:{{SessionName}}\n  groups: [group-");
        entries.push_str(&index.to_string());
        entries.push_str("]\n");
    }
    AwsAuth::parse(&BTreeMap::from([("mapRoles".to_owned(), entries)]))
}

fn request(verb: &str, resource: &str, namespace: RequestNamespace) -> Request {
    Request {
        verb: verb.to_owned(),
        target: Target::Resource {
            group: String::new(),
            resource: resource.to_owned(),
            subresource: None,
            name: None,
            namespace,
        },
    }
}

fn evaluate(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("evaluate");
    group.sample_size(20);
    for objects in [20_000, 200_000] {
        let generated = Objects::generate(objects);
        group.throughput(Throughput::Elements(objects as u64));
        for (name, namespace) in [
            (
                "one namespace",
                RequestNamespace::One("team-00007".to_owned()),
            ),
            ("all namespaces", RequestNamespace::All),
        ] {
            let request = request("delete", "pods", namespace);
            group.bench_with_input(
                BenchmarkId::new(name, objects),
                &request,
                |bencher, request| {
                    bencher.iter(|| {
                        black_box(analyze(&generated.inputs(), request, Options::default()))
                    });
                },
            );
        }
    }
    group.finish();
}

criterion_group!(benches, evaluate);
criterion_main!(benches);

//! How fast trees are read and texts unfolded.
//!
//! `cargo bench --package secretscan --bench unfold`

use std::{fmt::Write as _, hint::black_box};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use secretscan::{
    detect::Medium,
    tree::Tree,
    unfold::{Blob, Limit, Limits, Trail, Visitor, unfold, unfold_tree},
};

/// Looks at nothing.
struct Counts(usize);

impl Visitor for Counts {
    fn text(&mut self, _at: &Trail, bytes: &[u8], _medium: Medium) {
        self.0 += bytes.len();
    }

    fn value(&mut self, _at: &Trail, _keys: &[&str], value: &[u8]) {
        self.0 += value.len();
    }

    fn unread(&mut self, _at: &Trail, _why: Limit) {}
}

/// A list of Pods as `kubectl get -o json` prints it.
fn dump(pods: usize) -> String {
    let mut out =
        "{\n    \"apiVersion\": \"v1\",\n    \"kind\": \"List\",\n    \"items\": [\n".to_owned();
    for pod in 0..pods {
        let comma = if pod == 0 { "" } else { ",\n" };
        write!(
            out,
            r#"{comma}        {{
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {{
                "annotations": {{
                    "checksum/config": "{pod:064x}",
                    "kubernetes.io/psp": "eks.privileged"
                }},
                "labels": {{
                    "app.kubernetes.io/name": "shop",
                    "pod-template-hash": "{pod:010x}"
                }},
                "name": "shop-{pod}",
                "namespace": "shop",
                "uid": "0b0bdf2c-2f5a-4b0e-9e39-{pod:012x}"
            }},
            "spec": {{
                "containers": [
                    {{
                        "env": [
                            {{
                                "name": "DATABASE_URL",
                                "value": "postgres://shop@database.shop.svc:5432/shop"
                            }},
                            {{
                                "name": "LOG_LEVEL",
                                "value": "info"
                            }}
                        ],
                        "image": "registry.example/shop/frontend:1.{pod}.0",
                        "name": "frontend",
                        "ports": [
                            {{
                                "containerPort": 8080,
                                "protocol": "TCP"
                            }}
                        ]
                    }}
                ],
                "nodeName": "ip-10-0-{pod}-1.eu-central-1.compute.internal"
            }},
            "status": {{
                "phase": "Running",
                "podIP": "10.0.0.1",
                "startTime": "2025-01-01T00:00:00Z"
            }}
        }}"#
        )
        .unwrap_or_default();
    }
    out.push_str("\n    ]\n}\n");
    out
}

/// Text as programs and documents have it: words, paths, code.
fn prose(bytes: usize) -> String {
    let paragraph = include_str!("../src/unfold/text.rs");
    paragraph.repeat(bytes / paragraph.len() + 1)
}

fn trees(criterion: &mut Criterion) {
    let dump = dump(5000);
    let mut group = criterion.benchmark_group("tree");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(dump.len() as u64));
    group.bench_function("json", |bencher| {
        bencher.iter(|| black_box(Tree::from_json(&dump).is_ok()));
    });
    let Ok(tree) = Tree::from_json(&dump) else {
        return;
    };
    group.bench_function("walk", |bencher| {
        bencher.iter(|| {
            let mut counts = Counts(0);
            unfold_tree(&tree, &[], &Limits::value(), &mut Trail::new(), &mut counts);
            counts.0
        });
    });
    group.finish();
}

fn texts(criterion: &mut Criterion) {
    let prose = prose(8 << 20);
    let mut group = criterion.benchmark_group("text");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(prose.len() as u64));
    for (name, limits) in [("bulk", Limits::file()), ("full", Limits::value())] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut counts = Counts(0);
                let blob = Blob::file("main.rs", prose.as_bytes());
                unfold(blob, &limits, &mut Trail::new(), &mut counts);
                counts.0
            });
        });
    }
    group.finish();
}

criterion_group!(benches, trees, texts);
criterion_main!(benches);

use crate::ledger::testing::{deployment, ledger, service};

fn redis() -> String {
    deployment("redis", ", ports: [{containerPort: 6379}]") + &service("redis", "{port: 6379}")
}

const FOUND: &str = "shop/deployment/web > shop/deployment/redis TCP 6379 high";

fn config_map(name: &str, data: &str) -> String {
    format!(
        "
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}, namespace: shop}}
data: {data}
---"
    )
}

fn expect(manifests: &str, sources: &[&str]) {
    let flows = ledger(&(redis() + manifests)).flows;
    assert_eq!(
        flows,
        sources
            .iter()
            .map(|it| format!("{FOUND} {it}"))
            .collect::<Vec<_>>()
    );
}

#[test]
fn host_and_port_in_two_variables_are_one_address() {
    let env = ", env: [{name: REDIS_HOST, value: redis}, {name: REDIS_PORT, value: '6379'}]";
    expect(&deployment("web", env), &["environment"]);
}

#[test]
fn arguments_and_probes_are_read() {
    expect(
        &deployment("web", ", args: [\"--redis=redis:6379\"]"),
        &["argument"],
    );
    let probe = ", readinessProbe: {exec: {command: [nc, -z, redis, '6379']}}";
    expect(&deployment("web", probe), &["probe"]);
}

#[test]
fn init_containers_are_read() {
    let manifest = "
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  initContainers: [{name: wait, command: [sh, -c, 'until nc -z redis 6379; do sleep 1; done']}]
  containers: [{name: main}]
---";
    let flows = ledger(&(redis() + manifest)).flows;
    assert_eq!(
        flows,
        ["shop/pod/web > shop/deployment/redis TCP 6379 high initcontainer"]
    );
}

#[test]
fn keys_of_a_config_map_are_read_where_they_are_used() {
    let map = config_map(
        "app",
        "{cache: 'redis:6379', REDIS_HOST: redis, REDIS_PORT: '6379'}",
    );
    let key = ", env: [{name: CACHE, valueFrom: {configMapKeyRef: {name: app, key: cache}}}]";
    expect(&(map.clone() + &deployment("web", key)), &["configmap"]);
    let all = ", envFrom: [{configMapRef: {name: app}}]";
    expect(&(map.clone() + &deployment("web", all)), &["configmap"]);
    expect(&(map + &deployment("web", "")), &[]);
}

#[test]
fn a_host_of_a_config_map_takes_the_port_of_a_variable() {
    let map = config_map("app", "{host: redis.shop.svc}");
    let env = ", env: [{name: CACHE_HOST, valueFrom: {configMapKeyRef: {name: app, key: host}}}, \
               {name: CACHE_PORT, value: '6379'}]";
    expect(&(map + &deployment("web", env)), &["configmap"]);
}

#[test]
fn only_the_keys_that_a_volume_shows_are_read() {
    let map = config_map(
        "app",
        "{a.conf: \"x\\nserver redis:6379\\n\", b.conf: \"url http://b.example/\\n\"}",
    );
    let pod = |items: &str, volume: &str| {
        format!(
            "
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: shop}}
spec:
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      containers: [{{name: main}}]
      volumes: [{{name: v, {}}}]
---",
            volume.replace("ITEMS", items)
        )
    };
    let plain = "configMap: {name: app ITEMS}";
    let projected = "projected: {sources: [{configMap: {name: app ITEMS}}]}";
    for volume in [plain, projected] {
        expect(
            &(map.clone() + &pod(", items: [{key: a.conf, path: a}]", volume)),
            &["configmap"],
        );
        let all = ledger(&(redis() + &map + &pod("", volume))).flows;
        assert_eq!(all.len(), 2, "{all:?}");
    }
}

#[test]
fn a_config_map_that_is_not_there_is_unknown_unless_it_may_be_missing() {
    let env = |rest: &str| {
        let from = format!("{{configMapRef: {{name: app{rest}}}}}");
        deployment("web", &format!(", envFrom: [{from}]"))
    };
    let unknown = ledger(&env("")).unknown;
    assert_eq!(
        unknown,
        ["shop/deployment/web > ? ConfigMap app: the ConfigMap was not found"]
    );
    assert!(ledger(&env(", optional: true")).unknown.is_empty());
}

#[test]
fn an_address_in_a_secret_is_told_by_names_only() {
    let env = ", env: [{name: DATABASE_URL, valueFrom: {secretKeyRef: {name: db, key: uri}}}, \
               {name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]";
    let written = ledger(&deployment("web", env));
    assert!(written.flows.is_empty());
    assert_eq!(
        written.unknown,
        [
            "shop/deployment/web > ? DATABASE_URL (key uri of Secret db): the address is in a Secret, \
          which is not read"
        ]
    );
}

#[test]
fn evidence_says_where_in_which_object() {
    let env = ", env: [{name: REDIS_URL, value: 'redis://:hunter2@redis:6379/0'}]";
    let written = ledger(&(redis() + &deployment("web", env)));
    let flows = &written.ledger.flows;
    let flow = flows.iter().find(|flow| flow.port == 6379).unwrap();
    let evidence = &flow.evidence[0];
    assert_eq!(
        evidence.object.as_ref().unwrap().to_string(),
        "Deployment shop/web"
    );
    assert_eq!(
        evidence.path,
        "spec.template.spec.containers[main].env[REDIS_URL]"
    );
    assert_eq!(evidence.says, "redis:6379");
    assert!(!format!("{written:?}").contains("hunter2"));
}

#[test]
fn a_workload_on_the_nodes_network_is_the_nodes() {
    let manifest = "
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: shop}
spec:
  template:
    metadata: {labels: {app: agent}}
    spec: {hostNetwork: true, containers: [{name: a, args: ['--to=redis:6379']}]}
---";
    let flows = ledger(&(redis() + manifest)).flows;
    assert_eq!(
        flows,
        ["nodes > shop/deployment/redis TCP 6379 high argument"]
    );
}

#[test]
fn replicas_and_the_order_of_objects_change_nothing() {
    let pod = |name: &str| {
        format!(
            "
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop, labels: {{app: web}}, ownerReferences: [{{kind: StatefulSet, name: web, controller: true}}]}}
spec: {{containers: [{{name: main, args: ['redis:6379']}}]}}
---"
        )
    };
    let one = ledger(&(redis() + &pod("web-0")));
    let two = ledger(&(pod("web-1") + &pod("web-0") + &redis()));
    assert_eq!(one.flows, two.flows);
    assert_eq!(
        one.flows,
        ["shop/statefulset/web > shop/deployment/redis TCP 6379 high argument"]
    );
}

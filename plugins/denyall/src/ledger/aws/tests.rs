use crate::ledger::{
    Party,
    testing::{deployment, ledger},
};

const METADATA: &str = "shop/deployment/web > metadata TCP 80 medium noderole";
const APIS: &str = "shop/deployment/web > internet TCP 443 medium noderole";

fn web(env: &str) -> String {
    deployment("web", &format!(", env: [{env}]"))
}

fn account(annotations: &str) -> String {
    format!(
        "
apiVersion: v1
kind: ServiceAccount
metadata: {{name: default, namespace: shop, annotations: {{{annotations}}}}}
---"
    )
}

const ROLE: &str = "eks.amazonaws.com/role-arn: 'arn:aws:iam::111122223333:role/web'";
const REGION: &str = "{name: AWS_REGION, value: eu-central-1}";

#[test]
fn a_role_of_the_service_account_needs_sts_of_the_region_and_the_apis_it_is_for() {
    assert_eq!(
        ledger(&(account(ROLE) + &web(REGION))).flows,
        [
            "shop/deployment/web > sts.eu-central-1.amazonaws.com TCP 443 high irsa",
            "shop/deployment/web > internet TCP 443 medium irsa",
        ]
    );
}

#[test]
fn the_region_is_that_of_the_nodes_where_nothing_nearer_tells_it() {
    let node = |name: &str, region: &str| {
        format!(
            "
apiVersion: v1
kind: Node
metadata: {{name: {name}, labels: {{topology.kubernetes.io/region: {region}}}}}
---"
        )
    };
    let one = node("a", "us-east-2") + &account(ROLE) + &web("");
    assert!(ledger(&one).flows[0].contains("sts.us-east-2.amazonaws.com TCP 443 high"));
    let two = node("a", "us-east-2") + &node("b", "us-west-2") + &account(ROLE) + &web("");
    assert!(ledger(&two).flows[0].contains("> sts.amazonaws.com TCP 443 medium"));
}

#[test]
fn roles_of_china_are_assumed_in_china() {
    let role = "eks.amazonaws.com/role-arn: 'arn:aws-cn:iam::111122223333:role/web'";
    let region = "{name: AWS_REGION, value: cn-north-1}";
    let flows = ledger(&(account(role) + &web(region))).flows;
    assert!(flows[0].contains("sts.cn-north-1.amazonaws.com.cn TCP 443"));
}

#[test]
fn pod_identity_needs_its_agent() {
    let uri =
        "{name: AWS_CONTAINER_CREDENTIALS_FULL_URI, value: 'http://169.254.170.23/v1/credentials'}";
    assert_eq!(
        ledger(&web(&format!("{REGION}, {uri}"))).flows,
        [
            "shop/deployment/web > internet TCP 443 medium podidentity",
            "shop/deployment/web > podidentity TCP 80 high environment,podidentity",
        ]
    );
}

#[test]
fn a_token_tells_what_it_is_for() {
    let pod = |audience: &str| {
        format!(
            "
apiVersion: v1
kind: Pod
metadata: {{name: web, namespace: shop}}
spec:
  containers: [{{name: a}}]
  volumes: [{{name: t, projected: {{sources: [{{serviceAccountToken: {{audience: {audience}}}}}]}}}}]
"
        )
    };
    let flows = |audience| ledger(&pod(audience)).flows.join(";");
    assert!(flows("pods.eks.amazonaws.com").contains("podidentity TCP 80 high"));
    assert!(flows("sts.amazonaws.com").contains("sts.amazonaws.com TCP 443"));
    assert_eq!(flows("vault"), "");
}

#[test]
fn aws_without_credentials_of_its_own_means_the_role_of_the_node() {
    for env in [
        REGION,
        "{name: BACKUP_TO, value: 's3://bucket/x'}",
        "{name: QUEUE_URL, value: 'https://sqs.eu-west-1.amazonaws.com/1/q'}",
    ] {
        let flows = ledger(&web(env)).flows;
        assert!(flows.contains(&METADATA.to_owned()), "{env}: {flows:?}");
        assert!(flows.contains(&APIS.to_owned()), "{env}: {flows:?}");
    }
}

#[test]
fn static_keys_and_things_of_aws_that_need_none_do_not() {
    for env in [
        "{name: AWS_REGION, value: eu-west-1}, {name: AWS_ACCESS_KEY_ID, valueFrom: {secretKeyRef: {name: k, key: id}}}",
        "{name: DB_HOST, value: 'x.abc.eu-west-1.rds.amazonaws.com:5432'}",
        "{name: LEVEL, value: info}",
    ] {
        let flows = ledger(&web(env)).flows;
        assert!(
            !flows.iter().any(|flow| flow.contains("metadata")),
            "{env}: {flows:?}"
        );
    }
}

#[test]
fn access_keys_are_for_the_apis_and_never_mean_the_role_of_the_node() {
    let selector = |name: &str, key: &str| {
        format!("env: [{{name: {name}, valueFrom: {{secretKeyRef: {{name: k, key: {key}}}}}}}]")
    };
    for (container, source, says) in [
        (
            format!("env: [{REGION}, {{name: AWS_ACCESS_KEY_ID, value: AKIA}}]"),
            "environment",
            "AWS_ACCESS_KEY_ID",
        ),
        (
            "env: [{name: BACKUP_AWS_SECRET_ACCESS_KEY, value: x}]".to_owned(),
            "environment",
            "BACKUP_AWS_SECRET_ACCESS_KEY",
        ),
        (
            "env: [{name: AWS_SHARED_CREDENTIALS_FILE, value: /aws/credentials}]".to_owned(),
            "environment",
            "AWS_SHARED_CREDENTIALS_FILE",
        ),
        (
            selector("AWS_ACCESS_KEY_ID", "id"),
            "secretkey",
            "AWS_ACCESS_KEY_ID",
        ),
        (
            selector("STORE_ID", "aws-access-key-id"),
            "secretkey",
            "STORE_ID",
        ),
        (
            "envFrom: [{secretRef: {name: payment-aws}}]".to_owned(),
            "secretkey",
            "all keys of Secret payment-aws",
        ),
    ] {
        let found = ledger(&deployment("web", &format!(", {container}")));
        assert_eq!(
            found.flows,
            [format!(
                "shop/deployment/web > internet TCP 443 medium {source}"
            )],
            "{container}"
        );
        let flows = &found.ledger.flows;
        let flow = flows.iter().find(|it| it.to == Party::Internet).unwrap();
        assert_eq!(flow.evidence[0].says, says);
    }
    let other = "envFrom: [{secretRef: {name: laws}}]";
    assert!(
        ledger(&deployment("web", &format!(", {other}")))
            .flows
            .is_empty()
    );
}

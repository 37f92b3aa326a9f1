//! Documents, lists and scalars, in YAML and JSON.

use super::*;

const CONFIG_MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

#[test]
fn documents_may_be_yaml_json_or_json_lines() {
    let a = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"#;
    let b = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}"#;
    let yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n";
    for text in [
        format!("{a}\n{b}\n"),
        format!("{a}{b}"),
        format!("{a}\n---\n{b}\n"),
        format!("{a}\n---\n{yaml}"),
        format!("---\n---\n{CONFIG_MAP}---\n# nothing\n---\n{yaml}...\n"),
        format!("{{apiVersion: v1, kind: ConfigMap, metadata: {{name: a}}}}\n---\n{yaml}"),
        format!(
            "\u{feff}{}",
            format!("{CONFIG_MAP}---\n{yaml}").replace('\n', "\r\n")
        ),
    ] {
        let snapshot = stdin(&text).unwrap();
        assert_eq!(
            names::<ConfigMap>(&snapshot),
            ["default/a", "default/b"],
            "{text}"
        );
        assert!(snapshot.gaps.is_empty(), "{text}: {:?}", gaps(&snapshot));
    }
}

#[test]
fn what_kubectl_get_prints_has_its_items_before_its_kind() {
    let snapshot = stdin(
        "apiVersion: v1\nitems:\n- apiVersion: rbac.authorization.k8s.io/v1\n  kind: Role\n  \
         metadata:\n    name: reader\n    namespace: pay\n  rules: null\nkind: List\nmetadata:\n  \
         resourceVersion: \"\"\n",
    )
    .unwrap();
    assert_eq!(names::<Role>(&snapshot), ["pay/reader"]);
    assert!(
        snapshot.gaps.is_empty() && snapshot.holds::<Role>() && !snapshot.holds::<RoleBinding>()
    );
}

#[test]
fn items_of_a_typed_list_take_its_kind_wherever_it_stands() {
    let items = r#""items": [{"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}]"#;
    let type_meta = r#""apiVersion": "v1", "kind": "ConfigMapList""#;
    for text in [
        format!("{{{type_meta}, {items}}}"),
        format!("{{{items}, {type_meta}}}"),
        "apiVersion: v1\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\nkind: ConfigMapList"
            .to_owned(),
        "kind: ConfigMapList\napiVersion: v1\nitems: [{metadata: {name: a}}, {metadata: {name: b}}]"
            .to_owned(),
    ] {
        let snapshot = stdin(&text).unwrap();
        assert_eq!(names::<ConfigMap>(&snapshot), ["default/a", "default/b"], "{text}");
        assert!(snapshot.gaps.is_empty(), "{text}: {:?}", gaps(&snapshot));
    }
}

#[test]
fn lists_may_hold_lists() {
    let inner = r#"{"apiVersion":"v1","kind":"ConfigMapList","items":[{"metadata":{"name":"a"}}]}"#;
    let outer = format!(r#"{{"apiVersion":"v1","kind":"List","items":[{inner}]}}"#);
    for text in [outer.clone(), format!("# as YAML\n{outer}")] {
        assert_eq!(
            names::<ConfigMap>(&stdin(&text).unwrap()),
            ["default/a"],
            "{text}"
        );
    }
}

#[test]
fn an_empty_list_of_a_kind_says_that_there_is_none() {
    for text in [
        r#"{"kind":"RoleList","apiVersion":"rbac.authorization.k8s.io/v1","items":null}"#,
        "apiVersion: rbac.authorization.k8s.io/v1\nitems: []\nkind: RoleList\n",
    ] {
        let snapshot = stdin(text).unwrap();
        assert!(
            snapshot.holds::<Role>() && !snapshot.holds::<ClusterRole>(),
            "{text}"
        );
    }
}

#[test]
fn an_empty_list_of_no_kind_is_no_dump() {
    let error = stdin("apiVersion: v1\nitems: []\nkind: List\n")
        .err()
        .unwrap();
    assert_eq!(error.to_string(), "no objects in -");
}

#[test]
fn an_item_without_a_kind_is_a_gap() {
    for text in [
        "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n{\"metadata\":{\"name\":\"a\"}}]}",
        "apiVersion: v1\nitems: [\n {metadata: {name: a}}]\nkind: List\n",
        "kind: List\napiVersion: v1\nitems: [\n {metadata: {name: a}}]\n",
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMapList\",\"items\":[\n7]}",
        "kind: ConfigMapList\napiVersion: v1\nitems:\n- 7\n",
    ] {
        let (code, line) = only_gap(&stdin(text).unwrap());
        assert_eq!(code, GapCode::Undecodable, "{text}");
        assert!(line == 2 || line == 4 || line == 3, "{text}");
    }
}

#[test]
fn items_that_are_no_list_are_a_gap() {
    for text in [
        r#"{"apiVersion":"v1","kind":"ConfigMapList","items":{"a":1}}"#,
        "apiVersion: v1\nkind: ConfigMapList\nitems: x\n",
    ] {
        let snapshot = stdin(text).unwrap();
        assert_eq!(only_gap(&snapshot).0, GapCode::Undecodable, "{text}");
    }
}

#[test]
fn strings_of_the_api_must_be_strings() {
    for name in ["123", "yes", "on", "1e3", "0x10", "1.5", "[a]", "~", "''"] {
        let text = format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n");
        let snapshot = stdin(&text).unwrap();
        assert_eq!(only_gap(&snapshot), (GapCode::Undecodable, 1), "{name}");
        let quoted = format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: '{name}'\n");
        if name != "''" {
            assert_eq!(
                names::<ConfigMap>(&stdin(&quoted).unwrap()).len(),
                1,
                "{name}"
            );
        }
    }
}

#[test]
fn a_gap_never_quotes_a_value() {
    let text =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {hunter2: [s3cret]}}\n";
    assert_eq!(
        gaps(&stdin(text).unwrap()),
        [
            "Undecodable -:1 cannot read ConfigMap default/a: a field is missing or has the wrong type"
        ]
    );
}

/// Checked against kubectl 1.37.1: whatever comes later wins; of several sources, the first.
#[test]
fn merge_keys_mean_what_kubectl_takes_them_for() {
    for (data, value) in [
        ("  k: mine\n  <<: *base\n", "base"),
        ("  <<: *base\n  k: mine\n", "mine"),
        ("  <<: [{k: one}, {k: two}]\n", "one"),
        ("  <<: {k: one}\n  <<: {k: two}\n", "two"),
        ("  \"<<\": '1'\n  k: plain\n", "plain"),
    ] {
        let text = format!("{CONFIG_MAP}base: &base {{k: base}}\ndata:\n{data}");
        let snapshot = stdin(&text).unwrap();
        assert_eq!(snapshot.all::<ConfigMap>()[0].data["k"], value, "{text}");
        assert!(snapshot.gaps.is_empty());
    }
}

#[test]
fn aliases_stand_for_what_they_name_even_in_objects_that_nobody_wants() {
    let snapshot = stdin(
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec: {a: &text x, b: \
         [&map {k: *text}]}\n- &item\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n  \
         data: *map\n",
    )
    .unwrap();
    assert_eq!(snapshot.all::<ConfigMap>()[0].data["k"], "x");
}

#[test]
fn a_key_that_is_given_twice_makes_an_object_unreadable() {
    let text = format!("{CONFIG_MAP}data: {{k: a}}\ndata: {{k: b}}\n");
    assert_eq!(
        gaps(&stdin(text).unwrap()),
        ["Undecodable -:1 cannot read ConfigMap: a key is given twice"]
    );
    let json =
        r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{},"data":{}}"#;
    assert_eq!(only_gap(&stdin(json).unwrap()).0, GapCode::Undecodable);
}

#[test]
fn lines_are_those_on_which_objects_start() {
    let yaml = "# head\n\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  \
                metadata: {name: 1}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: 2}\n";
    let json = "\n{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n  \
                {\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":1}}]}\n\n\
                {\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":2}}\n---\n\
                apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 3}\n";
    for (text, lines) in [(yaml, vec![6, 10]), (json, vec![3, 5, 7])] {
        let snapshot = stdin(text).unwrap();
        let found: Vec<usize> = snapshot
            .gaps
            .iter()
            .map(|gap| gap.location.as_ref().unwrap().line)
            .collect();
        assert_eq!(found, lines, "{text}");
    }
}

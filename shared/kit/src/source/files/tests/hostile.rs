//! Texts that are made to fill the memory, the stack or the time.

use super::*;

#[test]
fn deep_nesting_is_refused_and_does_not_overflow_the_stack() {
    const DEPTH: usize = 100_000;
    let json = format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
    let maps = format!("{}1{}", "{\"a\":".repeat(DEPTH), "}".repeat(DEPTH));
    let lines: Vec<String> = (0..2_000)
        .map(|depth| format!("{}a:", " ".repeat(depth)))
        .collect();
    let block = lines.join("\n");
    let dashes = "- ".repeat(DEPTH);
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: ";
    for text in [&json, &maps, &block, &dashes] {
        assert!(stdin(text).is_err());
        let field = format!("{head}{}\n", text.replace('\n', "\n  "));
        let snapshot = folder(&[("a.yaml", &field)]).unwrap();
        assert_eq!(only_gap(&snapshot).0, GapCode::Undecodable);
    }
    for value in [&json, &maps] {
        let object = format!(
            r#"{{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"a"}},"data":{value}}}"#
        );
        assert_eq!(only_gap(&stdin(&object).unwrap()).0, GapCode::Undecodable);
        let ignored = object.replace("\"data\"", "\"status\"");
        assert_eq!(names::<ConfigMap>(&stdin(&ignored).unwrap()), ["default/a"]);
    }
}

#[test]
fn nesting_as_deep_as_real_objects_have_it_is_read() {
    let deep = format!("{}1{}", "{a: [".repeat(60), "]}".repeat(60));
    let text = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\nspec: {deep}\n");
    assert_eq!(names::<ConfigMap>(&stdin(text).unwrap()), ["default/a"]);
}

#[test]
fn deeply_nested_lists_are_a_gap() {
    let list = r#"{"apiVersion":"v1","kind":"List","items":["#;
    let text = format!("{}{}", list.repeat(1_000), "]}".repeat(1_000));
    assert_eq!(only_gap(&stdin(&text).unwrap()).0, GapCode::Undecodable);
}

#[test]
fn an_alias_bomb_is_a_gap() {
    let levels: Vec<String> = (1..64)
        .map(|level| {
            let below = format!("*x{}", level - 1);
            format!("x{level}: &x{level} [{below}, {below}, {below}, {below}]")
        })
        .collect();
    let text = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\nx0: &x0 [a, a]\n{}\n",
        levels.join("\n")
    );
    assert_eq!(only_gap(&stdin(&text).unwrap()).0, GapCode::Undecodable);
}

#[test]
fn an_alias_to_itself_or_to_nothing_is_refused() {
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    let snapshot = stdin(format!("{head}data: &a {{k: *a}}\n")).unwrap();
    assert_eq!(only_gap(&snapshot).0, GapCode::Undecodable);
    assert!(stdin(format!("{head}data: *nothing\n")).is_err());
    let other_document = format!("{head}data: &a {{k: v}}\n---\n{head}data: *a\n");
    assert!(stdin(other_document).is_err());
}

#[test]
fn many_keys_take_no_quadratic_time() {
    let keys: Vec<String> = (0..100_000).map(|key| format!("  key{key}: v")).collect();
    let keys = keys.join(
        "
",
    );
    let text = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n{keys}");
    assert_eq!(
        stdin(text).unwrap().all::<ConfigMap>()[0].data.len(),
        100_000
    );
}

#[test]
fn large_lists_are_read_object_by_object() {
    let item = "- apiVersion: rbac.authorization.k8s.io/v1\n  kind: Role\n  metadata:\n    \
                annotations:\n      text: some annotation that nobody reads, as real ones are\n    \
                name: role-NUMBER\n    namespace: pay\n  rules:\n  - apiGroups: [\"\"]\n    \
                resources: [pods]\n    verbs: [get, list]\n";
    let items: String = (0..10_000)
        .map(|number| item.replace("NUMBER", &number.to_string()))
        .collect();
    let snapshot = stdin(format!("apiVersion: v1\nitems:\n{items}kind: List\n")).unwrap();
    assert_eq!(snapshot.all::<Role>().len(), 10_000);
    assert!(snapshot.gaps.is_empty());
}

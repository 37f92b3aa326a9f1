//! What holds for every input.

use proptest::prelude::*;

use super::*;

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z0-9-]{0,8}",
        Just("yes".to_owned()),
        Just("1e3".to_owned()),
        Just("0123".to_owned()),
        Just("null".to_owned()),
        Just("~".to_owned()),
    ]
}

prop_compose! {
    pub(super) fn config_map()(
        name in name(),
        namespace in "[ab]",
        labels in prop::collection::btree_map(name(), name(), 0..3),
        data in prop::collection::btree_map("[a-z.]{1,6}", any::<String>(), 0..3),
    ) -> serde_json::Value {
        serde_json::json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": name, "namespace": namespace, "labels": labels},
            "data": data,
        })
    }
}

fn manifests(snapshot: &Snapshot) -> Vec<serde_json::Value> {
    snapshot
        .collections()
        .iter()
        .flat_map(|collection| collection.manifests())
        .collect()
}

/// One object a name, as a cluster has it.
pub(super) fn distinct(objects: Vec<serde_json::Value>) -> Vec<serde_json::Value> {
    let mut seen = std::collections::BTreeSet::new();
    objects
        .into_iter()
        .filter(|object| seen.insert(object["metadata"]["name"].to_string()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_dump_means_the_same_as_yaml_and_as_json(objects in prop::collection::vec(config_map(), 1..5)) {
        let list = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": distinct(objects)});
        let json = stdin(list.to_string()).unwrap();
        let pretty = stdin(serde_json::to_string_pretty(&list).unwrap()).unwrap();
        let flow = stdin(format!("# JSON is YAML\n{list}")).unwrap();
        let yaml = stdin(serde_saphyr::to_string(&list).unwrap()).unwrap();
        prop_assert!(json.gaps.is_empty(), "{:?}", gaps(&json));
        prop_assert_eq!(manifests(&json), manifests(&pretty));
        prop_assert_eq!(manifests(&json), manifests(&flow));
        prop_assert_eq!(manifests(&json), manifests(&yaml));
        prop_assert!(flow.gaps.is_empty() && yaml.gaps.is_empty());
    }

    #[test]
    fn how_objects_are_spread_over_files_changes_nothing(
        objects in prop::collection::vec(config_map(), 1..6),
        cut in 0_usize..6,
        reverse: bool,
    ) {
        let objects = distinct(objects);
        let whole = stdin(objects.iter().map(ToString::to_string).collect::<String>()).unwrap();
        let (first, second) = objects.split_at(cut.min(objects.len()));
        let text = |part: &[serde_json::Value]| {
            let documents: Vec<String> = part.iter().map(ToString::to_string).collect();
            format!("{}\n", documents.join("\n---\n"))
        };
        let (first, second) = (text(first), text(second));
        let names = if reverse { ["2.yaml", "1.yaml"] } else { ["1.yaml", "2.yaml"] };
        let spread = folder(&[(names[0], &first), (names[1], &second)]).unwrap();
        prop_assert_eq!(manifests(&whole), manifests(&spread));
        prop_assert!(spread.gaps.is_empty() && spread.notes.is_empty());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = stdin(bytes);
    }

    #[test]
    fn no_text_of_yaml_characters_makes_it_panic(
        text in "([-:?&*!|>'\"%@`{}\\[\\],# \n\t]|<<|[a-c]|items|kind|apiVersion|List|v1){0,60}",
    ) {
        let _ = stdin(&text);
        let _ = folder(&[("a.yaml", &text)]);
    }
}

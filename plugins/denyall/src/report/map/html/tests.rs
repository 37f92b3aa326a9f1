//! Tests of the page as a whole: what is in it, and what hostile names cannot do.

use std::io::Read as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::read::ZlibDecoder;
use serde_json::Value;

use super::*;
use crate::report::map::testing::{external, hostile, ports, render, view, workload};
use crate::{enforcement::EnforcementState, protocol::Protocol};

/// Text of a data block of the page.
fn block<'a>(page: &'a str, id: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("id=\"{id}\">")).unwrap();
    rest.split_once("</script>").unwrap().0
}

fn inflated(page: &str, id: &str) -> Vec<u8> {
    let stream = STANDARD.decode(block(page, id)).unwrap();
    let mut bytes = Vec::new();
    ZlibDecoder::new(stream.as_slice())
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

fn small() -> MapView {
    view([
        workload("shop", "Deployment", "web"),
        external(None, &["10.0.0.0/8", "::/0"]),
    ])
    .edge(
        0,
        1,
        ports(Protocol::Tcp, &[(443, 443)]),
        "sent",
        "received",
    )
}

#[test]
fn the_page_holds_nodes_ports_reasons_and_rows() {
    let page = render(&small(), write);
    let facts: Value = serde_json::from_str(block(&page, "facts")).unwrap();
    let expected = serde_json::json!({
        "title": "test", "profile": "spec", "enforcement": "proven", "evidence": "aws-node enforces",
        "nodes": [
            {"namespace": "shop", "kind": "Deployment", "name": "web", "pods": 1},
            {"name": "10.0.0.0/8 (+1)", "cidrs": ["10.0.0.0/8", "::/0"], "pods": 0},
        ],
        "ports": [{"all": false, "ranges": ["TCP 443"]}],
        "gaps": [], "notes": [],
    });
    assert_eq!(facts, expected);
    assert_eq!(inflated(&page, "reasons"), br#"["sent","received"]"#);
    assert_eq!(
        inflated(&page, "rows"),
        [1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0]
    );
}

#[test]
fn each_state_of_enforcement_has_its_word() {
    let table = [
        (EnforcementState::Proven, "proven"),
        (EnforcementState::Absent, "absent"),
        (EnforcementState::Unknown, "unknown"),
    ];
    for (enforcement, word) in table {
        let map = MapView {
            enforcement,
            ..small()
        };
        let facts: Value = serde_json::from_str(block(&render(&map, write), "facts")).unwrap();
        assert_eq!(facts["enforcement"], word);
    }
}

#[test]
fn hostile_names_add_no_tag_to_the_page() {
    let tags = |page: &str| page.matches('<').count();
    let (hostile, harmless) = (render(&hostile(), write), render(&small(), write));
    assert_eq!(tags(&hostile), tags(&harmless));
    assert!(!hostile.contains("<img"), "{hostile}");
    let facts: Value = serde_json::from_str(block(&hostile, "facts")).unwrap();
    assert_eq!(
        facts["nodes"][0]["name"],
        "</script><img src=x onerror=evil()>"
    );
    assert!(
        !hostile.contains('\u{202e}'),
        "text that reorders its neighbours"
    );
}

#[test]
fn a_hostile_title_is_text() {
    let title = "</title><script>evil()</script>&{{rows}}".to_owned();
    let page = render(&MapView { title, ..small() }, write);
    assert!(
        page.contains("<h1>&lt;/title&gt;&lt;script&gt;evil()&lt;/script&gt;&amp;{{rows}}</h1>"),
        "{page}"
    );
}

#[test]
fn the_policy_admits_the_pages_own_style_and_script_only() {
    let page = render(&small(), write);
    let between = |start: &str, end: &str| {
        let (_, rest) = page.rsplit_once(start).unwrap();
        STANDARD.encode(digest(&SHA256, rest.split_once(end).unwrap().0.as_bytes()))
    };
    let (style, script) = (
        between("<style>", "</style>"),
        between("<script>", "</script>"),
    );
    let expected = format!(
        "content=\"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; \
         base-uri 'none'; form-action 'none'\""
    );
    assert!(page.contains(&expected), "{expected}");
}

#[test]
fn the_page_asks_for_no_other_file_and_sets_no_markup() {
    let template = [PAGE, STYLE, SCRIPT].concat();
    let forbidden = [
        "http:",
        "https:",
        "src=",
        "url(",
        "@import",
        "fetch(",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "style=",
        "onclick=",
        "<link",
    ];
    for word in forbidden {
        assert!(!template.contains(word), "{word}");
    }
    assert!(
        !SCRIPT.contains("</") && !STYLE.contains("</"),
        "would end its block"
    );
}

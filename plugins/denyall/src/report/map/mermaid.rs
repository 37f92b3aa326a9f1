//! A map as a Mermaid flowchart: a subgraph for each namespace, ports on the edges.
//!
//! Rules: mermaid.js.org/syntax/flowchart.html. Identifiers are `n0`, `n1` and so on, because some
//! words (`end`) and first letters (`o`, `x`) have meanings of their own; labels are quoted, and
//! what could end a label or be read as markup is an entity code. Mermaid draws 500 edges unless
//! `maxEdges` is raised.

use std::io::{self, Write};

use plugin_kit::report::visible;

use super::view::{MapNode, MapView};

/// Writes the map as Mermaid.
pub fn write(view: &MapView, writer: &mut dyn Write) -> io::Result<()> {
    let heading = format!(
        "{} ({}): {}",
        view.title, view.profile, view.enforcement_evidence
    );
    writeln!(writer, "flowchart LR")?;
    writeln!(writer, "  %% {}", label(&heading))?;
    let mut index = 0;
    let groups = view
        .nodes
        .chunk_by(|one, other| one.namespace() == other.namespace());
    for (group, nodes) in groups.enumerate() {
        subgraph(group, index, nodes, writer)?;
        index += nodes.len();
    }
    for edge in &view.edges {
        let (from, to) = (edge.from, edge.to);
        writeln!(
            writer,
            "  n{from} -->|\"{}\"| n{to}",
            label(&view.ports(edge))
        )?;
    }
    Ok(())
}

/// Nodes of one namespace, the first of which is the `first`. External ranges stand outside.
fn subgraph(
    group: usize,
    first: usize,
    nodes: &[MapNode],
    writer: &mut dyn Write,
) -> io::Result<()> {
    let Some(namespace) = nodes.first().and_then(MapNode::namespace) else {
        for (offset, node) in nodes.iter().enumerate() {
            writeln!(
                writer,
                "  n{}([\"{}\"])",
                first + offset,
                label(&node.label())
            )?;
        }
        return Ok(());
    };
    writeln!(writer, "  subgraph g{group} [\"{}\"]", label(namespace))?;
    for (offset, node) in nodes.iter().enumerate() {
        writeln!(
            writer,
            "    n{}[\"{}\"]",
            first + offset,
            label(&node.label())
        )?;
    }
    writeln!(writer, "  end")
}

/// A text as it stands between quotes: letters, digits and harmless marks, all else as codes.
///
/// Entity codes are decimal and take no ampersand: `#35;` is a number sign.
fn label(text: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || " /.-_:,+()".contains(character);
    visible(text)
        .chars()
        .map(|character| {
            if plain(character) {
                character.to_string()
            } else {
                format!("#{};", u32::from(character))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Protocol;
    use crate::report::map::testing::{external, hostile, ports, render, view, workload};

    #[test]
    fn namespaces_are_subgraphs_and_edges_carry_ports() {
        let map = view([
            workload("shop", "Deployment", "web"),
            workload("shop", "StatefulSet", "db"),
            external(None, &["0.0.0.0/0", "::/0"]),
        ])
        .edge(0, 1, ports(Protocol::Tcp, &[(5432, 5432)]), "a", "b")
        .edge(0, 2, ports(Protocol::Tcp, &[(1, 65535)]), "a", "b");
        let expected = r#"flowchart LR
  %% test (spec): aws-node enforces
  subgraph g0 ["shop"]
    n0["Deployment/web"]
    n1["StatefulSet/db"]
  end
  n2(["0.0.0.0/0 (+1)"])
  n0 -->|"TCP 5432"| n1
  n0 -->|"TCP any port"| n2
"#;
        assert_eq!(render(&map, write), expected);
    }

    #[test]
    fn hostile_names_stay_inside_their_quotes() {
        let chart = render(&hostile(), write);
        let is_digit = |character: char| character.is_ascii_digit();
        let markup = ['<', '>', '\\', '`', '|', '{', '[', ']', ';'];
        for line in chart.lines() {
            let quotes = line.matches('"').count();
            assert!(quotes == 0 || quotes == 2, "{line}");
            let inside = line.split('"').nth(1).unwrap_or_default();
            let after_codes = inside
                .split('#')
                .map(|text| text.trim_start_matches(is_digit));
            let bare: String = after_codes
                .map(|text| text.trim_start_matches(';'))
                .collect();
            assert!(!bare.contains(markup), "{line}");
        }
    }

    #[test]
    fn a_quote_is_a_decimal_code() {
        assert_eq!(label("say \"hi\" #1"), "say #34;hi#34; #35;1");
    }
}

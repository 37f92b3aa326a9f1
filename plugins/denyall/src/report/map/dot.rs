//! A map as a Graphviz digraph: a cluster for each namespace, ports on the edges, reasons as
//! tooltips.
//!
//! Rules: the DOT language (graphviz.org/doc/info/lang.html), where a quote is the only character
//! with a meaning in a quoted string, and escString (graphviz.org/docs/attr-types/escString),
//! where a backslash in a label or tooltip starts an escape such as `\N`, the node's own name, and
//! an ampersand starts an entity.

use std::io::{self, Write};

use plugin_kit::report::visible;

use super::view::{MapNode, MapView, NodeKind, lookup};

/// Writes the map as DOT.
pub fn write(view: &MapView, writer: &mut dyn Write) -> io::Result<()> {
    writeln!(writer, "digraph denyall {{")?;
    let heading = format!(
        "{} ({}): {}",
        view.title, view.profile, view.enforcement_evidence
    );
    writeln!(
        writer,
        "  graph [rankdir=LR, labelloc=t, fontname=\"Helvetica\", label={}];",
        quoted(&visible(&heading))
    )?;
    writeln!(
        writer,
        "  node [shape=box, style=rounded, fontname=\"Helvetica\"];"
    )?;
    writeln!(writer, "  edge [fontname=\"Helvetica\", fontsize=10];")?;
    for group in view
        .nodes
        .chunk_by(|one, other| one.namespace() == other.namespace())
    {
        cluster(group, writer)?;
    }
    let ids: Vec<String> = view.nodes.iter().map(|node| quoted(&id(node))).collect();
    for edge in &view.edges {
        let (Some(from), Some(to)) = (lookup(&ids, edge.from), lookup(&ids, edge.to)) else {
            continue;
        };
        let label = quoted(&view.ports(edge));
        let why = quoted(&view.why(edge));
        writeln!(
            writer,
            "  {from} -> {to} [label={label}, tooltip={why}, labeltooltip={why}];"
        )?;
    }
    writeln!(writer, "}}")
}

/// Nodes of one namespace. External ranges stand outside every cluster.
fn cluster(nodes: &[MapNode], writer: &mut dyn Write) -> io::Result<()> {
    let Some(namespace) = nodes.first().and_then(MapNode::namespace) else {
        for node in nodes {
            let (id, label) = (quoted(&id(node)), quoted(&node.label()));
            writeln!(
                writer,
                "  {id} [label={label}, shape=ellipse, style=dashed];"
            )?;
        }
        return Ok(());
    };
    let name = visible(namespace);
    writeln!(
        writer,
        "  subgraph {} {{",
        quoted(&format!("cluster_{name}"))
    )?;
    writeln!(writer, "    label={};", quoted(&name))?;
    for node in nodes {
        let label = format!("{}{}", node.label(), remark(node));
        writeln!(
            writer,
            "    {} [label={}];",
            quoted(&id(node)),
            quoted(&label)
        )?;
    }
    writeln!(writer, "  }}")
}

/// What a reader must know of a node before its edges.
const fn remark(node: &MapNode) -> &'static str {
    if node.host_network {
        " (host network)"
    } else {
        ""
    }
}

/// What identifies a node, readable and stable when other nodes come and go.
///
/// Names in a cluster hold no slash, those in files may: theirs is written `%2F`, so that two nodes
/// never share an identifier.
fn id(node: &MapNode) -> String {
    let part = |text: &str| visible(text).replace('%', "%25").replace('/', "%2F");
    match &node.kind {
        NodeKind::Workload {
            namespace,
            kind,
            name,
        } => format!("{}/{}/{}", part(namespace), part(kind), part(name)),
        NodeKind::External { cidrs, .. } => format!("external/{}", visible(&cidrs.join(" "))),
    }
}

/// A quoted string of DOT that shows the text as it is.
fn quoted(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('\\', "\\\\");
    format!("\"{}\"", text.replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Protocol;
    use crate::report::map::testing::{external, hostile, ports, render, view, workload};

    #[test]
    fn namespaces_are_clusters_and_edges_carry_ports_and_reasons() {
        let map = view([
            workload("shop", "Deployment", "web"),
            external(Some("internet"), &["0.0.0.0/0"]),
        ])
        .edge(
            0,
            1,
            ports(Protocol::Tcp, &[(443, 443)]),
            "no policy",
            "outside",
        );
        let expected = r#"digraph denyall {
  graph [rankdir=LR, labelloc=t, fontname="Helvetica", label="test (spec): aws-node enforces"];
  node [shape=box, style=rounded, fontname="Helvetica"];
  edge [fontname="Helvetica", fontsize=10];
  subgraph "cluster_shop" {
    label="shop";
    "shop/Deployment/web" [label="Deployment/web"];
  }
  "external/0.0.0.0/0" [label="internet", shape=ellipse, style=dashed];
  "shop/Deployment/web" -> "external/0.0.0.0/0" [label="TCP 443", tooltip="egress: no policy; ingress: outside", labeltooltip="egress: no policy; ingress: outside"];
}
"#;
        assert_eq!(render(&map, write), expected);
    }

    #[test]
    fn hostile_names_stay_inside_their_quotes() {
        let graph = render(&hostile(), write);
        for line in graph.lines() {
            assert_eq!(
                outside_quotes(line).matches('"').count(),
                0,
                "unbalanced: {line}"
            );
            let bare = outside_quotes(line);
            let syntax = |c: char| c.is_ascii_alphanumeric() || " {}[]=,;->._".contains(c);
            assert!(bare.chars().all(syntax), "{bare:?} of {line}");
            assert!(!bare.contains("evil"), "{line}");
        }
        let bare: String = graph.lines().map(outside_quotes).collect();
        assert_eq!(bare.matches('{').count(), 1 + 4, "one a cluster: {bare}");
    }

    #[test]
    fn a_backslash_is_shown_and_starts_no_escape() {
        assert_eq!(quoted(r"\N"), r#""\\N""#);
        assert_eq!(quoted("\\\""), r#""\\\"""#);
        assert_eq!(quoted("&lt;"), r#""&amp;lt;""#);
    }

    #[test]
    fn names_with_slashes_do_not_make_two_nodes_one() {
        let one = workload("a/b", "Pod", "c");
        let other = workload("a", "b/Pod", "c");
        assert_ne!(id(&one), id(&other));
    }

    /// What a lexer of DOT sees of a line when quoted strings are taken out.
    fn outside_quotes(line: &str) -> String {
        let (mut bare, mut quoted, mut escaped) = (String::new(), false, false);
        for character in line.chars() {
            match character {
                '"' if !escaped => quoted = !quoted,
                _ if !quoted => bare.push(character),
                _ => {}
            }
            escaped = quoted && character == '\\' && !escaped;
        }
        if quoted {
            bare.push('"');
        }
        bare
    }
}

//! A map as a sheet: one row for each connection and port range.
//!
//! Rules: RFC 4180, with CRLF line ends and a header. A cell that starts with `=`, `+`, `-` or `@`
//! is a formula to a spreadsheet, so such a cell starts with an apostrophe instead (OWASP "CSV
//! Injection"). A connection on every protocol and port has the protocol `all` and no ports.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use plugin_kit::report::visible;

use super::view::{MapNode, MapView, NodeKind, PortSet, lookup};

const HEADER: &str = "from_namespace,from_kind,from_name,to_namespace,to_kind,to_name,\
                      protocol,port_from,port_to,reason,from_cidr,to_cidr\r\n";

/// The columns that describe one end of a connection; empty where they do not apply.
#[derive(Default)]
struct End<'a> {
    namespace: Cow<'a, str>,
    kind: Cow<'a, str>,
    name: Cow<'a, str>,
    cidr: String,
}

/// Writes the map as CSV.
pub fn write(view: &MapView, writer: &mut dyn Write) -> io::Result<()> {
    writer.write_all(HEADER.as_bytes())?;
    let ends: Vec<End<'_>> = view.nodes.iter().map(end).collect();
    let nowhere = End::default();
    for edge in &view.edges {
        let from = lookup(&ends, edge.from).unwrap_or(&nowhere);
        let to = lookup(&ends, edge.to).unwrap_or(&nowhere);
        let reason = view.why(edge);
        for [protocol, first, last] in port_columns(lookup(&view.port_sets, edge.ports)) {
            let cells: [&str; 12] = [
                &from.namespace,
                &from.kind,
                &from.name,
                &to.namespace,
                &to.kind,
                &to.name,
                &protocol,
                &first,
                &last,
                &reason,
                &from.cidr,
                &to.cidr,
            ];
            let row: Vec<Cow<'_, str>> = cells.into_iter().map(cell).collect();
            write!(writer, "{}\r\n", row.join(","))?;
        }
    }
    Ok(())
}

fn end(node: &MapNode) -> End<'_> {
    match &node.kind {
        NodeKind::Workload {
            namespace,
            kind,
            name,
        } => End {
            namespace: visible(namespace),
            kind: visible(kind),
            name: visible(name),
            cidr: String::new(),
        },
        NodeKind::External { name, cidrs } => End {
            name: visible(name.as_deref().unwrap_or_default()),
            cidr: visible(&cidrs.join(" ")).into_owned(),
            ..End::default()
        },
    }
}

/// Protocol, first port and last port of each range.
fn port_columns(ports: Option<&PortSet>) -> Vec<[String; 3]> {
    let Some(ports) = ports else {
        return Vec::new();
    };
    if ports.all {
        return vec![["all".to_owned(), String::new(), String::new()]];
    }
    ports
        .ports
        .iter()
        .map(|range| {
            let protocol = range.protocol.as_str().to_owned();
            [protocol, range.from.to_string(), range.to.to_string()]
        })
        .collect()
}

/// A cell as it is written: harmless to a spreadsheet, and quoted if it must be.
fn cell(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@']);
    let quoted = text.contains(['"', ',', '\r', '\n']);
    match (formula, quoted) {
        (false, false) => Cow::Borrowed(text),
        (true, false) => Cow::Owned(format!("'{text}")),
        (formula, true) => {
            let apostrophe = if formula { "'" } else { "" };
            Cow::Owned(format!("\"{apostrophe}{}\"", text.replace('"', "\"\"")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Protocol;
    use crate::report::map::testing::{external, ports, render, view, workload};

    #[test]
    fn each_port_range_is_a_row_and_external_ranges_have_their_own_columns() {
        let map = view([
            workload("shop", "Deployment", "web"),
            external(None, &["0.0.0.0/0", "::/0"]),
        ])
        .edge(
            0,
            1,
            ports(Protocol::Tcp, &[(443, 443), (8000, 8010)]),
            "a",
            "b",
        )
        .edge(
            1,
            0,
            PortSet {
                all: true,
                ports: vec![],
            },
            "c",
            "d",
        );
        let header = "from_namespace,from_kind,from_name,to_namespace,to_kind,to_name,\
                      protocol,port_from,port_to,reason,from_cidr,to_cidr";
        assert_eq!(
            render(&map, write).split("\r\n").collect::<Vec<_>>(),
            [
                header,
                "shop,Deployment,web,,,,TCP,443,443,egress: a; ingress: b,,0.0.0.0/0 ::/0",
                "shop,Deployment,web,,,,TCP,8000,8010,egress: a; ingress: b,,0.0.0.0/0 ::/0",
                ",,,shop,Deployment,web,all,,,egress: c; ingress: d,0.0.0.0/0 ::/0,",
                "",
            ]
        );
    }

    #[test]
    fn a_hostile_cell_is_neither_a_formula_nor_a_new_cell_or_row() {
        let table = [
            ("web", "web"),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=cmd|' /C calc'!A0,\"", "\"'=cmd|' /C calc'!A0,\"\"\""),
            ("a\nb", "\"a\nb\""),
        ];
        for (text, expected) in table {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_name_with_a_line_break_stays_in_its_row() {
        let map = view([
            workload("shop", "Pod", "a\r\n=b\u{1b}[2J"),
            workload("shop", "Pod", "c"),
        ])
        .edge(0, 1, ports(Protocol::Udp, &[(53, 53)]), "a", "b");
        let sheet = render(&map, write);
        assert_eq!(sheet.matches('\n').count(), 2, "{sheet}");
        assert!(!sheet.contains('\u{1b}'), "{sheet}");
    }
}

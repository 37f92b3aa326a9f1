//! Rows of the table: one a subject and binding, or one a rule with `-o wide`.

use plugin_kit::{
    object::ObjectRef,
    report::{Layout, Table},
};

use crate::{
    analyze::{Grant, Item, ItemScope, SubjectKind},
    wants::Aws,
};

/// The namespace column of what counts everywhere.
const EVERY_NAMESPACE: &str = "*";

/// What is written in place of a binding where none is needed (`system:masters`).
const NO_BINDING_NEEDED: &str = "<bypasses authorization>";

/// A row: an item, and its grants through one binding; none where no binding is needed.
struct Row<'a> {
    item: &'a Item,
    grants: &'a [Grant],
    layout: Layout,
}

/// One column: its header and how a cell is filled.
type Column = (&'static str, fn(&Row<'_>) -> String);

/// The items as a table; the namespace comes first when every namespace was asked about.
pub(super) fn table(items: &[Item], layout: Layout, all_namespaces: bool, aws: Aws) -> Table {
    let mut columns: Vec<Column> = vec![
        ("KIND", |row| row.item.subject.kind.as_str().to_owned()),
        ("NAME", |row| name(row.item)),
        ("BINDING", binding),
        ("ROLE", role),
        ("RULE", rules),
    ];
    if all_namespaces {
        columns.insert(0, ("NAMESPACE", namespace));
    }
    if layout == Layout::Wide {
        columns.push(("THROUGH", through));
    }
    if items.iter().any(|item| !item.names.is_empty()) {
        columns.push(("OBJECTS", |row| row.item.names.join(",")));
    }
    if aws == Aws::Included {
        columns.push(("AWS PRINCIPAL", aws_principal));
    }
    let cells = |row: Row<'_>| columns.iter().map(|(_, cell)| cell(&row)).collect();
    Table {
        columns: columns.iter().map(|(header, _)| *header).collect(),
        rows: items
            .iter()
            .flat_map(|item| rows(item, layout))
            .map(cells)
            .collect(),
    }
}

/// `kind.group/name`; a service account's namespace stands before its name.
pub(super) fn qualified_name(item: &Item) -> String {
    let kind = match item.subject.kind {
        SubjectKind::Group => "group.rbac.authorization.k8s.io",
        SubjectKind::ServiceAccount => "serviceaccount",
        SubjectKind::User => "user.rbac.authorization.k8s.io",
    };
    format!("{kind}/{}", name(item))
}

fn rows(item: &Item, layout: Layout) -> Vec<Row<'_>> {
    let row = |grants| Row {
        item,
        grants,
        layout,
    };
    if item.grants.is_empty() {
        return vec![row(&[])];
    }
    match layout {
        Layout::Wide => item.grants.chunks(1).map(row).collect(),
        Layout::Normal => item
            .grants
            .chunk_by(|one, other| (&one.binding, &one.through) == (&other.binding, &other.through))
            .map(row)
            .collect(),
    }
}

fn name(item: &Item) -> String {
    match &item.subject.namespace {
        Some(namespace) => format!("{namespace}/{}", item.subject.name),
        None => item.subject.name.clone(),
    }
}

fn namespace(row: &Row<'_>) -> String {
    let binding = row.grants.first().map(|grant| &grant.binding);
    match binding.and_then(|binding| binding.namespace.clone()) {
        Some(namespace) => namespace,
        None if row.item.scope == ItemScope::Cluster => EVERY_NAMESPACE.to_owned(),
        None => row.item.namespaces.join(","),
    }
}

/// The binding; what it names instead of the subject is said here unless the wide table does.
fn binding(row: &Row<'_>) -> String {
    let Some(grant) = row.grants.first() else {
        return NO_BINDING_NEEDED.to_owned();
    };
    match (&grant.through, row.layout) {
        (Some(through), Layout::Normal) => {
            format!("{} ({through})", kind_and_name(&grant.binding))
        }
        _ => kind_and_name(&grant.binding),
    }
}

fn role(row: &Row<'_>) -> String {
    let grant = row.grants.first();
    grant
        .map(|grant| kind_and_name(&grant.role))
        .unwrap_or_default()
}

/// Indexes of the rules, counted from 0.
fn rules(row: &Row<'_>) -> String {
    let mut rules: Vec<usize> = row.grants.iter().map(|grant| grant.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let rules: Vec<String> = rules.iter().map(ToString::to_string).collect();
    rules.join(",")
}

fn through(row: &Row<'_>) -> String {
    let grant = row.grants.first();
    grant
        .and_then(|grant| grant.through.clone())
        .unwrap_or_default()
}

/// The first principal and how many more there are; all of them in the wide table.
fn aws_principal(row: &Row<'_>) -> String {
    let iam = &row.item.iam;
    let mut principals: Vec<&str> = iam.iter().map(|iam| iam.principal.as_str()).collect();
    principals.dedup();
    match (row.layout, principals.as_slice()) {
        (Layout::Normal, [first, _, ..]) => format!("{first} (+{})", principals.len() - 1),
        _ => principals.join(","),
    }
}

fn kind_and_name(object: &ObjectRef) -> String {
    format!("{}/{}", object.kind, object.name)
}

//! The answer as it is printed: `WhoCanReport`.

mod rows;

use plugin_kit::{
    Gap, Note,
    report::{Layout, Report, Table},
    snapshot::NoteCode,
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    analyze::{Answer, Item, SubjectKind},
    identity::groups::MASTERS,
    rbac::{Request, RequestNamespace, Target},
    wants::Aws,
};

/// Who can do what was asked.
#[derive(Debug)]
pub struct WhoCanReport {
    items: Vec<Item>,
    notes: Vec<Note>,
    gaps: Vec<Gap>,
    summary: Summary,
    aws: Aws,
}

/// The question as it was read, and totals.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The question as it was read.
    question: QuestionSummary,
    /// Subjects that can, `system:masters` not counted.
    subjects: usize,
    /// Subjects that can act on some named objects only.
    named_only: usize,
}

/// The question as it was read: what the API server would be asked to allow.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuestionSummary {
    /// Verb.
    verb: String,
    /// API group, empty for the core group; null for URL paths.
    group: Option<String>,
    /// Plural resource name; null for URL paths.
    resource: Option<String>,
    /// Subresource.
    subresource: Option<String>,
    /// Object name.
    name: Option<String>,
    /// The namespace asked about; null for all namespaces, cluster-scoped resources and URL paths.
    namespace: Option<String>,
    /// Whether every namespace was asked about.
    all_namespaces: bool,
    /// URL path; null for resources.
    url: Option<String>,
}

impl QuestionSummary {
    fn of(request: &Request) -> Self {
        let mut question = Self {
            verb: request.verb.clone(),
            group: None,
            resource: None,
            subresource: None,
            name: None,
            namespace: None,
            all_namespaces: false,
            url: None,
        };
        match &request.target {
            Target::Url(path) => question.url = Some(path.clone()),
            Target::Resource {
                group,
                resource,
                subresource,
                name,
                namespace,
            } => {
                question.group = Some(group.clone());
                question.resource = Some(resource.clone());
                question.subresource.clone_from(subresource);
                question.name.clone_from(name);
                match namespace {
                    RequestNamespace::One(namespace) => {
                        question.namespace = Some(namespace.clone());
                    }
                    RequestNamespace::All => question.all_namespaces = true,
                    RequestNamespace::Cluster => {}
                }
            }
        }
        question
    }

    /// The question in words, as in `delete namespaces payment-service`.
    fn in_words(&self) -> String {
        let mut words = format!("{} ", self.verb);
        if let Some(url) = &self.url {
            words.push_str(url);
        }
        words.push_str(self.resource.as_deref().unwrap_or_default());
        for (mark, part) in [
            ('.', self.group.as_ref()),
            ('/', self.subresource.as_ref()),
            (' ', self.name.as_ref()),
        ] {
            if let Some(part) = part.filter(|part| !part.is_empty()) {
                words.push(mark);
                words.push_str(part);
            }
        }
        if self.all_namespaces {
            words.push_str(" in any namespace");
        }
        if let Some(namespace) = &self.namespace {
            words.push_str(" in namespace ");
            words.push_str(namespace);
        }
        words
    }
}

impl WhoCanReport {
    /// The answer to a request, with the remarks that were made on the way.
    pub(crate) fn new(
        request: &Request,
        answer: Answer,
        notes: Vec<Note>,
        gaps: Vec<Gap>,
        aws: Aws,
    ) -> Self {
        let subjects = answer.items.iter().filter(|item| !is_masters(item)).count();
        let mut report = Self {
            summary: Summary {
                question: QuestionSummary::of(request),
                subjects,
                named_only: answer.named_only,
            },
            items: answer.items,
            notes: answer.notes,
            gaps: answer.gaps,
            aws,
        };
        report.notes.extend(notes);
        report.gaps.extend(gaps);
        report.notes.sort();
        report.notes.dedup();
        report.gaps.sort();
        report.gaps.dedup();
        report
    }

    /// Whether nobody can but `system:masters`.
    pub(crate) fn is_nobody(&self) -> bool {
        self.summary.subjects == 0
    }
}

fn is_masters(item: &Item) -> bool {
    item.subject.kind == SubjectKind::Group && item.subject.name == MASTERS
}

impl Report for WhoCanReport {
    const KIND: &'static str = "WhoCanReport";
    type Item = Item;
    type Summary = Summary;

    fn items(&self) -> &[Item] {
        &self.items
    }

    fn notes(&self) -> &[Note] {
        &self.notes
    }

    fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    fn summary(&self) -> &Summary {
        &self.summary
    }

    fn table(&self, layout: Layout) -> Table {
        rows::table(
            &self.items,
            layout,
            self.summary.question.all_namespaces,
            self.aws,
        )
    }

    fn names(&self) -> Vec<String> {
        self.items.iter().map(rows::qualified_name).collect()
    }

    fn remarks(&self) -> Vec<String> {
        if !self.is_nobody() {
            return Vec::new();
        }
        let question = self.summary.question.in_words();
        let other_authorizers = |note: &Note| note.code == NoteCode::Authorizer;
        let text = if self.gaps.is_empty() && self.notes.iter().any(other_authorizers) {
            format!("Through RBAC, nobody but {MASTERS} can {question}; see the notes.")
        } else if self.gaps.is_empty() {
            format!("Nobody but {MASTERS} can {question}.")
        } else {
            format!("Nobody was found who can {question}, but not everything could be read.")
        };
        vec![text]
    }
}

#[cfg(test)]
mod tests;

//! From the words of the command line to the question and the objects that answer it.
//!
//! A live cluster is asked twice: for its catalogue of kinds, which says what the words mean, and
//! then for just the objects of that scope. Files are read once, for everything.

use std::io::Read;

use plugin_kit::{
    Error, Gap, Snapshot,
    cluster::Cluster,
    snapshot::{GapCode, NoteCode},
    source::{Files, Scope, live},
};

use crate::{
    eks,
    question::{Question, Reach, Words},
    wants::{self, Aws},
};

/// The namespace of a question when neither a flag nor a context names one.
const DEFAULT_NAMESPACE: &str = "default";

/// Where the namespace of the question comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NamespaceFlag {
    /// `-A`.
    All,
    /// `-n`.
    Named(String),
    /// The context's namespace; `default` for files.
    Context,
}

impl NamespaceFlag {
    fn reach(self, context: &str) -> Reach {
        match self {
            Self::All => Reach::AllNamespaces,
            Self::Named(name) => Reach::Namespace { name, typed: true },
            Self::Context => Reach::Namespace {
                name: context.to_owned(),
                typed: false,
            },
        }
    }
}

/// Reads the question and its objects from files.
pub(crate) fn from_files(
    files: &Files<'_>,
    stdin: &mut dyn Read,
    words: &Words,
    namespace: NamespaceFlag,
    aws: Aws,
) -> Result<(Snapshot, Question), Error> {
    let mut snapshot = files.collect(stdin, &wants::everything(&Scope::Cluster, aws))?;
    let question = Question::read(
        words,
        &namespace.reach(DEFAULT_NAMESPACE),
        &snapshot.catalog,
    )?;
    settle_discovery_gaps(&question, &mut snapshot);
    add_gaps_of_the_recording(&question, aws, &mut snapshot);
    Ok((snapshot, question))
}

/// A recording of one question may lack what another needs.
fn add_gaps_of_the_recording(question: &Question, aws: Aws, snapshot: &mut Snapshot) {
    for want in wants::objects(&question.request, aws).objects {
        if !snapshot.covers(&want) {
            let kind = want.resource.qualified_plural();
            let message = format!("the recording was made for another question and lacks {kind}");
            snapshot.gaps.push(Gap::new(GapCode::Missing, message));
        }
    }
}

/// Reads the question and its objects from a live cluster.
pub(crate) async fn from_cluster(
    cluster: &Cluster,
    words: &Words,
    namespace: NamespaceFlag,
    aws: Aws,
) -> Result<(Snapshot, Question), Error> {
    let before = wants::before_the_question(&words.target, aws);
    let mut snapshot = live::collect(cluster, &before).await?;
    let reach = namespace.reach(cluster.default_namespace());
    let question = Question::read(words, &reach, &snapshot.catalog)?;
    snapshot.join(live::collect(cluster, &wants::objects(&question.request, aws)).await?);
    settle_discovery_gaps(&question, &mut snapshot);
    eks::settle_aws_auth_gap(&mut snapshot);
    Ok((snapshot, question))
}

/// An API group that could not be discovered leaves a hole only where the TYPE was not found: what
/// was found is what kubectl would take the word for.
fn settle_discovery_gaps(question: &Question, snapshot: &mut Snapshot) {
    if question.literal {
        return;
    }
    snapshot.note_gaps(NoteCode::Reading, |gap| gap.code == GapCode::Discovery);
}

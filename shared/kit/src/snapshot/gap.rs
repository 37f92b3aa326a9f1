//! What was not read, and what is worth saying.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::object::ObjectRef;

/// Something that could not be read and could change the answer.
///
/// A report with a gap is incomplete: exit code 3, and no "nobody" or "clean" without saying so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    /// Why it is missing.
    pub code: GapCode,
    /// What is missing, in words.
    pub message: String,
    /// The object, when it is one object.
    pub object: Option<ObjectRef>,
    /// Where in the files, when it came from files.
    pub location: Option<Location>,
}

/// Why something is missing.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum GapCode {
    /// The API server said 403.
    Forbidden,
    /// The API server failed, stopped answering, or answered something else.
    Unreadable,
    /// An API group could not be discovered.
    Discovery,
    /// An object does not have the shape of its kind.
    Undecodable,
    /// The same object was given twice with different content.
    Duplicate,
    /// Files hold no object of a kind that the answer depends on.
    Missing,
    /// A limit was reached.
    Limit,
    /// A source of identity or access that this run does not read.
    NotRead,
}

/// Something worth saying that changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// What kind of remark.
    pub code: NoteCode,
    /// The remark, in words.
    pub message: String,
    /// The object it is about, when it is one object.
    pub object: Option<ObjectRef>,
    /// Where in the files, when it came from files.
    pub location: Option<Location>,
}

/// What kind of remark a note is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum NoteCode {
    /// How a word of the command line was read.
    Reading,
    /// The word names no resource, verb or path that the API server lists.
    Unknown,
    /// A binding refers to a role that does not exist.
    DanglingRole,
    /// A built-in role was assumed because the files lack it.
    AssumedRole,
    /// Others may act on some named objects only.
    NamedOnly,
    /// What another authorizer or identity source does.
    Authorizer,
    /// An identity mapping that cannot work or is easily misread.
    Identity,
    /// Something in the files was passed over.
    Files,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Location {
    /// The file as the user named it; `-` is standard input.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
}

impl std::fmt::Display for Location {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

impl Gap {
    /// A gap that belongs to no single object.
    pub fn new(code: GapCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            object: None,
            location: None,
        }
    }

    /// Names the object.
    #[must_use]
    pub fn about(mut self, object: ObjectRef) -> Self {
        self.object = Some(object);
        self
    }

    /// Names the place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }
}

impl Note {
    /// A note that belongs to no single object.
    pub fn new(code: NoteCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            object: None,
            location: None,
        }
    }

    /// Names the object.
    #[must_use]
    pub fn about(mut self, object: ObjectRef) -> Self {
        self.object = Some(object);
        self
    }

    /// Names the place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }
}

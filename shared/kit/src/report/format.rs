//! The values of `-o` that every report can be printed in.

/// How a report is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// The columns that are needed most
    #[default]
    Table,
    /// All columns
    Wide,
    /// One JSON document
    Json,
    /// The same document as YAML
    Yaml,
    /// One name a line
    Name,
}

impl Format {
    /// Whether the output is a document that carries notes and gaps itself.
    #[must_use]
    pub const fn is_document(self) -> bool {
        match self {
            Self::Json | Self::Yaml => true,
            Self::Table | Self::Wide | Self::Name => false,
        }
    }
}

/// The formats that one command offers under `-o`.
///
/// A command that offers more than [`Format`] has an enum of its own, which names the shared ones
/// again and says which they are; it prints the others itself. So `--help`, completion and the
/// error for a wrong value always list exactly what that command can do.
pub trait FormatChoice: clap::ValueEnum + Copy + Send + Sync + 'static {
    /// The word for the format without `-o`.
    const DEFAULT: &'static str;

    /// The shared format that it stands for, if it is one.
    fn shared(self) -> Option<Format>;
}

impl FormatChoice for Format {
    const DEFAULT: &'static str = "table";

    fn shared(self) -> Option<Format> {
        Some(self)
    }
}

/// The formats of a command that reports findings: the shared ones, and SARIF for code scanning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FindingsFormat {
    /// The columns that are needed most
    Table,
    /// All columns
    Wide,
    /// One JSON document
    Json,
    /// The same document as YAML
    Yaml,
    /// One name a line
    Name,
    /// The findings as SARIF 2.1.0
    Sarif,
}

impl FormatChoice for FindingsFormat {
    const DEFAULT: &'static str = "table";

    fn shared(self) -> Option<Format> {
        match self {
            Self::Table => Some(Format::Table),
            Self::Wide => Some(Format::Wide),
            Self::Json => Some(Format::Json),
            Self::Yaml => Some(Format::Yaml),
            Self::Name => Some(Format::Name),
            Self::Sarif => None,
        }
    }
}

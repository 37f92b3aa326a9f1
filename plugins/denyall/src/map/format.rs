//! What `kubectl denyall map` can be asked for.

use clap::ValueEnum;
use plugin_kit::report::{Format, FormatChoice};
use schemars::JsonSchema;
use serde::Serialize;

/// What a line of the map stands for.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema, ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// All pods of a deployment, a stateful set and so on
    #[default]
    Workload,
    /// One pod
    Pod,
    /// Pods that no policy tells apart
    Class,
}

impl By {
    /// The word of the flag.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Workload => "workload",
            Self::Pod => "pod",
            Self::Class => "class",
        }
    }
}

/// The formats of the map.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MapFormat {
    /// Who reaches whom, taken together where it is the same
    #[default]
    Table,
    /// The same with every name
    Wide,
    /// One JSON document, an item for each pair
    Json,
    /// The same document as YAML
    Yaml,
    /// One pair a line
    Name,
    /// A sheet with a row for each pair and range of ports
    Csv,
    /// A graph for Graphviz
    Dot,
    /// A flowchart for Markdown
    Mermaid,
    /// A page to search and click in
    Html,
}

impl FormatChoice for MapFormat {
    const DEFAULT: &'static str = "table";

    fn shared(self) -> Option<Format> {
        match self {
            Self::Table => Some(Format::Table),
            Self::Wide => Some(Format::Wide),
            Self::Json => Some(Format::Json),
            Self::Yaml => Some(Format::Yaml),
            Self::Name | Self::Csv | Self::Dot | Self::Mermaid | Self::Html => None,
        }
    }
}

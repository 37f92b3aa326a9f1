//! How far unfolding goes.

/// How far unfolding goes. Whatever a limit cuts off is reported as unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How often something may be folded up: encodings and archives in each other. Documents in
    /// documents are followed twice as often beside that.
    pub depth: usize,
    /// Bytes that one encoding, stream or member may unfold to.
    pub bytes: usize,
    /// Bytes that everything in one blob may unfold to, all levels together.
    pub total: usize,
    /// Unpacked bytes to each packed one, beyond the first MiB.
    pub ratio: usize,
    /// Members of all archives in one blob.
    pub members: usize,
    /// What is looked into.
    pub effort: Effort,
}

/// What is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Everything, every escape and every pair: for the values of a cluster.
    Full,
    /// What is cheap over many large files: containers, encoded spans, and the syntax of files that
    /// are known to hold configuration.
    Bulk,
}

impl Limits {
    /// For the value of a cluster object.
    #[must_use]
    pub fn value() -> Self {
        Self {
            depth: 8,
            bytes: 16 << 20,
            total: 64 << 20,
            ratio: 200,
            members: 10_000,
            effort: Effort::Full,
        }
    }

    /// For a file on disk or in an image.
    #[must_use]
    pub fn file() -> Self {
        Self {
            bytes: 32 << 20,
            total: 256 << 20,
            effort: Effort::Bulk,
            ..Self::value()
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::value()
    }
}

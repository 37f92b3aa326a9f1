//! How much is kept in memory and how far hostile archives are followed.

use crate::unfold;

/// Bounds of one scan.
///
/// Layers and members of archives are streams and have no size cap; what is bounded is what is
/// held in memory at once, how deep archives are nested, and how much one file of a layer may grow.
#[derive(Debug, Clone)]
pub struct Limits {
    /// A file up to this size is looked at as a whole; a larger one through windows.
    pub whole: usize,
    /// Size of a window, margins included.
    pub window: usize,
    /// How far a window reaches over what it owns, on either side.
    pub margin: usize,
    /// Largest manifest, index or configuration.
    pub document: usize,
    /// How often archives may be nested in one file of a layer.
    pub depth: usize,
    /// How many times its own size one file of a layer may unfold to, all levels together.
    pub ratio: u64,
    /// What any file may unfold to, however small it is.
    pub allowance: u64,
    /// Members of the archives in one file of a layer.
    pub members: u64,
    /// Members of the image archive itself.
    pub entries: usize,
    /// Images and manifests of one archive.
    pub images: usize,
    /// Layers of one archive.
    pub layers: usize,
    /// Largest window of a zstd frame; decoding needs about twice as much memory.
    pub zstd_window: u64,
    /// For what is in memory as a whole, or a window of it.
    pub unfold: unfold::Limits,
    /// Paths with findings that are compared with later layers.
    pub watched: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            whole: 4 << 20,
            window: 1 << 20,
            margin: 32 << 10,
            document: 4 << 20,
            depth: 8,
            ratio: 200,
            allowance: 256 << 20,
            members: 1_000_000,
            entries: 100_000,
            images: 1_000,
            layers: 10_000,
            zstd_window: 32 << 20,
            unfold: unfold::Limits {
                bytes: 16 << 20,
                total: 32 << 20,
                ..unfold::Limits::file()
            },
            watched: 100_000,
        }
    }
}

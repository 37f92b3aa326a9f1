//! Manifests as snapshots, for the tests of this crate.

use plugin_kit::{
    Snapshot,
    source::{FileArgument, Files},
};

use crate::wants;

/// What a file with these manifests gives.
pub(crate) fn snapshot(manifests: &str) -> Snapshot {
    Files::new(&[FileArgument::Stdin])
        .collect(&mut manifests.as_bytes(), &wants::everything(&[]))
        .unwrap()
}

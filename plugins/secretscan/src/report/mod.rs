//! The answer as it is printed: `SecretScanReport`.

mod build;
mod rows;
mod sarif;
mod summary;

pub use build::{Remarks, SecretScanReport};
pub use sarif::write as write_sarif;
pub use summary::{ClassTotals, Summary};

//! What a plugin promises, and whether it keeps it.

use std::io::{self, Write};

/// One promise, held against what was measured.
pub(super) struct Target {
    pub(super) is_met: bool,
    /// What was measured, and what was promised.
    pub(super) text: String,
}

/// Writes one line a target.
pub(super) fn write(output: &mut dyn Write, targets: &[Target]) -> io::Result<()> {
    writeln!(output)?;
    for Target { is_met, text } in targets {
        let verdict = if *is_met { "met" } else { "missed" };
        writeln!(output, "{verdict:6}  {text}")?;
    }
    Ok(())
}

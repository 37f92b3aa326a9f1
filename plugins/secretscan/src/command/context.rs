//! What every command is given beside its own arguments.

use plugin_kit::{
    Error, Exit,
    app::{self, StepLog, Streams},
    args::OutputArgs,
    environment::Environment,
    report::{FindingsFormat, FormatChoice, Severity},
};

use crate::{
    args::DetectionArgs,
    report::{SecretScanReport, write_sarif},
    rules::RuleSet,
};

/// What every command is given beside its own arguments.
pub(crate) struct Context<'a, 's> {
    /// Where variables come from.
    pub(crate) environment: &'a Environment,
    /// Where to read and write.
    pub(crate) streams: &'a mut Streams<'s>,
}

impl Context<'_, '_> {
    /// Sets colours as the command's flags ask.
    pub(crate) fn paint<F: FormatChoice>(&mut self, output: &OutputArgs<F>) {
        self.streams.paint = output.paint(self.environment, self.streams.terminal);
    }

    /// The log of steps that `-v 4` asks for.
    pub(crate) fn steps<F: FormatChoice>(&self, output: &OutputArgs<F>) -> StepLog {
        StepLog::new(&self.streams.stderr, output.verbosity)
    }

    /// Prints a report of findings.
    pub(crate) fn answer(
        &mut self,
        report: &SecretScanReport,
        rules: &RuleSet,
        detection: &DetectionArgs,
        output: &OutputArgs<FindingsFormat>,
    ) -> Result<Exit, Error> {
        if output.format == FindingsFormat::Sarif {
            write_sarif(report, rules, self.streams.stdout).map_err(Error::Output)?;
        } else {
            app::answer(report, output, false, self.streams)?;
        }
        let threshold = detection.fail_on.unwrap_or(Severity::Low);
        let asked = output.exit_code || detection.fail_on.is_some();
        Ok(app::exit_of(report, asked, report.has_findings(threshold)))
    }

    /// Prints a text.
    pub(crate) fn print(&mut self, text: &str) -> Result<Exit, Error> {
        self.streams
            .stdout
            .write_all(text.as_bytes())
            .map_err(Error::Output)?;
        Ok(Exit::Done)
    }
}

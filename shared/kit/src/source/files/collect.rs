//! Files to snapshot, or to a sink object by object.

use std::{borrow::Cow, io::Read};

use super::{
    FileArgument, StdinText,
    decoding::Decoding,
    input::{self, Bytes, Input},
    intake::Intake,
    json::{self, Malformed},
    stdin::Stdin,
    streaming::Streaming,
    text, yaml,
};
use crate::{
    Error, Gap, Snapshot,
    snapshot::{GapCode, Location},
    source::{ObjectSink, SourceError, StreamEnd, Wants},
};

/// Objects in files; the counterpart of a live cluster.
#[derive(Debug, Clone)]
pub struct Files<'a> {
    /// What `-f` was given.
    pub arguments: &'a [FileArgument],
    /// Whether folders below a named folder are read.
    pub recursive: bool,
    /// The namespace of objects that state none, as `kubectl apply` fills it in.
    pub default_namespace: &'a str,
    /// How many bytes are read in all; a file that does not fit is a gap.
    pub byte_budget: u64,
}

impl<'a> Files<'a> {
    /// How many bytes are read unless said otherwise: 512 MiB.
    pub const BYTE_BUDGET: u64 = 512 << 20;

    /// These files, folders without those below them, and the namespace `default`.
    #[must_use]
    pub const fn new(arguments: &'a [FileArgument]) -> Self {
        Self {
            arguments,
            recursive: false,
            default_namespace: "default",
            byte_budget: Self::BYTE_BUDGET,
        }
    }

    /// Also reads folders below a named folder.
    #[must_use]
    pub const fn recursive(mut self, recursive: bool) -> Self {
        self.recursive = recursive;
        self
    }

    /// Reads what is wanted, from files alone: the same snapshot that the cluster gives which the
    /// files were dumped from.
    pub fn collect(&self, stdin: &mut dyn Read, wants: &Wants) -> Result<Snapshot, Error> {
        self.collect_from(Stdin::Once(stdin), wants)
    }

    /// The same, from standard input that has been or will be gone through again; it is read only if
    /// a file argument names it.
    pub fn collect_kept(
        &self,
        stdin: &mut StdinText<'_>,
        wants: &Wants,
    ) -> Result<Snapshot, Error> {
        self.collect_from(Stdin::Kept(stdin), wants)
    }

    fn collect_from(&self, mut stdin: Stdin<'_, '_>, wants: &Wants) -> Result<Snapshot, Error> {
        let mut intake = Decoding::new(wants, self.default_namespace);
        self.read_all(&mut stdin, &mut intake)?;
        Ok(intake.finish())
    }

    /// Shows every object to a sink, one at a time, in the order of the files; nothing is kept.
    ///
    /// It can be called again with the same input, to go through the same objects once more.
    pub fn stream(
        &self,
        stdin: &mut StdinText<'_>,
        sink: &mut dyn ObjectSink,
    ) -> Result<StreamEnd, Error> {
        let mut intake = Streaming::new(sink, self.default_namespace);
        self.read_all(&mut Stdin::Kept(stdin), &mut intake)?;
        Ok(intake.finish())
    }

    fn read_all(&self, stdin: &mut Stdin<'_, '_>, intake: &mut dyn Intake) -> Result<(), Error> {
        self.refuse_second_stdin()?;
        let mut budget = self.byte_budget;
        for argument in self.arguments {
            let inputs = input::find(argument, self.recursive)?;
            let remarks = intake.remarks();
            remarks.notes.extend(inputs.notes);
            let before = (remarks.objects, remarks.gaps.len());
            for input in inputs.files {
                self.read(&input, stdin, &mut budget, intake)?;
            }
            let remarks = intake.remarks();
            if before == (remarks.objects, remarks.gaps.len()) {
                let file = argument.to_string();
                return Err(SourceError::NoObjects { file }.into());
            }
        }
        Ok(())
    }

    fn refuse_second_stdin(&self) -> Result<(), Error> {
        let stdin = |argument: &&FileArgument| **argument == FileArgument::Stdin;
        if self.arguments.iter().filter(stdin).count() > 1 {
            return Err(Error::usage(
                "standard input was named twice",
                "it can be read once: give `-f -` once",
            ));
        }
        Ok(())
    }

    fn read(
        &self,
        input: &Input,
        stdin: &mut Stdin<'_, '_>,
        budget: &mut u64,
        intake: &mut dyn Intake,
    ) -> Result<(), SourceError> {
        intake.remarks().begin_file(&input.name, input.named);
        match input.read(stdin, budget) {
            Ok(Bytes::All(bytes)) => {
                if let Err(malformed) = read_text(bytes, intake) {
                    malformed_file(input, &malformed, intake)?;
                }
            }
            Ok(Bytes::OverBudget) => intake.remarks().gaps.push(self.over_budget(input)),
            Err(source) if input.named => {
                return Err(SourceError::Read {
                    file: input.name.clone(),
                    source,
                });
            }
            Err(source) => {
                let message = format!("the file cannot be read: {}", source.kind());
                let gap = Gap::new(GapCode::Unreadable, message);
                intake.remarks().gaps.push(gap.at(start_of(input)));
            }
        }
        intake.remarks().end_file()
    }

    fn over_budget(&self, input: &Input) -> Gap {
        Gap::new(
            GapCode::Limit,
            format!(
                "the file was not read: files of more than {} MiB in all are not",
                self.byte_budget >> 20
            ),
        )
        .at(start_of(input))
    }
}

fn start_of(input: &Input) -> Location {
    Location {
        file: input.name.clone(),
        line: 1,
    }
}

fn read_text(bytes: Cow<'_, [u8]>, intake: &mut dyn Intake) -> Result<(), Malformed> {
    let text = text::decode(bytes)?;
    if text.trim_ascii_start().starts_with('{') {
        json::read(&text, intake)
    } else {
        yaml::read(&text, 1, intake)
    }
}

/// A file that was named must be right; one that was found may well be no manifest, but may also
/// hide objects.
fn malformed_file(
    input: &Input,
    malformed: &Malformed,
    intake: &mut dyn Intake,
) -> Result<(), SourceError> {
    let location = Location {
        file: input.name.clone(),
        line: malformed.line,
    };
    if input.named {
        return Err(SourceError::Malformed {
            location,
            column: malformed.column,
            problem: malformed.problem,
        });
    }
    let message = format!(
        "the file was not read from here on: {} at column {}",
        malformed.problem, malformed.column
    );
    intake
        .remarks()
        .gaps
        .push(Gap::new(GapCode::Undecodable, message).at(location));
    Ok(())
}

//! The flags that say how an answer is shown; spelled as kubectl's where it has them.

use clap::{Args, ValueEnum};

use crate::{
    app::Terminal,
    environment::Environment,
    report::{Format, FormatChoice, Paint, PrintOptions},
};

/// How the answer is shown; flatten it into a plugin's own arguments.
///
/// A command that offers more formats than the shared ones names its own [`FormatChoice`].
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs<F: FormatChoice = Format> {
    /// Output format
    #[arg(
        short = 'o',
        long = "output",
        value_name = "FORMAT",
        value_enum,
        // With `default_value_t` all types `F` of a process share the default of the first one:
        // clap keeps it in a static, which a generic function has only once.
        default_value = F::DEFAULT
    )]
    pub format: F,
    /// When using the default or custom table output, don't print headers
    #[arg(long)]
    pub no_headers: bool,
    /// When to use colour.
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        help = "When to use color; auto means on terminals, and never where NO_COLOR is set"
    )]
    pub color: Color,
    /// Exit with 1 when there are findings, when access is denied, or when nobody has it
    #[arg(long)]
    pub exit_code: bool,
    /// Log level; on stderr, 4 says how long each step took and 6 also lists every request to the
    /// cluster, without its content
    #[arg(short = 'v', long, value_name = "N", default_value_t = 0)]
    pub verbosity: u8,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On terminals
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Which streams get colour.
    ///
    /// `NO_COLOR` counts when it is set to anything, even to nothing, as in kubectl.
    #[must_use]
    pub fn paint(self, environment: &Environment, terminal: Terminal) -> Paint {
        let (stdout, stderr) = match self {
            Self::Always => (true, true),
            Self::Never => (false, false),
            Self::Auto => {
                let unwanted = environment.get_os("NO_COLOR").is_some()
                    || environment.get("TERM") == Some("dumb");
                (terminal.stdout && !unwanted, terminal.stderr && !unwanted)
            }
        };
        Paint { stdout, stderr }
    }
}

impl<F: FormatChoice> OutputArgs<F> {
    /// Which streams get colour; what a plugin puts into its streams once the flags are known.
    #[must_use]
    pub fn paint(&self, environment: &Environment, terminal: Terminal) -> Paint {
        self.color.paint(environment, terminal)
    }

    /// How to print in one of the shared formats.
    #[must_use]
    pub const fn print_options(&self, format: Format, paint: Paint) -> PrintOptions {
        PrintOptions {
            format,
            no_headers: self.no_headers,
            paint,
        }
    }

    /// Whether a progress line would be in the way: documents are for programs, and `-v` writes
    /// lines of its own.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.verbosity > 0 || self.format.shared().is_none_or(Format::is_document)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{Color, OutputArgs};
    use crate::{
        app::Terminal,
        environment::Environment,
        report::{Format, FormatChoice, Paint},
    };

    #[derive(Debug, Parser)]
    struct Flags<F: FormatChoice = Format> {
        #[command(flatten)]
        output: OutputArgs<F>,
    }

    fn parsed(arguments: &[&str]) -> OutputArgs {
        let argv = std::iter::once("test").chain(arguments.iter().copied());
        Flags::try_parse_from(argv).unwrap().output
    }

    #[test]
    fn flags_are_spelled_as_kubectl_spells_them() {
        for spelling in [
            &["-o", "json"][..],
            &["-ojson"],
            &["-o=json"],
            &["--output=json"],
        ] {
            assert_eq!(parsed(spelling).format, Format::Json);
        }
        for spelling in [&["-v", "6"][..], &["-v6"], &["-v=6"], &["--verbosity=6"]] {
            assert_eq!(parsed(spelling).verbosity, 6);
        }
        let nothing = parsed(&[]);
        assert_eq!(
            (nothing.format, nothing.color),
            (Format::Table, Color::Auto)
        );
        assert!(!nothing.no_headers && !nothing.exit_code && !nothing.is_quiet());
    }

    #[test]
    fn documents_and_logs_silence_the_progress_line() {
        assert!(parsed(&["-o", "yaml"]).is_quiet());
        assert!(parsed(&["-v", "6"]).is_quiet());
        assert!(!parsed(&["-o", "name"]).is_quiet());
    }

    #[test]
    fn colour_is_for_terminals_and_no_color_counts_even_when_empty() {
        let terminal = Terminal {
            stdout: true,
            ..Terminal::default()
        };
        let paint = |color: Color, variables: &[(&str, &str)]| {
            color.paint(
                &Environment::from_pairs(variables.iter().copied()),
                terminal,
            )
        };
        let (neither, both) = (
            Paint::default(),
            Paint {
                stdout: true,
                stderr: true,
            },
        );
        assert_eq!(
            paint(Color::Auto, &[]),
            Paint {
                stdout: true,
                stderr: false
            }
        );
        assert_eq!(paint(Color::Auto, &[("NO_COLOR", "")]), neither);
        assert_eq!(paint(Color::Auto, &[("TERM", "dumb")]), neither);
        assert_eq!(
            paint(Color::Always, &[("NO_COLOR", "1"), ("TERM", "dumb")]),
            both
        );
        assert_eq!(paint(Color::Never, &[]), neither);
    }

    #[test]
    fn a_command_with_formats_of_its_own_lists_exactly_those() {
        #[derive(Debug, Clone, Copy, PartialEq, clap::ValueEnum)]
        enum Findings {
            Json,
            Sarif,
        }
        impl FormatChoice for Findings {
            const DEFAULT: &'static str = "json";

            fn shared(self) -> Option<Format> {
                matches!(self, Self::Json).then_some(Format::Json)
            }
        }
        // Whatever was parsed before, each command has a default of its own.
        assert_eq!(parsed(&[]).format, Format::Table);
        let default = Flags::<Findings>::try_parse_from(["test"]).unwrap();
        assert_eq!(default.output.format, Findings::Json);
        let sarif = Flags::<Findings>::try_parse_from(["test", "-o", "sarif"]).unwrap();
        assert!(sarif.output.is_quiet());
        let error = Flags::<Findings>::try_parse_from(["test", "-o", "table"]).unwrap_err();
        assert!(error.to_string().contains("[possible values: json, sarif]"));
    }
}

//! The exit codes of every plugin.

/// What a finished run tells the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done; the answer is on stdout.
    Done,
    /// 1: findings, denied, nobody, or pending changes; only with `--exit-code`.
    Findings,
    /// 2: a usage, connection or API error; there is no answer.
    Failed,
    /// 3: something that could change the answer was not read; wins over 0 and 1.
    Incomplete,
    /// 4: a write stopped part-way.
    StoppedPartWay,
    /// 130: interrupted by the user.
    Interrupted,
}

impl Exit {
    /// The number the process exits with.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Failed => 2,
            Self::Incomplete => 3,
            Self::StoppedPartWay => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn codes_are_the_documented_ones() {
        let codes = [
            Exit::Done,
            Exit::Findings,
            Exit::Failed,
            Exit::Incomplete,
            Exit::StoppedPartWay,
            Exit::Interrupted,
        ]
        .map(Exit::code);
        assert_eq!(codes, [0, 1, 2, 3, 4, 130]);
    }
}

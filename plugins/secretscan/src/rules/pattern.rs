//! How the patterns of rules are read: as bytes, so that classes such as `\w` and `(?i)` are
//! ASCII's, and with the limits that keep a search inside a window of a few KiB.

use regex_automata::{
    nfa::thompson::{self, NFA},
    util::syntax,
};

use super::Problem;

/// The most that a pattern may match, in bytes.
const LONGEST: usize = 8 * 1024;

/// The least that a pattern must match, in bytes.
const SHORTEST: usize = 8;

/// The most memory that one pattern may take here: half of what the search allows, so that a
/// pattern that passes is never dropped there.
const MEMORY: usize = 2 * 1024 * 1024;

/// The states of a pattern, for questions about everything that it matches.
pub(super) fn states(pattern: &str) -> Result<NFA, String> {
    NFA::compiler()
        .configure(
            thompson::Config::new()
                .utf8(false)
                .which_captures(thompson::WhichCaptures::None)
                .nfa_size_limit(Some(MEMORY)),
        )
        .syntax(bytes())
        .build(pattern)
        .map_err(|error| error.to_string())
}

/// Whether everything that a pattern matches is of a fitting length.
pub(super) fn check_length(pattern: &str) -> Result<(), Problem> {
    let parsed = syntax::parse_with(pattern, &bytes())
        .map_err(|error| Problem::Pattern(last_line(&error.to_string())))?;
    let lengths = parsed.properties();
    if lengths.minimum_len().unwrap_or(0) < SHORTEST {
        return Err(Problem::Short { shortest: SHORTEST });
    }
    match lengths.maximum_len() {
        Some(length) if length <= LONGEST => Ok(()),
        _ => Err(Problem::Unbounded { longest: LONGEST }),
    }
}

fn bytes() -> syntax::Config {
    syntax::Config::new().unicode(false).utf8(false)
}

/// Syntax errors draw the pattern first and say what is wrong on their last line.
fn last_line(text: &str) -> String {
    let line = text.lines().last().unwrap_or(text);
    line.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Problem, check_length};

    #[test]
    fn what_could_match_too_much_or_too_little_is_refused() {
        assert_eq!(check_length("acme_[a-z]{20,512}"), Ok(()));
        let refused = |pattern| check_length(pattern).unwrap_err();
        assert!(matches!(
            refused("acme_[a-z]{4,}"),
            Problem::Unbounded { .. }
        ));
        assert!(matches!(
            refused("acme_[a-z]{9000}"),
            Problem::Unbounded { .. }
        ));
        assert!(matches!(refused("acme_[a-z]{2}"), Problem::Short { .. }));
        assert!(matches!(refused("acme_([a-z]{20}"), Problem::Pattern(_)));
    }
}

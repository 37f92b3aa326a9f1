//! Keeps what is in memory out of core dumps, for it holds credentials.

/// Lets the process die without a core dump from here on (POSIX `setrlimit`, `RLIMIT_CORE`).
///
/// A system that refuses leaves everything as it was: the limit is a precaution, and nothing that a
/// scan answers hangs on it.
pub fn keep_out_of_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        // See above.
        let _ = setrlimit(Resource::Core, none);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::process::{Resource, getrlimit};

    #[test]
    fn a_core_dump_has_no_room() {
        super::keep_out_of_core_dumps();
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }
}

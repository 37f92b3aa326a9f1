//! Turns the HTTP stack's nested errors into one sentence and one distinction: was there a
//! connection at all?

use std::error::Error;

use super::{RequestError, text::one_line};

/// Says what went wrong between here and `host`.
pub(super) fn describe(error: &(dyn Error + 'static), host: &str) -> RequestError {
    let connecting = chain(error).any(|cause| {
        cause
            .downcast_ref::<hyper_util::client::legacy::Error>()
            .is_some_and(hyper_util::client::legacy::Error::is_connect)
    });
    let host = host.to_owned();
    let reason = root_cause(error);
    if connecting {
        let tls = chain(error).any(<dyn Error>::is::<rustls::Error>);
        RequestError::Connect { host, reason, tls }
    } else {
        RequestError::BrokenOff { host, reason }
    }
}

/// The innermost error's text, on one line.
pub(super) fn root_cause(error: &(dyn Error + 'static)) -> String {
    let innermost = chain(error).last().unwrap_or(error);
    one_line(&innermost.to_string(), 200)
}

/// The error and everything inside it, outermost first.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause: &&'a (dyn Error + 'static)| {
        inner(*cause)
    })
}

/// An [`std::io::Error`] does not list the error that it carries among its sources.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<std::io::Error>() {
        Some(error) => error.get_ref().map(|carried| carried as _),
        None => error.source(),
    }
}

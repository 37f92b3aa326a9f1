//! Image archives: configuration, history, and every file of every layer before whiteouts.

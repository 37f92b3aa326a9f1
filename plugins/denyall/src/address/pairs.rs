//! Joins the variables of one container that hold a host and its port.

use std::collections::HashMap;

use super::{
    extract::{addresses_of_variable, each_once},
    word::{host_stem, port_of_variable, port_stem},
    written::Address,
};

/// The addresses of every variable of one container, in the same order: a host without a port
/// takes the port of the variable with the same stem (`REDIS_HOST` and `REDIS_PORT`). Of two
/// variables with one name the last counts, as in a container.
///
/// ```
/// use denyall::address::{pairs, written};
///
/// let found = pairs([("REDIS_HOST", "redis"), ("REDIS_PORT", "6379")]);
/// assert_eq!(found[0].0, "REDIS_HOST");
/// assert_eq!(written(&found[0].1), "redis:6379");
/// assert!(found[1].1.is_empty());
/// ```
#[must_use]
pub fn pairs<'a>(
    variables: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<(&'a str, Vec<Address>)> {
    let variables: Vec<(&str, &str)> = variables.into_iter().collect();
    let ports: HashMap<String, u16> = variables
        .iter()
        .filter_map(|(name, value)| Some((port_stem(name)?, port_of_variable(name, value)?)))
        .collect();
    variables
        .into_iter()
        .map(|(name, value)| {
            let found = addresses_of_variable(name, value);
            match host_stem(name).and_then(|stem| ports.get(&stem)) {
                Some(port) => {
                    let joined = found.into_iter().map(|address| address.at_port(*port));
                    (name, each_once(joined.collect()))
                }
                None => (name, found),
            }
        })
        .collect()
}

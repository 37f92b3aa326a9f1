//! Reads the words FROM and TO, before anything is known of the cluster.
//!
//! `TYPE/NAME` belongs to the namespace of `-n`; `NAMESPACE/POD` and `NAMESPACE/TYPE/NAME` say
//! theirs. Where the first of two parts is a type, it is one.

use std::net::IpAddr;

use ipnet::IpNet;
use plugin_kit::{Error, object::is_dns_label};

use crate::model::WorkloadKind;

/// Which word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Who begins.
    From,
    /// Who listens.
    To,
}

impl Side {
    const fn as_str(self) -> &'static str {
        match self {
            Self::From => "FROM",
            Self::To => "TO",
        }
    }
}

/// What a word names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// All pods of a workload.
    Workload {
        /// Namespace.
        namespace: String,
        /// Kind.
        kind: WorkloadKind<'static>,
        /// Name.
        name: String,
    },
    /// One pod.
    Pod {
        /// Namespace.
        namespace: String,
        /// Name.
        name: String,
    },
    /// The pods behind a service.
    Service {
        /// Namespace.
        namespace: String,
        /// Name.
        name: String,
    },
    /// An address or a range.
    Block(IpNet),
    /// Any public address.
    Internet,
}

/// What a type word stands for.
#[derive(Clone, Copy)]
enum Kind {
    Workload(WorkloadKind<'static>),
    Pod,
    Service,
}

const TYPES: &str = "pod, deploy, sts, ds, rs, rc, job, cronjob, or svc for TO";

impl Place {
    /// Reads a word; `namespace` is where `TYPE/NAME` belongs.
    pub(crate) fn read(word: &str, side: Side, namespace: &str) -> Result<Self, Error> {
        if word == "internet" {
            return Ok(Self::Internet);
        }
        if let Ok(address) = word.parse::<IpAddr>() {
            // `::ffff:10.0.0.1` is 10.0.0.1 written otherwise.
            return Ok(Self::Block(address.to_canonical().into()));
        }
        if let Ok(block) = word.parse::<IpNet>() {
            return Ok(Self::Block(block.trunc()));
        }
        let parts: Vec<&str> = word.split('/').collect();
        match parts.as_slice() {
            [namespace, kind, name] => {
                let kind = read_kind(kind).ok_or_else(|| {
                    Error::usage(
                        format!(
                            "{} {word:?} has no type that can send or listen",
                            side.as_str()
                        ),
                        format!("the types are {TYPES}"),
                    )
                })?;
                Self::named(kind, namespace, name, side, word)
            }
            [first, name] => match read_kind(first) {
                Some(kind) => Self::named(kind, namespace, name, side, word),
                None => Self::named(Kind::Pod, first, name, side, word),
            },
            _ => Err(unreadable(side, word)),
        }
    }

    fn named(
        kind: Kind,
        namespace: &str,
        name: &str,
        side: Side,
        word: &str,
    ) -> Result<Self, Error> {
        if !is_dns_label(namespace) || name.is_empty() {
            return Err(unreadable(side, word));
        }
        let (namespace, name) = (namespace.to_owned(), name.to_owned());
        match kind {
            Kind::Workload(kind) => Ok(Self::Workload {
                namespace,
                kind,
                name,
            }),
            Kind::Pod => Ok(Self::Pod { namespace, name }),
            Kind::Service if side == Side::To => Ok(Self::Service { namespace, name }),
            Kind::Service => Err(Error::usage(
                "a service sends nothing: FROM has to be a pod or a workload",
                format!("name what runs behind it, such as {namespace}/deploy/{name}"),
            )),
        }
    }

    /// The namespace that has to be read for it; nothing where any pod may be meant.
    pub(crate) fn namespace(&self) -> Option<&str> {
        match self {
            Self::Workload { namespace, .. }
            | Self::Pod { namespace, .. }
            | Self::Service { namespace, .. } => Some(namespace),
            Self::Block(_) | Self::Internet => None,
        }
    }
}

fn unreadable(side: Side, word: &str) -> Error {
    Error::usage(
        format!(
            "{} {word:?} names no pod, workload or address",
            side.as_str()
        ),
        format!(
            "write NAMESPACE/TYPE/NAME, NAMESPACE/POD, -n NAMESPACE TYPE/NAME, an address, a range, \
             or internet; the types are {TYPES}"
        ),
    )
}

/// Types as kubectl spells them: singular, plural, short, and with their group.
fn read_kind(word: &str) -> Option<Kind> {
    let is_service = ["service", "services", "svc"]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it));
    if is_service {
        return Some(Kind::Service);
    }
    WorkloadKind::of_word(word).map(|kind| match kind {
        WorkloadKind::Pod => Kind::Pod,
        kind => Kind::Workload(kind),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(word: &str) -> Result<Place, Error> {
        Place::read(word, Side::To, "shop")
    }

    fn deployment(namespace: &str, name: &str) -> Place {
        Place::Workload {
            namespace: namespace.to_owned(),
            kind: WorkloadKind::Deployment,
            name: name.to_owned(),
        }
    }

    #[test]
    fn a_type_and_a_name_belong_to_the_namespace_of_the_flag() {
        for word in ["deploy/web", "deployments/web", "Deployment.apps/web"] {
            assert_eq!(read(word).unwrap(), deployment("shop", "web"), "{word}");
        }
    }

    #[test]
    fn three_parts_say_their_namespace() {
        assert_eq!(
            read("front/deploy/web").unwrap(),
            deployment("front", "web")
        );
    }

    #[test]
    fn two_parts_without_a_type_are_a_pod() {
        let pod = Place::Pod {
            namespace: "front".to_owned(),
            name: "web-0".to_owned(),
        };
        assert_eq!(read("front/web-0").unwrap(), pod);
    }

    #[test]
    fn addresses_and_ranges_are_read_before_names() {
        assert_eq!(
            read("10.0.0.7/8").unwrap(),
            Place::Block("10.0.0.0/8".parse().unwrap())
        );
        assert_eq!(
            read("fd00::1").unwrap(),
            Place::Block("fd00::1/128".parse().unwrap())
        );
        assert_eq!(read("internet").unwrap(), Place::Internet);
    }

    #[test]
    fn a_service_cannot_begin_a_connection() {
        let error = Place::read("svc/api", Side::From, "shop").unwrap_err();
        assert!(error.hint().unwrap().contains("shop/deploy/api"));
    }

    #[test]
    fn words_that_name_nothing_are_refused_with_what_would_do() {
        for word in ["web", "", "a/b/c", "a/deploy/", "A B/x", "a/deploy/b/c"] {
            let error = read(word).unwrap_err();
            assert!(matches!(error, Error::Usage { .. }), "{word}");
            assert!(error.hint().unwrap().contains("sts"), "{word}");
        }
    }
}

//! The ledgers of whole applications: every flow that is known to be needed is found.

use std::{collections::BTreeSet, fs, path::PathBuf};

use super::{Party, testing};
use crate::model::Network;

/// What each end of the tables may be in a ledger: load balancers and the control plane have no
/// addresses in configuration, and names have none, either.
fn parties(end: &str, host_network: &BTreeSet<String>) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    match end {
        "10.20.0.0/20" => vec!["loadbalancer".to_owned(), end.to_owned()],
        "10.20.32.0/24" => one("controlplane"),
        "169.254.169.254" => one("metadata"),
        "169.254.170.23" => one("podidentity"),
        "kube-system/deployment/coredns" => vec!["dns".to_owned(), end.to_owned()],
        end if host_network.contains(end) => one("nodes"),
        end if end.parse::<std::net::IpAddr>().is_ok() => vec![format!("{end}/32")],
        end => one(end),
    }
}

/// The lines of the table that the ledger lacks.
fn missing(app: &str) -> Vec<String> {
    let folder = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/apps"
    ));
    let mut manifests = String::new();
    let mut names: Vec<_> = fs::read_dir(folder.join(app))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "yaml"))
        .collect();
    names.sort();
    for path in names {
        manifests.push_str(&fs::read_to_string(path).unwrap());
        manifests.push_str("\n---\n");
    }
    let snapshot = crate::testing::snapshot(&manifests);
    let network = Network::of(&snapshot);
    let host_network: BTreeSet<String> = network
        .pods
        .iter()
        .filter(|pod| pod.host_network)
        .map(|pod| testing::text(&network, &Party::Workload(pod.workload)))
        .collect();
    let written = testing::of(&snapshot, &[]);
    let names: BTreeSet<String> = written
        .ledger
        .flows
        .iter()
        .filter(|flow| matches!(flow.to, Party::Name(_)))
        .map(|flow| testing::text(&network, &flow.to))
        .collect();
    let table = fs::read_to_string(folder.join(app).join("flows.csv")).unwrap();
    let mut checked = 0;
    let missing = table
        .lines()
        .skip(1)
        .filter(|line| {
            checked += 1;
            let cells: Vec<&str> = line.split(',').collect();
            let mut targets = parties(cells[1], &host_network);
            if cells[1] == "internet" {
                targets.extend(names.iter().cloned());
            }
            let is_dns = cells[1] == "kube-system/deployment/coredns" && cells[3] == "5353";
            let service = if is_dns {
                "UDP 53".to_owned()
            } else {
                format!("{} {}", cells[2], cells[3])
            };
            let sources = parties(cells[0], &host_network);
            !sources.iter().any(|from| {
                targets.iter().any(|to| {
                    let start = format!("{from} > {to} {service} ");
                    written.flows.iter().any(|flow| flow.starts_with(&start))
                })
            })
        })
        .map(str::to_owned)
        .collect();
    assert!(checked > 20, "{app} has only {checked} flows");
    missing
}

#[test]
fn every_flow_that_the_bank_needs_is_found() {
    assert_eq!(missing("bank"), Vec::<String>::new());
}

#[test]
fn every_flow_that_the_clinic_needs_is_found() {
    assert_eq!(missing("clinic"), Vec::<String>::new());
}

#[test]
fn every_flow_that_the_stream_needs_is_found() {
    assert_eq!(missing("stream"), Vec::<String>::new());
}

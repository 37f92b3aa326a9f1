//! The embedded manifests of each application, and how they are laid out as files.

use std::{io, path::Path};

use super::flow::{self, Flow};
use crate::Error;

/// Where load balancers with targets of type `ip` connect from, in every application.
pub const LOAD_BALANCERS: &str = "10.20.0.0/20";
/// The subnets of the control plane's network interfaces: where webhooks are called from, and
/// where the endpoints of the `kubernetes` Service are.
pub const CONTROL_PLANE: &str = "10.20.32.0/24";

/// One application.
#[derive(Debug, Clone, Copy)]
pub struct App {
    /// Its name, which is its folder's.
    pub name: &'static str,
    /// File name and text of every manifest; namespaces and definitions of kinds come first.
    pub manifests: &'static [(&'static str, &'static str)],
    pub(super) flows: &'static str,
    pub(super) forbidden: &'static str,
}

macro_rules! app {
    ($app:literal: $($name:literal),* $(,)?) => {
        App {
            name: $app,
            manifests: &[$(
                ($name, include_str!(concat!("../../fixtures/apps/", $app, "/", $name)))
            ),*],
            flows: include_str!(concat!("../../fixtures/apps/", $app, "/flows.csv")),
            forbidden: include_str!(concat!("../../fixtures/apps/", $app, "/forbidden.csv")),
        }
    };
}

/// A retail bank.
pub const BANK: App = app!("bank":
    "namespaces.yaml",
    "crds.yaml",
    "accounts.yaml",
    "admin-ui.yaml",
    "fraud-scorer.yaml",
    "gateway.yaml",
    "ledger.yaml",
    "payments.yaml",
    "postgres-backup.yaml",
    "postgres.yaml",
    "redis.yaml",
    "statements.yaml",
    "web.yaml",
);

/// An event stream with its observability, and the cluster's DNS.
pub const STREAM: App = app!("stream":
    "namespaces.yaml",
    "crds.yaml",
    "alertmanager.yaml",
    "alerts.yaml",
    "broker.yaml",
    "coordinator.yaml",
    "coredns.yaml",
    "grafana.yaml",
    "ingest.yaml",
    "node-local-dns.yaml",
    "operator.yaml",
    "prometheus.yaml",
    "replay.yaml",
    "schema-registry.yaml",
    "sessions.yaml",
);

/// A clinic's records, billing and platform.
pub const CLINIC: App = app!("clinic":
    "namespaces.yaml",
    "crds.yaml",
    "accounts.yaml",
    "billing.yaml",
    "claims-export.yaml",
    "clinic-db.yaml",
    "clinic-mongo.yaml",
    "clinic-queue.yaml",
    "collector.yaml",
    "gateway.yaml",
    "hl7-gateway.yaml",
    "imaging-signal.yaml",
    "legacy-fax.yaml",
    "log-agent.yaml",
    "metrics-adapter.yaml",
    "portal.yaml",
    "records-migrate.yaml",
    "records.yaml",
);

/// Every application; they can be loaded into one cluster together.
pub const ALL: &[App] = &[BANK, STREAM, CLINIC];

impl App {
    /// Writes the manifests into a folder that exists.
    ///
    /// # Errors
    ///
    /// When a file cannot be written.
    pub fn write_to(&self, folder: &Path) -> io::Result<()> {
        for (name, text) in self.manifests {
            std::fs::write(folder.join(name), text)?;
        }
        Ok(())
    }

    /// All manifests as one multi-document text.
    #[must_use]
    pub fn text(&self) -> String {
        self.manifests.iter().map(|(_, text)| *text).collect()
    }

    /// The flows without which the application does not work.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] when a line of the file is not a flow.
    pub fn flows(&self) -> Result<Vec<Flow>, Error> {
        flow::parse(self.flows, &format!("{}/flows.csv", self.name))
    }

    /// The flows that a default-deny plan must not leave open.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] when a line of the file is not a flow.
    pub fn forbidden(&self) -> Result<Vec<Flow>, Error> {
        flow::parse(self.forbidden, &format!("{}/forbidden.csv", self.name))
    }
}

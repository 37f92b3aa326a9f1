//! One scene: its lists in the order in which an API server could take them.

use std::path::Path;

use serde_json::Value;

use super::file::{self, Written};
use super::size::Size;
use super::{adversarial, namespace, node, pod, policy, replicas, service};
use crate::Error;

/// Objects, made one by one.
pub type Objects = Box<dyn Iterator<Item = Value> + Send>;

/// A scene of a size, from a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scene {
    size: Size,
    seed: u64,
}

impl Scene {
    /// The scene.
    #[must_use]
    pub const fn new(size: Size, seed: u64) -> Self {
        Self { size, seed }
    }

    /// The plural name of every kind with its objects; a list is made while it is read.
    #[must_use]
    pub fn lists(self) -> Vec<(&'static str, Objects)> {
        let (layout, seed) = (self.size.layout(), self.seed);
        let is_sharded = self.size == Size::UniqueLabels;
        let mut lists: Vec<(&'static str, Objects)> = vec![
            ("namespaces", Box::new(namespace::namespaces(layout, seed))),
            ("nodes", Box::new(node::nodes(layout, seed))),
            ("deployments", Box::new(replicas::deployments(layout, seed))),
            (
                "replicasets",
                Box::new(replicas::replica_sets(layout, seed)),
            ),
            ("services", Box::new(service::services(layout, seed))),
            ("pods", Box::new(pod::pods(layout, seed, is_sharded))),
            ("networkpolicies", self.network_policies()),
        ];
        if self.size == Size::OnePriority {
            lists.push((
                "clusternetworkpolicies",
                Box::new(adversarial::one_priority(layout, seed)),
            ));
        }
        lists
    }

    /// Every object, list after list.
    #[must_use]
    pub fn objects(self) -> Objects {
        Box::new(self.lists().into_iter().flat_map(|(_, objects)| objects))
    }

    /// Writes each list to a file of a folder, `pods.json` and so on; makes the folder.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the folder cannot be made or a file cannot be written.
    pub fn write_to(self, folder: &Path) -> Result<Written, Error> {
        std::fs::create_dir_all(folder).map_err(Error::io(format!("make {}", folder.display())))?;
        let mut total = Written::default();
        for (name, objects) in self.lists() {
            let written = file::write(&folder.join(format!("{name}.json")), objects)?;
            total.objects += written.objects;
            total.bytes += written.bytes;
        }
        Ok(total)
    }

    fn network_policies(self) -> Objects {
        let (layout, seed) = (self.size.layout(), self.seed);
        let common = policy::policies(layout, seed);
        match self.size {
            Size::UniqueLabels => Box::new(adversarial::unique_labels(layout, seed)),
            Size::NotIn => Box::new(adversarial::not_in(layout, seed)),
            Size::OverlappingBlocks => {
                Box::new(common.chain(adversarial::overlapping_blocks(layout, seed)))
            }
            Size::PortRanges => Box::new(common.chain(adversarial::port_ranges(layout, seed))),
            Size::ManyPorts => Box::new(common.chain(adversarial::many_ports(layout, seed))),
            Size::S | Size::M | Size::L | Size::Xl | Size::OnePriority => Box::new(common),
        }
    }
}

/// Every object of a scene at once, as benchmarks want them: XL takes some gigabytes.
#[must_use]
pub fn scene(size: Size, seed: u64) -> Vec<Value> {
    Scene::new(size, seed).objects().collect()
}

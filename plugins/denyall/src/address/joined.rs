//! Brings hosts and ports together that stand under two keys of one object: `host=db port=5432`.

use std::collections::HashMap;

use super::{
    nesting::Group,
    word::{host_stem, port_stem},
    written::Address,
};

/// Keys longer than this have no stem that is worth comparing, in bytes.
const LONGEST_KEY: usize = 128;

/// The addresses of a text, and what is still open between hosts and ports.
#[derive(Debug, Default)]
pub(super) struct Joined {
    addresses: Vec<Address>,
    hosts: HashMap<(Group, String), Vec<usize>>,
    ports: HashMap<(Group, String), u16>,
    key: Option<Key>,
}

/// The key that values are read under.
#[derive(Debug)]
enum Key {
    Host(Group, String),
    Port(Group, String),
}

impl Joined {
    /// Values that follow stand under this key.
    pub(super) fn set_key(&mut self, group: Group, key: &str) {
        let key = if key.len() > LONGEST_KEY { "" } else { key };
        self.key = None;
        if let Some(stem) = host_stem(key) {
            self.hosts.remove(&(group, stem.clone()));
            self.key = Some(Key::Host(group, stem));
        } else if let Some(stem) = port_stem(key) {
            self.key = Some(Key::Port(group, stem));
        }
    }

    /// Values that follow stand under no key.
    pub(super) fn clear_key(&mut self) {
        self.key = None;
    }

    /// Takes an address, with the port of its sibling if there was one.
    pub(super) fn push(&mut self, address: Address) {
        let open = address.port().is_none() && address.scheme().is_none();
        match &self.key {
            Some(Key::Host(group, stem)) if open => {
                let key = (*group, stem.clone());
                if let Some(port) = self.ports.remove(&key) {
                    self.addresses.push(address.at_port(port));
                } else {
                    self.hosts
                        .entry(key)
                        .or_default()
                        .push(self.addresses.len());
                    self.addresses.push(address);
                }
            }
            _ => self.addresses.push(address),
        }
    }

    /// Takes a number; it becomes the port of the host under the sibling key.
    pub(super) fn push_number(&mut self, port: u16) {
        let Some(Key::Port(group, stem)) = &self.key else {
            return;
        };
        let key = (*group, stem.clone());
        match self.hosts.remove(&key) {
            Some(hosts) => {
                for host in hosts {
                    self.give_port(host, port);
                }
            }
            None => {
                self.ports.insert(key, port);
            }
        }
    }

    /// Gives the address that was taken last this port: `tcp:db,1433` of ADO.
    pub(super) fn give_last_port(&mut self, port: u16) {
        if let Some(last) = self.addresses.len().checked_sub(1) {
            self.give_port(last, port);
        }
    }

    /// How many addresses were taken.
    pub(super) fn len(&self) -> usize {
        self.addresses.len()
    }

    /// All addresses, in the order of the text.
    pub(super) fn into_addresses(self) -> Vec<Address> {
        self.addresses
    }

    fn give_port(&mut self, index: usize, port: u16) {
        if let Some(address) = self.addresses.get_mut(index) {
            *address = address.clone().at_port(port);
        }
    }
}

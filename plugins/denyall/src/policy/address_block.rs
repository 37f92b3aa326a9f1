//! Ranges of addresses without some of their parts ("IPBlock API").

use std::net::IpAddr;

use ipnet::IpNet;

use crate::object::IpBlock;

/// A range of addresses without some of its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressBlock {
    /// The range; its host bits are zero.
    pub cidr: IpNet,
    /// Parts that are left out; of the same family.
    pub except: Vec<IpNet>,
}

/// Why a block cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddressBlock {
    /// Not `ADDRESS/LENGTH`.
    #[error("not a CIDR")]
    NotACidr,
    /// An exception that is not a part of the range.
    #[error("an except is no part of the cidr")]
    ExceptOutside,
}

impl AddressBlock {
    /// A whole range.
    #[must_use]
    pub fn new(cidr: IpNet) -> Self {
        Self {
            cidr: cidr.trunc(),
            except: Vec::new(),
        }
    }

    /// Reads the form of the API.
    ///
    /// # Errors
    ///
    /// When the API server would not accept it.
    pub fn read(block: &IpBlock) -> Result<Self, BadAddressBlock> {
        let cidr = cidr(&block.cidr)?;
        let mut except = Vec::with_capacity(block.except.len());
        for part in &block.except {
            let part = self::cidr(part)?;
            // The API wants a strict subset; the whole range as an exception is refused there.
            if !cidr.contains(&part) || cidr == part {
                return Err(BadAddressBlock::ExceptOutside);
            }
            except.push(part);
        }
        Ok(Self { cidr, except })
    }

    /// Whether an address is in the range and in no exception.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.cidr.contains(&address) && !self.except.iter().any(|part| part.contains(&address))
    }
}

fn cidr(text: &str) -> Result<IpNet, BadAddressBlock> {
    text.parse::<IpNet>()
        .map(|net| net.trunc())
        .map_err(|_| BadAddressBlock::NotACidr)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(cidr: &str, except: &[&str]) -> Result<AddressBlock, BadAddressBlock> {
        AddressBlock::read(&IpBlock {
            cidr: cidr.to_owned(),
            except: except.iter().map(|&part| part.to_owned()).collect(),
        })
    }

    #[test]
    fn an_exception_is_taken_out_of_its_own_block() {
        let block = block("10.0.0.0/8", &["10.1.0.0/16", "10.2.3.4/32"]).unwrap();
        for (address, inside) in [
            ("10.0.0.1", true),
            ("10.1.255.255", false),
            ("10.2.3.4", false),
            ("10.2.3.5", true),
            ("11.0.0.0", false),
            ("::1", false),
        ] {
            assert_eq!(
                block.contains(address.parse().unwrap()),
                inside,
                "{address}"
            );
        }
    }

    #[test]
    fn an_exception_has_to_be_a_strict_part() {
        assert_eq!(
            block("10.0.0.0/8", &["11.0.0.0/16"]),
            Err(BadAddressBlock::ExceptOutside)
        );
        assert_eq!(
            block("10.0.0.0/8", &["10.0.0.0/8"]),
            Err(BadAddressBlock::ExceptOutside)
        );
        assert_eq!(
            block("::/0", &["10.0.0.0/8"]),
            Err(BadAddressBlock::ExceptOutside)
        );
        assert_eq!(block("10.0.0.1", &[]), Err(BadAddressBlock::NotACidr));
    }

    #[test]
    fn host_bits_do_not_count() {
        let block = block("10.1.2.3/8", &[]).unwrap();
        assert!(block.contains("10.200.0.1".parse().unwrap()));
    }
}

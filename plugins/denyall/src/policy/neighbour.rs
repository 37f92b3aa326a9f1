//! The addresses beside an address, within its family (RFC 791, RFC 4291: addresses are numbers).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address after this one; none after the last of its family.
pub(crate) fn next(address: IpAddr) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits().checked_add(1)?).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits().checked_add(1)?).into(),
    })
}

/// The address before this one; none before the first of its family.
pub(crate) fn previous(address: IpAddr) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits().checked_sub(1)?).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits().checked_sub(1)?).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_end_where_their_numbers_do() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(next(address("10.0.0.255")), Some(address("10.0.1.0")));
        assert_eq!(previous(address("fd00::1:0")), Some(address("fd00::ffff")));
        assert_eq!(next(address("255.255.255.255")), None);
        assert_eq!(previous(address("::")), None);
    }
}

//! Decides which end of a packet opened the connection.
//!
//! Rules: RFC 9293 (SYN without ACK opens, SYN with ACK answers); Linux `ip_local_port_range`,
//! whose default starts at 32768; IANA's system ports, below 1024. UDP has no flags, so its opener
//! is always a guess.

use super::flow::Opener;

/// Where clients' own ports start on Linux.
const EPHEMERAL_FROM: u16 = 32768;

/// The last port that only services use.
const LAST_SYSTEM_PORT: u16 = 1023;

/// Who opened a connection, told from one packet or record of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    /// The sender.
    BySender(Opener),
    /// The receiver: this is a reply.
    ByReceiver(Opener),
}

/// Who opened, by the flags of TCP where there are any, else by the ports.
pub(super) fn opened(flags: Option<Flags>, source_port: u16, destination_port: u16) -> Opened {
    match flags {
        Some(Flags { syn: true, ack }) if ack => Opened::ByReceiver(Opener::Seen),
        Some(Flags { syn: true, .. }) => Opened::BySender(Opener::Seen),
        _ => by_ports(source_port, destination_port),
    }
}

/// Flags of TCP, or of all packets of a record together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flags {
    /// Synchronize.
    pub(super) syn: bool,
    /// Acknowledge.
    pub(super) ack: bool,
}

fn by_ports(source_port: u16, destination_port: u16) -> Opened {
    let is_reply = rank(source_port) < rank(destination_port);
    if is_reply {
        Opened::ByReceiver(Opener::Guessed)
    } else {
        Opened::BySender(Opener::Guessed)
    }
}

/// The lower, the more likely the port of a service.
fn rank(port: u16) -> u8 {
    match port {
        0..=LAST_SYSTEM_PORT => 0,
        EPHEMERAL_FROM.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Opened::{ByReceiver, BySender};
    use Opener::{Guessed, Seen};

    #[test]
    fn flags_win_over_ports() {
        let flags = |syn, ack| Some(Flags { syn, ack });
        assert_eq!(opened(flags(true, false), 443, 50000), BySender(Seen));
        assert_eq!(opened(flags(true, true), 50000, 443), ByReceiver(Seen));
        assert_eq!(opened(flags(false, true), 443, 50000), ByReceiver(Guessed));
    }

    #[test]
    fn without_flags_the_service_port_is_the_destination() {
        for (source, destination, expected) in [
            (50000, 53, BySender(Guessed)),
            (53, 50000, ByReceiver(Guessed)),
            (53, 4000, ByReceiver(Guessed)),
            (8080, 40000, ByReceiver(Guessed)),
            (123, 123, BySender(Guessed)),
            (40000, 50000, BySender(Guessed)),
        ] {
            assert_eq!(
                opened(None, source, destination),
                expected,
                "{source} {destination}"
            );
        }
    }
}

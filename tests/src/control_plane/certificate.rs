//! Writes client certificates, DER by hand: Kubernetes reads a user's groups from repeated
//! organization attributes (k8s "X509 client certificates"), and rcgen keeps one of each kind.
//! Rules: RFC 5280 section 4.1; ECDSA with SHA-256 is RFC 5758 section 3.2.

use rcgen::{KeyPair, PublicKeyData, SigningKey};
use yasna::models::ObjectIdentifier;
use yasna::{DERWriter, Tag};

use crate::Error;

const COMMON_NAME: &[u64] = &[2, 5, 4, 3];
const ORGANIZATION: &[u64] = &[2, 5, 4, 10];
const EXTENDED_KEY_USAGE: &[u64] = &[2, 5, 29, 37];
const CLIENT_AUTHENTICATION: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 3, 2];
const ECDSA_WITH_SHA256: &[u64] = &[1, 2, 840, 10045, 4, 3, 2];
/// `UTCTime`, RFC 5280 section 4.1.2.5.1: the lives of test certificates need no clock.
const NOT_BEFORE: &[u8] = b"\x17\x0d200101000000Z";
const NOT_AFTER: &[u8] = b"\x17\x0d491231235959Z";

/// What a client certificate says.
pub(super) struct ClientCertificate<'a> {
    pub(super) issuer: &'a str,
    pub(super) serial: u64,
    pub(super) user: &'a str,
    pub(super) groups: &'a [&'a str],
}

impl ClientCertificate<'_> {
    /// Returns the DER of the certificate for `subject_key`, signed with the issuer's key.
    pub(super) fn sign(
        &self,
        subject_key: &impl PublicKeyData,
        issuer_key: &KeyPair,
    ) -> Result<Vec<u8>, Error> {
        let body = yasna::construct_der(|writer| self.write_body(writer, subject_key));
        let signature = issuer_key.sign(&body)?;
        Ok(yasna::construct_der(|writer| {
            writer.write_sequence(|writer| {
                writer.next().write_der(&body);
                write_algorithm(writer.next());
                writer
                    .next()
                    .write_bitvec_bytes(&signature, signature.len() * 8);
            });
        }))
    }

    fn write_body(&self, writer: DERWriter<'_>, subject_key: &impl PublicKeyData) {
        writer.write_sequence(|writer| {
            writer
                .next()
                .write_tagged(Tag::context(0), |writer| writer.write_u8(2));
            writer.next().write_u64(self.serial);
            write_algorithm(writer.next());
            write_name(writer.next(), &[(COMMON_NAME, self.issuer)]);
            writer.next().write_sequence(|writer| {
                writer.next().write_der(NOT_BEFORE);
                writer.next().write_der(NOT_AFTER);
            });
            let groups = self.groups.iter().map(|group| (ORGANIZATION, *group));
            let subject: Vec<_> = groups.chain([(COMMON_NAME, self.user)]).collect();
            write_name(writer.next(), &subject);
            writer
                .next()
                .write_der(&subject_key.subject_public_key_info());
            writer.next().write_tagged(Tag::context(3), |writer| {
                writer.write_sequence(|writer| {
                    writer.next().write_sequence(|writer| {
                        writer.next().write_oid(&oid(EXTENDED_KEY_USAGE));
                        writer.next().write_bytes(&yasna::construct_der(|writer| {
                            writer.write_sequence(|writer| {
                                writer.next().write_oid(&oid(CLIENT_AUTHENTICATION));
                            });
                        }));
                    });
                });
            });
        });
    }
}

fn write_algorithm(writer: DERWriter<'_>) {
    writer.write_sequence(|writer| writer.next().write_oid(&oid(ECDSA_WITH_SHA256)));
}

fn write_name(writer: DERWriter<'_>, attributes: &[(&[u64], &str)]) {
    writer.write_sequence(|writer| {
        for (kind, value) in attributes {
            writer.next().write_set(|writer| {
                writer.next().write_sequence(|writer| {
                    writer.next().write_oid(&oid(kind));
                    writer.next().write_utf8_string(value);
                });
            });
        }
    });
}

fn oid(numbers: &[u64]) -> ObjectIdentifier {
    ObjectIdentifier::from_slice(numbers)
}

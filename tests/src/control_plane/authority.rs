//! The cluster's certificate authority: it signs the API server's certificate and every client's.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType,
};

use super::certificate::ClientCertificate;
use crate::Error;

/// A certificate authority with its key.
#[derive(Debug)]
pub(super) struct Authority {
    name: String,
    certificate_pem: String,
    key: KeyPair,
}

/// A certificate with its private key, both as PEM.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) certificate_pem: String,
    pub(super) key_pem: String,
}

impl Authority {
    /// Makes a new authority.
    pub(super) fn create(name: &str) -> Result<Self, Error> {
        let key = KeyPair::generate()?;
        let certificate_pem = parameters(name)?.self_signed(&key)?.pem();
        Ok(Self {
            name: name.to_owned(),
            certificate_pem,
            key,
        })
    }

    /// Takes up an authority that another process made.
    pub(super) fn load(name: &str, certificate_pem: String, key_pem: &str) -> Result<Self, Error> {
        Ok(Self {
            name: name.to_owned(),
            certificate_pem,
            key: KeyPair::from_pem(key_pem)?,
        })
    }

    pub(super) fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    pub(super) fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }

    /// Signs the certificate of a server on loopback.
    pub(super) fn server(&self, names: &[&str]) -> Result<Identity, Error> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut parameters = CertificateParams::new(names)?;
        parameters
            .subject_alt_names
            .push(SanType::IpAddress(Ipv4Addr::LOCALHOST.into()));
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        parameters
            .distinguished_name
            .push(DnType::CommonName, "kube-apiserver");
        let key = KeyPair::generate()?;
        let issuer = Issuer::new(self::parameters(&self.name)?, &self.key);
        let certificate = parameters.signed_by(&key, &issuer)?;
        Ok(Identity {
            certificate_pem: certificate.pem(),
            key_pem: key.serialize_pem(),
        })
    }

    /// Signs the certificate of a user in some groups.
    pub(super) fn client(&self, user: &str, groups: &[&str]) -> Result<Identity, Error> {
        let key = KeyPair::generate()?;
        let certificate = ClientCertificate {
            issuer: &self.name,
            serial: next_serial(),
            user,
            groups,
        };
        Ok(Identity {
            certificate_pem: pem("CERTIFICATE", &certificate.sign(&key, &self.key)?),
            key_pem: key.serialize_pem(),
        })
    }
}

fn parameters(name: &str) -> Result<CertificateParams, Error> {
    let mut parameters = CertificateParams::new(Vec::<String>::new())?;
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    Ok(parameters)
}

/// Serial numbers are positive and never used twice by one authority, whichever process signs.
fn next_serial() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let nanoseconds = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX >> 1);
    nanoseconds.wrapping_add(COUNT.fetch_add(1, Ordering::Relaxed))
}

/// RFC 7468: base64 in lines of 64.
fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = tail;
    }
    pem + &format!("-----END {label}-----\n")
}

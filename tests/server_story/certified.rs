//! Certificates that an authority of the tests' own vouches for.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::path::PathBuf;
use tempfile::TempDir;

/// A certificate for a name, with its key, and the authority behind it, in files that go with the value.
pub struct Certified {
    _kept: TempDir,
    pub authority: PathBuf,
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Certified {
    pub fn of(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key_of_authority = KeyPair::generate().unwrap();
        let authority = params.self_signed(&key_of_authority).unwrap();
        let issuer = Issuer::new(params, key_of_authority);
        let key = KeyPair::generate().unwrap();
        let of_name = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = of_name.signed_by(&key, &issuer).unwrap();
        let kept = tempfile::tempdir().unwrap();
        let file = |name: &str, text: String| {
            let path = kept.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        Self {
            authority: file("authority.pem", authority.pem()),
            certificate: file("certificate.pem", certificate.pem()),
            key: file("key.pem", key.serialize_pem()),
            _kept: kept,
        }
    }
}

//! A test CA and a leaf signed by it: `+s` needs a chain that the client trusts, and a self-signed leaf is none.

use anyhow::{Context, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The CA's certificate within a folder of certificates.
pub fn ca(folder: &Path) -> PathBuf {
    folder.join("ca.pem")
}

/// Writes `ca.pem`, `bolt/public.crt` and `bolt/private.key`, unless they are there. The leaf is for `localhost`
/// and `127.0.0.1`; the CA's key is thrown away. `mode` is that of the leaf's key: a container reads it as
/// another user.
pub fn write(folder: &Path, mode: u32) -> Result<()> {
    if ca(folder).is_file() {
        return Ok(());
    }
    let bolt = folder.join("bolt");
    fs::create_dir_all(&bolt).with_context(|| format!("make {bolt:?}"))?;
    let (authority, leaf, key) = generate().context("make the test certificates")?;
    let private = bolt.join("private.key");
    fs::write(&private, key).with_context(|| format!("write {private:?}"))?;
    fs::set_permissions(&private, Permissions::from_mode(mode)).context("close the key to others")?;
    fs::write(bolt.join("public.crt"), leaf).context("write the leaf")?;
    fs::write(ca(folder), authority).context("write the CA")
}

/// CA certificate, leaf certificate and leaf key, as PEM.
fn generate() -> Result<(String, String, String), rcgen::Error> {
    let mut authority = CertificateParams::new([])?;
    authority.distinguished_name.push(DnType::CommonName, "Backstretch test CA");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority_key = KeyPair::generate()?;
    let authority_certificate = authority.self_signed(&authority_key)?;

    let mut leaf = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
    leaf.distinguished_name.push(DnType::CommonName, "Backstretch test server");
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.use_authority_key_identifier_extension = true;
    let leaf_key = KeyPair::generate()?;
    let leaf_certificate = leaf.signed_by(&leaf_key, &Issuer::new(authority, authority_key))?;
    Ok((authority_certificate.pem(), leaf_certificate.pem(), leaf_key.serialize_pem()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaf_and_authority_are_two_certificates() {
        let (authority, leaf, key) = generate().unwrap();
        assert!(authority.starts_with("-----BEGIN CERTIFICATE-----"));
        assert!(leaf.starts_with("-----BEGIN CERTIFICATE-----"));
        assert_ne!(authority, leaf);
        assert!(key.starts_with("-----BEGIN PRIVATE KEY-----"), "Neo4j reads PKCS #8 only");
    }
}

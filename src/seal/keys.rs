//! The keys of a device: one to sign with, one to have things sealed to.

use super::{CannotOpen, derive_key};
use crate::{
    care::DeviceId,
    log::{
        Change, ChangeId, ScopeId, SignedChange, TeamId,
        change::{NotAChange, bytes_to_sign, change_id},
    },
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::X25519HkdfSha256,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

type SealKem = X25519HkdfSha256;

/// A device's secret: thirty-two bytes from which both of its key pairs come.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DeviceKeys {
    seed: [u8; 32],
    sign: [u8; 32],
}

/// What everybody may know of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicePublic {
    pub sign: [u8; 32],
    pub seal: [u8; 32],
}

impl DeviceKeys {
    pub fn generate(random: &mut dyn CryptoRng) -> Self {
        let mut seed = [0; 32];
        random.fill_bytes(&mut seed);
        Self::from_seed(seed)
    }

    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self { seed, sign: derive_key(&seed, &[], b"alongside device sign v1") }
    }

    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    pub fn public(&self) -> DevicePublic {
        let (_, seal) = self.seal_pair();
        let sign = SigningKey::from_bytes(&self.sign).verifying_key().to_bytes();
        DevicePublic { sign, seal: seal.to_bytes().into() }
    }

    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        SigningKey::from_bytes(&self.sign).sign(bytes).to_bytes()
    }

    /// Encodes a change, names it and signs its name: from here on only its bytes matter.
    pub fn sign_change(&self, change: &Change) -> Result<SignedChange, NotAChange> {
        let bytes = change.encode()?;
        let signature = self.sign(&bytes_to_sign(change.team, change.scope, change_id(&bytes)));
        Ok(SignedChange { bytes, signature })
    }

    /// Opens what was sealed to this device by [`DevicePublic::seal_to`].
    pub fn open(&self, info: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (encapped, sealed) = sealed.split_first_chunk::<32>().ok_or(CannotOpen)?;
        let encapped =
            <SealKem as Kem>::EncappedKey::from_bytes(encapped).map_err(|_| CannotOpen)?;
        let (secret, _) = self.seal_pair();
        let mode = OpModeR::Base;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, SealKem>(
            &mode, &secret, &encapped, info, sealed, b"",
        )
        .map_err(|_| CannotOpen)
    }

    fn seal_pair(&self) -> (<SealKem as Kem>::PrivateKey, <SealKem as Kem>::PublicKey) {
        SealKem::derive_keypair(&derive_key(&self.seed, &[], b"alongside device seal v1"))
    }
}

impl DevicePublic {
    /// The name of a device is the hash of its public keys, so nobody can claim another's.
    pub fn id(&self) -> DeviceId {
        let mut id = [0; 16];
        blake3::Hasher::new_derive_key("alongside device v1")
            .update(&self.sign)
            .update(&self.seal)
            .finalize_xof()
            .fill(&mut id);
        DeviceId::from_bytes(id)
    }

    pub fn seal_to(
        &self,
        info: &[u8],
        plain: &[u8],
        random: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, CannotOpen> {
        seal_to(&self.seal, info, plain, random)
    }

    pub fn has_signed(&self, bytes: &[u8], signature: &[u8; 64]) -> bool {
        is_signed_by(&self.sign, bytes, signature)
    }

    pub fn has_signed_change(
        &self,
        team: TeamId,
        scope: ScopeId,
        id: ChangeId,
        signature: &[u8; 64],
    ) -> bool {
        has_signed_change(&self.sign, team, scope, id, signature)
    }
}

pub fn has_signed_change(
    key: &[u8; 32],
    team: TeamId,
    scope: ScopeId,
    id: ChangeId,
    signature: &[u8; 64],
) -> bool {
    is_signed_by(key, &bytes_to_sign(team, scope, id), signature)
}

/// HPKE (RFC 9180) base mode: X25519, HKDF-SHA-256, ChaCha20-Poly1305. Whoever seals needs to know
/// nothing but the public half.
pub fn seal_to(
    public: &[u8; 32],
    info: &[u8],
    plain: &[u8],
    mut random: &mut dyn CryptoRng,
) -> Result<Vec<u8>, CannotOpen> {
    let to = <SealKem as Kem>::PublicKey::from_bytes(public).map_err(|_| CannotOpen)?;
    let (encapped, sealed) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, SealKem>(
            &OpModeS::Base,
            &to,
            info,
            plain,
            b"",
            &mut random,
        )
        .map_err(|_| CannotOpen)?;
    Ok([encapped.to_bytes().as_slice(), &sealed].concat())
}

pub fn is_signed_by(key: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> bool {
    let verify = || {
        let signature = Signature::from_bytes(signature);
        VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify_strict(bytes, &signature).is_ok())
    };
    #[cfg(feature = "switches")]
    if !crate::switches::is_there(crate::switches::Safeguard::Signatures) {
        return true;
    }
    #[cfg(feature = "switches")]
    return crate::switches::verified_once(&[key.as_slice(), signature, bytes].concat(), verify);
    #[cfg(not(feature = "switches"))]
    verify()
}

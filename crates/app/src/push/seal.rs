//! A message that only one browser or app can read: "Message Encryption for Web Push" (RFC 8291) in the content coding
//! `aes128gcm` (RFC 8188), and the draft before it (draft-ietf-webpush-encryption-04, `aesgcm`), which apps whose
//! subscription does not say `standard` still read.

use aes_gcm::{
    Aes128Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToSec1Point as _};
use sha2::Sha256;

/// The most bytes of a message: with header, padding and tag it has to fit into 4,096 (RFC 8291, section 4).
pub(super) const MOST: usize = 3_000;
/// Messages are filled up to a multiple of this, so that their length tells little.
const STEP: usize = 1_024;
/// The record size that the header names; every message is one record.
const RECORD: u32 = 4_096;

/// What a browser or app gave to have messages sealed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    /// Its public key on P-256.
    pub(crate) p256dh: PublicKey,
    /// Its secret for telling who may send (RFC 8291, section 3.2).
    pub(crate) auth: [u8; 16],
}

/// The sender's share of one message: a fresh key pair and a fresh salt.
pub(super) struct Fresh {
    pub(super) secret: SecretKey,
    pub(super) salt: [u8; 16],
}

/// A sealed message of the draft, with what its headers say.
pub(super) struct Draft {
    pub(super) body: Vec<u8>,
    /// The sender's public key for the header `Crypto-Key`.
    pub(super) dh: [u8; 65],
}

/// A public key as 65 bytes, uncompressed (SEC 1, section 2.3.3).
pub(super) fn point(key: &PublicKey) -> [u8; 65] {
    let mut bytes = [0; 65];
    let point = key.to_sec1_point(false);
    if point.as_bytes().len() == bytes.len() {
        bytes.copy_from_slice(point.as_bytes());
    }
    bytes
}

/// Seals as RFC 8291 has it: the whole body of the request, header and one record. None for what is too long.
pub(super) fn seal(to: &Keys, fresh: &Fresh, plain: &[u8]) -> Option<Vec<u8>> {
    seal_record(to, fresh, plain, padding(plain.len())?)
}

fn seal_record(to: &Keys, fresh: &Fresh, plain: &[u8], padding: usize) -> Option<Vec<u8>> {
    let (own, other) = (point(&fresh.secret.public_key()), point(&to.p256dh));
    let info = [b"WebPush: info\0".as_slice(), &other, &own].concat();
    let ikm: [u8; 32] = derive(&to.auth, &shared(to, fresh), &info)?;
    let key: [u8; 16] = derive(&fresh.salt, &ikm, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = derive(&fresh.salt, &ikm, b"Content-Encoding: nonce\0")?;
    // The delimiter of the last record, then as many zeros as there may be (RFC 8188, section 2).
    let record = [plain, &[2], &vec![0; padding]].concat();
    let sealed = encrypt(key, nonce, &record)?;
    Some([fresh.salt.as_slice(), &RECORD.to_be_bytes(), &[65], &own, &sealed].concat())
}

/// Seals as the draft has it; the salt and the sender's key go into headers.
pub(super) fn seal_draft(to: &Keys, fresh: &Fresh, plain: &[u8]) -> Option<Draft> {
    let (own, other) = (point(&fresh.secret.public_key()), point(&to.p256dh));
    let length = 65_u16.to_be_bytes();
    let context = [b"P-256\0".as_slice(), &length, &other, &length, &own].concat();
    let ikm: [u8; 32] = derive(&to.auth, &shared(to, fresh), b"Content-Encoding: auth\0")?;
    let key_info = [b"Content-Encoding: aesgcm\0".as_slice(), &context].concat();
    let nonce_info = [b"Content-Encoding: nonce\0".as_slice(), &context].concat();
    let key: [u8; 16] = derive(&fresh.salt, &ikm, &key_info)?;
    let nonce: [u8; 12] = derive(&fresh.salt, &ikm, &nonce_info)?;
    // Two bytes say how many zeros stand before the message.
    let padding = padding(plain.len())?;
    let count = u16::try_from(padding).ok()?.to_be_bytes();
    let sealed = encrypt(key, nonce, &[count.as_slice(), &vec![0; padding], plain].concat())?;
    Some(Draft { body: sealed, dh: own })
}

/// How many zeros give a message a length that says little; none for what is too long.
fn padding(length: usize) -> Option<usize> {
    length.max(1).next_multiple_of(STEP).min(MOST).checked_sub(length)
}

/// The secret that sender and reader share (RFC 8291, section 3.1).
fn shared(to: &Keys, fresh: &Fresh) -> [u8; 32] {
    (*diffie_hellman(fresh.secret.to_nonzero_scalar(), to.p256dh.as_affine()).raw_secret_bytes()).into()
}

/// HKDF with SHA-256 (RFC 5869).
fn derive<const N: usize>(salt: &[u8], ikm: &[u8], info: &[u8]) -> Option<[u8; N]> {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(salt), ikm).expand(info, &mut out).ok()?;
    Some(out)
}

fn encrypt(key: [u8; 16], nonce: [u8; 12], plain: &[u8]) -> Option<Vec<u8>> {
    Aes128Gcm::new(&key.into()).encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: b"" }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as B64};
    use grandstand_testkit::PushDevice;
    use proptest::prelude::*;

    fn keys(device: &PushDevice, auth: [u8; 16]) -> Keys {
        Keys { p256dh: PublicKey::from_sec1_bytes(&device.public()).unwrap(), auth }
    }

    /// RFC 8291, section 5 and appendix A: keys, salt and message, and what they give.
    #[test]
    fn the_rfc_example_gives_what_the_rfc_says() {
        let keys = Keys {
            p256dh: PublicKey::from_sec1_bytes(
                &B64.decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
                    .unwrap(),
            )
            .unwrap(),
            auth: B64.decode("BTBZMqHH6r4Tts7J_aSIgg").unwrap().try_into().unwrap(),
        };
        let fresh = || Fresh {
            secret: SecretKey::from_slice(&B64.decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").unwrap()).unwrap(),
            salt: B64.decode("DGv6ra1nlYgDCS1FRnbzlw").unwrap().try_into().unwrap(),
        };
        let plain = b"When I grow up, I want to be a watermelon";
        let example = B64
            .decode(
                "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            )
            .unwrap();
        assert_eq!(seal_record(&keys, &fresh(), plain, 0).unwrap(), example);
        let receiver = PushDevice::with(&B64.decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94").unwrap(), keys.auth);
        assert_eq!(receiver.open(&example), plain);
        assert_eq!(receiver.open(&seal(&keys, &fresh(), plain).unwrap()), plain);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn whoever_has_the_keys_reads_the_message(
            sender: [u8; 32], reader: [u8; 32], auth: [u8; 16], salt: [u8; 16],
            plain in proptest::collection::vec(any::<u8>(), 0..=MOST),
        ) {
            let Ok(sender) = SecretKey::from_slice(&sender) else { return Ok(()) };
            prop_assume!(SecretKey::from_slice(&reader).is_ok());
            let receiver = PushDevice::with(&reader, auth);
            let fresh = Fresh { secret: sender, salt };
            let keys = keys(&receiver, auth);
            let body = seal(&keys, &fresh, &plain).unwrap();
            prop_assert_eq!(receiver.open(&body), plain.clone());
            let draft = seal_draft(&keys, &fresh, &plain).unwrap();
            prop_assert_eq!(receiver.open_draft(&salt, &draft.dh, &draft.body), plain.clone());
            // Whatever its length, a message looks like one of three.
            prop_assert!([1_024, 2_048, MOST].contains(&(body.len() - 86 - 1 - 16)));
        }
    }

    #[test]
    fn what_is_too_long_is_not_sent() {
        let keys = keys(&PushDevice::new(7), [1; 16]);
        let fresh = Fresh { secret: SecretKey::from_slice(&[9; 32]).unwrap(), salt: [2; 16] };
        assert!(seal(&keys, &fresh, &[0; MOST + 1]).is_none());
        assert!(seal_draft(&keys, &fresh, &[0; MOST + 1]).is_none());
    }
}

//! A passkey device for tests: P-256, discoverable, with user verification, as WebAuthn Level 3 describes one
//! ("Authenticator data", "None attestation"). It speaks the JSON that the pages' script speaks.

use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A device that holds one passkey.
#[derive(Clone, Debug)]
pub struct Authenticator {
    key: SigningKey,
    origin: String,
    user: Vec<u8>,
    /// How often it has signed. Tests set it back to play a copied key.
    pub counter: u32,
}

impl Authenticator {
    /// A fresh device in a browser that shows pages of `origin`. Devices of different `number` have different keys.
    pub fn new(origin: &str, number: u8) -> Self {
        let key = SigningKey::from_slice(&[number.max(1); 32]).expect("a scalar below the order of the curve");
        Self { key, origin: origin.to_owned(), user: Vec::new(), counter: 0 }
    }

    /// What `navigator.credentials.create` gives for these options, as JSON.
    pub fn create(&mut self, options: &Value) -> Value {
        self.user = from_base64(&options["publicKey"]["user"]["id"]);
        let client_data = self.client_data("webauthn.create", options);
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().expect("an affine point"), point.y().expect("an affine point"));
        // COSE_Key (RFC 9052): kty EC2, alg ES256, crv P-256, x, y.
        let cose = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20][..], x, &[0x22, 0x58, 0x20], y].concat();
        let id = self.credential_id();
        let length = u16::try_from(id.len()).expect("a short id").to_be_bytes();
        let attested = [&[0; 16][..], &length, &id, &cose].concat();
        let data = self.authenticator_data(&options["publicKey"]["rp"]["id"], 0x45, &attested);
        let size = u16::try_from(data.len()).expect("short data").to_be_bytes();
        let object = [&b"\xa3cfmtdnonegattStmt\xa0hauthDataY"[..], &size, &data].concat();
        json!({
            "id": base64(&id), "rawId": base64(&id), "type": "public-key", "extensions": {},
            "response": {
                "attestationObject": base64(&object), "clientDataJSON": base64(&client_data), "transports": ["internal"],
            },
        })
    }

    /// What `navigator.credentials.get` gives for these options, as JSON.
    pub fn get(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let client_data = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(&options["publicKey"]["rpId"], 0x05, &[]);
        let signed = [&data[..], &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        let id = self.credential_id();
        json!({
            "id": base64(&id), "rawId": base64(&id), "type": "public-key", "extensions": {},
            "response": {
                "authenticatorData": base64(&data), "clientDataJSON": base64(&client_data),
                "signature": base64(signature.to_der().as_bytes()), "userHandle": base64(&self.user),
            },
        })
    }

    fn credential_id(&self) -> Vec<u8> {
        Sha256::digest(self.key.verifying_key().to_sec1_point(true).as_bytes()).to_vec()
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["publicKey"]["challenge"];
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn authenticator_data(&self, rp_id: &Value, flags: u8, rest: &[u8]) -> Vec<u8> {
        let rp_id = Sha256::digest(rp_id.as_str().expect("an rp id"));
        [&rp_id[..], &[flags], &self.counter.to_be_bytes(), rest].concat()
    }
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Base64url without padding (RFC 4648, section 5).
pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0_u8; 4];
        group[1..=chunk.len()].copy_from_slice(chunk);
        let number = u32::from_be_bytes(group);
        for place in 0..=chunk.len() {
            out.push(char::from(LETTERS[(number >> (18 - 6 * place) & 63) as usize]));
        }
    }
    out
}

fn from_base64(text: &Value) -> Vec<u8> {
    from_base64_text(text.as_str().unwrap_or_default())
}

pub(crate) fn from_base64_text(text: &str) -> Vec<u8> {
    let (mut bits, mut held, mut out) = (0_u32, 0, Vec::new());
    for letter in text.bytes() {
        let value = LETTERS.iter().position(|l| *l == letter).expect("base64url");
        bits = bits << 6 | u32::try_from(value).expect("six bits");
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 255) as u8);
        }
    }
    out
}

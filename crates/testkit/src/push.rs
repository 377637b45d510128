//! The other end of Web Push for tests: a push service on loopback that keeps what it is handed, and a device that reads
//! it, written from RFC 8291, RFC 8188 and draft-ietf-webpush-encryption-04 and not from the program.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use aes_gcm::{Aes128Gcm, KeyInit as _, Nonce, aead::Aead as _};
use hmac::{Hmac, Mac as _};
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToSec1Point as _};
use sha2::Sha256;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::authenticator::{base64, from_base64_text};

/// A device that messages are sealed for.
pub struct PushDevice {
    secret: SecretKey,
    auth: [u8; 16],
}

impl PushDevice {
    /// Devices of different `number` have different keys.
    pub fn new(number: u8) -> Self {
        Self::with(&[number.max(1); 32], [number; 16])
    }

    /// A device with these keys.
    pub fn with(secret: &[u8], auth: [u8; 16]) -> Self {
        Self { secret: SecretKey::from_slice(secret).expect("a scalar of the curve"), auth }
    }

    /// Its public key, uncompressed.
    pub fn public(&self) -> [u8; 65] {
        self.secret.public_key().to_sec1_point(false).as_bytes().try_into().expect("65 bytes")
    }

    /// Its public key and its secret as it gives them, in base64url.
    pub fn keys(&self) -> (String, String) {
        (base64(&self.public()), base64(&self.auth))
    }

    /// Reads a body of RFC 8291.
    pub fn open(&self, body: &[u8]) -> Vec<u8> {
        let (salt, rest) = body.split_at(16);
        let (size, rest) = rest.split_at(4);
        let (sender, record) = rest[1..].split_at(usize::from(rest[0]));
        let size = u32::from_be_bytes(size.try_into().expect("four bytes")) as usize;
        assert!(size >= record.len() && body.len() <= 4_096, "one record that every service takes");
        let prk_key = mac(&self.auth, &self.agree(sender));
        let ikm = mac(&prk_key, &[b"WebPush: info\0", self.public().as_slice(), sender, &[1]].concat());
        let prk = mac(salt, &ikm);
        let key = mac(&prk, b"Content-Encoding: aes128gcm\0\x01");
        let nonce = mac(&prk, b"Content-Encoding: nonce\0\x01");
        let mut plain = decrypt(&key, &nonce, record);
        while plain.last() == Some(&0) {
            plain.pop();
        }
        assert_eq!(plain.pop(), Some(2), "the delimiter of the last record");
        plain
    }

    /// Reads a body of the draft.
    pub fn open_draft(&self, salt: &[u8], sender: &[u8], body: &[u8]) -> Vec<u8> {
        let prk_auth = mac(&self.auth, &self.agree(sender));
        let ikm = mac(&prk_auth, b"Content-Encoding: auth\0\x01");
        let context = [b"P-256\0\0\x41".as_slice(), &self.public(), &[0, 65], sender, &[1]].concat();
        let prk = mac(salt, &ikm);
        let key = mac(&prk, &[b"Content-Encoding: aesgcm\0".as_slice(), &context].concat());
        let nonce = mac(&prk, &[b"Content-Encoding: nonce\0".as_slice(), &context].concat());
        let plain = decrypt(&key, &nonce, body);
        let zeros = usize::from(u16::from_be_bytes([plain[0], plain[1]]));
        assert!(plain[2..2 + zeros].iter().all(|byte| *byte == 0) && body.len() <= 4_096);
        plain[2 + zeros..].to_vec()
    }

    /// Reads a request in whichever coding its headers say.
    pub fn read(&self, pushed: &Pushed) -> Vec<u8> {
        if pushed.header("content-encoding") == "aes128gcm" {
            return self.open(&pushed.body);
        }
        let part = |header: &str, name: &str| {
            let text = pushed.header(header).to_owned();
            let found = text.split(';').find_map(|p| p.trim().strip_prefix(name).map(str::to_owned));
            from_base64_text(&found.expect("a part of the header"))
        };
        self.open_draft(&part("encryption", "salt="), &part("crypto-key", "dh="), &pushed.body)
    }

    fn agree(&self, sender: &[u8]) -> Vec<u8> {
        let sender = PublicKey::from_sec1_bytes(sender).expect("a point");
        diffie_hellman(self.secret.to_nonzero_scalar(), sender.as_affine()).raw_secret_bytes().to_vec()
    }
}

fn mac(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("a key of any length");
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}

fn decrypt(key: &[u8], nonce: &[u8], body: &[u8]) -> Vec<u8> {
    let key: [u8; 16] = key[..16].try_into().expect("16 bytes");
    let nonce: [u8; 12] = nonce[..12].try_into().expect("12 bytes");
    Aes128Gcm::new(&key.into()).decrypt(&Nonce::from(nonce), body).expect("a body that opens")
}

/// A request that the push service was handed.
#[derive(Clone, Debug)]
pub struct Pushed {
    /// The path that was posted to.
    pub path: String,
    headers: HashMap<String, String>,
    /// The sealed message.
    pub body: Vec<u8>,
}

impl Pushed {
    /// A header; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

#[derive(Default)]
struct Desk {
    got: Vec<Pushed>,
    answers: VecDeque<String>,
}

/// A push service on loopback. It takes everything, unless it was told how to answer.
pub struct PushService {
    /// Its address, `http://127.0.0.1:PORT`.
    pub url: String,
    desk: Arc<Mutex<Desk>>,
    serving: JoinHandle<()>,
}

impl Drop for PushService {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl PushService {
    /// Begins to listen.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let desk = Arc::new(Mutex::new(Desk::default()));
        let kept = Arc::clone(&desk);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&kept)));
            }
        });
        Self { url, desk, serving }
    }

    /// Answers the next requests with these statuses, which may be followed by a header: `429\r\nretry-after: 60`.
    pub fn answer(&self, statuses: &[&str]) {
        self.desk.lock().expect("the desk").answers.extend(statuses.iter().map(|s| (*s).to_owned()));
    }

    /// What came since the last call, in the order it came.
    pub fn take(&self) -> Vec<Pushed> {
        std::mem::take(&mut self.desk.lock().expect("the desk").got)
    }
}

async fn serve(mut stream: TcpStream, desk: Arc<Mutex<Desk>>) {
    let mut held = Vec::new();
    loop {
        let end = loop {
            if let Some(at) = held.windows(4).position(|w| w == b"\r\n\r\n") {
                break at;
            }
            if stream.read_buf(&mut held).await.unwrap_or(0) == 0 {
                return;
            }
        };
        let head = String::from_utf8_lossy(&held[..end]).into_owned();
        let mut lines = head.lines();
        let path = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
        let headers: HashMap<String, String> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let length: usize = headers.get("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
        while held.len() < end + 4 + length {
            if stream.read_buf(&mut held).await.unwrap_or(0) == 0 {
                return;
            }
        }
        let body = held[end + 4..end + 4 + length].to_vec();
        held.drain(..end + 4 + length);
        let status = {
            let mut desk = desk.lock().expect("the desk");
            desk.got.push(Pushed { path, headers, body });
            desk.answers.pop_front().unwrap_or_else(|| "201".to_owned())
        };
        let (code, more) = status.split_once("\r\n").unwrap_or((&status, "x-none: 1"));
        let answer = format!("HTTP/1.1 {code} Said\r\n{more}\r\ncontent-length: 0\r\n\r\n");
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

//! Codes that only this host can make (HMAC-SHA-256, RFC 2104), each purpose under a key of its own: secrets of links, which are
//! derived and never stored, and digests of values that must be found again but not read.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{ctx::Ctx, upload};

/// Bytes of a link's secret.
const SECRET: usize = 16;

/// The code of a value for a purpose.
pub(crate) fn code(ctx: &Ctx, purpose: &str, value: &str) -> [u8; 32] {
    under(&ctx.key(purpose), value.as_bytes()).finalize().into_bytes().into()
}

/// The first half of the code of some bytes under a key.
pub(crate) fn short(key: &[u8; 32], value: &[u8]) -> [u8; 16] {
    let whole: [u8; 32] = under(key, value).finalize().into_bytes().into();
    whole.first_chunk().copied().unwrap_or_default()
}

/// The secret of the link to a thing, as 32 hexadecimal digits.
pub(crate) fn secret(ctx: &Ctx, purpose: &str, thing: &str) -> String {
    upload::hex(&short(&ctx.key(purpose), thing.as_bytes()))
}

/// Whether that is the secret of the link to a thing. How long it takes tells nothing of the secret.
pub(crate) fn is_secret(ctx: &Ctx, purpose: &str, thing: &str, given: &str) -> bool {
    let byte = |at: usize| u8::from_str_radix(given.get(at * 2..at * 2 + 2)?, 16).ok();
    let bytes: Vec<u8> = (0..SECRET).map_while(byte).collect();
    let is_whole = bytes.len() == SECRET && upload::hex(&bytes) == given;
    is_whole && under(&ctx.key(purpose), thing.as_bytes()).verify_truncated_left(&bytes).is_ok()
}

fn under(key: &[u8; 32], value: &[u8]) -> Hmac<Sha256> {
    // A key shorter than a block is filled up with zeros (RFC 2104, section 2).
    let mut block = [0; 64];
    let (start, _) = block.split_at_mut(key.len());
    start.copy_from_slice(key);
    Hmac::<Sha256>::new(&block.into()).chain_update(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test case 1 of RFC 4231. Its key ends before 32 bytes; the zeros after it change nothing.
    #[test]
    fn is_the_code_of_the_standard() {
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        assert_eq!(upload::hex(&short(&key, b"Hi There")), "b0344c61d8db38535ca8afceaf0bf12b");
    }
}

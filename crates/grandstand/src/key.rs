//! The master key, which opens the personal-data vault and signs cookies: a file of 64 hexadecimal digits, made on the
//! first start and readable by its owner only.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use anyhow::{Context as _, Result, bail};
use grandstand_app::World as _;
use secrecy::SecretBox;

use crate::world::RealWorld;

/// Name of the key file in the data folder.
pub(crate) const FILE: &str = "master.key";

/// Reads the key, or makes one if the file does not exist.
pub(crate) fn load_or_make(path: &Path) -> Result<SecretBox<[u8; 32]>> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let mode = fs::metadata(path)?.permissions().mode();
            if mode & 0o077 != 0 {
                bail!("{} can be read by others. Run: chmod 600 {}", path.display(), path.display());
            }
            parse(text.trim()).with_context(|| format!("{} is not a key of 64 hexadecimal digits", path.display()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => make(path),
        Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
    }
}

fn make(path: &Path) -> Result<SecretBox<[u8; 32]>> {
    let mut key = [0; 32];
    RealWorld.fill(&mut key);
    let mut text = key.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    text.push('\n');
    write(path, &text).with_context(|| format!("writing {}", path.display()))?;
    Ok(SecretBox::new(Box::new(key)))
}

/// Writes a file that only its owner may read, durably; an existing one is not overwritten.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

fn parse(text: &str) -> Option<SecretBox<[u8; 32]>> {
    let mut key = Box::new([0; 32]);
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in key.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(SecretBox::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    #[test]
    fn a_key_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let made = load_or_make(&path).unwrap();
        let read = load_or_make(&path).unwrap();
        assert_eq!(made.expose_secret(), read.expose_secret());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_key_that_others_can_read_or_that_is_not_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        write(&path, "not a key\n").unwrap();
        assert!(load_or_make(&path).unwrap_err().to_string().contains("64 hexadecimal"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(load_or_make(&path).unwrap_err().to_string().contains("chmod 600"));
    }
}

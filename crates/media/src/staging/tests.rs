//! Uploads as tus clients drive them, well and badly.

use std::time::Duration;

use futures_util::stream;

use super::*;

type Piece = Result<Bytes, &'static str>;

fn body(pieces: &[Piece]) -> impl Stream<Item = Piece> + Send + use<> {
    stream::iter(pieces.to_vec())
}

fn sha1_of(bytes: &[u8]) -> Option<Checksum> {
    Checksum::parse(&format!("sha1 {}", BASE64_STANDARD.encode(Sha1::digest(bytes))))
}

async fn begun() -> (tempfile::TempDir, Staging) {
    let dir = tempfile::tempdir().unwrap();
    let staging = Staging::open(dir.path(), 0).unwrap();
    staging.create("up-1", 100).await.unwrap();
    (dir, staging)
}

#[tokio::test]
async fn pieces_add_up_and_wrong_offsets_are_told_the_right_one() {
    let (_dir, staging) = begun().await;
    let piece = || body(&[Ok(Bytes::from_static(b"abc")), Ok(Bytes::from_static(b"de"))]);
    assert_eq!(staging.append("up-1", 0, piece(), 100, None).await.unwrap(), 5);
    assert_eq!(staging.append("up-1", 5, piece(), 100, sha1_of(b"abcde")).await.unwrap(), 10);
    let wrong = staging.append("up-1", 7, piece(), 100, None).await;
    assert!(matches!(wrong, Err(StagingError::WrongOffset { actual: 10 })));
    assert!(matches!(staging.append("up-1", 10, piece(), 14, None).await, Err(StagingError::PastLimit)));
    assert_eq!(staging.length("up-1").await.unwrap(), 10);
    assert_eq!(std::fs::read(staging.path("up-1").unwrap()).unwrap(), b"abcdeabcde");
    assert!(matches!(staging.create("up-1", 1).await, Err(StagingError::Exists)));
    staging.delete("up-1").await.unwrap();
    staging.delete("up-1").await.unwrap();
    assert!(matches!(staging.length("up-1").await, Err(StagingError::NotFound)));
}

#[tokio::test]
async fn a_wrong_checksum_throws_the_request_away() {
    let (_dir, staging) = begun().await;
    staging.append("up-1", 0, body(&[Ok(Bytes::from_static(b"good"))]), 100, None).await.unwrap();
    let bad = staging.append("up-1", 4, body(&[Ok(Bytes::from_static(b"bad"))]), 100, sha1_of(b"other")).await;
    assert!(matches!(bad, Err(StagingError::ChecksumMismatch)));
    assert_eq!(staging.length("up-1").await.unwrap(), 4);
    assert_eq!(Checksum::parse("md5 AAAA"), None);
    assert_eq!(Checksum::parse("sha256 AAAA"), None);
    assert_eq!(Checksum::parse("sha1"), None);
}

#[tokio::test]
async fn a_broken_connection_keeps_what_arrived_unless_a_checksum_was_demanded() {
    let (_dir, staging) = begun().await;
    let broken = || body(&[Ok(Bytes::from_static(b"half")), Err("reset")]);
    let kept = staging.append("up-1", 0, broken(), 100, None).await;
    assert!(matches!(kept, Err(StagingError::Interrupted { offset: 4 })));
    let dropped = staging.append("up-1", 4, broken(), 100, sha1_of(b"half")).await;
    assert!(matches!(dropped, Err(StagingError::Interrupted { offset: 4 })));
    assert_eq!(staging.length("up-1").await.unwrap(), 4);
}

#[tokio::test]
async fn a_dropped_request_frees_the_upload_and_unproven_bytes_go() {
    let (_dir, staging) = begun().await;
    for (checksum, kept) in [(None, 4), (sha1_of(b"never"), 4)] {
        let start = staging.length("up-1").await.unwrap();
        let hanging = body(&[Ok(Bytes::from_static(b"half"))]).chain(stream::pending());
        let request = staging.append("up-1", start, hanging, 100, checksum);
        let request = tokio::time::timeout(Duration::from_millis(300), request);
        let other = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let second = staging.append("up-1", start, body(&[]), 100, None).await;
            assert!(matches!(second, Err(StagingError::Locked)));
            assert!(matches!(staging.delete("up-1").await, Err(StagingError::Locked)));
        };
        assert!(tokio::join!(request, other).0.is_err());
        assert_eq!(staging.length("up-1").await.unwrap(), kept);
    }
}

#[tokio::test]
async fn no_room_is_said_before_a_byte_is_taken() {
    let dir = tempfile::tempdir().unwrap();
    let staging = Staging::open(dir.path(), u64::MAX).unwrap();
    assert!(matches!(staging.create("up-1", 1).await, Err(StagingError::DiskFull)));
    let roomy = Staging::open(dir.path(), 0).unwrap();
    assert!(matches!(roomy.create("up-1", u64::MAX).await, Err(StagingError::DiskFull)));
    roomy.create("up-1", 10).await.unwrap();
    let full = staging.append("up-1", 0, body(&[Ok(Bytes::from_static(b"x"))]), 10, None).await;
    assert!(matches!(full, Err(StagingError::DiskFull)));
}

#[tokio::test]
async fn old_uploads_are_swept_and_no_id_leaves_the_folder() {
    let (_dir, staging) = begun().await;
    assert!(staging.sweep(UnixMillis(0)).await.unwrap().is_empty());
    let touched = std::fs::metadata(staging.path("up-1").unwrap()).unwrap().modified().unwrap();
    let later = UnixMillis(touched.duration_since(UNIX_EPOCH).unwrap().as_millis().try_into().unwrap()).plus(1000);
    assert_eq!(staging.sweep(later).await.unwrap(), ["up-1"]);
    for id in ["", "..", "../x", "a/b", "a.unproven", "a b", "é"] {
        assert!(matches!(staging.path(id), Err(StagingError::NotFound)), "{id}");
    }
}

//! The folder store: kept, listed, mapped, removed; no key leaves the folder.

use super::*;

#[tokio::test]
async fn a_file_is_kept_delivered_in_ranges_and_removed() {
    let dir = tempfile::tempdir().unwrap();
    let objects = Objects::open(Url::from_file_path(dir.path().join("o")).unwrap().as_ref()).unwrap();
    let body: Vec<u8> = (0..3_000_000_u32).map(|i| (i % 251) as u8).collect();
    let file = dir.path().join("made.mp4");
    std::fs::write(&file, &body).unwrap();
    objects.put_file("m/1/480-abc.mp4", &file, "video/mp4").await.unwrap();
    objects.put_file("m/1/480-abc.mp4", &file, "video/mp4").await.unwrap();
    std::fs::remove_file(&file).unwrap();
    objects.put_bytes("m/2/x.vtt", Bytes::from_static(b"WEBVTT"), "text/vtt").await.unwrap();
    assert_eq!(objects.get_bytes("m/2/x.vtt").await.unwrap(), "WEBVTT");
    assert_eq!(objects.head("m/1/480-abc.mp4").await.unwrap().bytes, 3_000_000);
    let listed = objects.list("m/1").await.unwrap();
    assert_eq!(listed.iter().map(|o| o.key.as_str()).collect::<Vec<_>>(), ["m/1/480-abc.mp4"]);
    assert_eq!(objects.list("").await.unwrap().len(), 2);
    assert!(objects.fetch("m/1/480-abc.mp4", Path::new("unused")).await.unwrap().is_file());

    let Delivery::File(mapped) = objects.delivery("m/1/480-abc.mp4").await.unwrap() else { panic!("not a file") };
    assert_eq!(mapped.etag(), "\"480-abc\"");
    assert_eq!(mapped.range(1_000_000..2_000_001).await.unwrap(), body[1_000_000..2_000_001]);
    assert_eq!(mapped.range(2_999_999..9_000_000).await.unwrap(), body[2_999_999..]);
    objects.delete("m/1/480-abc.mp4").await.unwrap();
    objects.delete("m/1/480-abc.mp4").await.unwrap();
    assert!(matches!(objects.delivery("m/1/480-abc.mp4").await, Err(MediaError::NotFound(_))));
    // A viewer who is still reading keeps the bytes.
    let rest: Vec<Bytes> = mapped.stream(5..2_500_000).try_collect().await.unwrap();
    assert_eq!(rest.concat(), body[5..2_500_000]);
}

#[tokio::test]
async fn no_key_leaves_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let objects = Objects::open(dir.path().to_str().unwrap()).unwrap();
    for key in ["", "/etc/passwd", "../x", "a/../b", "a//b", ".hidden", "a/.b", "a b", "a\\b", "ä", "a%2e"] {
        assert!(matches!(objects.get_bytes(key).await, Err(MediaError::NotFound(_))), "{key}");
        assert!(objects.put_bytes(key, Bytes::new(), "text/plain").await.is_err(), "{key}");
    }
    assert!(Objects::open("ftp://x").is_err());
}

#[test]
fn the_least_recently_used_mapping_goes_first() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let object = Arc::new(MappedObject::open(file.path(), String::new()).unwrap());
    let mut mapped = Mapped::default();
    for i in 0..MAPPED_MOST {
        mapped.insert(&format!("k{i}"), Arc::clone(&object));
    }
    assert!(mapped.get("k0").is_some());
    mapped.insert("new", object);
    assert_eq!(mapped.open.len(), MAPPED_MOST);
    assert!(mapped.get("k0").is_some() && mapped.get("k1").is_none());
}

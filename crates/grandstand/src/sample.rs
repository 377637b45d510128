//! The commented sample configuration, made from the defaults and one note per key, so that it cannot miss a key or
//! show a stale value. `docs/config.toml` is a copy that a test compares.

use anyhow::Result;
use toml::Value;

use crate::config::Config;

/// Key, what it is for, and an example for keys that are absent by default. Sections and keys in the order they are shown.
const NOTES: &[(&str, &str, Option<&str>)] = &[
    (
        "data",
        "The data folder: database, objects, uploads in progress and the master key, unless said otherwise below.",
        None,
    ),
    ("listen", "Where pages are served. Put a TLS proxy in front for anything but a try-out.", None),
    (
        "metrics_listen",
        "Where Prometheus metrics are served; nowhere if absent. Keep it private.",
        Some("\"127.0.0.1:9400\""),
    ),
    (
        "database_url",
        "sqlite:PATH or postgres://…; absent: grandstand.db in the data folder.",
        Some("\"postgres://grandstand@db.internal/grandstand\""),
    ),
    ("database_connections", "Connections that read (SQLite) or all connections (PostgreSQL).", None),
    (
        "objects",
        "A folder or s3://bucket/prefix (credentials from the AWS_… variables); absent: objects in the data folder.",
        Some("\"s3://grandstand/films\""),
    ),
    (
        "master_key_file",
        "The key that opens personal data; absent: master.key in the data folder. Servers that share a database share it.",
        Some("\"/etc/grandstand/master.key\""),
    ),
    ("empty", "True: an empty server stays empty. False: its first start fills in a sample team.", None),
    ("shutdown_grace_s", "Seconds that requests and jobs get to finish at a shutdown.", None),
    ("keep_free_bytes", "Bytes of the data folder's disk that uploads leave free.", None),
    ("log.format", "pretty (for people) or json (one object a line).", None),
    ("log.filter", "Which lines, such as info or warn,grandstand_app=debug.", None),
    (
        "app.public_url",
        "The address people see, without a slash at the end. Passkeys are bound to its host. Absent: from listen.",
        None,
    ),
    ("app.quota_bytes", "Bytes of video one account may keep, uploads and originals together.", None),
    ("app.upload_most_bytes", "Bytes that one file may have.", None),
    ("app.uploads_open_most", "How many uploads of one account may be on their way at once.", None),
    ("app.workers", "How many films are worked on at once; 0 chooses by the number of cores.", None),
    (
        "app.open_athletes",
        "Whether supporters may make themselves athletes and post. A host with the sample team always lets them.",
        None,
    ),
    ("app.open_sign_up", "Whether anyone may make a supporter account.", None),
    (
        "app.push",
        "Where Web Push may go: public (any public host by https, as browsers and apps name it), nobody, or loopback (tests).",
        None,
    ),
    (
        "app.mail.host",
        "The server that takes e-mail; empty: nothing is sent, letters wait three days in the outbox (docs/mail.md).",
        None,
    ),
    ("app.mail.port", "Its port; 0: the usual one (587 with starttls, 465 with tls, 25 with none).", None),
    ("app.mail.tls", "starttls, tls, or none (for a mail server on this machine only).", None),
    ("app.mail.user", "Whom it knows us as; empty: it lets us in without.", None),
    ("app.mail.password", "The password, or better GRANDSTAND_APP__MAIL__PASSWORD, or …", None),
    ("app.mail.password_file", "… a file that holds it.", Some("\"/etc/grandstand/mail.password\"")),
    ("app.mail.from", "The address that letters come from. Answers arrive there, to be read by people.", None),
    ("app.mail.from_name", "The name beside it.", None),
    ("media.ffmpeg", "The ffmpeg program: a path, or a name to look up in the usual folders.", None),
    ("media.ffprobe", "The ffprobe program.", None),
    ("media.limits.duration_seconds", "The longest film, in seconds.", None),
    ("media.limits.frame_pixels", "The most pixels of one frame; the default is 8K.", None),
    (
        "media.limits.total_pixels",
        "The most pixels of all frames together; the default is ten minutes of 4K at 30 a second.",
        None,
    ),
    (
        "media.ladder.audio_kbps",
        "AAC, thousands of bits a second for stereo. One sound track is made and shared by every rung.",
        None,
    ),
    (
        "media.ladder.remux_up_to",
        "A source that fits is served as it came if it spends at most this many times its rung's max_kbps …",
        None,
    ),
    ("media.ladder.remux_keyframe_seconds", "… and if its key frames are at most this many seconds apart.", None),
    ("media.ladder.threads", "Threads of an encoder; 0 lets x264 choose by the number of cores.", None),
    ("media.ladder.p360.preset", "360 pixels on the short side. x264's preset; a rung names all three keys.", None),
    ("media.ladder.p360.crf", "Constant rate factor: lower is better and larger.", None),
    ("media.ladder.p360.max_kbps", "The most bits a second of the picture, in thousands.", None),
    ("media.ladder.p480.preset", "480 pixels: made first.", None),
    ("media.ladder.p480.crf", "As above.", None),
    ("media.ladder.p480.max_kbps", "As above.", None),
    ("media.ladder.p720.preset", "720 pixels.", None),
    ("media.ladder.p720.crf", "As above.", None),
    ("media.ladder.p720.max_kbps", "As above.", None),
    ("media.ladder.p1080.preset", "1080 pixels.", None),
    ("media.ladder.p1080.crf", "As above.", None),
    ("media.ladder.p1080.max_kbps", "As above.", None),
    ("media.loudness.target_lufs", "Integrated loudness (EBU R 128).", None),
    ("media.loudness.peak_dbtp", "True peak.", None),
    ("media.loudness.raise_most_db", "The most that quiet sound is raised.", None),
    ("media.loudness.silence_lufs", "Sound below this is left as it is.", None),
    ("media.child.memory_mib", "Address space of one child process; the ladder of 4K HDR takes about 1,900.", None),
    ("media.child.probe_cpu_seconds", "CPU seconds a probe may take.", None),
    ("media.child.cpu_per_second", "CPU seconds for each second of film, beyond two minutes in any case.", None),
    (
        "media.child.wall_per_second",
        "Seconds of wall time for each second of film, beyond five minutes in any case.",
        None,
    ),
    ("media.child.file_mib", "The largest file a child may write.", None),
    ("media.child.nice", "How far children stand back behind the server itself.", None),
    ("web.body_limit", "The largest body of a form or a JSON request, in bytes; video has its own limits.", None),
    (
        "web.request_timeout_s",
        "Seconds after which a request that is neither an upload nor a stream is given up.",
        None,
    ),
    ("web.behind_proxy", "Whether a proxy of yours stands in front; only then is X-Forwarded-For believed.", None),
    (
        "web.api_requests_per_token",
        "How often one token may ask the interface for apps in five minutes; 0 counts nothing.",
        None,
    ),
    (
        "web.api_requests_per_place",
        "How often one place (an address, or an IPv6 /64) may ask it in five minutes; 0 counts nothing.",
        None,
    ),
    ("web.streams_per_account", "How many streams of events one account may have open on this server.", None),
    ("web.streams_per_place", "How many one place (an address, or an IPv6 /64) may.", None),
    ("web.streams", "How many this server has room for.", None),
];

/// The sample as a file.
pub(crate) fn text() -> Result<String> {
    let defaults = Value::try_from(Config::default())?;
    let mut text = String::from(
        "# Configuration of Grandstand: every key with its default. Printed by `grandstand config --sample`.\n\
         # Order: defaults, this file, GRANDSTAND_… variables (GRANDSTAND_LISTEN, GRANDSTAND_LOG__FORMAT), flags.\n",
    );
    let mut section = "";
    for (path, note, example) in NOTES {
        let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
        if table != section {
            section = table;
            text.push_str(&format!("\n[{table}]\n"));
        }
        let value = match (lookup(&defaults, path), example) {
            // Floats are 32 bits wide in the settings: written wider, they would show their rounding.
            (Some(Value::Float(number)), _) => format!("{:?}", narrow(*number)),
            (Some(value), _) => value.to_string(),
            (None, Some(example)) => (*example).to_owned(),
            (None, None) => anyhow::bail!("{path} has neither a default nor an example"),
        };
        text.push_str(&format!("\n# {note}\n#{key} = {value}\n"));
    }
    Ok(text)
}

#[expect(clippy::cast_possible_truncation, reason = "it was 32 bits wide before it was widened for TOML")]
fn narrow(number: f64) -> f32 {
    number as f32
}

fn lookup<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |value, key| value.get(key))
}

/// Paths of all keys that have a default and no note.
#[cfg(test)]
fn without_note() -> Result<Vec<String>> {
    fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Table(table) => {
                for (key, value) in table {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    leaves(value, &path, found);
                }
            }
            _ => found.push(path.to_owned()),
        }
    }
    let mut found = Vec::new();
    leaves(&Value::try_from(Config::default())?, "", &mut found);
    found.retain(|path| !NOTES.iter().any(|(noted, _, _)| noted == path));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_note() {
        assert_eq!(without_note().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn the_sample_is_a_configuration_when_uncommented() {
        let keys: String = text()
            .unwrap()
            .lines()
            .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned() + "\n")
            .filter(|line| !line.starts_with("# "))
            .collect();
        toml::from_str::<Config>(&keys).unwrap();
    }

    #[test]
    fn the_copy_in_docs_is_current() {
        let copy = include_str!("../../../docs/config.toml");
        assert!(copy == text().unwrap(), "docs/config.toml is stale: cargo xtask config-sample > docs/config.toml");
    }
}

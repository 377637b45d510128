//! Reads what ffprobe says: the streams as JSON, the packets as lines.

use serde::{Deserialize, Deserializer};

/// One stream as ffprobe describes it. What is absent or odd is `None`, never an error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawStream {
    pub(crate) index: u32,
    #[serde(deserialize_with = "word")]
    pub(crate) codec_type: Option<String>,
    #[serde(deserialize_with = "word")]
    pub(crate) codec_name: Option<String>,
    #[serde(deserialize_with = "word")]
    pub(crate) profile: Option<String>,
    #[serde(deserialize_with = "number")]
    pub(crate) level: Option<i64>,
    #[serde(deserialize_with = "number")]
    pub(crate) width: Option<i64>,
    #[serde(deserialize_with = "number")]
    pub(crate) height: Option<i64>,
    #[serde(deserialize_with = "word")]
    pub(crate) pix_fmt: Option<String>,
    #[serde(deserialize_with = "word")]
    pub(crate) r_frame_rate: Option<String>,
    #[serde(deserialize_with = "word")]
    pub(crate) avg_frame_rate: Option<String>,
    #[serde(deserialize_with = "word")]
    pub(crate) sample_aspect_ratio: Option<String>,
    #[serde(deserialize_with = "word")]
    pub(crate) color_range: Option<String>,
    #[serde(deserialize_with = "word")]
    pub(crate) color_space: Option<String>,
    #[serde(deserialize_with = "word")]
    pub(crate) color_transfer: Option<String>,
    #[serde(deserialize_with = "word")]
    pub(crate) color_primaries: Option<String>,
    #[serde(deserialize_with = "word")]
    pub(crate) field_order: Option<String>,
    #[serde(deserialize_with = "number")]
    pub(crate) channels: Option<i64>,
    #[serde(deserialize_with = "number")]
    pub(crate) sample_rate: Option<i64>,
    pub(crate) disposition: Disposition,
    pub(crate) side_data_list: Vec<SideData>,
    pub(crate) tags: Tags,
}

/// What a stream is for.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Disposition {
    pub(crate) default: u8,
    pub(crate) attached_pic: u8,
    pub(crate) timed_thumbnails: u8,
    pub(crate) dependent: u8,
}

/// Side data of a stream; only the display matrix is read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SideData {
    pub(crate) displaymatrix: Option<String>,
}

/// Tags of a stream; only the language is read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Tags {
    #[serde(deserialize_with = "word")]
    pub(crate) language: Option<String>,
}

/// What `-show_streams` prints as JSON.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawProbe {
    pub(crate) streams: Vec<RawStream>,
}

/// Reads `-of json -show_streams`.
pub(crate) fn streams(json: &[u8]) -> Option<Vec<RawStream>> {
    serde_json::from_slice::<RawProbe>(json).ok().map(|probe| probe.streams)
}

/// Strings; "unknown" and "N/A" are nothing.
fn word<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    Ok(match serde_json::Value::deserialize(value)? {
        serde_json::Value::String(text) if !["unknown", "N/A", ""].contains(&text.as_str()) => Some(text),
        _ => None,
    })
}

/// Numbers, which ffprobe writes with and without quotation marks.
fn number<'de, D: Deserializer<'de>>(value: D) -> Result<Option<i64>, D::Error> {
    Ok(match serde_json::Value::deserialize(value)? {
        serde_json::Value::Number(number) => number.as_i64(),
        serde_json::Value::String(text) => text.parse().ok(),
        _ => None,
    })
}

/// `30000/1001` or `16:9` as a number; `None` for anything that is not positive and finite.
pub(crate) fn ratio(text: &str) -> Option<f64> {
    let (above, below) = text.split_once(['/', ':'])?;
    let ratio = above.parse::<f64>().ok()? / below.parse::<f64>().ok()?;
    (ratio.is_finite() && ratio > 0.0).then_some(ratio)
}

/// What the packets of the picture say, counted one by one; headers may lie.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Packets {
    pub(crate) count: u64,
    /// How many of them are shown: an edit list may leave some out.
    pub(crate) shown: u64,
    pub(crate) bytes: u64,
    /// From the first to the end of the last, in seconds.
    pub(crate) span: f64,
    /// When the first is shown, in seconds.
    pub(crate) start: f64,
    /// The longest stretch between two key frames, in seconds.
    pub(crate) keyframe_gap: f64,
    /// Whether the first in the file is a key frame and none is shown before it.
    pub(crate) starts_at_key: bool,
    /// Whether all frames last the same.
    pub(crate) steady: bool,
    /// Whether all are shown: none cut off by an edit list, none damaged.
    pub(crate) whole: bool,
}

/// Reads the lines of `-show_entries packet=stream_index,pts_time,dts_time,duration_time,size,flags -of csv=p=0` that
/// belong to the stream `index`.
pub(crate) fn packets(csv: &str, index: u32) -> Packets {
    let mut found = Packets { whole: true, ..Packets::default() };
    let mut shown: Vec<(f64, bool)> = Vec::new();
    let mut last_duration = 0.0_f64;
    for line in csv.lines() {
        let mut fields = line.split(',');
        if fields.next().and_then(|f| f.parse::<u32>().ok()) != Some(index) {
            continue;
        }
        let mut time = || fields.next().and_then(|f| f.parse::<f64>().ok()).filter(|t| t.is_finite());
        // AVI only says in which order frames are decoded.
        let (shown_at, decoded_at) = (time(), time());
        let duration = fields.next().and_then(|f| f.parse::<f64>().ok()).filter(|d| d.is_finite() && *d >= 0.0);
        let bytes = fields.next().and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
        let flags = fields.next().unwrap_or_default();
        found.count += 1;
        found.bytes = found.bytes.saturating_add(bytes);
        // K: a key frame; D: not shown (an edit list); C: damaged.
        found.whole &= shown_at.is_some() && !flags.contains(['D', 'C']);
        if flags.contains('D') {
            continue;
        }
        last_duration = duration.unwrap_or(last_duration);
        shown.extend(shown_at.or(decoded_at).map(|time| (time, flags.contains('K'))));
    }
    found.shown = shown.len() as u64;
    let first_in_file = shown.first().copied();
    shown.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return found };
    let step = if shown.len() < 2 { last_duration } else { (last.0 - first.0) / (count(shown.len()) - 1.0) };
    found.start = first.0;
    found.span = last.0 - first.0 + if last_duration > 0.0 { last_duration.min(2.0) } else { step };
    found.starts_at_key = first.1 && first_in_file == Some(*first);
    // Containers round times, Matroska to whole milliseconds.
    found.steady = shown.windows(2).all(|pair| matches!(pair, [a, b] if (b.0 - a.0 - step).abs() < 0.0021));
    let ends = [(first.0 + found.span, true)];
    let mut last_key = first.0;
    for (time, _) in shown.iter().chain(&ends).filter(|frame| frame.1) {
        found.keyframe_gap = found.keyframe_gap.max(time - last_key);
        last_key = *time;
    }
    found
}

fn count(frames: usize) -> f64 {
    f64::from(u32::try_from(frames).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn odd_values_become_nothing() {
        let json = br#"{"streams":[{"index":0,"codec_type":"video","width":1080,"height":"1920","pix_fmt":"unknown",
            "level":-99,"disposition":{"default":1},"side_data_list":[{"rotation":-9223372036854775808}],"new":[{}]}]}"#;
        let found = streams(json).unwrap();
        assert_eq!((found[0].width, found[0].height, found[0].pix_fmt.as_deref()), (Some(1080), Some(1920), None));
        assert!(streams(b"{}").unwrap().is_empty());
        assert_eq!(ratio("30000/1001").map(|r| (r * 100.0).round() / 100.0), Some(29.97));
        assert_eq!((ratio("0/0"), ratio("1/0"), ratio("x"), ratio("-1:2")), (None, None, None, None));
    }

    #[test]
    fn packets_are_counted_and_measured() {
        let csv =
            "0,0.000,0,0.1,100,K_\n1,0.0,0,0.02,9,K_\n0,0.200,0,0.1,10,__\n0,0.100,0,0.1,10,__\n0,0.300,0,0.1,100,K_\n";
        let found = packets(csv, 0);
        assert_eq!((found.count, found.bytes, found.starts_at_key), (4, 220, true));
        assert!(found.steady && found.whole);
        assert!((found.span - 0.4).abs() < 1e-9 && (found.keyframe_gap - 0.3).abs() < 1e-9);
        let open = packets("0,0.2,0,0.1,9,K_\n0,0.1,0,0.1,9,__\n0,0.4,0,N/A,9,__\n0,9.7,0,N/A,9,_D\n", 0);
        assert!(!open.starts_at_key && !open.steady && !open.whole);
        assert!(open.count == 4 && open.span < 0.5);
        let avi = packets("0,N/A,0.0,0.04,9,K_\n0,N/A,0.04,0.04,9,__\n", 0);
        assert!(!avi.whole && (avi.span - 0.08).abs() < 1e-9);
        assert_eq!(packets("", 0).count, 0);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(
            csv in "([0-2],(-?[0-9]{1,9}\\.[0-9]{1,6}|N/A|inf|nan),(N/A|[0-9]),([0-9.]{1,5}|N/A),[0-9]{1,30},[KDC_]{0,3}\n){0,12}",
            junk in "\\PC{0,80}",
            bytes in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let found = packets(&csv, 0);
            prop_assert!(found.span.is_finite() && found.keyframe_gap >= 0.0);
            let _ = (packets(&junk, 0), ratio(&junk), streams(&bytes), streams(junk.as_bytes()));
        }
    }
}

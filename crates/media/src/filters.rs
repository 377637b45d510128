//! Filter chains for ffmpeg: from the stored picture to the shown one, in square pixels, upright, BT.709, 8 bits.

use crate::intake::{Inspection, Picture, Turn};

/// Everything up to a picture of `size` (as shown), for the stream that the inspection chose.
pub(crate) fn to_shown(inspection: &Inspection, size: (u32, u32), timing: &str) -> String {
    let picture = &inspection.picture;
    let mut steps: Vec<String> = Vec::new();
    if picture.interlaced {
        steps.push("bwdif=mode=send_frame".to_owned());
    }
    if !timing.is_empty() {
        steps.push(timing.to_owned());
    }
    // Scaling comes before turning: there are fewer pixels to turn then.
    let stored = if picture.turn.swaps_sides() { (size.1, size.0) } else { size };
    if picture.is_hdr() {
        steps.push(tone_mapped(picture, stored));
    } else {
        steps.push(scaled(picture, stored));
    }
    steps.push("format=yuv420p".to_owned());
    steps.extend(turned(picture.turn).map(str::to_owned));
    steps.push("setsar=1".to_owned());
    steps.join(",")
}

/// A constant frame rate, from the first moment of the film on.
pub(crate) fn constant(inspection: &Inspection) -> String {
    let (above, below) = inspection.frame_rate;
    format!("fps={above}/{below}:start_time=0")
}

fn scaled(picture: &Picture, (width, height): (u32, u32)) -> String {
    let range = if picture.full_range { "pc" } else { "tv" };
    let rgb = ["gbr", "rgb", "bgr", "pal8"].iter().any(|p| picture.pixels.starts_with(p));
    let matrix = match picture.matrix.as_deref() {
        _ if rgb => None,
        Some("bt709") => Some("bt709"),
        Some("bt2020nc" | "bt2020c") => Some("bt2020"),
        Some("smpte240m") => Some("smpte240m"),
        Some("fcc") => Some("fcc"),
        Some("smpte170m" | "bt470bg") => Some("bt601"),
        // The guess browsers make for a film that does not say: Chromium's VideoColorSpace by coded height.
        _ if picture.coded.1 < 720 => Some("bt601"),
        _ => Some("bt709"),
    };
    let from = matrix.map_or(String::new(), |m| format!(":in_color_matrix={m}:in_range={range}"));
    format!("scale={width}:{height}:flags=bicubic{from}:out_color_matrix=bt709:out_range=tv")
}

/// HDR to SDR: to linear light, to BT.709's primaries, compressed by Hable's curve, to BT.709. Scaled first, because
/// the curve works on floating-point pixels and is by far the most expensive step.
fn tone_mapped(picture: &Picture, (width, height): (u32, u32)) -> String {
    let transfer = picture.transfer.as_deref().unwrap_or("smpte2084");
    let range = if picture.full_range { "full" } else { "limited" };
    let from = format!("transferin={transfer}:matrixin=bt2020nc:primariesin=bt2020:rangein={range}");
    // HLG is relative to the screen; 1000 cd/m² is its nominal one. PQ states absolute light; 203 is its white (BT.2408).
    let white = if transfer == "arib-std-b67" { 1000.0 } else { 203.0 };
    format!(
        "scale={width}:{height}:flags=bicubic,zscale={from}:transfer=linear:npl={white},format=gbrpf32le,\
         zscale=primaries=bt709,tonemap=tonemap=hable:desat=0,\
         zscale=transfer=bt709:matrix=bt709:range=limited"
    )
}

fn turned(turn: Turn) -> Option<&'static str> {
    match turn {
        Turn::None => None,
        Turn::Right => Some("transpose=clock"),
        Turn::Half => Some("hflip,vflip"),
        Turn::Left => Some("transpose=cclock"),
        Turn::Mirrored => Some("hflip"),
        Turn::Flipped => Some("vflip"),
        Turn::Transposed => Some("transpose=cclock_flip"),
        Turn::Transversed => Some("transpose=clock_flip"),
    }
}

/// The even size with this short side, never larger than the film, its long side bounded for players' sake.
pub(crate) fn fitted(inspection: &Inspection, short_side: u32) -> (u32, u32) {
    const LONG_MOST: f64 = 4096.0;
    let (width, height) = (f64::from(inspection.width), f64::from(inspection.height));
    let by = (f64::from(short_side) / width.min(height)).min(LONG_MOST / width.max(height)).min(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 4096")]
    let even = |side: f64| (((side * by / 2.0 + 0.001).floor() as u32) * 2).max(16);
    if by >= 1.0 {
        return (even(width), even(height));
    }
    // The short side is met exactly; the other goes to the nearest even number.
    let near = |side: f64| even(side + 1.0 / by);
    if (width - height).abs() < 1.0 {
        (even(width), even(height))
    } else if width < height {
        (even(width), near(height))
    } else {
        (near(width), even(height))
    }
}

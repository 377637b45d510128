//! The poster: of the first seconds the frame that is neither dark nor blurred, as WebP and JPEG, and its BlurHash.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use grandstand_domain::media::{Poster, Refusal};

use crate::{
    audio::CLEAN,
    error::MediaError,
    filters,
    intake::Inspection,
    objects::{Objects, blocking},
    tools::Tools,
    verify::sha256_of,
};

/// The short side of a poster in pixels, at most.
const SHORT_SIDE: u32 = 720;
/// The short side of the small pictures that candidates are judged by.
const JUDGED_SIDE: u32 = 160;
/// How many frames are looked at.
const CANDIDATES: u32 = 12;

/// A finished poster on local disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadePoster {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The WebP file.
    pub webp: PathBuf,
    /// The JPEG file.
    pub jpeg: PathBuf,
    /// BlurHash of 4 × 5 components (5 × 4 when lying).
    pub blurhash: String,
}

impl MadePoster {
    /// Stores both files under `prefix` and says what to remember of them.
    pub async fn store(self, objects: &Objects, prefix: &str) -> Result<Poster, MediaError> {
        let mut keys = Vec::new();
        for (file, ending, kind) in [(&self.webp, "webp", "image/webp"), (&self.jpeg, "jpg", "image/jpeg")] {
            let path = file.clone();
            let (sha256, _) = blocking("store a poster", move || sha256_of(&path)).await?;
            let key = format!("{prefix}/poster-{}.{ending}", sha256.get(..32).unwrap_or(&sha256));
            objects.put_file(&key, file, kind).await?;
            keys.push(key);
        }
        let jpeg_key = keys.pop().unwrap_or_default();
        let webp_key = keys.pop().unwrap_or_default();
        Ok(Poster { width: self.width, height: self.height, webp_key, jpeg_key, blurhash: self.blurhash })
    }
}

/// Makes the poster in `scratch`.
pub async fn poster(
    tools: &Tools,
    inspection: &Inspection,
    source: &Path,
    scratch: &Path,
) -> Result<MadePoster, MediaError> {
    let size = filters::fitted(inspection, SHORT_SIDE);
    let small = filters::fitted(inspection, JUDGED_SIDE);
    let raw = scratch.join("candidates.yuv");
    // Key frames cost little to decode; where they are rare, every third of a second is looked at.
    let frequent = inspection.keyframe_gap_ms <= 2_100 && inspection.duration_ms >= 4_000;
    let mut pictures = Vec::new();
    for keys_only in [true, false] {
        if keys_only && !frequent {
            continue;
        }
        pictures = candidates(tools, inspection, source, &raw, (size, small), keys_only).await?;
        if !pictures.is_empty() {
            break;
        }
    }
    let judged = pictures.iter().map(|rgb| worth(rgb, small)).enumerate();
    let Some((best, _)) = judged.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))) else {
        return Err(MediaError::Refused(Refusal::NoFrames));
    };
    let blurhash = pictures.get(best).map(|rgb| blurred(rgb, small)).unwrap_or_default();
    let (webp, jpeg) = (scratch.join("poster.webp"), scratch.join("poster.jpg"));
    let mut arguments: Vec<OsString> =
        ["-nostdin", "-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p"].map(Into::into).into();
    arguments.extend(["-s".into(), format!("{}x{}", size.0, size.1).into(), "-i".into(), raw.clone().into()]);
    // Still pictures are BT.601: WebP in limited range, JPEG in full.
    let still = "in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601";
    let graph = format!(
        "[0:v]select=eq(n\\,{best}),split[a][b];[a]scale={still}:out_range=tv,format=yuv420p[w];\
         [b]scale={still}:out_range=pc,format=yuvj420p[j]"
    );
    arguments.extend(["-filter_complex".into(), graph.into()]);
    for (label, file, options) in [
        ("[w]", &webp, ["-c:v", "libwebp", "-quality", "80", "-preset", "picture"].as_slice()),
        ("[j]", &jpeg, ["-c:v", "mjpeg", "-q:v", "3", "-update", "1"].as_slice()),
    ] {
        arguments.extend(["-map", label, "-frames:v", "1"].map(Into::into));
        arguments.extend(options.iter().map(Into::into));
        arguments.extend(CLEAN.map(Into::into));
        arguments.extend(["-y".into(), file.into()]);
    }
    let ended = tools.ffmpeg("write a poster", arguments, tools.settings().child.working(1.0), None).await?;
    if !ended.status.success() {
        return Err(ended.failure("write a poster"));
    }
    let _ = tokio::fs::remove_file(&raw).await;
    Ok(MadePoster { width: size.0, height: size.1, webp, jpeg, blurhash })
}

/// Writes the candidates at full size to `raw` and returns them small, as RGB.
async fn candidates(
    tools: &Tools,
    inspection: &Inspection,
    source: &Path,
    raw: &Path,
    (size, small): ((u32, u32), (u32, u32)),
    keys_only: bool,
) -> Result<Vec<Vec<u8>>, MediaError> {
    let settings = tools.settings();
    let mut arguments: Vec<OsString> =
        ["-nostdin", "-nostats", "-v", "error", "-an", "-noautorotate"].map(Into::into).into();
    let seconds = if keys_only { 24 } else { 4 };
    if keys_only {
        arguments.extend(["-skip_frame:v", "nokey"].map(Into::into));
    }
    arguments.extend(["-t".into(), seconds.to_string().into()]);
    arguments.extend(inspection.input(&settings.limits, source));
    let timing = if keys_only { "" } else { "select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,0.32)" };
    let chain = filters::to_shown(inspection, size, timing);
    let graph = format!(
        "[0:{}]{chain},split[a][b];[b]scale={}:{}:flags=area:in_color_matrix=bt709,format=rgb24[c]",
        inspection.picture.stream, small.0, small.1
    );
    arguments.extend(["-filter_complex".into(), graph.into()]);
    for (label, to) in [("[a]", raw.as_os_str()), ("[c]", "pipe:1".as_ref())] {
        arguments.extend(["-map", label, "-fps_mode", "passthrough", "-frames:v"].map(Into::into));
        arguments.extend([CANDIDATES.to_string().into(), "-f".into(), "rawvideo".into(), "-y".into(), to.into()]);
    }
    let ended = tools.ffmpeg("look for a poster", arguments, settings.child.working(30.0), None).await?;
    if let Some(why) = ended.host_failure() {
        return Err(MediaError::transient("look for a poster", why));
    }
    let bytes = small.0 as usize * small.1 as usize * 3;
    Ok(ended.stdout.chunks_exact(bytes).map(<[u8]>::to_vec).collect())
}

/// How good a still this is: sharp, well lit, with contrast. Only meaningful among frames of one film.
fn worth(rgb: &[u8], (width, height): (u32, u32)) -> f32 {
    let (width, height) = (width as usize, height as usize);
    let light: Vec<f32> = rgb
        .chunks_exact(3)
        .map(|p| match p {
            [r, g, b] => f32::from(*r) * 0.2126 + f32::from(*g) * 0.7152 + f32::from(*b) * 0.0722,
            _ => 0.0,
        })
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a few ten thousand pixels")]
    let pixels = light.len().max(1) as f32;
    let mean = light.iter().sum::<f32>() / pixels;
    let spread = (light.iter().map(|l| (l - mean) * (l - mean)).sum::<f32>() / pixels).sqrt();
    // The mean strength of the Laplacian: what a blur takes away first.
    let at = |x: usize, y: usize| light.get(y * width + x).copied().unwrap_or(mean);
    let mut edges = 0.0;
    for y in 1..height.saturating_sub(1) {
        for x in 1..width.saturating_sub(1) {
            edges += (4.0 * at(x, y) - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1)).abs();
        }
    }
    let lit = if mean < 24.0 {
        0.1
    } else if mean > 235.0 {
        0.3
    } else {
        1.0
    };
    lit * (edges / pixels + 1.0).ln() * (spread / 32.0).clamp(0.1, 1.0)
}

fn blurred(rgb: &[u8], (width, height): (u32, u32)) -> String {
    // Every fourth pixel is plenty for twenty numbers.
    let (small_width, small_height) = (width.div_ceil(4), height.div_ceil(4));
    let mut rgba = Vec::new();
    for y in (0..height).step_by(4) {
        for x in (0..width).step_by(4) {
            let at = (y as usize * width as usize + x as usize) * 3;
            rgba.extend_from_slice(rgb.get(at..at + 3).unwrap_or(&[0, 0, 0]));
            rgba.push(255);
        }
    }
    let (across, down) = if width > height { (5, 4) } else { (4, 5) };
    blurhash::encode(across, down, small_width, small_height, &rgba).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sharp_lit_frame_beats_dark_flat_and_soft_ones() {
        let frame = |f: &dyn Fn(u32, u32) -> u8| -> Vec<u8> {
            (0..40_u32).flat_map(|y| (0..30_u32).flat_map(move |x| [(x, y); 3])).map(|(x, y)| f(x, y)).collect()
        };
        let sharp = frame(&|x, y| if (x / 3 + y / 3) % 2 == 0 { 40 } else { 200 });
        let soft = frame(&|x, _| u8::try_from(x * 6).unwrap());
        let dark = frame(&|x, y| if (x / 3 + y / 3) % 2 == 0 { 0 } else { 20 });
        let flat = frame(&|_, _| 128);
        let of = |f: &[u8]| worth(f, (30, 40));
        assert!(of(&sharp) > of(&soft) && of(&soft) > of(&flat) && of(&sharp) > of(&dark));
        assert!(blurred(&sharp, (30, 40)).len() > 6);
    }
}

//! For films drawn by code: raw frames and samples in, a good source file out. Used for the sample team.

use std::{ffi::OsString, path::Path};

use tokio::{io::AsyncWriteExt, sync::mpsc};

use crate::{audio::CLEAN, error::MediaError, tools::Tools};

/// What a drawn film is.
#[derive(Clone, Debug)]
pub struct Composition {
    /// Width of a frame in pixels; even.
    pub width: u32,
    /// Height of a frame in pixels; even.
    pub height: u32,
    /// Frames per second.
    pub frame_rate: u32,
    /// How many frames there are.
    pub frames: u32,
    /// Interleaved stereo samples at 48 kHz from −1 to 1; empty for a silent film.
    pub samples: Vec<f32>,
}

/// How many drawn frames may wait to be encoded.
const AHEAD: usize = 3;

/// Draws and encodes a film to `to` (an MP4). `draw` is called once for each frame, in order, on a thread of its own,
/// with the frame's number and a buffer of `width × height × 4` bytes of RGBA to fill; the buffer holds old pixels.
pub async fn compose(
    tools: &Tools,
    film: Composition,
    mut draw: impl FnMut(u32, &mut [u8]) + Send + 'static,
    to: &Path,
) -> Result<(), MediaError> {
    let doing = "draw a film";
    let sound = to.with_extension("f32le");
    let mut arguments: Vec<OsString> =
        ["-nostats", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgba"].map(Into::into).into();
    arguments.extend(["-s".into(), format!("{}x{}", film.width, film.height).into()]);
    arguments.extend(["-r".into(), film.frame_rate.to_string().into(), "-i".into(), "pipe:0".into()]);
    if !film.samples.is_empty() {
        let bytes: Vec<u8> = film.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        tokio::fs::write(&sound, bytes).await.map_err(MediaError::io(doing))?;
        arguments.extend(["-f", "f32le", "-ar", "48000", "-ac", "2", "-i"].map(Into::into));
        arguments.push(sound.clone().into());
        arguments.extend(["-c:a", "aac", "-b:a", "192k"].map(Into::into));
    }
    let matrix = "scale=in_range=pc:out_range=tv:out_color_matrix=bt709:flags=bicubic,format=yuv420p";
    arguments.extend(["-vf", matrix, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "14"].map(Into::into));
    arguments.extend(["-g".into(), (film.frame_rate * 2).to_string().into()]);
    arguments.extend(["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"].map(Into::into));
    arguments.extend(["-color_range", "tv"].map(Into::into));
    arguments.extend(CLEAN.map(Into::into));
    arguments.extend(["-f".into(), "mp4".into(), "-y".into(), to.into()]);
    let length = f64::from(film.frames) / f64::from(film.frame_rate.max(1));
    let (child, stdin) = tools.ffmpeg_fed(doing, arguments, tools.settings().child.working(length)).await?;
    let (give, mut drawn) = mpsc::channel::<Vec<u8>>(AHEAD);
    let (give_back, mut used) = mpsc::unbounded_channel::<Vec<u8>>();
    let drawing = tokio::task::spawn_blocking(move || {
        let bytes = film.width as usize * film.height as usize * 4;
        for number in 0..film.frames {
            let mut frame = used.try_recv().unwrap_or_else(|_| vec![0; bytes]);
            draw(number, &mut frame);
            if give.blocking_send(frame).is_err() {
                break;
            }
        }
    });
    let feeding = async move {
        // A child that stops reading has said why on its standard error, which is what counts.
        if let Some(mut stdin) = stdin {
            while let Some(frame) = drawn.recv().await {
                if stdin.write_all(&frame).await.is_err() {
                    break;
                }
                let _ = give_back.send(frame);
            }
        }
    };
    let (ended, ()) = tokio::join!(child.ended(), feeding);
    drawing.await.map_err(|error| MediaError::lasting(doing, error))?;
    let _ = tokio::fs::remove_file(&sound).await;
    let ended = ended?;
    if ended.status.success() { Ok(()) } else { Err(ended.failure(doing)) }
}

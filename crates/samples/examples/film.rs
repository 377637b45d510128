//! Draws sample films for looking at: `film HANDLE DIR [EVERY]` writes every so-many-th frame as PNG and the sound as
//! `sound.s16`; `film --time` draws all films without keeping them and prints how long each took; `film --raw HANDLE`
//! writes raw frames to standard output.
#![expect(clippy::print_stdout, reason = "an example program")]

use std::{io::Write, ops::ControlFlow, time::Instant};

use grandstand_samples::{cast::cast, film};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let cast = cast();
    let find = |handle: &str| cast.athletes.iter().find(|a| a.handle == handle).ok_or("no such athlete");
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--time", rest @ ..] => {
            for athlete in cast.athletes.iter().filter(|a| rest.is_empty() || rest.contains(&a.handle)) {
                let start = Instant::now();
                film::render(&athlete.film, &mut |_| ControlFlow::Continue(()));
                let drawn = start.elapsed();
                let samples = film::sound(&athlete.film).len();
                println!(
                    "{:20} {:.1} s film, drawn in {:.2} s, {samples} samples in {:.2} s",
                    athlete.handle,
                    athlete.film.seconds(),
                    drawn.as_secs_f32(),
                    start.elapsed().saturating_sub(drawn).as_secs_f32()
                );
            }
        }
        ["--raw", handle] => {
            let mut out = std::io::stdout().lock();
            film::render(&find(handle)?.film, &mut |frame| match out.write_all(frame) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            });
        }
        [handle, folder, rest @ ..] => {
            let every: u32 = rest.first().and_then(|n| n.parse().ok()).unwrap_or(10);
            let spec = find(handle)?.film;
            let mut drawn = film::Film::new(&spec).ok_or("no memory")?;
            for number in (0..film::frames(&spec)).step_by(every.max(1) as usize) {
                let size = tiny_skia::IntSize::from_wh(film::WIDTH, film::HEIGHT).ok_or("size")?;
                let picture = tiny_skia::Pixmap::from_vec(drawn.frame(number).to_vec(), size).ok_or("frame")?;
                picture.save_png(format!("{folder}/{handle}-{number:03}.png"))?;
            }
            let sound: Vec<u8> = film::sound(&spec).iter().flat_map(|s| s.to_le_bytes()).collect();
            std::fs::write(format!("{folder}/{handle}.s16"), sound)?;
        }
        _ => return Err("film HANDLE DIR [EVERY] | film --time [HANDLE…] | film --raw HANDLE".into()),
    }
    Ok(())
}

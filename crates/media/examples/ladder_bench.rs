//! Measures the ladder against ffmpeg itself, in one run on one clip:
//! `cargo run -p grandstand-media --example ladder_bench -- CLIP.mp4 [--first]` (`--first`: only what comes first).
//!
//! Ours: inspect, poster, first and rest as the program runs them. Theirs: one ffmpeg process that writes the 480 alone
//! (for the time to the first playable rendition), and one that decodes once and writes all four with the same rates
//! and presets. CPU time is that of the children, from `/proc/self/stat`.
#![expect(clippy::print_stdout, reason = "a program for people")]
#![expect(clippy::disallowed_methods, reason = "it runs the ffmpeg that it compares with")]

use std::{path::Path, process::Command, time::Instant};

use grandstand_media::{MediaSettings, Tools, first, inspect, poster, rest, settings::RungSettings};

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let clip = std::env::args().nth(1).ok_or("usage: ladder_bench CLIP.mp4")?;
    let clip = Path::new(&clip).canonicalize()?;
    let mut settings = MediaSettings::default();
    // Whatever else runs on this machine shall weigh the same on both sides.
    settings.child.nice = 0;
    let tools = Tools::find(settings.clone()).await;
    let scratch = std::env::temp_dir().join(format!("ladder-bench-{}", std::process::id()));
    std::fs::create_dir_all(&scratch)?;

    let begun = (Instant::now(), cpu()?);
    let inspection = inspect(&tools, &clip).await?;
    let inspected = row("inspect", begun)?;
    let begun_poster = (Instant::now(), cpu()?);
    poster(&tools, &inspection, &clip, &scratch).await?;
    let posted = row("poster", begun_poster)?;
    let begun_first = (Instant::now(), cpu()?);
    let top = first(&tools, &inspection, &clip, &scratch, &|_| ()).await?;
    let first_row = row("first", begun_first)?;
    if std::env::args().nth(2).as_deref() == Some("--first") {
        let mut alone = vec!["-i".to_owned(), clip.display().to_string()];
        output(&mut alone, "0:v", Some((top.width, top.height)), &settings.ladder.p480, &scratch.join("alone.mp4"));
        let begun_alone = (Instant::now(), cpu()?);
        ffmpeg(&alone)?;
        let alone_row = row("ffmpeg, the 480 alone", begun_alone)?;
        println!("first playable, wall: {:.2} x (target 1.1)", first_row.0 / alone_row.0);
        return Ok(std::fs::remove_dir_all(&scratch)?);
    }
    let begun_rest = (Instant::now(), cpu()?);
    let others = rest(&tools, &inspection, &clip, &top.path, &[top.rung], &scratch, &|_| ()).await?;
    let rest_row = row("rest", begun_rest)?;
    for made in others.iter().chain([&top]) {
        let against = ssim(&clip, &made.path, (made.width, made.height))?;
        println!(
            "  {:>4}: {:>9} bytes, {:>5} kbit/s, SSIM {against}",
            made.rung.as_str(),
            made.bytes,
            made.bit_rate / 1000
        );
    }

    let ladder = &settings.ladder;
    let size = |rung: u32| {
        let found = others.iter().chain([&top]).find(|m| m.rung.short_side() == rung);
        found.map(|m| (m.width, m.height)).ok_or("the clip is smaller than 1080: it does not get all four")
    };
    let rungs = [(1080, &ladder.p1080), (720, &ladder.p720), (480, &ladder.p480), (360, &ladder.p360)];
    let mut alone = vec!["-i".to_owned(), clip.display().to_string()];
    output(&mut alone, "0:v", Some(size(480)?), &ladder.p480, &scratch.join("theirs-480-alone.mp4"));
    let begun_alone = (Instant::now(), cpu()?);
    ffmpeg(&alone)?;
    let alone_row = row("ffmpeg, the 480 alone", begun_alone)?;

    let mut graph = String::from("[0:v]split=4[a][b][c][d]");
    for (from, (rung, _)) in ["a", "b", "c", "d"].iter().zip(&rungs) {
        let (width, height) = size(*rung)?;
        graph += &format!(";[{from}]scale={width}:{height}[v{rung}]");
    }
    let mut all = vec!["-i".to_owned(), clip.display().to_string(), "-filter_complex".to_owned(), graph];
    for (rung, settings) in &rungs {
        output(&mut all, &format!("[v{rung}]"), None, settings, &scratch.join(format!("theirs-{rung}.mp4")));
    }
    let begun_all = (Instant::now(), cpu()?);
    ffmpeg(&all)?;
    let all_row = row("ffmpeg, all four at once", begun_all)?;

    let ours = inspected.1 + posted.1 + first_row.1 + rest_row.1;
    println!(
        "whole ladder, CPU:    {ours:.1} s, {:.2} x of ffmpeg's {:.1} s (target 1.15)",
        ours / all_row.1,
        all_row.1
    );
    println!(
        "first playable, wall: {:.1} s, {:.2} x of ffmpeg's {:.1} s (target 1.1)",
        first_row.0,
        first_row.0 / alone_row.0,
        alone_row.0
    );
    let with_all = inspected.0 + posted.0 + first_row.0;
    println!("  with inspection and poster before it: {with_all:.1} s, {:.2} x", with_all / alone_row.0);
    std::fs::remove_dir_all(&scratch)?;
    Ok(())
}

fn row(name: &str, (wall, before): (Instant, f64)) -> Result<(f64, f64), Failure> {
    let (wall, cpu) = (wall.elapsed().as_secs_f64(), cpu()? - before);
    println!("{name:<26} {wall:>6.2} s wall {cpu:>7.2} s CPU");
    Ok((wall, cpu))
}

/// CPU seconds of all children that have ended: fields 16 and 17 of `/proc/self/stat`, in hundredths of a second.
fn cpu() -> Result<f64, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit_once(')').ok_or("no name in stat")?.1;
    let field =
        |at: usize| after_name.split_whitespace().nth(at - 3).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    Ok((field(16) + field(17)) / 100.0)
}

fn output(arguments: &mut Vec<String>, map: &str, size: Option<(u32, u32)>, rung: &RungSettings, to: &Path) {
    let mut say = |words: &[&str]| arguments.extend(words.iter().map(|w| (*w).to_owned()));
    say(&["-map", map, "-map", "0:a?"]);
    if let Some((width, height)) = size {
        say(&["-vf", &format!("scale={width}:{height}")]);
    }
    say(&["-c:v", "libx264", "-preset", &rung.preset, "-crf", &rung.crf.to_string(), "-pix_fmt", "yuv420p"]);
    say(&["-maxrate", &format!("{}k", rung.max_kbps), "-bufsize", &format!("{}k", rung.max_kbps * 2)]);
    say(&["-g", "60", "-keyint_min", "60", "-sc_threshold", "0", "-c:a", "aac", "-b:a", "128k", "-ac", "2"]);
    say(&["-movflags", "+faststart", "-y", &to.display().to_string()]);
}

fn ffmpeg(arguments: &[String]) -> Result<(), Failure> {
    let done = Command::new("ffmpeg").args(["-nostdin", "-v", "error"]).args(arguments).status()?;
    if done.success() { Ok(()) } else { Err("ffmpeg failed".into()) }
}

/// Mean structural similarity with the source scaled to the same size, over the first eight seconds.
fn ssim(source: &Path, made: &Path, (width, height): (u32, u32)) -> Result<String, Failure> {
    let graph = format!("[1:v]scale={width}:{height}:flags=bicubic[r];[0:v][r]ssim");
    let out = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "info", "-t", "8", "-i"])
        .arg(made)
        .args(["-t", "8", "-i"])
        .arg(source)
        .args(["-lavfi", &graph, "-an", "-f", "null", "-"])
        .output()?;
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    Ok(said.rsplit_once("All:").map_or("?", |(_, after)| after.split_whitespace().next().unwrap_or("?")).to_owned())
}

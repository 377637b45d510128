//! Log lines and metrics. A line reads alone, carries fields and never personal data.

use anyhow::Context as _;
use grandstand_app::{AppError, Ctx};
use metrics::gauge;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::{LogConfig, LogFormat};

/// Upper bounds of the buckets of every duration, in seconds.
const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Sends log lines to standard error in the chosen form.
pub(crate) fn start_log(config: &LogConfig) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.filter).context("log.filter cannot be read")?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.format {
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).try_init(),
        LogFormat::Pretty => {
            let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
            lines.with_ansi(colours).with_target(false).compact().try_init()
        }
    };
    started.map_err(|error| anyhow::anyhow!("The log could not be started: {error}"))
}

/// Collects metrics from now on; the handle writes them in Prometheus' text form.
pub(crate) fn start_metrics() -> anyhow::Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .install_recorder()
        .context("Metrics could not be started")
}

/// Looks at the figures that nothing counts as it happens.
pub(crate) async fn measure(ctx: &Ctx) -> Result<(), AppError> {
    let mut tx = ctx.begin_read().await?;
    let head = grandstand_store::log::head(&mut tx).await?;
    let dead = grandstand_store::job::dead(&mut tx).await?;
    gauge!("grandstand_log_head").set(figure(head.0));
    gauge!("grandstand_jobs_dead").set(figure(dead));
    let outbox = grandstand_app::mail::outbox(&mut tx).await?;
    gauge!("grandstand_letters", "state" => "waiting").set(figure(outbox.waiting));
    gauge!("grandstand_letters", "state" => "failed").set(figure(outbox.failed));
    // Second field of statm: resident pages (proc(5)); pages of 4 KiB on every platform this runs on so far.
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    if let Some(pages) = pages.and_then(|text| text.split(' ').nth(1)?.parse::<i64>().ok()) {
        gauge!("process_resident_memory_bytes").set(figure(pages * 4096));
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a figure past 2^53 need not be exact to one")]
fn figure(number: i64) -> f64 {
    number as f64
}

//! `serve` and `worker`: listeners, jobs, the views of the log, and an orderly end.

use std::{future::Future, sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use grandstand_app::Ctx;
use grandstand_web::Web;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{config::Config, host, newcomer, telemetry};

/// Between two looks at slow figures (queue lengths, memory).
const UPKEEP: Duration = Duration::from_secs(5);

/// Runs a server until it is told to stop.
pub(crate) async fn serve(mut config: Config) -> Result<()> {
    telemetry::start_log(&config.log)?;
    let metrics = telemetry::start_metrics()?;
    let stop = stop_on_signal()?;
    // Listening comes first: whether this address is free decides whether anything is opened at all.
    let listener = listen(config.listen).await?;
    let address = listener.local_addr()?;
    config.heard_at(address);
    let ctx = host::open(&config).await?;
    let tasks = TaskTracker::new();
    start_metrics_listener(&config, &metrics, &tasks, &stop).await?;
    start_background(&ctx, &metrics, &tasks, &stop);

    // Before the views are filled there is nothing to show.
    grandstand_app::views::load(&ctx).await?;
    tasks.spawn(until(stop.clone(), grandstand_app::views::run(Arc::clone(&ctx))));
    grandstand_app::transparency::announce(&ctx).await?;
    tasks.spawn(until(stop.clone(), grandstand_app::transparency::run(Arc::clone(&ctx))));
    tasks.spawn(until(stop.clone(), grandstand_app::views::give_attention(Arc::clone(&ctx))));
    tasks.spawn(until(stop.clone(), grandstand_app::views::keep_snapshots(Arc::clone(&ctx))));

    let web = Web::new(Arc::clone(&ctx), config.web.clone()).context("app.public_url")?;
    if let Some(origin) = ctx.objects.origin().await? {
        web.films_come_from(origin);
    }
    tracing::info!(%address, version = env!("CARGO_PKG_VERSION"), "serving");
    if !ctx.tools.are_there() {
        tracing::error!("ffmpeg or ffprobe is missing. Install ffmpeg: until then films can be sent, and wait.");
    }
    greet(&config, &address.to_string());
    tasks.spawn(until(stop.clone(), newcomer::fill_sample_team(Arc::clone(&ctx), config.clone())));
    let serving = grandstand_web::serve(web, listener, stop.clone().cancelled_owned());
    let served = until_grace_ends(serving, &stop, Duration::from_secs(config.shutdown_grace_s)).await;
    // The server may have ended by a fault of its own: then the rest ends with it.
    stop.cancel();
    if let Err(error) = grandstand_app::views::write_attention(&ctx).await {
        tracing::warn!(%error, "the last attention given out could not be written");
    }
    finish(&ctx, &tasks).await;
    served
}

/// Runs jobs only, beside servers that share its database, until it is told to stop.
pub(crate) async fn worker(config: Config) -> Result<()> {
    telemetry::start_log(&config.log)?;
    let metrics = telemetry::start_metrics()?;
    let stop = stop_on_signal()?;
    let ctx = host::open(&config).await?;
    let tasks = TaskTracker::new();
    start_metrics_listener(&config, &metrics, &tasks, &stop).await?;
    start_background(&ctx, &metrics, &tasks, &stop);
    let db = ctx.db.clone();
    tasks.spawn(until(stop.clone(), async move {
        // Servers hear of new jobs through their views.
        while db.is_shared() {
            if let Err(error) = db.listen().await {
                tracing::warn!(%error, "lost touch with the other servers");
            }
            tokio::time::sleep(UPKEEP).await;
        }
    }));
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "working");
    stop.cancelled().await;
    finish(&ctx, &tasks).await;
    Ok(())
}

/// Everything that runs beside the pages.
fn start_background(ctx: &Arc<Ctx>, metrics: &PrometheusHandle, tasks: &TaskTracker, stop: &CancellationToken) {
    // Workers end by themselves once told to stop: what they hold goes back first.
    let jobs = grandstand_app::jobs::run(Arc::clone(ctx), stop.clone().cancelled_owned());
    tasks.spawn(async move {
        if let Err(error) = jobs.await {
            tracing::error!(%error, "the workers could not start");
        }
    });
    let (ctx, metrics) = (Arc::clone(ctx), metrics.clone());
    tasks.spawn(until(stop.clone(), async move {
        let mut tick = tokio::time::interval(UPKEEP);
        loop {
            tick.tick().await;
            metrics.run_upkeep();
            if let Err(error) = telemetry::measure(&ctx).await {
                tracing::warn!(%error, "figures could not be read");
            }
        }
    }));
}

async fn start_metrics_listener(
    config: &Config,
    metrics: &PrometheusHandle,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) -> Result<()> {
    let Some(address) = config.metrics_listen else { return Ok(()) };
    let listener = listen(address).await?;
    let metrics = metrics.clone();
    let serving = grandstand_web::serve_metrics(listener, move || metrics.render(), stop.clone().cancelled_owned());
    tasks.spawn(until(stop.clone(), async move {
        if let Err(error) = serving.await {
            tracing::error!(%error, "metrics are not served");
        }
    }));
    Ok(())
}

async fn listen(address: std::net::SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("Nothing can listen on {address}: is a server running there?"))
}

/// Drops `work` when the program stops.
async fn until(stop: CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = work => {}
    }
}

/// Requests that last (a film to a slow phone, a stream of events) are cut when the grace is over: films are asked for
/// again by range, uploads go on where they were, streams reconnect.
async fn until_grace_ends(
    serving: impl Future<Output = std::io::Result<()>>,
    stop: &CancellationToken,
    grace: Duration,
) -> Result<()> {
    let over = async {
        stop.cancelled().await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        served = serving => served.context("The server ended"),
        () = over => Ok(()),
    }
}

/// Waits for the background tasks, each of which ends by itself once told to stop, and closes the database.
async fn finish(ctx: &Ctx, tasks: &TaskTracker) {
    tasks.close();
    tasks.wait().await;
    ctx.db.close().await;
    tracing::info!("stopped");
}

/// A token that SIGTERM or SIGINT cancels. A second signal ends the program at once.
fn stop_on_signal() -> Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stop = CancellationToken::new();
    let token = stop.clone();
    tokio::spawn(async move {
        for round in 0.. {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if round > 0 {
                std::process::exit(130);
            }
            tracing::info!("stopping: open requests and jobs are being finished");
            token.cancel();
        }
    });
    Ok(stop)
}

/// Says on the terminal where to look.
fn greet(config: &Config, address: &str) {
    println!("\nGrandstand is on http://{address}");
    if config.app.public_url != format!("http://{address}") {
        println!("People reach it at {}", config.app.public_url);
    }
}

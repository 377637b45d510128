//! Listening: the server's own pages, and metrics on a listener of their own.

use std::{future::Future, io, net::SocketAddr};

use axum::{Router, http::header, routing::get, serve::ListenerExt as _};
use tokio::net::TcpListener;

use crate::{routes::router, state::Web};

/// Serves everything on `listener` until `shutdown` ends; then accepts no more and returns when open requests are done.
pub async fn serve(
    web: Web,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // Answers go out as soon as they are written: without this, Nagle's algorithm holds back the ends of ranges.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    // Streams of events would outlast every other request.
    let streams = web.streams.stop.clone();
    let shutdown = async move {
        shutdown.await;
        streams.cancel();
    };
    let service = router(web).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(shutdown).await
}

/// Serves what `render` writes at `/metrics`, in Prometheus' text form, until `shutdown` ends.
pub async fn serve_metrics(
    listener: TcpListener,
    render: impl Fn() -> String + Clone + Send + Sync + 'static,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let text = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    let router = Router::new().route("/metrics", get(move || std::future::ready((text, render()))));
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await
}

//! Streams of events (docs.joinmastodon.org, "Streaming timelines"): over one WebSocket that carries several streams, and
//! as server-sent events, one stream each. What they tell comes from the log ([`hub`]); what each connection is told is
//! decided for its reader ([`line`]).
//!
//! Nothing grows with a slow reader: a connection has room for [`hub::ROOM`] events, and one that is full is closed; a
//! WebSocket that takes no message for ten seconds, or answers no ping, is closed too. Who comes back reads what they
//! missed from the timelines.

mod access;
mod channel;
mod hub;
mod line;

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code},
    http::{HeaderValue, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event as Sent, KeepAlive},
    },
};
use bytes::Bytes;
use futures_util::Stream;
use grandstand_app::{AppError, push};
use serde::Deserialize;
use tokio::{
    sync::mpsc,
    time::{Instant, interval_at, timeout},
};

pub(crate) use hub::Hub;

use super::access::{Open, ReadNotifications, ReadStatuses, Routes};
use crate::{ask::Ask, error, error::WebError, words::Words};
use access::{Caller, Hearing};
use channel::Channel;
use hub::{Event, Seat};
use line::{Frame, Line};

/// Between two signs of life.
const BEAT: Duration = Duration::from_secs(30);
/// How long a message may wait for its reader.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest message that a reader may send.
const MESSAGE_MOST: usize = 4 << 10;
/// Messages that a reader may send between two signs of life.
const MESSAGES_MOST: u32 = 200;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/streaming", socket)
        .get("/api/v1/streaming/health", health)
        .get("/api/v1/streaming/user", user)
        .get("/api/v1/streaming/user/notification", notification)
        .get("/api/v1/streaming/public", public)
        .get("/api/v1/streaming/public/local", public_local)
        .get("/api/v1/streaming/public/remote", remote)
        .get("/api/v1/streaming/hashtag", hashtag)
        .get("/api/v1/streaming/hashtag/local", hashtag_local)
        .get("/api/v1/streaming/list", of_list)
        .get("/api/v1/streaming/direct", direct)
}

async fn health(_ask: Open) -> &'static str {
    "OK"
}

async fn user(who: Hearing<ReadStatuses>) -> Result<Response, WebError> {
    events(who.caller(), "user").await
}

async fn notification(who: Hearing<ReadNotifications>) -> Result<Response, WebError> {
    events(who.caller(), "user:notification").await
}

async fn public(who: Hearing<ReadStatuses>) -> Result<Response, WebError> {
    events(who.caller(), "public").await
}

async fn public_local(who: Hearing<ReadStatuses>) -> Result<Response, WebError> {
    events(who.caller(), "public:local").await
}

async fn remote(who: Hearing<ReadStatuses>) -> Result<Response, WebError> {
    events(who.caller(), "public:remote").await
}

async fn hashtag(who: Hearing<ReadStatuses>) -> Result<Response, WebError> {
    events(who.caller(), "hashtag").await
}

async fn hashtag_local(who: Hearing<ReadStatuses>) -> Result<Response, WebError> {
    events(who.caller(), "hashtag:local").await
}

async fn of_list(who: Hearing<ReadStatuses>) -> Result<Response, WebError> {
    events(who.caller(), "list").await
}

async fn direct(who: Hearing<ReadStatuses>) -> Result<Response, WebError> {
    events(who.caller(), "direct").await
}

/// One stream as server-sent events (WHATWG HTML, 9.2).
async fn events(caller: Caller, name: &str) -> Result<Response, WebError> {
    let ask = caller.ask.clone();
    let channel = Channel::parse(name, ask.query("tag").as_deref(), ask.query("list").as_deref())?;
    let (mut line, seat, heard) = sit(caller).await?;
    line.subscribe(channel).await?;
    let alive = KeepAlive::new().interval(BEAT / 2).text("thump");
    let mut answer = Sse::new(told(ask, line, seat, heard)).keep_alive(alive).into_response();
    // A proxy in front must pass each event on at once.
    answer.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

fn told(
    ask: Ask,
    mut line: Line,
    seat: Seat,
    mut heard: mpsc::Receiver<Event>,
) -> impl Stream<Item = Result<Sent, Infallible>> + Send {
    async_stream::stream! {
        let _seat = seat;
        yield Ok(Sent::default().comment(")"));
        loop {
            let event = tokio::select! {
                event = heard.recv() => event,
                () = ask.web.streams.stop.cancelled() => None,
            };
            let Some(event) = event else { break };
            let Some(frames) = Box::pin(line.hear(event)).await else { break };
            for frame in frames {
                yield Ok(Sent::default().event(frame.event).data(&*frame.payload));
            }
        }
    }
}

/// A place among the listeners, and the ear.
async fn sit(caller: Caller) -> Result<(Line, Seat, mpsc::Receiver<Event>), AppError> {
    let web = caller.ask.web.clone();
    push::may_stream(&web.ctx, &caller.who.actor).await?;
    let (seat, heard) = hub::join(&web, caller.who.actor.account, caller.ask.origin)?;
    Ok((Line::new(web, caller.secret, caller.who), seat, heard))
}

async fn socket(who: Caller, upgrade: WebSocketUpgrade) -> Result<Response, WebError> {
    let ask = who.ask.clone();
    let named = who.by_protocol.then(|| who.secret.clone());
    let (mut line, seat, heard) = sit(who).await?;
    if let Some(name) = ask.query("stream") {
        let channel = Channel::parse(&name, ask.query("tag").as_deref(), ask.query("list").as_deref())?;
        line.subscribe(channel).await?;
    }
    // Small buffers: most of the many connections are quiet.
    let upgrade = upgrade
        .max_message_size(MESSAGE_MOST)
        .max_frame_size(MESSAGE_MOST)
        .read_buffer_size(1 << 10)
        .write_buffer_size(0)
        .protocols(named);
    Ok(upgrade.on_upgrade(move |socket| converse(socket, ask, line, seat, heard)))
}

/// What a reader asks for.
#[derive(Deserialize)]
struct Command {
    #[serde(rename = "type")]
    what: String,
    stream: String,
    #[serde(default)]
    list: Option<String>,
    #[serde(default)]
    tag: Option<String>,
}

async fn converse(mut socket: WebSocket, ask: Ask, mut line: Line, seat: Seat, mut heard: mpsc::Receiver<Event>) {
    let _seat = seat;
    let mut beat = interval_at(Instant::now() + BEAT, BEAT);
    let (mut alive, mut asked) = (true, 0);
    let stop = ask.web.streams.stop.clone();
    let code = loop {
        tokio::select! {
            event = heard.recv() => {
                // Closed by the hub: this reader was too slow.
                let Some(event) = event else { break close_code::AGAIN };
                let Some(frames) = Box::pin(line.hear(event)).await else { break close_code::POLICY };
                for frame in frames {
                    if !send(&mut socket, Message::Text(frame.json().into())).await {
                        return;
                    }
                }
            }
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => {
                    asked += 1;
                    if asked > MESSAGES_MOST {
                        break close_code::POLICY;
                    }
                    if let Err(error) = Box::pin(obey(&mut line, &text)).await {
                        let said = refusal(&error, &ask.words);
                        if !send(&mut socket, Message::Text(said.into())).await {
                            return;
                        }
                    }
                }
                Some(Ok(Message::Pong(_))) => alive = true,
                Some(Ok(Message::Ping(_) | Message::Binary(_))) => {
                    asked += 1;
                    if asked > MESSAGES_MOST {
                        break close_code::POLICY;
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
            _ = beat.tick() => {
                if !alive || !send(&mut socket, Message::Ping(Bytes::new())).await {
                    return;
                }
                (alive, asked) = (false, 0);
            }
            () = stop.cancelled() => break close_code::AWAY,
        }
    };
    let _ = send(&mut socket, Message::Close(Some(CloseFrame { code, reason: "".into() }))).await;
}

async fn send(socket: &mut WebSocket, message: Message) -> bool {
    matches!(timeout(PATIENCE, socket.send(message)).await, Ok(Ok(())))
}

async fn obey(line: &mut Line, text: &str) -> Result<(), AppError> {
    let command: Command = serde_json::from_str(text).map_err(|_| AppError::Conflict("stream-unknown"))?;
    let channel = Channel::parse(&command.stream, command.tag.as_deref(), command.list.as_deref())?;
    match command.what.as_str() {
        "subscribe" => line.subscribe(channel).await,
        "unsubscribe" => {
            line.unsubscribe(&channel);
            Ok(())
        }
        _ => Err(AppError::Conflict("stream-unknown")),
    }
}

fn refusal(failed: &AppError, words: &Words) -> String {
    let status = match error::status(failed).as_u16() {
        409 => 400,
        other => other,
    };
    serde_json::json!({ "error": error::sentence(failed, words), "status": status }).to_string()
}

impl Frame {
    /// As a message of a connection that carries several streams.
    fn json(&self) -> String {
        serde_json::json!({ "stream": self.stream, "event": self.event, "payload": &*self.payload }).to_string()
    }
}

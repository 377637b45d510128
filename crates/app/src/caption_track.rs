//! Caption tracks: the spoken words of a video as WebVTT, given by its author or found in the file.

use grandstand_domain::{account::Actor, id::MediaId, invalid::Invalid, webvtt};
use grandstand_store::{WriteTx, caption_track as rows, media};

use crate::{ctx::Ctx, delivery, error::AppError};

/// Who made a track: its author's file, or the uploaded video itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file that the author gave.
    Author,
    /// Found in the video.
    Embedded,
}

impl Source {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Embedded => "embedded",
        }
    }
}

/// A language tag as it stands in an address: a short BCP 47 tag of letters, digits and hyphens.
pub fn language(raw: &str) -> Result<String, Invalid> {
    let tag = raw.trim();
    let shaped = (2..=35).contains(&tag.len())
        && tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && tag.bytes().take_while(|b| *b != b'-').all(|b| b.is_ascii_alphabetic());
    if shaped { Ok(tag.to_owned()) } else { Err(Invalid::one("language", "language-unknown")) }
}

/// Stores a caption file for a video of the actor's, in the transaction of the post that brings it. What is stored is
/// written anew from what was understood. Every track counts as a change of the posts that show the video: call
/// `post::media_refreshed` in the same transaction when one is published.
pub async fn put(tx: &mut WriteTx, media: MediaId, language_tag: &str, file: &[u8]) -> Result<(), AppError> {
    let vtt = webvtt::write(&webvtt::parse(file)?);
    rows::put(tx, media, &language(language_tag)?, Source::Author.as_str(), &vtt).await?;
    Ok(())
}

/// Keeps captions found inside the video, unless the author gave some in that language.
pub(crate) async fn keep_embedded(
    tx: &mut WriteTx,
    media: MediaId,
    language_tag: &str,
    vtt: &str,
) -> Result<(), AppError> {
    let tag = language(language_tag).unwrap_or_else(|_| "und".to_owned());
    if rows::get(tx, media, &tag).await?.is_none() {
        rows::put(tx, media, &tag, Source::Embedded.as_str(), vtt).await?;
    }
    Ok(())
}

/// The caption file of a language, for a viewer who may see the video. The second value says whether everybody may.
///
/// # Errors
/// `NotFound` when there is none or the viewer may not see the video.
pub async fn get(
    ctx: &Ctx,
    viewer: Option<&Actor>,
    id: MediaId,
    language: &str,
) -> Result<rows::CaptionTrack, AppError> {
    delivery::check(ctx, viewer, id).await?;
    let mut tx = ctx.begin_read().await?;
    rows::get(&mut tx, id, language).await?.ok_or(AppError::NotFound)
}

/// Takes a track away from a video of the actor's.
///
/// # Errors
/// `NotFound` when there is none or the video is not the actor's.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: MediaId, language: &str) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let own = media::get(&mut tx, id).await?.is_some_and(|m| m.account == actor.account);
    if !own || rows::delete(&mut tx, id, language).await? == 0 {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

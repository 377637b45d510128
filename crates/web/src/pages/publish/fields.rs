//! The words of a film as a form carries them, new or edited, and how they are read from a multipart body.

use axum::extract::multipart::Field;
use grandstand_app::{AppError, journey, post::When};
use grandstand_domain::{
    id::JourneyId,
    invalid::{Check, Invalid},
    post::{ReplyPolicy, Visibility},
    time::UnixMillis,
    webvtt,
};
use jiff::{civil::DateTime, tz::TimeZone};

use super::POSTS;
use crate::{ask::Ask, error::WebError, words::LANGUAGES};

/// The most bytes of one text field.
const TEXT_MOST: usize = 64 * 1024;

/// What a person filled in, as they filled it in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filled {
    pub(crate) csrf: String,
    /// A finished resumable upload.
    pub(crate) upload_id: String,
    /// A film that came with this form before and waits for the rest to be put right.
    pub(crate) media: String,
    pub(crate) caption: String,
    pub(crate) alt_text: String,
    pub(crate) language: String,
    pub(crate) journey: String,
    pub(crate) visibility: String,
    pub(crate) reply_policy: String,
    pub(crate) state: String,
    pub(crate) scheduled_at: String,
    /// `now` when a draft is to be published.
    pub(crate) publish: String,
    pub(crate) captions: Vec<u8>,
}

/// The same, understood.
pub(crate) struct Read {
    pub(crate) visibility: Visibility,
    pub(crate) reply_policy: Option<ReplyPolicy>,
    pub(crate) journey: Option<JourneyId>,
    pub(crate) when: When,
}

impl Filled {
    /// Takes one text field or the captions file; unknown names are passed over.
    pub(crate) async fn take(&mut self, field: Field<'_>) -> Result<(), WebError> {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "captions" {
            self.captions = bounded(field, webvtt::BYTES_MOST, "captions").await?;
            return Ok(());
        }
        let Some(place) = self.place(&name) else { return Ok(()) };
        let bytes = bounded(field, TEXT_MOST, "caption").await?;
        *place = String::from_utf8_lossy(&bytes).into_owned();
        Ok(())
    }

    fn place(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "csrf" => &mut self.csrf,
            "upload_id" => &mut self.upload_id,
            "media" => &mut self.media,
            "caption" => &mut self.caption,
            "alt_text" => &mut self.alt_text,
            "language" => &mut self.language,
            "journey" => &mut self.journey,
            "visibility" => &mut self.visibility,
            "reply_policy" => &mut self.reply_policy,
            "state" => &mut self.state,
            "scheduled_at" => &mut self.scheduled_at,
            "publish" => &mut self.publish,
            _ => return None,
        })
    }

    /// The captions file, if one was chosen.
    pub(crate) fn captions(&self) -> Option<&[u8]> {
        (!self.captions.is_empty()).then_some(self.captions.as_slice())
    }

    /// Understands what was filled in; the texts themselves are the use case's to judge.
    pub(crate) fn read(&self) -> Result<Read, Invalid> {
        let mut check = Check::default();
        let visibility = check.take("visibility", self.visibility.parse());
        let reply_policy = match self.reply_policy.as_str() {
            "" => Some(None),
            word => check.take("reply_policy", word.parse()).map(Some),
        };
        let journey = match self.journey.as_str() {
            "" => Some(None),
            id => check.take("journey", id.parse()).map(Some),
        };
        let when = match self.state.as_str() {
            "draft" => Some(When::Draft),
            "scheduled" => check.take("scheduled_at", moment(&self.scheduled_at)).map(When::At),
            _ => Some(When::Now),
        };
        check.done()?;
        match (visibility, reply_policy, journey, when) {
            (Some(visibility), Some(reply_policy), Some(journey), Some(when)) => {
                Ok(Read { visibility, reply_policy, journey, when })
            }
            _ => Err(Invalid::one("", "form-unreadable")),
        }
    }
}

/// The date and time of a `datetime-local` field, in UTC.
fn moment(written: &str) -> Result<UnixMillis, Invalid> {
    let wrong = || Invalid::one("scheduled_at", "schedule-range");
    let local: DateTime = written.parse().map_err(|_| wrong())?;
    let zoned = local.to_zoned(TimeZone::UTC).map_err(|_| wrong())?;
    Ok(UnixMillis(zoned.timestamp().as_millisecond()))
}

/// A moment as a `datetime-local` field has it.
pub(crate) fn written(at: UnixMillis) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(|_| String::new(), |t| t.strftime("%Y-%m-%dT%H:%M").to_string())
}

async fn bounded(mut field: Field<'_>, most: usize, name: &'static str) -> Result<Vec<u8>, WebError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| broken())? {
        if bytes.len() + chunk.len() > most {
            return Err(Invalid::limit(name, "too-long", i64::try_from(most).unwrap_or(i64::MAX)).into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The body ended early or is no multipart form.
pub(crate) fn broken() -> WebError {
    AppError::from(Invalid::one("", "form-unreadable")).into()
}

/// The languages a caption may be in.
pub(crate) fn languages() -> Vec<(&'static str, &'static str)> {
    LANGUAGES.to_vec()
}

/// The author's journeys to choose from, with "none" first; empty when there are none.
pub(crate) async fn journeys(ask: &Ask) -> Result<Vec<(String, String)>, WebError> {
    let all = journey::of_account(&ask.web.ctx, ask.doer(&POSTS)?.whom().account).await?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let none = (String::new(), ask.words.t("upload-journey-none"));
    Ok(std::iter::once(none).chain(all.into_iter().map(|w| (w.journey.id.to_string(), w.journey.title))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_it_was_written() {
        let at = moment("2026-07-01T12:00").unwrap();
        assert_eq!(at, UnixMillis(1_782_907_200_000));
        assert_eq!(written(at), "2026-07-01T12:00");
        for wrong in ["", "soon", "2026-13-01T00:00", "2026-02-30T10:00"] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_choice_that_is_no_choice_is_named() {
        let filled = Filled {
            visibility: "everyone".into(),
            reply_policy: "maybe".into(),
            journey: "-1".into(),
            state: "scheduled".into(),
            ..Filled::default()
        };
        let faults: Vec<&str> = filled.read().err().unwrap().0.iter().map(|f| f.field).collect();
        assert_eq!(faults, ["visibility", "reply_policy", "journey", "scheduled_at"]);
    }
}

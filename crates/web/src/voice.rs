//! The words of pushed messages, those of the page of notifications, and of letters: in the language of whoever is told.

use grandstand_app::push::{Said, Told, Voice};

use crate::{assets::Assets, pages::notification, words::Words};

/// Speaks as the pages do.
#[derive(Debug)]
pub struct PageVoice {
    icon: String,
}

impl Default for PageVoice {
    fn default() -> Self {
        Self { icon: Assets::load().url("icon-192.png").to_owned() }
    }
}

impl Voice for PageVoice {
    fn say(&self, told: &Told<'_>) -> Said {
        let words = Words::choose(Some(told.language), None);
        let icon = self.icon.clone();
        if told.count > 1 {
            let title = words.t1("push-together", "count", told.count);
            return Said { title, page: "/notifications".to_owned(), icon };
        }
        let name = told.who.map_or_else(|| words.t("notification-someone"), |(name, _)| name.to_owned());
        Said {
            title: notification::happened(told.kind, name, told.about, &words),
            page: notification::place(
                told.kind,
                told.post,
                told.comment,
                told.about,
                told.who.map(|(_, handle)| handle),
            ),
            icon,
        }
    }

    fn words(&self, language: &str, key: &str, values: &[(&'static str, String)]) -> String {
        Words::choose(Some(language), None).with_all(key, values)
    }
}

//! What the operator says about the mail server.

use std::{fmt, net::IpAddr, path::PathBuf};

use serde::{Deserialize, Serialize};

/// How the connection to the mail server is kept from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// Begun in the open and turned into TLS before anything is said (RFC 3207); without it nothing is sent.
    #[default]
    Starttls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// Not at all: for a mail server on this machine only.
    None,
}

/// A password, which neither debug output nor a printed configuration shows.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Password {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "none" } else { "…" })
    }
}

impl Serialize for Password {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.0.is_empty() { "" } else { "…" })
    }
}

/// Where e-mail is handed over, and from whom it comes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailSettings {
    /// The mail server; empty: nothing is sent and letters wait in the outbox.
    pub host: String,
    /// Its port; 0: the usual one (587 with STARTTLS, 465 with TLS, 25 without).
    pub port: u16,
    /// How the connection is kept from others.
    pub tls: Tls,
    /// Whom the mail server knows us as; empty: it lets us in without.
    pub user: String,
    /// The password.
    pub password: Password,
    /// A file that holds it instead; read for each connection, so that it can be changed at any time.
    pub password_file: Option<PathBuf>,
    /// The address that letters come from and answers go to.
    pub from: String,
    /// The name beside it.
    pub from_name: String,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 0,
            tls: Tls::default(),
            user: String::new(),
            password: Password::default(),
            password_file: None,
            from: String::new(),
            from_name: "Grandstand".to_owned(),
        }
    }
}

impl MailSettings {
    /// Whether there is a mail server.
    pub fn is_set(&self) -> bool {
        !self.host.is_empty()
    }

    /// The port in force.
    pub(super) fn port(&self) -> u16 {
        match (self.port, self.tls) {
            (0, Tls::Starttls) => 587,
            (0, Tls::Tls) => 465,
            (0, Tls::None) => 25,
            (port, _) => port,
        }
    }

    /// What does not fit together, in sentences.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut must = |holds: bool, sentence: &str| {
            if !holds {
                problems.push(sentence.to_owned());
            }
        };
        if !self.is_set() {
            return problems;
        }
        must(
            self.from.parse::<lettre::Address>().is_ok(),
            "app.mail.from must be an address such as programme@team.example",
        );
        let near = self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        must(self.tls != Tls::None || near, "app.mail.tls can be none only where app.mail.host is this machine");
        let password = self.password != Password::default();
        must(
            !password || self.password_file.is_none(),
            "app.mail.password and app.mail.password_file: only one of them can hold",
        );
        let has_one = password || self.password_file.is_some();
        must(self.user.is_empty() != has_one, "app.mail.user and its password go together");
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_out_unencrypted_and_no_password_is_shown() {
        let mut settings = MailSettings { host: "mail.team.example".into(), tls: Tls::None, ..MailSettings::default() };
        settings.password = "tiger".into();
        assert_eq!(settings.problems().len(), 3, "{:?}", settings.problems());
        assert!(!format!("{settings:?}").contains("tiger"));
        assert!(!serde_json::to_string(&settings).unwrap().contains("tiger"));
        let good = MailSettings {
            host: "127.0.0.1".into(),
            tls: Tls::None,
            from: "a@b.example".into(),
            ..MailSettings::default()
        };
        assert_eq!(good.problems(), Vec::<String>::new());
        assert_eq!(MailSettings::default().problems(), Vec::<String>::new());
    }
}

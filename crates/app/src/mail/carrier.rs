//! Hands a letter to the mail server (RFC 5321), and says what became of it. While the server is away nobody knocks: the first
//! letter that finds it so says until when the others wait.

use std::{
    net::{Ipv4Addr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use grandstand_domain::{
    mail::Fault,
    time::{MINUTE, SECOND, UnixMillis},
};
use lettre::{
    Message,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
    },
};

use super::settings::{MailSettings, Tls};

/// How long the mail server may take to let us in, and then to take a letter.
const PATIENCE: Duration = Duration::from_secs(20);
/// The first pause after it was found away; each further one is twice as long.
const PAUSE: i64 = 30 * SECOND;
/// The longest pause.
const PAUSE_MOST: i64 = 10 * MINUTE;

/// What became of a letter, with words for the log: never the server's own about a letter, which name its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The mail server has it.
    Taken,
    /// It will not take it, now or later.
    Refused(String),
    /// It may take it later.
    Later(String),
    /// No letter can be handed over at present.
    Away(Fault, String),
}

/// The way to the mail server.
pub(crate) struct Carrier {
    settings: MailSettings,
    hello: ClientId,
    away: Mutex<Away>,
}

#[derive(Clone, Copy, Default)]
struct Away {
    until: UnixMillis,
    fault: Option<Fault>,
    times: u32,
}

impl Carrier {
    pub(crate) fn new(settings: MailSettings, host: &str) -> Self {
        let hello = match (host.parse::<Ipv4Addr>(), host.trim_matches(['[', ']']).parse::<Ipv6Addr>()) {
            (Ok(ip), _) => ClientId::Ipv4(ip),
            (_, Ok(ip)) => ClientId::Ipv6(ip),
            _ => ClientId::Domain(host.to_owned()),
        };
        Self { settings, hello, away: Mutex::default() }
    }

    /// Until when the mail server is left alone, and why.
    pub(crate) fn away(&self, now: UnixMillis) -> Option<(UnixMillis, Fault)> {
        let away = *self.away.lock().unwrap_or_else(PoisonError::into_inner);
        away.fault.filter(|_| away.until > now).map(|fault| (away.until, fault))
    }

    /// Hands a letter over.
    pub(crate) async fn carry(&self, message: &Message, now: UnixMillis) -> Fate {
        let fate = self.try_to(message).await;
        let mut away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        *away = match &fate {
            Fate::Away(fault, _) => {
                let pause = PAUSE.saturating_mul(1 << away.times.min(10)).min(PAUSE_MOST);
                Away { until: now.plus(pause), fault: Some(*fault), times: away.times + 1 }
            }
            _ => Away::default(),
        };
        fate
    }

    async fn try_to(&self, message: &Message) -> Fate {
        let mut connection = match self.reach().await {
            Ok(connection) => connection,
            Err((fault, why)) => return Fate::Away(fault, why),
        };
        let sent = tokio::time::timeout(PATIENCE, connection.send(message.envelope(), &message.formatted())).await;
        let fate = match sent {
            Ok(Ok(_)) => Fate::Taken,
            Ok(Err(error)) if error.is_permanent() || error.is_client() => Fate::Refused(code(&error)),
            // 421: it is closing, whatever it was asked (RFC 5321, section 3.8).
            Ok(Err(error)) if error.is_transient() && error.status().is_none_or(|code| u16::from(code) != 421) => {
                Fate::Later(code(&error))
            }
            Ok(Err(error)) => Fate::Away(Fault::Unreachable, code(&error)),
            Err(_) => Fate::Away(Fault::Unreachable, "it does not answer".to_owned()),
        };
        // What it says to our farewell changes nothing.
        let _ = tokio::time::timeout(Duration::from_secs(1), connection.abort()).await;
        fate
    }

    /// Whether the mail server lets us in.
    pub(crate) async fn knock(&self) -> Result<(), (Fault, String)> {
        let mut connection = self.reach().await?;
        let _ = tokio::time::timeout(Duration::from_secs(1), connection.abort()).await;
        Ok(())
    }

    async fn reach(&self) -> Result<AsyncSmtpConnection, (Fault, String)> {
        match tokio::time::timeout(PATIENCE, self.connect()).await {
            Ok(reached) => reached,
            Err(_) => Err((Fault::Unreachable, "it does not answer".to_owned())),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, (Fault, String)> {
        let s = &self.settings;
        let unreachable = |error: Error| (Fault::Unreachable, error.to_string());
        let tls = || TlsParameters::new(s.host.clone()).map_err(unreachable);
        let at_once = if s.tls == Tls::Tls { Some(tls()?) } else { None };
        let place = (s.host.as_str(), s.port());
        let mut connection = AsyncSmtpConnection::connect_tokio1(place, Some(PATIENCE), &self.hello, at_once, None)
            .await
            .map_err(unreachable)?;
        if s.tls == Tls::Starttls {
            connection.starttls(tls()?, &self.hello).await.map_err(unreachable)?;
        }
        if !s.user.is_empty() {
            let password = match &s.password_file {
                Some(file) => tokio::fs::read_to_string(file)
                    .await
                    .map_err(|error| (Fault::SignIn, format!("the file of the password: {error}")))?,
                None => s.password.reveal().to_owned(),
            };
            let credentials = Credentials::new(s.user.clone(), password.trim_end_matches(['\r', '\n']).to_owned());
            let let_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
            let_in.map_err(|error| (Fault::SignIn, error.to_string()))?;
        }
        Ok(connection)
    }
}

/// The number of a server's answer.
fn code(error: &Error) -> String {
    error.status().map_or_else(|| "no answer that can be read".to_owned(), |code| format!("answered {code}"))
}

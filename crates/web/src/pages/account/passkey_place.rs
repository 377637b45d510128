//! Whether passkeys can be used where the reader has opened the page. They are bound to a domain; `127.0.0.1` is none.

use grandstand_app::passkey::relying_party;

use crate::ask::Ask;

/// Where passkeys can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PasskeyPlace {
    /// On this page.
    Here,
    /// On the same page at another address, which is this one.
    Elsewhere(String),
    /// Nowhere on this host.
    Nowhere,
}

impl PasskeyPlace {
    /// The place for the page that is asked for.
    pub(crate) fn of(ask: &Ask) -> Self {
        let Some(party) = relying_party(&ask.web.ctx.settings.public_url) else { return Self::Nowhere };
        let (name, port) = ask.host.rsplit_once(':').map_or((ask.host.as_str(), None), |(n, p)| (n, Some(p)));
        if name.eq_ignore_ascii_case(&party.id) {
            return Self::Here;
        }
        let mut there = party.origin;
        if party.is_here {
            // The very same server, whatever port it listens on.
            let _ = there.set_port(port.and_then(|p| p.parse().ok()));
        }
        Self::Elsewhere(format!("{}{}", there.as_str().trim_end_matches('/'), ask.path))
    }

    /// Whether it is here.
    pub(crate) fn is_here(&self) -> bool {
        *self == Self::Here
    }

    /// The address at which it would be, or empty.
    pub(crate) fn elsewhere(&self) -> &str {
        if let Self::Elsewhere(address) = self { address } else { "" }
    }
}

//! For which site passkeys are made: they are bound to a domain, and an address in numbers is none.

use url::{Host, Url};

/// The site that passkeys are bound to (WebAuthn Level 3, "relying party identifier").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// The domain.
    pub id: String,
    /// Where pages must have been opened for passkeys to work.
    pub origin: Url,
    /// Whether it is this very machine, on which any port is as good.
    pub is_here: bool,
}

/// The site for a public address. This very machine in numbers (`127.0.0.1`, `[::1]`) becomes `localhost`, so people must
/// open the pages there to use a passkey; there is none for any other address in numbers.
pub fn relying_party(public_url: &str) -> Option<RelyingParty> {
    let mut origin = Url::parse(public_url).ok()?;
    let here = match origin.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(ip) if ip.is_loopback() => true,
        Host::Ipv6(ip) if ip.is_loopback() => true,
        Host::Ipv4(_) | Host::Ipv6(_) => return None,
    };
    if here {
        origin.set_host(Some("localhost")).ok()?;
    }
    Some(RelyingParty { id: origin.host_str()?.to_owned(), origin, is_here: here })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_this_machine_become_localhost() {
        let party = |url: &str| relying_party(url).map(|p| (p.id, p.origin.to_string()));
        let localhost = Some(("localhost".to_owned(), "http://localhost:8400/".to_owned()));
        assert_eq!(party("http://127.0.0.1:8400"), localhost);
        assert_eq!(party("http://[::1]:8400"), localhost);
        assert_eq!(
            party("https://fans.team.example"),
            Some(("fans.team.example".to_owned(), "https://fans.team.example/".to_owned()))
        );
        assert_eq!(party("http://192.168.1.4:8400"), None);
        assert_eq!(party("not a url"), None);
    }
}

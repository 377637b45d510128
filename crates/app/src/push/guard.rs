//! Where a push may go. The address is chosen by whoever subscribes, so it must not lead to anything but a public host: not
//! into the network this server stands in, not to the server itself. A name is resolved here, and what it resolves to is
//! what is connected to, so that a name cannot say one thing when it is looked at and another when it is used.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use grandstand_domain::{invalid::Invalid, push::ENDPOINT_MOST};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Where pushes may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// Nowhere: nobody can subscribe.
    Nobody,
    /// To public hosts, by https.
    #[default]
    Public,
    /// To this machine too, by http: for tests only.
    Loopback,
}

/// An address that is not a public one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a public address")]
pub(super) struct NotPublic;

impl Reach {
    fn allows(self, address: IpAddr) -> bool {
        is_public(address) || (self == Self::Loopback && address.is_loopback())
    }

    /// Reads an endpoint (RFC 8030, section 5).
    ///
    /// # Errors
    /// `push-endpoint` for one that no push service has.
    pub(super) fn endpoint(self, text: &str) -> Result<Url, Invalid> {
        let wrong = || Invalid::one("endpoint", "push-endpoint");
        if text.len() > ENDPOINT_MOST {
            return Err(wrong());
        }
        let url = Url::parse(text).map_err(|_| wrong())?;
        let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        let secure = url.scheme() == "https" || (url.scheme() == "http" && self == Self::Loopback);
        if plain && secure && self.may_reach(&url) { Ok(url) } else { Err(wrong()) }
    }

    /// Whether an address may be connected to, as far as can be said without resolving a name. An address in digits is never
    /// resolved, however it is spelled, so it is judged here.
    pub(super) fn may_reach(self, url: &Url) -> bool {
        match url.host() {
            Some(Host::Ipv4(address)) => self.allows(address.into()),
            Some(Host::Ipv6(address)) => self.allows(address.into()),
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.').to_ascii_lowercase();
                let inner = ["localhost", "local", "internal", "home.arpa"];
                let is_inner = inner.iter().any(|end| name == *end || name.ends_with(&format!(".{end}")));
                self == Self::Loopback || (name.contains('.') && !is_inner)
            }
            None => false,
        }
    }
}

impl Resolve for Reach {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| reach.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Whether an address belongs to the public internet (IANA's special-purpose registries, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        // This network; multicast, reserved, broadcast.
        || a == 0
        || a >= 224
        // Carriers' own networks, protocol assignments, the old way to 6to4, benchmarks.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Global unicast only; so not loopback, mapped, translated, local, link-local or multicast addresses.
    let global = a & 0xe000 == 0x2000;
    let special = (a == 0x2001 && (b < 0x0200 || b == 0x0db8))
        // 6to4 holds an IPv4 address.
        || a == 0x2002
        || (a == 0x3fff && b < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_but_a_public_https_address_is_an_endpoint() {
        let refused = [
            "http://push.example/x",
            "ftp://push.example/x",
            "https://169.254.169.254/latest/meta-data",
            "https://127.0.0.1/x",
            "https://127.1/x",
            "https://2130706433/x",
            "https://0x7f000001/x",
            "https://0177.0.0.1/x",
            "https://10.1.2.3/x",
            "https://172.16.0.1/x",
            "https://192.168.1.1:8443/x",
            "https://100.64.0.1/x",
            "https://0.0.0.0/x",
            "https://255.255.255.255/x",
            "https://[::1]/x",
            "https://[::]/x",
            "https://[::ffff:127.0.0.1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://[64:ff9b::a00:1]/x",
            "https://[fe80::1]/x",
            "https://[fd00::1]/x",
            "https://[2002:7f00:1::]/x",
            "https://[2001:db8::1]/x",
            "https://localhost/x",
            "https://LOCALHOST./x",
            "https://db.internal/x",
            "https://printer.local/x",
            "https://intranet/x",
            "https://user:secret@push.example/x",
            "https://push.example/x#part",
            "https://",
            "",
        ];
        for text in refused {
            assert!(Reach::Public.endpoint(text).is_err(), "{text}");
        }
        let long = format!("https://push.example/{}", "a".repeat(ENDPOINT_MOST));
        assert!(Reach::Public.endpoint(&long).is_err());
        for text in ["https://push.example/x?y=1", "https://8.8.8.8:8443/x", "https://[2606:4700::1111]/x"] {
            assert!(Reach::Public.endpoint(text).is_ok(), "{text}");
        }
        assert!(Reach::Loopback.endpoint("http://127.0.0.1:9/x").is_ok());
        assert!(Reach::Loopback.endpoint("http://10.0.0.1/x").is_err());
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_connected_to() {
        let lookup = |reach: Reach| reach.resolve("localhost".parse().unwrap());
        let error = lookup(Reach::Public).await.err().expect("localhost is not a public host");
        assert!(error.downcast_ref::<NotPublic>().is_some(), "{error}");
        assert!(lookup(Reach::Loopback).await.unwrap().all(|address| address.ip().is_loopback()));
    }

    proptest! {
        #[test]
        fn an_inner_address_is_never_public(address: u32) {
            let v4 = Ipv4Addr::from(address);
            prop_assert!(!is_public_v6(v4.to_ipv6_mapped()) && !is_public_v6(v4.to_ipv6_compatible()));
            if v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast() || v4.is_unspecified() {
                prop_assert!(!is_public_v4(v4));
            }
        }

        #[test]
        fn no_text_is_too_strange(text in ".{0,60}") {
            let _ = Reach::Public.endpoint(&text);
        }
    }
}

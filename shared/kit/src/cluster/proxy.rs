//! Decides which proxy, if any, stands between this machine and the API server.
//!
//! A kubeconfig's `proxy-url` always holds. Else `HTTPS_PROXY` or `HTTP_PROXY`, by the server's
//! scheme and in either case, holds unless `NO_PROXY` excepts the server; the own machine is never
//! reached through a proxy.
//! Rule: Go, `golang.org/x/net/http/httpproxy`, which kubectl uses.
//!
//! # Why
//! The `kube` crate compares `NO_PROXY` with the proxy's own address, so an exception for the
//! cluster has no effect. It gets the outcome of this module instead.

use std::net::IpAddr;

use http::Uri;

use crate::environment::Environment;

/// A proxy that cannot be used; its address is not repeated, for it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the proxy of {origin} cannot be used: {problem}")]
pub struct ProxyError {
    origin: &'static str,
    problem: &'static str,
}

/// The proxy for requests to `server`.
pub(super) fn proxy_for(
    server: &Uri,
    kubeconfig: Option<&str>,
    environment: &Environment,
) -> Result<Option<Uri>, ProxyError> {
    if let Some(proxy) = kubeconfig.filter(|proxy| !proxy.is_empty()) {
        return parse("proxy-url in the kubeconfig", proxy, false).map(Some);
    }
    let (origin, lower_case) = match server.scheme_str() {
        Some("https") => ("HTTPS_PROXY", "https_proxy"),
        _ => ("HTTP_PROXY", "http_proxy"),
    };
    let Some(proxy) = either(environment, origin, lower_case) else {
        return Ok(None);
    };
    let exceptions = either(environment, "NO_PROXY", "no_proxy").unwrap_or_default();
    if is_excepted(server, exceptions) {
        return Ok(None);
    }
    parse(origin, proxy, true).map(Some)
}

fn either<'a>(environment: &'a Environment, upper: &str, lower: &str) -> Option<&'a str> {
    environment
        .non_empty(upper)
        .or_else(|| environment.non_empty(lower))
}

/// A variable may leave out the scheme; a kubeconfig may not.
fn parse(origin: &'static str, proxy: &str, may_lack_scheme: bool) -> Result<Uri, ProxyError> {
    let error = |problem| ProxyError { origin, problem };
    let full = if may_lack_scheme && !proxy.contains("://") {
        format!("http://{proxy}")
    } else {
        proxy.to_owned()
    };
    let uri: Uri = full.parse().map_err(|_| error("it is not a URL"))?;
    match uri.scheme_str() {
        Some("http" | "https") if uri.host().is_some_and(|host| !host.is_empty()) => Ok(uri),
        Some("socks5") => Err(error("socks5 is not supported, only http and https")),
        _ => Err(error("it is not an http or https URL")),
    }
}

fn is_excepted(server: &Uri, exceptions: &str) -> bool {
    let host = server
        .host()
        .unwrap_or_default()
        .trim_matches(['[', ']'])
        .to_ascii_lowercase();
    let port = server
        .port_u16()
        .unwrap_or(if server.scheme_str() == Some("https") {
            443
        } else {
            80
        });
    let address: Option<IpAddr> = host.parse().ok();
    if host == "localhost" || address.is_some_and(|address| address.to_canonical().is_loopback()) {
        return true;
    }
    exceptions
        .split(',')
        .map(|entry| entry.trim().to_ascii_lowercase())
        .filter(|entry| !entry.is_empty())
        .any(|entry| matches_entry(&entry, &host, port, address))
}

fn matches_entry(entry: &str, host: &str, port: u16, address: Option<IpAddr>) -> bool {
    if entry == "*" {
        return true;
    }
    if let Some((network, bits)) = cidr(entry) {
        return address.is_some_and(|address| contains(network, bits, address));
    }
    let (name, entry_port) = split_port(entry);
    if entry_port.is_some_and(|entry_port| entry_port != port.to_string()) {
        return false;
    }
    if let Ok(excepted) = name.parse::<IpAddr>() {
        return address.is_some_and(|address| address.to_canonical() == excepted.to_canonical());
    }
    if address.is_some() || name.is_empty() {
        return false;
    }
    // `foo.com` is itself and what is below it; `.foo.com` and `*.foo.com` only what is below.
    match name
        .strip_prefix('*')
        .filter(|rest| rest.starts_with('.'))
        .unwrap_or(name)
    {
        suffix if suffix.starts_with('.') => host.ends_with(suffix),
        domain => host == domain || host.ends_with(&format!(".{domain}")),
    }
}

/// Splits `host:port` and `[v6]:port`; an address of IPv6 without brackets has no port.
fn split_port(entry: &str) -> (&str, Option<&str>) {
    if let Some(rest) = entry.strip_prefix('[') {
        return match rest.split_once(']') {
            Some((name, port)) => (name, port.strip_prefix(':')),
            None => (entry, None),
        };
    }
    match entry.split_once(':') {
        Some((name, port)) if !port.contains(':') => {
            (name, Some(port).filter(|port| !port.is_empty()))
        }
        _ => (entry, None),
    }
}

fn cidr(entry: &str) -> Option<(IpAddr, u32)> {
    let (network, bits) = entry.split_once('/')?;
    let network: IpAddr = network.parse().ok()?;
    let bits: u32 = bits.parse().ok()?;
    let longest = if network.is_ipv4() { 32 } else { 128 };
    (bits <= longest).then_some((network, bits))
}

fn contains(network: IpAddr, bits: u32, address: IpAddr) -> bool {
    match (network, address.to_canonical()) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            let differing = u32::from(network) ^ u32::from(address);
            differing.checked_shr(32 - bits).unwrap_or(0) == 0
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => {
            let differing = u128::from(network) ^ u128::from(address);
            differing.checked_shr(128 - bits).unwrap_or(0) == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{ProxyError, proxy_for};
    use crate::environment::Environment;

    const EKS: &str = "https://ABC.gr7.eu-west-1.eks.amazonaws.com";

    fn proxy(
        server: &str,
        kubeconfig: Option<&str>,
        variables: &[(&str, &str)],
    ) -> Result<Option<String>, ProxyError> {
        let environment = Environment::from_pairs(variables.iter().copied());
        let proxy = proxy_for(&server.parse().unwrap(), kubeconfig, &environment)?;
        Ok(proxy.map(|uri| uri.to_string()))
    }

    fn is_direct(server: &str, exceptions: &str) -> bool {
        let variables = [
            ("HTTPS_PROXY", "http://proxy:3128"),
            ("HTTP_PROXY", "http://proxy:3128"),
            ("NO_PROXY", exceptions),
        ];
        proxy(server, None, &variables).unwrap().is_none()
    }

    #[test]
    fn no_proxy_is_compared_with_the_cluster_and_not_with_the_proxy() {
        assert!(is_direct(EKS, "eks.amazonaws.com"));
        assert!(is_direct(EKS, "other, .EKS.amazonaws.com"));
        assert!(is_direct(EKS, "*.eu-west-1.eks.amazonaws.com"));
        assert!(is_direct(EKS, "*"));
        assert!(!is_direct(EKS, "proxy"));
        assert!(!is_direct(EKS, ""));
    }

    #[test]
    fn a_leading_dot_leaves_out_the_domain_itself() {
        assert!(is_direct("https://foo.com", "foo.com"));
        assert!(is_direct("https://bar.foo.com", "foo.com"));
        assert!(!is_direct("https://foo.com", ".foo.com"));
        assert!(!is_direct("https://foo.com", "*.foo.com"));
        assert!(!is_direct("https://barfoo.com", "foo.com"));
    }

    #[test]
    fn ports_of_exceptions_must_match() {
        assert!(is_direct("https://foo.com", "foo.com:443"));
        assert!(is_direct("http://foo.com", "foo.com:80"));
        assert!(!is_direct("https://foo.com:6443", "foo.com:443"));
        assert!(is_direct(
            "https://[2001:db8::1]:6443",
            "[2001:db8::1]:6443"
        ));
        assert!(!is_direct(
            "https://[2001:db8::1]:6443",
            "[2001:db8::1]:443"
        ));
        assert!(is_direct("https://10.1.2.3", "10.1.2.3:443"));
    }

    #[test]
    fn addresses_match_addresses_and_networks_only() {
        assert!(is_direct("https://10.1.2.3", "10.0.0.0/8"));
        assert!(!is_direct("https://11.1.2.3", "10.0.0.0/8"));
        assert!(is_direct("https://11.1.2.3", "0.0.0.0/0"));
        assert!(is_direct("https://10.1.2.3", "10.1.2.3/32"));
        assert!(!is_direct("https://10.1.2.4", "10.1.2.3/32"));
        assert!(is_direct("https://[2001:db8::1]", "2001:db8::/32"));
        assert!(is_direct("https://[2001:db8::1]", "2001:db8::1"));
        assert!(!is_direct("https://10.1.2.3", "2.3"));
        assert!(!is_direct("https://ten.example.org", "10.0.0.0/8"));
    }

    #[test]
    fn the_own_machine_is_never_behind_a_proxy() {
        for server in [
            "https://localhost:6443",
            "https://127.0.0.1",
            "https://[::1]:6443",
        ] {
            assert!(is_direct(server, ""), "{server}");
        }
    }

    #[test]
    fn the_servers_scheme_chooses_the_variable_and_upper_case_goes_first() {
        let variables = [
            ("https_proxy", "lower:1"),
            ("HTTPS_PROXY", "upper:2"),
            ("HTTP_PROXY", "http://plain:3"),
        ];
        let chosen = |server| proxy(server, None, &variables).unwrap().unwrap();
        assert_eq!(chosen(EKS), "http://upper:2/");
        assert_eq!(chosen("http://example.org"), "http://plain:3/");
        let lower = proxy(EKS, None, &[("https_proxy", "lower:1")]).unwrap();
        assert_eq!(lower.as_deref(), Some("http://lower:1/"));
    }

    #[test]
    fn the_kubeconfigs_proxy_has_no_exceptions() {
        let variables = [("NO_PROXY", "*"), ("HTTPS_PROXY", "http://other")];
        let chosen = proxy("https://localhost", Some("http://mine:8"), &variables);
        assert_eq!(chosen.unwrap().as_deref(), Some("http://mine:8/"));
    }

    #[test]
    fn an_unusable_proxy_is_an_error_that_keeps_the_password() {
        for address in [
            "socks5://u:s3cr3t@proxy",
            "ftp://u:s3cr3t@proxy",
            "http://u:s3cr3t@",
        ] {
            let error = proxy(EKS, Some(address), &[]).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cr3t"));
        }
    }
}

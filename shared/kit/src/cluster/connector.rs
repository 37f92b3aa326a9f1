//! The HTTP stack: kube's layers over a connection that sends at once.
//!
//! # Why
//! kube's own connector leaves Nagle's algorithm on. The first request of a connection follows the
//! end of the TLS handshake, which the server has not acknowledged yet, so the request waits for
//! the server's delayed acknowledgement: 40 ms, up to once a connection, in runs of 10 ms. kubectl
//! sends at once, as every program in Go does (RFC 896; Go, `net.TCPConn.SetNoDelay`).
//!
//! Behind a proxy kube's connector stays: there the way to the proxy decides.

use hyper_timeout::TimeoutConnector;
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::TokioExecutor,
};
use kube::{
    Client, Config,
    client::{Body, ClientBuilder, ConfigExt as _},
};
use tower_http::decompression::DecompressionLayer;

/// Makes a client; nothing is sent yet.
///
/// Retries and credentials that kube would handle are not: this crate does both itself.
pub(super) fn client(config: Config) -> kube::Result<Client> {
    if config.proxy_url.is_some() {
        return Client::try_from(config);
    }
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    let mut connector = TimeoutConnector::new(config.rustls_https_connector_with_connector(tcp)?);
    connector.set_connect_timeout(config.connect_timeout);
    connector.set_read_timeout(config.read_timeout);
    connector.set_write_timeout(config.write_timeout);
    let http: legacy::Client<_, Body> =
        legacy::Client::builder(TokioExecutor::new()).build(connector);
    // The innermost layer first.
    Ok(ClientBuilder::new(http, config.default_namespace.clone())
        .with_layer(&config.extra_headers_layer()?)
        .with_layer(&DecompressionLayer::new().gzip(!config.disable_compression))
        .with_layer(&config.base_uri_layer())
        .build())
}

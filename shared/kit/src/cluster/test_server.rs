//! A tiny API server for tests: answers by a function, counts nothing, keeps every request.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig};

use super::{Cluster, ClusterError, ClusterOptions};
use crate::{environment::Environment, redact::Secret};

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Header names are in lower case.
    pub(crate) headers: Vec<(String, String)>,
}

impl Received {
    /// Every value of a header.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(present, _)| present == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }
}

/// What the server does with a request.
pub(crate) enum Answer {
    /// Answers.
    Body {
        /// Status.
        status: u16,
        /// Further header lines, such as `Retry-After: 1`.
        headers: &'static str,
        /// Body.
        body: String,
    },
    /// Never answers.
    Silence,
    /// Closes the connection.
    Close,
    /// Promises a longer body than it sends.
    Truncated(String),
}

/// 200 with a body.
pub(crate) fn ok(body: impl Into<String>) -> Answer {
    status(200, body)
}

/// A status with a body.
pub(crate) fn status(status: u16, body: impl Into<String>) -> Answer {
    Answer::Body {
        status,
        headers: "Content-Type: application/json\r\n",
        body: body.into(),
    }
}

type Behaviour = dyn Fn(usize, &Received) -> Answer + Send + Sync;

/// A running server; it stops with the test's runtime.
#[derive(Clone)]
pub(crate) struct TestServer {
    pub(crate) url: String,
    /// PEM of the certificate, when the server speaks TLS.
    pub(crate) certificate: Option<String>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl TestServer {
    /// Serves plain HTTP; the function is given how many requests came before this one.
    pub(crate) async fn start(
        behaviour: impl Fn(usize, &Received) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::run(Arc::new(behaviour), false).await
    }

    /// The same over TLS, as `localhost`, signed by itself.
    pub(crate) async fn start_tls(
        behaviour: impl Fn(usize, &Received) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::run(Arc::new(behaviour), true).await
    }

    async fn run(behaviour: Arc<Behaviour>, tls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (acceptor, certificate) = if tls {
            let (acceptor, certificate) = acceptor();
            (Some(acceptor), Some(certificate))
        } else {
            (None, None)
        };
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (behaviour, log) = (Arc::clone(&behaviour), Arc::clone(&log));
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    match acceptor {
                        None => serve(stream, &*behaviour, &log).await,
                        Some(acceptor) => match acceptor.accept(stream).await {
                            Ok(stream) => serve(stream, &*behaviour, &log).await,
                            Err(_) => None,
                        },
                    }
                });
            }
        });
        let scheme = if tls { "https" } else { "http" };
        Self {
            url: format!("{scheme}://localhost:{port}"),
            certificate,
            received,
        }
    }

    /// Requests so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Paths so far.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.received()
            .into_iter()
            .map(|request| request.path)
            .collect()
    }

    /// Options that lead here without a kubeconfig.
    pub(crate) fn options(&self) -> ClusterOptions {
        ClusterOptions {
            server: Some(self.url.clone()),
            request_timeout: Some(Duration::from_secs(10)),
            ..ClusterOptions::default()
        }
    }

    /// A client of this server.
    pub(crate) async fn cluster(&self) -> Cluster {
        connect(&self.options()).await.unwrap()
    }

    /// Options with a token, for a server that speaks TLS.
    pub(crate) fn options_with_token(&self, folder: &tempfile::TempDir) -> ClusterOptions {
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, self.certificate.as_ref().unwrap()).unwrap();
        ClusterOptions {
            certificate_authority: Some(file),
            token: Some(Arc::new(Secret::new("token", "abc".to_owned()))),
            ..self.options()
        }
    }
}

/// Connects with an empty environment.
pub(crate) async fn connect(options: &ClusterOptions) -> Result<Cluster, ClusterError> {
    let (cluster, _) = Cluster::connect(options, "test", &Environment::default()).await?;
    Ok(cluster)
}

fn acceptor() -> (TlsAcceptor, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let signed = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(signed.signing_key.serialize_der());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![signed.cert.der().clone()], key.into())
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), signed.cert.pem())
}

/// Answers one request after the other until the client or the behaviour ends it.
async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    behaviour: &Behaviour,
    log: &Mutex<Vec<Received>>,
) -> Option<()> {
    loop {
        let request = read_request(&mut stream).await?;
        let number = {
            let mut log = log.lock().unwrap();
            log.push(request.clone());
            log.len() - 1
        };
        let (head, body) = match behaviour(number, &request) {
            Answer::Silence => std::future::pending().await,
            Answer::Close => return None,
            Answer::Body {
                status,
                headers,
                body,
            } => {
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\n\r\n");
                (head, body)
            }
            Answer::Truncated(body) => {
                let length = body.len() + 10;
                (
                    format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"),
                    body,
                )
            }
        };
        stream.write_all(head.as_bytes()).await.ok()?;
        stream.write_all(body.as_bytes()).await.ok()?;
        stream.flush().await.ok()?;
        if head.contains(&format!("Content-Length: {}\r\n", body.len() + 10)) {
            return None;
        }
    }
}

async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<Received> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.ok()?);
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut lines = text.lines();
    let mut words = lines.next()?.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Received {
        method,
        path,
        headers,
    })
}

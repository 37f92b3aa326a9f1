//! The running server: a thread of its own that ends when the handle is dropped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::thread::{self, JoinHandle};

use http::{Request, Response, header};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tempfile::TempPath;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use super::answer::Body;
use super::builder::FaultServerBuilder;
use super::handler::{Outcome, Scene};
use super::record::RecordedRequest;
use crate::Error;

/// An API server in this process that misbehaves on request; dropping it stops it.
#[derive(Debug)]
pub struct FaultServer {
    address: SocketAddr,
    kubeconfig: TempPath,
    scene: Arc<Scene>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl FaultServer {
    /// Starts to say what a server serves.
    #[must_use]
    pub fn builder() -> FaultServerBuilder {
        FaultServerBuilder::default()
    }

    /// The server's URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A kubeconfig that leads to this server with a bearer token.
    #[must_use]
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// All requests so far, in the order in which they came in.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.scene
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// How many of the requests so far were writes.
    #[must_use]
    pub fn writes(&self) -> usize {
        self.requests()
            .iter()
            .filter(|request| request.method != http::Method::GET)
            .count()
    }

    /// How many bytes of bodies were sent so far, after compression.
    #[must_use]
    pub fn bytes_sent(&self) -> u64 {
        self.scene.sent.load(Ordering::Relaxed)
    }

    pub(super) fn start(scene: Scene) -> Result<Self, Error> {
        let doing = "start the fault-injecting server";
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::io(doing))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Error::io(doing))?;
        listener.set_nonblocking(true).map_err(Error::io(doing))?;
        let address = listener.local_addr().map_err(Error::io(doing))?;
        let kubeconfig = write_kubeconfig(address).map_err(Error::io(doing))?;
        let scene = Arc::new(scene);
        let (stop, stopped) = oneshot::channel();
        let served = Arc::clone(&scene);
        let thread = thread::Builder::new()
            .name("fault-server".to_owned())
            .spawn(move || serve(&runtime, listener, &served, stopped))
            .map_err(Error::io(doing))?;
        Ok(Self {
            address,
            kubeconfig,
            scene,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        // Dropping the sender is the signal.
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A panic of the server was printed when it happened.
            let _ = thread.join();
        }
    }
}

fn write_kubeconfig(address: SocketAddr) -> io::Result<TempPath> {
    let document = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "fault",
        "clusters": [{"name": "fault", "cluster": {"server": format!("http://{address}")}}],
        "users": [{"name": "fault", "user": {"token": "e2e"}}],
        "contexts": [{"name": "fault", "context": {"cluster": "fault", "user": "fault"}}],
    });
    let path = tempfile::Builder::new()
        .prefix("e2e-fault-")
        .suffix(".kubeconfig")
        .tempfile()?
        .into_temp_path();
    std::fs::write(&path, document.to_string())?;
    Ok(path)
}

/// Serves until the handle is dropped; connections that are open then end with the runtime.
fn serve(
    runtime: &Runtime,
    listener: TcpListener,
    scene: &Arc<Scene>,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(async {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
            return;
        };
        tokio::select! {
            () = accept(listener, scene) => {}
            _ = stopped => {}
        }
    });
}

async fn accept(listener: tokio::net::TcpListener, scene: &Arc<Scene>) {
    while let Ok((stream, _)) = listener.accept().await {
        let scene = Arc::clone(scene);
        tokio::spawn(async move {
            let service = service_fn(|request| handle(Arc::clone(&scene), request));
            // A connection that a fault ends is no error of the server.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn handle(scene: Arc<Scene>, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (parts, body) = request.into_parts();
    let body = body
        .collect()
        .await
        .map_err(io::Error::other)?
        .to_bytes()
        .to_vec();
    let path = parts
        .uri
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    let recorded = RecordedRequest::new(parts.method, path, &parts.headers, body);
    scene
        .requests
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(recorded.clone());
    let gzip = parts
        .headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .any(|value| value.to_str().is_ok_and(|value| value.contains("gzip")));
    let strike = scene.strike(&recorded);
    tokio::time::sleep(strike.delay).await;
    match scene.outcome(&recorded, strike.fault) {
        Outcome::Answer(answer) => Ok(answer.into_response(gzip, &scene.sent)),
        Outcome::Silence => std::future::pending().await,
        // hyper closes the connection of a service that fails.
        Outcome::Disconnect => Err(io::Error::other("disconnected on purpose")),
    }
}

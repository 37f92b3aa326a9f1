//! Writes answers: bodies as the API server writes them, and bodies as no server should.

use std::convert::Infallible;
use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures::{StreamExt as _, stream};
use http::{Response, StatusCode, header};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Bytes, Frame};
use serde_json::{Value, json};

/// kube-apiserver compresses answers from this size on (gzip, level 1).
const GZIP_FROM: usize = 128 * 1024;

pub(super) type Body = BoxBody<Bytes, io::Error>;

/// An answer before it is sent.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) content_type: &'static str,
    pub(super) retry_after: Option<u32>,
    pub(super) body: Vec<u8>,
    /// How the body goes out.
    pub(super) delivery: Delivery,
}

/// How a body is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delivery {
    Whole,
    Pieces { size: usize, pause: Duration },
    Cut { after: usize },
}

impl Answer {
    pub(super) fn json(status: StatusCode, value: &Value) -> Self {
        Self::text(status, "application/json", value.to_string().into_bytes())
    }

    pub(super) fn text(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Self {
        Self {
            status,
            content_type,
            retry_after: None,
            body,
            delivery: Delivery::Whole,
        }
    }

    /// A refusal as the API server words it.
    pub(super) fn refusal(
        status: StatusCode,
        reason: &str,
        message: &str,
        details: &Value,
    ) -> Self {
        let mut body = json!({
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": message,
            "reason": reason,
            "code": status.as_u16(),
        });
        if !details.is_null() {
            body["details"] = details.clone();
        }
        Self::json(status, &body)
    }

    /// Makes the response; `sent` counts the bytes of the body that go out.
    pub(super) fn into_response(mut self, gzip: bool, sent: &Arc<AtomicU64>) -> Response<Body> {
        let compressed = gzip && self.body.len() > GZIP_FROM && self.compress().is_ok();
        let mut response = Response::new(body(&self, sent));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static(self.content_type),
        );
        headers.insert(header::CONTENT_LENGTH, self.body.len().into());
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if compressed {
            headers.insert(
                header::CONTENT_ENCODING,
                header::HeaderValue::from_static("gzip"),
            );
            headers.insert(
                header::VARY,
                header::HeaderValue::from_static("Accept-Encoding"),
            );
        }
        response
    }

    fn compress(&mut self) -> io::Result<()> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&self.body)?;
        self.body = encoder.finish()?;
        Ok(())
    }
}

fn body(answer: &Answer, sent: &Arc<AtomicU64>) -> Body {
    let sent = Arc::clone(sent);
    let count = move |bytes: Bytes| {
        sent.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Frame::data(bytes)
    };
    let whole = Bytes::from(answer.body.clone());
    match answer.delivery {
        Delivery::Whole => {
            let frame = stream::once(async move { Ok::<_, Infallible>(count(whole)) });
            StreamBody::new(frame)
                .map_err(|never| match never {})
                .boxed()
        }
        Delivery::Pieces { size, pause } => {
            let pieces: Vec<Bytes> = whole
                .chunks(size.max(1))
                .map(Bytes::copy_from_slice)
                .collect();
            let frames = stream::iter(pieces).then(move |piece| {
                let frame = count(piece);
                async move {
                    tokio::time::sleep(pause).await;
                    Ok(frame)
                }
            });
            BodyExt::boxed(StreamBody::new(frames))
        }
        Delivery::Cut { after } => {
            let start = whole.slice(..after.min(whole.len()));
            let cut = io::Error::new(io::ErrorKind::ConnectionAborted, "cut on purpose");
            // The first part is flushed before the error ends the connection.
            let frames = stream::once(async move { Ok(count(start)) }).chain(stream::once(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(cut)
            }));
            BodyExt::boxed(StreamBody::new(frames))
        }
    }
}

//! Taking connections, plain or over TLS, until the server is asked to stop.

use axum::{Router, extract::ConnectInfo, http::Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpSocket, TcpStream},
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// A caller that does not say what it wants is not waited for.
const MOST_WAITING: Duration = Duration::from_secs(20);
/// Callers who have not been let in yet.
const MOST_AT_THE_DOOR: u32 = 4096;
/// How long calls under way may still take when the server stops.
const MOST_STOPPING: Duration = Duration::from_secs(10);

/// A whole service that comes back at once waits for its turn, and is not turned away.
pub fn listen(at: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if at.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A server that was just stopped leaves its port in use for a while.
    socket.set_reuseaddr(true)?;
    socket.bind(at)?;
    socket.listen(MOST_AT_THE_DOOR)
}

pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            () = &mut stop => break,
        };
        match taken {
            Ok((stream, from)) => {
                let connection = Connection { tls: tls.clone(), router: router.clone(), from };
                tokio::spawn(connection.carry(stream, graceful.watcher()));
            }
            Err(error) => {
                // Too many files open, most likely: wait for some to close.
                tracing::error!(why = %error, "no connection can be taken");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(MOST_STOPPING, graceful.shutdown()).await.is_err() {
        tracing::warn!("stopped with calls under way");
    }
}

struct Connection {
    tls: Option<TlsAcceptor>,
    router: Router,
    from: SocketAddr,
}

type Watcher = hyper_util::server::graceful::Watcher;

impl Connection {
    async fn carry(self, stream: TcpStream, watcher: Watcher) {
        let _ = stream.set_nodelay(true);
        match self.tls.clone() {
            None => self.answer(stream, watcher).await,
            Some(tls) => {
                let shaken = tokio::time::timeout(MOST_WAITING, tls.accept(stream)).await;
                if let Ok(Ok(stream)) = shaken {
                    self.answer(stream, watcher).await;
                }
            }
        }
    }

    async fn answer(
        self,
        io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        watcher: Watcher,
    ) {
        let from = ConnectInfo(self.from);
        let service = self.router.map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(from);
            request.map(axum::body::Body::new)
        });
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(MOST_WAITING);
        builder.http2().timer(TokioTimer::new()).keep_alive_interval(Some(MOST_WAITING));
        let connection = builder
            .serve_connection(TokioIo::new(io), TowerToHyperService::new(service))
            .into_owned();
        // Callers go away in the middle of things; there is nothing to say about it.
        let _ = watcher.watch(connection).await;
    }
}

pub fn tls_from(cert: &std::path::Path, key: &std::path::Path) -> anyhow::Result<TlsAcceptor> {
    use anyhow::Context;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
    let told = || format!("reading the certificate {}", cert.display());
    let certs = CertificateDer::pem_file_iter(cert)
        .with_context(told)?
        .collect::<Result<Vec<_>, _>>()
        .with_context(told)?;
    let key = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("reading the key {}", key.display()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certs, key)
        .context("the certificate and the key do not go together")?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

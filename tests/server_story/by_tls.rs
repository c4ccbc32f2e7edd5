//! Over a network: the server itself by https, and its database by TLS with a certificate that is checked.

use crate::{
    actors::{Phone, Running, program},
    certified::Certified,
    folder,
    postgres::Database,
};
use alongside::sync::protocol::Verdict;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{process::Command, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream, UnixStream},
};
use tokio_rustls::TlsAcceptor;

/// How a client of PostgreSQL begins that wants TLS.
const ASKS_FOR_TLS: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

fn acceptor(of: &Certified) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(&of.certificate).unwrap();
    let key = PrivateKeyDer::from_pem_file(&of.key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// The server's program on a machine that trusts this authority and no other.
fn trusting(of: &Certified) -> Command {
    let mut program = program();
    program.env("SSL_CERT_FILE", &of.authority).env_remove("SSL_CERT_DIR");
    program
}

/// The tests' PostgreSQL as one on another machine: behind this port, by TLS, or not at all.
async fn far_away(tls: Option<TlsAcceptor>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(carry(stream, tls.clone()));
        }
    });
    port
}

/// Whoever hangs up, hangs up.
async fn carry(mut stream: TcpStream, tls: Option<TlsAcceptor>) -> std::io::Result<()> {
    let mut asked = [0; 8];
    stream.read_exact(&mut asked).await?;
    assert_eq!(asked, ASKS_FOR_TLS, "before anything else");
    let Some(tls) = tls else { return stream.write_all(b"N").await };
    stream.write_all(b"S").await?;
    let mut stream = tls.accept(stream).await?;
    let mut postgres = UnixStream::connect(Database::socket()).await?;
    copy_bidirectional(&mut stream, &mut postgres).await.map(drop)
}

/// Under its name, though it is on this machine.
fn address(database: &Database, port: u16) -> String {
    let name = database.name();
    format!("postgres://alongside@db.example:{port}/{name}?hostaddr=127.0.0.1")
}

async fn refused(mut program: Command, address: String) -> String {
    let (_kept, data) = folder();
    let serve = tokio::task::spawn_blocking(move || {
        program
            .args(["serve", "--listen", "127.0.0.1:0", "--database", &address, "--data"])
            .arg(&data)
            .output()
            .unwrap()
    });
    let output = serve.await.unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_on_another_machine_is_reached_by_tls_with_a_certificate_that_is_trusted() {
    let (database, certified) = (Database::new(), Certified::of("db.example"));
    let (_kept, data) = folder();
    let port = far_away(Some(acceptor(&certified))).await;
    let address = address(&database, port);
    let server = Running::started(trusting(&certified), "http", &data, &["--database", &address]);
    let mut ana = Phone::founding(&server).await;
    let visit = ana.frame("tea");
    let down = ana.sends(&server, vec![visit]).await;
    assert_eq!(down.verdicts, [Verdict::Accepted { position: 1 }]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_whose_certificate_is_not_trusted_or_of_another_name_is_not_spoken_to() {
    let (database, certified) = (Database::new(), Certified::of("db.example"));
    let port = far_away(Some(acceptor(&certified))).await;
    let of_nobody_known = refused(program(), address(&database, port)).await;
    assert!(of_nobody_known.contains("UnknownIssuer"), "{of_nobody_known}");
    let other = Certified::of("other.example");
    let port = far_away(Some(acceptor(&other))).await;
    let of_another_name = refused(trusting(&other), address(&database, port)).await;
    assert!(of_another_name.contains("db.example"), "{of_another_name}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_on_another_machine_that_has_no_tls_is_not_spoken_to() {
    let (database, certified) = (Database::new(), Certified::of("db.example"));
    let port = far_away(None).await;
    let told = refused(trusting(&certified), address(&database, port)).await;
    assert!(told.contains("TLS"), "{told}");
}

#[tokio::test]
async fn the_server_speaks_https_where_it_has_a_certificate() {
    let certified = Certified::of("127.0.0.1");
    let (_kept, data) = folder();
    let [certificate, key] =
        [&certified.certificate, &certified.key].map(|it| it.to_str().unwrap());
    let more = ["--tls-cert", certificate, "--tls-key", key];
    let server = Running::started(program(), "https", &data, &more);
    assert!(server.url.starts_with("https://"));
    let ready = format!("{}/readyz", server.url);
    let authority = std::fs::read(&certified.authority).unwrap();
    let authority = reqwest::Certificate::from_pem(&authority).unwrap();
    let trusting = reqwest::Client::builder().tls_certs_only([authority]).build().unwrap();
    assert!(trusting.get(&ready).send().await.unwrap().status().is_success());
    let stranger = reqwest::Client::new().get(&ready).send().await;
    assert!(stranger.is_err(), "nobody vouches for it");
    let plain = trusting.get(ready.replace("https", "http")).send().await;
    assert!(plain.is_err(), "there is nothing in clear");
}

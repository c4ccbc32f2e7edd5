//! `serve`: opens the folder, says where it is, and answers until it is asked to stop.

use super::{
    Listen, Record, address_from, asked_to_stop, open, phones_can_use, trusted_clock::TrustedClock,
};
use crate::server::{
    core::Server,
    database::{AnyDatabase, Database},
    folder,
    http::{self, Network, Office, Proxies, random, serving},
};
use anyhow::{Context, Result, bail};
use clap::Args;
use qrcode::{QrCode, render::unicode};
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// How often what has had its time is looked for.
const TIDY_EVERY: Duration = Duration::from_secs(10 * 60);

const LISTEN_AGAIN_AFTER: Duration = Duration::from_secs(2);

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    record: Record,
    #[command(flatten)]
    listen: Listen,
    /// The address at which phones reach it; chosen once, since phones keep their work under it
    #[arg(long, value_name = "URL", env = "ALONGSIDE_SERVER_PUBLIC_URL", value_parser = address_from)]
    public_url: Option<String>,
    /// The folder of the built web app, to be served too
    #[arg(long, value_name = "DIR", env = "ALONGSIDE_SERVER_APP")]
    app: Option<PathBuf>,
    /// A certificate (PEM, with its chain), to serve https without anything in front
    #[arg(long, value_name = "FILE", env = "ALONGSIDE_SERVER_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM)
    #[arg(long, value_name = "FILE", env = "ALONGSIDE_SERVER_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// A reverse proxy or balancer on another machine (an address, or a network like 10.0.0.0/24), which
    /// is believed about who calls; one on this machine always is. May be given several times
    #[arg(
        long,
        value_name = "NETWORK",
        env = "ALONGSIDE_SERVER_TRUSTED_PROXY",
        value_delimiter = ','
    )]
    trusted_proxy: Vec<Network>,
    /// Prints one line of JSON instead of words
    #[arg(long)]
    json: bool,
}

impl Serve {
    pub async fn run(self) -> Result<()> {
        log_to_stderr();
        let data = self.record.data();
        folder::make(data)
            .with_context(|| format!("making {} a folder for nobody else", data.display()))?;
        if folder::is_open_to_others(data)? {
            tracing::warn!("others on this machine may look into {}", data.display());
        }
        let held = folder::hold(data).context("locking the folder")?;
        let Some(_held) = held else {
            bail!("Another server has {} open; two on one folder would harm it.", data.display());
        };
        if let Some(app) = self.app.as_ref().filter(|app| !app.join("index.html").is_file()) {
            bail!("There is no built app in {}", app.display());
        }
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(cert), Some(key)) => Some(serving::tls_from(cert, key)?),
            _ => None,
        };
        let listener = serving::listen(self.listen.listen)
            .with_context(|| format!("listening on {}", self.listen.listen))?;
        let port = listener.local_addr()?.port();
        let address = address_at(self.public_url.as_deref(), tls.is_some(), port);
        self.record.need_sound()?;
        let server = open(&self.record, &address).await?;
        folder::keep_public_url(data, &address)?;
        let founding_link = link_while_there_is_no_team(&server, data).await?;
        // Whoever reads that it is there may ask it to stop at once.
        let stop = asked_to_stop()?;
        if self.json {
            say_json(&address, founding_link)
        } else {
            say(&address, founding_link)
        }
        let mut office = Office::new(server, data.to_owned(), self.app.clone());
        office.proxies = Proxies::of(self.trusted_proxy.clone());
        let office = Arc::new(office);
        let tidying = tokio::spawn(tidy_now_and_then(Arc::clone(&office)));
        let listening = tokio::spawn(hear_of_others(Arc::clone(&office)));
        let stop = stop_waiting(stop, Arc::clone(&office));
        tracing::info!(port, version = env!("CARGO_PKG_VERSION"), "serving");
        serving::serve(listener, tls, http::router(office), stop).await;
        // So that the database is closed, and not left as it is, before the process ends.
        for task in [tidying, listening] {
            task.abort();
            let _ = task.await;
        }
        tracing::info!("stopped");
        Ok(())
    }
}

async fn link_while_there_is_no_team(
    server: &Server<AnyDatabase>,
    data: &std::path::Path,
) -> Result<Option<String>> {
    if server.database().n_teams().await? > 0 {
        return Ok(None);
    }
    Ok(Some(folder::founding_link(server, data, &mut random()).await?))
}

/// The public address, with the real port where it was left open.
fn address_at(public_url: Option<&str>, is_tls: bool, port: u16) -> String {
    let scheme = if is_tls { "https" } else { "http" };
    match public_url {
        None => format!("{scheme}://localhost:{port}"),
        Some(url) => {
            url.strip_suffix(":0").map_or_else(|| url.to_owned(), |host| format!("{host}:{port}"))
        }
    }
}

fn say_json(address: &str, founding_link: Option<String>) {
    println!("{}", serde_json::json!({ "url": address, "founding_link": founding_link }));
}

fn say(address: &str, founding_link: Option<String>) {
    println!("Alongside's server is at {address}");
    if !phones_can_use(address) {
        println!(
            "\nPhones cannot use it there: over plain http a browser gives a page no encrypted\n\
             storage and keeps nothing for when there is no signal. Put https in front of it, or\n\
             start it with --tls-cert and --tls-key."
        );
    }
    let Some(link) = founding_link else { return };
    println!("\nThere is no team yet. Whoever opens this link makes it, once:\n\n  {link}\n");
    if address.starts_with("https://")
        && let Ok(code) = QrCode::new(&link)
    {
        println!("{}\n", code.render::<unicode::Dense1x2>().build());
    }
}

async fn tidy_now_and_then(office: http::Shared) {
    let mut clock = TrustedClock::since(http::now(), Instant::now());
    loop {
        tokio::time::sleep(TIDY_EVERY).await;
        if !clock.is_to_be_trusted(http::now(), Instant::now()) {
            tracing::warn!("the clock of this machine was set; nothing is deleted by it for a day");
            continue;
        }
        if let Err(error) = office.server.database().tidy(http::now()).await {
            tracing::error!(why = %error, "tidying");
        }
    }
}

/// Those who wait for news are answered first, or the stop would wait for them.
async fn stop_waiting(asked: impl Future<Output = ()>, office: http::Shared) {
    asked.await;
    office.nudges.stop();
}

/// What other servers on the same database take. What was taken while it was not heard is told as soon as it
/// is again.
async fn hear_of_others(office: http::Shared) {
    let AnyDatabase::Postgres(postgres) = office.server.database() else { return };
    loop {
        let (has_begun, heard) = (|| office.nudges.nudge_all(), |team| office.nudges.nudge(team));
        if let Err(error) = postgres.listen(has_begun, heard).await {
            tracing::warn!(why = %error, "other servers cannot be heard; trying again");
        }
        tokio::time::sleep(LISTEN_AGAIN_AFTER).await;
    }
}

fn log_to_stderr() {
    // Set already where two servers run in one test; the first one's is as good.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_target(false)
        .with_writer(std::io::stderr)
        .with_max_level(tracing::Level::INFO)
        .try_init();
}

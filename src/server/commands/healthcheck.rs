//! `healthcheck`: one call of `/readyz`; the exit code is the answer.

use super::{Listen, address_from};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::{net::IpAddr, time::Duration};

#[derive(Args)]
pub struct Healthcheck {
    #[command(flatten)]
    listen: Listen,
    /// Asks there instead; for a server with a certificate of its own
    #[arg(long, value_name = "URL", value_parser = address_from)]
    url: Option<String>,
}

impl Healthcheck {
    pub async fn run(self) -> Result<()> {
        let url = self.url.unwrap_or_else(|| {
            let mut at = self.listen.listen;
            match at.ip() {
                IpAddr::V4(ip) if ip.is_unspecified() => at.set_ip([127, 0, 0, 1].into()),
                IpAddr::V6(ip) if ip.is_unspecified() => {
                    at.set_ip(std::net::Ipv6Addr::LOCALHOST.into());
                }
                IpAddr::V4(_) | IpAddr::V6(_) => {}
            }
            format!("http://{at}")
        });
        // Set already is set well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build()?;
        let asked = format!("{url}/readyz");
        let answer = client.get(&asked).send().await.with_context(|| asked.clone())?;
        let (status, told) = (answer.status(), answer.text().await.unwrap_or_default());
        if !status.is_success() {
            bail!("{asked}: {status}, {}", told.trim());
        }
        println!("{}", told.trim());
        Ok(())
    }
}

//! `founding-link`: prints the link that makes a team, also beside a running server.

use super::{Record, address_from, open_beside};
use crate::server::{database::Database, folder, http::random};
use anyhow::{Context, Result, bail};
use clap::Args;

#[derive(Args)]
pub struct FoundingLink {
    #[command(flatten)]
    record: Record,
    /// The address at which phones reach the server, where it has never run yet
    #[arg(long, value_name = "URL", env = "ALONGSIDE_SERVER_PUBLIC_URL", value_parser = address_from)]
    public_url: Option<String>,
    /// For another team on a server that has one
    #[arg(long)]
    new_team: bool,
}

impl FoundingLink {
    pub async fn run(self) -> Result<()> {
        let data = self.record.data();
        let address = folder::public_url(data)
            .or(self.public_url)
            .context("This server has never run; say with --public-url where phones reach it.")?;
        let server = open_beside(&self.record, &address).await?;
        if server.database().n_teams().await? > 0 && !self.new_team {
            bail!(
                "There is a team already. Its members invite others from the app; for another \
                 team on this server add --new-team."
            );
        }
        println!("{}", folder::founding_link(&server, data, &mut random()).await?);
        Ok(())
    }
}

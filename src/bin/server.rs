//! `alongside-server`: the team's server.

use alongside::server::commands::Commands;
use std::process::ExitCode;

fn main() -> ExitCode {
    Commands::run()
}

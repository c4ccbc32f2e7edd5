//! The wire: one HTTP call to the team's server, and what its answer means.

use crate::requests::Trouble;
use reqwest::StatusCode;
use serde::{Serialize, de::DeserializeOwned};
#[cfg(not(target_family = "wasm"))]
use std::time::Instant;
use std::{cell::Cell, time::Duration};

const PATIENCE: Duration = Duration::from_secs(30);
/// With a server that answers when there is something to tell, and otherwise after most of a minute.
const LONG_PATIENCE: Duration = Duration::from_secs(75);
/// With a piece of a photo: over a poor connection its 128 KiB take as long as that.
pub const PATIENCE_WITH_PIECES: Duration = Duration::from_secs(100);

pub struct Wire {
    client: reqwest::Client,
    #[cfg(not(target_family = "wasm"))]
    for_long_answers: reqwest::Client,
    patience: Duration,
    n_bytes_up: Cell<u64>,
    n_bytes_down: Cell<u64>,
}

impl Default for Wire {
    fn default() -> Self {
        Self::with_patience(PATIENCE)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireTrouble {
    NoNetwork,
    /// Whoever answered has no certificate that this machine trusts for the server's name.
    NotTrusted,
    TimedOut,
    /// The server said no, by its status.
    Said(u16),
    NotUnderstood,
}

impl WireTrouble {
    /// The server has understood and says no. What it did not answer may have happened all the
    /// same, and what it says of its own state (later, too often) may be otherwise tomorrow.
    pub fn is_refusal(self) -> bool {
        matches!(self, Self::Said(status @ 400..=499) if !matches!(status, 408 | 425 | 429))
    }
}

impl Wire {
    /// A server that says nothing for so long says nothing more.
    pub fn with_patience(patience: Duration) -> Self {
        // Outside the browser the client asks the process for its cryptography; installed before
        // is as good.
        #[cfg(not(target_family = "wasm"))]
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            client: reqwest::Client::new(),
            #[cfg(not(target_family = "wasm"))]
            for_long_answers: silent_no_longer_than(patience),
            patience,
            n_bytes_up: Cell::default(),
            n_bytes_down: Cell::default(),
        }
    }

    pub async fn post<Up: Serialize, Down: DeserializeOwned>(
        &self,
        server: &str,
        path: &str,
        token: Option<&str>,
        up: &Up,
    ) -> Result<Down, WireTrouble> {
        self.post_with(self.patience, server, path, token, up).await
    }

    /// Where the server holds the answer until there is one.
    pub async fn wait<Up: Serialize, Down: DeserializeOwned>(
        &self,
        server: &str,
        path: &str,
        token: &str,
        up: &Up,
    ) -> Result<Down, WireTrouble> {
        self.post_with(LONG_PATIENCE, server, path, Some(token), up).await
    }

    /// How long an answer is waited for that is ready at once.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    pub async fn post_with<Up: Serialize, Down: DeserializeOwned>(
        &self,
        patience: Duration,
        server: &str,
        path: &str,
        token: Option<&str>,
        up: &Up,
    ) -> Result<Down, WireTrouble> {
        let request = self.request(&self.client, server, path, token, up)?.timeout(patience);
        let answer = answered(request).await?;
        let bytes = answer.bytes().await.map_err(|error| trouble(&error))?;
        self.n_bytes_down.set(self.n_bytes_down.get() + bytes.len() as u64);
        postcard::from_bytes(&bytes).map_err(|_| WireTrouble::NotUnderstood)
    }

    /// Where the answer is as long as it takes: no more of it is waited for than the next bytes.
    #[cfg(not(target_family = "wasm"))]
    pub async fn post_for_long<Up: Serialize>(
        &self,
        server: &str,
        path: &str,
        token: &str,
        up: &Up,
    ) -> Result<LongAnswer<'_>, WireTrouble> {
        let request = self.request(&self.for_long_answers, server, path, Some(token), up)?;
        let answer = answered(request).await?;
        let (waiting_since, patience) = (Instant::now(), self.patience);
        Ok(LongAnswer { answer, waiting_since, patience, n_bytes_down: &self.n_bytes_down })
    }

    fn request<Up: Serialize>(
        &self,
        client: &reqwest::Client,
        server: &str,
        path: &str,
        token: Option<&str>,
        up: &Up,
    ) -> Result<reqwest::RequestBuilder, WireTrouble> {
        let body = postcard::to_stdvec(up).map_err(|_| WireTrouble::NotUnderstood)?;
        self.n_bytes_up.set(self.n_bytes_up.get() + body.len() as u64);
        let request = client
            .post(format!("{}{path}", server.trim_end_matches('/')))
            .header("content-type", "application/octet-stream")
            .body(body);
        Ok(match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
    }

    /// Bytes of bodies up and down since the last call of this.
    pub fn take_n_bytes(&self) -> (u64, u64) {
        (self.n_bytes_up.take(), self.n_bytes_down.take())
    }
}

/// An answer that is taken as it comes.
#[cfg(not(target_family = "wasm"))]
pub struct LongAnswer<'a> {
    answer: reqwest::Response,
    waiting_since: Instant,
    patience: Duration,
    n_bytes_down: &'a Cell<u64>,
}

#[cfg(not(target_family = "wasm"))]
impl LongAnswer<'_> {
    /// From now on it may take as long again.
    pub fn has_come_far(&mut self) {
        self.waiting_since = Instant::now();
    }

    /// The bytes that have come since, or that come next; `None` after the last. Those that trickle for
    /// ever are not waited for.
    pub async fn more(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, WireTrouble> {
        if self.waiting_since.elapsed() > self.patience {
            return Err(WireTrouble::TimedOut);
        }
        let bytes = self.answer.chunk().await.map_err(|error| trouble(&error))?;
        let n_bytes = bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
        self.n_bytes_down.set(self.n_bytes_down.get() + n_bytes);
        Ok(bytes)
    }
}

/// One call has no time by which all of it is over, as others have.
#[cfg(not(target_family = "wasm"))]
fn silent_no_longer_than(patience: Duration) -> reqwest::Client {
    reqwest::Client::builder().read_timeout(patience).build().unwrap_or_default()
}

async fn answered(request: reqwest::RequestBuilder) -> Result<reqwest::Response, WireTrouble> {
    let answer = request.send().await.map_err(|error| trouble(&error))?;
    match answer.status() {
        StatusCode::OK | StatusCode::NO_CONTENT => Ok(answer),
        status => Err(WireTrouble::Said(status.as_u16())),
    }
}

fn trouble(error: &reqwest::Error) -> WireTrouble {
    match error {
        error if error.is_timeout() => WireTrouble::TimedOut,
        error if is_not_trusted(error) => WireTrouble::NotTrusted,
        _ => WireTrouble::NoNetwork,
    }
}

#[cfg(not(target_family = "wasm"))]
fn is_not_trusted(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(Some(error as Cause<'_>), |cause| behind(*cause));
    causes.any(|cause| matches!(cause.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))))
}

#[cfg(not(target_family = "wasm"))]
type Cause<'a> = &'a (dyn std::error::Error + 'static);

/// Of an error that was wrapped for reading and writing, the source is the one behind what was wrapped.
#[cfg(not(target_family = "wasm"))]
fn behind(cause: Cause<'_>) -> Option<Cause<'_>> {
    use std::io;
    match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => cause.source(),
    }
}

/// A browser does not say.
#[cfg(target_family = "wasm")]
fn is_not_trusted(_: &reqwest::Error) -> bool {
    false
}

impl From<WireTrouble> for Trouble {
    fn from(trouble: WireTrouble) -> Self {
        match trouble {
            WireTrouble::NoNetwork | WireTrouble::TimedOut => Self::NoNetwork,
            WireTrouble::NotTrusted => Self::NotTrusted,
            WireTrouble::Said(status) => Self::ServerSaid { status },
            WireTrouble::NotUnderstood => Self::ServerSaid { status: 200 },
        }
    }
}

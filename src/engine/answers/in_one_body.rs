//! Answers as pieces of one body.

use crate::{
    engine::wire::{LongAnswer, Wire, WireTrouble},
    sync::protocol::{Down, Up, pieces::Pieces},
};

pub struct Answers<'a> {
    wire: &'a Wire,
    server: String,
    token: String,
    up: Up,
    body: Option<LongAnswer<'a>>,
    pieces: Pieces,
}

impl<'a> Answers<'a> {
    pub fn to(wire: &'a Wire, server: String, token: String, up: Up) -> Self {
        Self { wire, server, token, up, body: None, pieces: Pieces::default() }
    }

    /// `None` after the last. What has come of one that breaks off is not kept.
    pub async fn next(&mut self) -> Result<Option<Down>, WireTrouble> {
        let body = match &mut self.body {
            Some(body) => body,
            body => {
                let (server, token) = (&self.server, &self.token);
                let asked = self.wire.post_for_long(server, "/v1/pull", token, &self.up);
                body.insert(asked.await?)
            }
        };
        body.has_come_far();
        loop {
            let whole = self.pieces.take();
            if let Some(down) = whole.map_err(|_| WireTrouble::NotUnderstood)? {
                return Ok(Some(down));
            }
            match body.more().await {
                Ok(Some(bytes)) => self.pieces.push(bytes.as_ref()),
                Ok(None) if self.pieces.is_empty() => return Ok(None),
                Ok(None) | Err(WireTrouble::NoNetwork) => return Err(self.broken_off()),
                Err(trouble) => return Err(trouble),
            }
        }
    }

    /// Within an answer it is as if that took too long: a smaller one may come whole before the next break.
    fn broken_off(&self) -> WireTrouble {
        if self.pieces.is_empty() { WireTrouble::NoNetwork } else { WireTrouble::TimedOut }
    }
}

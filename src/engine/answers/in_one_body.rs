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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
        time::Duration,
    };

    /// Its address. It begins one answer and says nothing more until long after it is waited for.
    fn one_that_falls_silent() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n").unwrap();
            thread::sleep(Duration::from_secs(20));
        });
        address
    }

    #[tokio::test]
    async fn a_server_that_falls_silent_is_waited_for_no_longer_than_any_other() {
        let wire = Wire::with_patience(Duration::from_millis(100));
        let up = Up::default();
        let mut answers = Answers::to(&wire, one_that_falls_silent(), "a token".to_owned(), up);
        assert_eq!(answers.next().await, Err(WireTrouble::TimedOut));
    }
}

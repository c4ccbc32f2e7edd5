//! Answers to calls of which one is always under way.

use crate::{
    engine::wire::{Wire, WireTrouble},
    sync::protocol::{Down, Up},
};
use futures_util::{
    FutureExt,
    future::{LocalBoxFuture, MaybeDone, maybe_done},
};
use std::pin::Pin;

type Call<'a> = LocalBoxFuture<'a, Result<Down, WireTrouble>>;

pub struct Answers<'a> {
    wire: &'a Wire,
    server: String,
    token: String,
    last: Up,
    under_way: Option<Pin<Box<MaybeDone<Call<'a>>>>>,
}

impl<'a> Answers<'a> {
    pub fn to(wire: &'a Wire, server: String, token: String, up: Up) -> Self {
        let mut answers = Self { wire, server, token, last: up.clone(), under_way: None };
        answers.call(up);
        answers
    }

    /// `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Down>, WireTrouble> {
        let Some(mut call) = self.under_way.take() else { return Ok(None) };
        call.as_mut().await;
        let answer = call.as_mut().take_output().unwrap_or(Err(WireTrouble::NoNetwork));
        let down = answer?;
        if let Some(up) = self.last.further(&down) {
            self.call(up);
        }
        Ok(Some(down))
    }

    /// Sends it at once, whenever its answer is asked for.
    fn call(&mut self, up: Up) {
        self.last = up.clone();
        let (wire, server, token) = (self.wire, self.server.clone(), self.token.clone());
        let call = async move { wire.post(&server, "/v1/sync", Some(&token), &up).await };
        let mut call = Box::pin(maybe_done(call.boxed_local()));
        let _ = call.as_mut().now_or_never();
        self.under_way = Some(call);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::sync::protocol::{Digest, Epoch};
    use serde_bytes::ByteBuf;
    use std::{
        io::{Read, Write},
        net::{TcpListener, TcpStream},
        sync::mpsc::{Receiver, channel},
        thread,
        time::Duration,
    };

    const N_ANSWERS: u64 = 3;

    fn after(up: &Up) -> Down {
        let cursor = up.cursor + 1;
        Down {
            epoch: Epoch([1; 16]),
            entry_verdicts: Vec::new(),
            verdicts: Vec::new(),
            entries: Vec::new(),
            book_cursor: 0,
            is_book_whole: true,
            frames: Vec::new(),
            cursor,
            is_complete: cursor == N_ANSWERS,
            mark: ByteBuf::new(),
            digest: Digest::default(),
            is_set_unknown: false,
            held: Vec::new(),
            held_cursor: 0,
            durable_to: 0,
        }
    }

    /// Its address, and how many calls have begun each time that one does.
    fn server() -> (String, Receiver<u64>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (hears, heard) = channel();
        thread::spawn(move || {
            for n_begun in 1..=N_ANSWERS {
                let (mut stream, _) = listener.accept().unwrap();
                hears.send(n_begun).unwrap();
                let body = postcard::to_stdvec(&after(&request(&mut stream))).unwrap();
                let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ";
                write!(stream, "{head}{}\r\n\r\n", body.len()).unwrap();
                stream.write_all(&body).unwrap();
            }
        });
        (address, heard)
    }

    fn request(stream: &mut TcpStream) -> Up {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        let head = String::from_utf8(head).unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        stream.read_exact(&mut body).unwrap();
        postcard::from_bytes(&body).unwrap()
    }

    #[tokio::test]
    async fn the_next_call_has_begun_before_anybody_asks_for_its_answer() {
        let (server, heard) = server();
        let wire = Wire::default();
        let mut answers = Answers::to(&wire, server, "a token".to_owned(), Up::default());
        let heard = hears(heard, 1).await;
        assert_eq!(answers.next().await.unwrap().unwrap().cursor, 1);
        let heard = hears(heard, 2).await;
        assert_eq!(answers.next().await.unwrap().unwrap().cursor, 2);
        hears(heard, 3).await;
        assert!(answers.next().await.unwrap().unwrap().is_complete);
        assert_eq!(answers.next().await, Ok(None));
    }

    /// While nothing but the network goes on.
    async fn hears(heard: Receiver<u64>, wanted: u64) -> Receiver<u64> {
        let patience = Duration::from_secs(60);
        let hearing = tokio::task::spawn_blocking(move || (heard.recv_timeout(patience), heard));
        let (n_begun, heard) = hearing.await.unwrap();
        assert_eq!(n_begun, Ok(wanted));
        heard
    }
}

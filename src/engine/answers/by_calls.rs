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

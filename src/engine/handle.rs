//! What screens hold of the engine: they ask, and hear that something changed.

use super::carrier::{News, Page};
use crate::requests::{Ask, Request, Trouble};
use std::{future::Future, pin::Pin, rc::Rc};

/// What came back for a request, not yet read.
pub type Sent = Result<Vec<u8>, Trouble>;

#[derive(Clone)]
pub struct Handle(Rc<Page>);

impl Handle {
    /// Starts the engine. `on_news` hears what nobody asked for.
    pub fn start(on_news: impl Fn(News) + 'static) -> Self {
        Self(Page::start(Rc::new(on_news)))
    }

    /// The request is on its way when this returns: dropping the answer takes nothing back.
    pub fn ask<R: Ask>(
        &self,
        request: R,
    ) -> impl Future<Output = Result<R::Answer, Trouble>> + use<R> {
        let answer = self.send(&request.into());
        async move { Self::read::<R>(&answer.await?) }
    }

    /// The same for any request, whose answer is still to be read. One piece of code serves all.
    pub fn send(&self, request: &Request) -> Pin<Box<dyn Future<Output = Sent>>> {
        let asked = postcard::to_stdvec(request)
            .map(|bytes| self.0.post(bytes))
            .map_err(|why| Trouble::Broken(why.to_string()));
        Box::pin(async move { asked?.await })
    }

    pub fn read<R: Ask>(answer: &[u8]) -> Result<R::Answer, Trouble> {
        postcard::from_bytes(answer).map_err(|why| Trouble::Broken(why.to_string()))
    }

    /// Asks the other window for the record, and waits until it has let go.
    pub fn take_over(&self) {
        self.0.take_over();
    }

    /// Ends the engine: nothing of it is left when this document is.
    pub fn end(&self) {
        self.0.end();
    }

    /// Lets go of the record, because another window asked for it.
    pub fn give_way(&self) {
        self.0.give_way();
    }
}

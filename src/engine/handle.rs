//! What screens hold of the engine: they ask, and hear that something changed.

use super::carrier::{News, Page};
use crate::requests::{Ask, Trouble};
use std::{future::Future, rc::Rc};

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
        let asked = postcard::to_stdvec(&request.into())
            .map(|bytes| self.0.post(bytes))
            .map_err(|why| Trouble::Broken(why.to_string()));
        async move {
            let answer = asked?.await?;
            postcard::from_bytes(&answer).map_err(|why| Trouble::Broken(why.to_string()))
        }
    }

    /// Asks the other window for the record, and waits until it has let go.
    pub fn take_over(&self) {
        self.0.take_over();
    }

    /// Lets go of the record, because another window asked for it.
    pub fn give_way(&self) {
        self.0.give_way();
    }
}

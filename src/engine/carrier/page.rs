//! The page's side: sends requests to the worker, brings answers back to who asked.

use super::{CHANGED, ELSEWHERE, IF_FREE, READY, STOPPED, WHEN_FREE, WINDOWS};
use crate::requests::Trouble;
use futures_channel::oneshot;
use js_sys::{Array, Uint8Array};
use std::{cell::RefCell, collections::HashMap, future::Future, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// What the page hears without having asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    Ready,
    Changed,
    /// Another window has the record.
    OpenElsewhere,
    /// Another window asks this one for the record.
    AskedToGiveWay,
    /// The engine broke down; the text is for a developer.
    Stopped(String),
}

type Answer = Result<Vec<u8>, Trouble>;
type OnNews = Rc<dyn Fn(News)>;

pub struct Page {
    asked: RefCell<Asked>,
    worker: RefCell<Option<Worker>>,
    windows: Option<BroadcastChannel>,
    on_news: OnNews,
}

#[derive(Default)]
struct Asked {
    last_id: u32,
    is_ready: bool,
    /// Asked before the worker was ready to hear it.
    unsent: Vec<(u32, Vec<u8>)>,
    waiting: HashMap<u32, oneshot::Sender<Answer>>,
}

impl Page {
    pub fn start(on_news: OnNews) -> Rc<Self> {
        let page = Rc::new(Self {
            asked: RefCell::default(),
            worker: RefCell::default(),
            windows: BroadcastChannel::new(WINDOWS).ok(),
            on_news,
        });
        page.hear_other_windows();
        page.start_worker(IF_FREE);
        page
    }

    pub fn post(&self, request: Vec<u8>) -> impl Future<Output = Answer> + use<> {
        let (answer, answered) = oneshot::channel();
        let mut asked = self.asked.borrow_mut();
        asked.last_id += 1;
        let id = asked.last_id;
        asked.waiting.insert(id, answer);
        if asked.is_ready {
            drop(asked);
            self.send(id, &request);
        } else {
            asked.unsent.push((id, request));
        }
        async move {
            let gone = |_| Err(Trouble::Broken("the engine went without an answer".into()));
            answered.await.unwrap_or_else(gone)
        }
    }

    pub fn take_over(self: &Rc<Self>) {
        self.end_worker();
        self.start_worker(WHEN_FREE);
        if let Some(windows) = &self.windows {
            let _ = windows.post_message(&JsValue::TRUE);
        }
    }

    pub fn end(&self) {
        self.end_worker();
    }

    pub fn give_way(&self) {
        self.end_worker();
        (self.on_news)(News::OpenElsewhere);
    }

    fn hear_other_windows(&self) {
        let Some(windows) = &self.windows else { return };
        let on_news = self.on_news.clone();
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |_| on_news(News::AskedToGiveWay));
        windows.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
    }

    fn start_worker(self: &Rc<Self>, how: &str) {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(how);
        match Worker::new_with_options(&worker_address(), &options) {
            Ok(worker) => {
                self.listen_to(&worker);
                self.worker.replace(Some(worker));
            }
            Err(why) => self.stopped(super::in_words(&why)),
        }
    }

    fn end_worker(&self) {
        if let Some(worker) = self.worker.take() {
            worker.terminate();
        }
        self.fail_what_waits(&Trouble::OpenElsewhere);
    }

    fn listen_to(self: &Rc<Self>, worker: &Worker) {
        let page = self.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            page.hear(&message.data());
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        let page = self.clone();
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            page.stopped(error.message());
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        on_error.forget();
    }

    fn hear(&self, message: &JsValue) {
        let Some(word) = message.as_string() else { return self.hear_answer(message) };
        match word.as_str() {
            READY => self.ready(),
            CHANGED => (self.on_news)(News::Changed),
            ELSEWHERE => (self.on_news)(News::OpenElsewhere),
            other => self.stopped(other.trim_start_matches(STOPPED).to_owned()),
        }
    }

    fn hear_answer(&self, message: &JsValue) {
        let Some(parts) = message.dyn_ref::<Array>() else { return };
        let Some(id) = parts.get(0).as_f64() else { return };
        let Ok(bytes) = parts.get(2).dyn_into::<Uint8Array>() else { return };
        let answer = if parts.get(1).is_truthy() {
            Ok(bytes.to_vec())
        } else {
            Err(postcard::from_bytes(&bytes.to_vec())
                .unwrap_or_else(|why| Trouble::Broken(why.to_string())))
        };
        // Ids are whole numbers that this page counted.
        let waiting = self.asked.borrow_mut().waiting.remove(&(id as u32));
        if let Some(waiting) = waiting {
            let _ = waiting.send(answer);
        }
    }

    fn ready(&self) {
        let unsent = {
            let mut asked = self.asked.borrow_mut();
            asked.is_ready = true;
            std::mem::take(&mut asked.unsent)
        };
        for (id, request) in unsent {
            self.send(id, &request);
        }
        (self.on_news)(News::Ready);
    }

    fn send(&self, id: u32, request: &[u8]) {
        let message = Array::of2(&id.into(), &Uint8Array::from(request));
        if let Some(worker) = self.worker.borrow().as_ref() {
            let _ = worker.post_message(&message);
        }
    }

    fn stopped(&self, why: String) {
        self.fail_what_waits(&Trouble::Broken(why.clone()));
        (self.on_news)(News::Stopped(why));
    }

    fn fail_what_waits(&self, trouble: &Trouble) {
        let waiting = {
            let mut asked = self.asked.borrow_mut();
            asked.is_ready = false;
            asked.unsent.clear();
            std::mem::take(&mut asked.waiting)
        };
        for answer in waiting.into_values() {
            let _ = answer.send(Err(trouble.clone()));
        }
    }
}

/// The build gives the worker a name of its own in every version and leaves it in the page.
fn worker_address() -> String {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|page| page.query_selector("meta[name=alongside-worker]").ok()?)
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_else(|| "/worker.js".to_owned())
}

//! The network between bridges and their server: it delays, cuts, swallows and repeats what it is told
//! to. One connection carries one request and its answer.

use crate::actors::{Server, Team, a_folder};
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// What becomes of a request and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    Nothing,
    Delayed(Duration),
    /// Both ways, in bytes a second.
    Slow(usize),
    /// Both ways, in writes of so many bytes.
    Sliced(usize),
    /// The server never hears of it.
    RequestLost,
    /// The server hears so many bytes of it.
    RequestReset(usize),
    /// The server has done it, and nobody hears.
    AnswerLost,
    AnswerReset(usize),
    /// So many bytes come, and then a proper end of the connection.
    AnswerCut(usize),
    /// The server gets it twice; the second answer goes nowhere.
    Repeated,
    /// It is taken, and nothing ever comes, until whoever asked goes away.
    Swallowed,
}

type Weather = Box<dyn FnMut(&str) -> Fault + Send>;

pub struct Network {
    /// Where phones reach the server.
    pub url: String,
    /// Where the server is to listen.
    pub port: u16,
    sky: Arc<Sky>,
}

struct Sky {
    port: u16,
    weather: Mutex<Weather>,
    /// What has struck so far.
    struck: Mutex<Vec<Fault>>,
    n_swallowed: AtomicUsize,
}

impl Network {
    /// One on which all is well.
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let sky = Arc::new(Sky {
            port,
            weather: Mutex::new(Box::new(|_| Fault::Nothing)),
            struck: Mutex::default(),
            n_swallowed: AtomicUsize::new(0),
        });
        let above = Arc::clone(&sky);
        thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                let sky = Arc::clone(&above);
                thread::spawn(move || sky.carry(phone));
            }
        });
        Self { url, port, sky }
    }

    fn becomes(&self, weather: impl FnMut(&str) -> Fault + Send + 'static) {
        *self.sky.weather.lock().unwrap() = Box::new(weather);
    }

    pub fn is_well(&self) {
        self.becomes(|_| Fault::Nothing);
    }

    /// Every request to this path meets the fault.
    pub fn at(&self, path: &'static str, fault: Fault) {
        self.becomes(move |asked| if asked == path { fault } else { Fault::Nothing });
    }

    /// One request in `one_in` meets a fault, each kind as often as the others.
    pub fn is_bad(&self, seed: u64, one_in: u32) {
        let mut chance = ChaCha12Rng::seed_from_u64(seed);
        let mut deck = Vec::new();
        self.becomes(move |_| {
            if !chance.next_u32().is_multiple_of(one_in) {
                return Fault::Nothing;
            }
            if deck.is_empty() {
                deck = one_of_each(&mut chance);
            }
            deck.swap_remove(chance.next_u32() as usize % deck.len())
        });
    }

    /// How often each kind has struck.
    pub fn n_struck(&self, kind: Fault) -> usize {
        let is_it =
            |fault: &&Fault| std::mem::discriminant(*fault) == std::mem::discriminant(&kind);
        self.sky.struck.lock().unwrap().iter().filter(is_it).count()
    }

    pub fn n_swallowed(&self) -> usize {
        self.sky.n_swallowed.load(Ordering::SeqCst)
    }
}

impl Team {
    /// Nobody's yet, with a server that phones reach over this network.
    pub fn behind(network: &Network) -> Self {
        let folder = a_folder();
        let server = Server::behind(folder.path(), network.port, &network.url);
        Self { folder, server }
    }
}

/// A fault of every kind, each as bad as chance has it.
pub fn one_of_each(chance: &mut ChaCha12Rng) -> Vec<Fault> {
    let mut up_to = |most: u32| 1 + (chance.next_u32() % most) as usize;
    vec![
        Fault::Delayed(Duration::from_millis(up_to(80) as u64)),
        Fault::Slow(8 * 1024 + up_to(8 * 1024)),
        Fault::Sliced(up_to(64)),
        Fault::RequestLost,
        Fault::RequestReset(up_to(600)),
        Fault::AnswerLost,
        Fault::AnswerReset(up_to(400)),
        Fault::AnswerCut(up_to(400)),
        Fault::Repeated,
        Fault::Swallowed,
    ]
}

impl Sky {
    /// One request and its answer, as far as they come.
    fn carry(&self, mut phone: TcpStream) -> Option<()> {
        let (path, request) = read_request(&mut phone)?;
        let fault = (self.weather.lock().unwrap())(&path);
        if fault != Fault::Nothing {
            self.struck.lock().unwrap().push(fault);
        }
        match fault {
            Fault::RequestLost => return None,
            Fault::Swallowed => return self.swallow(phone),
            Fault::RequestReset(n_bytes) => {
                // At least its last byte is missing, or it would have arrived.
                let arrives = request.get(..n_bytes.min(request.len() - 1))?;
                let mut server = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
                let _ = server.write_all(arrives);
                [server, phone].into_iter().for_each(reset);
                return None;
            }
            Fault::Delayed(by) => thread::sleep(by),
            _ => {}
        }
        let answer = self.answer(&request, fault)?;
        if fault == Fault::Repeated {
            let _ = self.answer(&request, fault);
        }
        match fault {
            Fault::AnswerLost => None,
            Fault::AnswerCut(n_bytes) => {
                phone.write_all(answer.get(..n_bytes.min(answer.len() - 1))?).ok()
            }
            Fault::AnswerReset(n_bytes) => {
                let _ = phone.write_all(answer.get(..n_bytes.min(answer.len() - 1))?);
                reset(phone);
                None
            }
            _ => send(&mut phone, &answer, fault),
        }
    }

    fn answer(&self, request: &[u8], fault: Fault) -> Option<Vec<u8>> {
        let mut server = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        send(&mut server, request, fault)?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).ok()?;
        (!answer.is_empty()).then_some(answer)
    }

    fn swallow(&self, mut phone: TcpStream) -> Option<()> {
        self.n_swallowed.fetch_add(1, Ordering::SeqCst);
        // Ends when whoever asked has gone away.
        phone.read_to_end(&mut Vec::new()).ok().map(drop)
    }
}

fn send(to: &mut TcpStream, bytes: &[u8], fault: Fault) -> Option<()> {
    const WRITES_A_SECOND: usize = 50;
    to.set_nodelay(true).ok()?;
    let (n_bytes, pause) = match fault {
        Fault::Sliced(n_bytes) => (n_bytes, Duration::ZERO),
        Fault::Slow(a_second) => {
            (a_second / WRITES_A_SECOND, Duration::from_secs(1) / WRITES_A_SECOND as u32)
        }
        _ => return to.write_all(bytes).ok(),
    };
    for slice in bytes.chunks(n_bytes.max(1)) {
        to.write_all(slice).ok()?;
        thread::sleep(pause);
    }
    Some(())
}

/// Ends a connection as a machine does that knows nothing of it any more.
fn reset(stream: TcpStream) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    let _inside = runtime.enter();
    let done = stream
        .set_nonblocking(true)
        .and_then(|()| tokio::net::TcpStream::from_std(stream))
        .and_then(|stream| stream.set_zero_linger());
    // It may have ended by itself.
    drop(done);
}

/// A request to its end, as one after which the connection is closed, and its path.
pub fn read_request(phone: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        phone.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    let text = String::from_utf8(head).ok()?;
    let path = text.split(' ').nth(1)?.to_owned();
    let (first, rest) = text.split_once("\r\n")?;
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    phone.read_exact(&mut body).ok()?;
    let request = [format!("{first}\r\nconnection: close\r\n{rest}").into_bytes(), body].concat();
    Some((path, request))
}

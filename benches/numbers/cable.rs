//! The cable between devices and their server: all that goes over it is counted, headers as well.

use super::actors::{Bridge, Server, Team, a_folder};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
};

pub struct Cable {
    counted: Arc<Counted>,
}

#[derive(Default)]
struct Counted {
    n_up: AtomicU64,
    n_down: AtomicU64,
}

impl Cable {
    /// With a team at its other end.
    pub fn with_bridges<const N: usize>(names: [&str; N]) -> (Self, Team, [Bridge; N]) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let counted = Arc::<Counted>::default();
        let counts = Arc::clone(&counted);
        thread::spawn(move || {
            for device in listener.incoming().flatten() {
                let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
                for (from, to, is_up) in [(&device, &server, true), (&server, &device, false)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let counts = Arc::clone(&counts);
                    thread::spawn(move || carry(from, to, counts.of(is_up)));
                }
            }
        });
        let folder = a_folder();
        let server = Server::behind(folder.path(), port, &url);
        let (team, bridges) = Team { folder, server }.of(names);
        (Self { counted }, team, bridges)
    }

    /// What has gone over it since this was asked last.
    pub fn take_bytes(&self) -> Value {
        let Counted { n_up, n_down } = &*self.counted;
        json!({ "up": n_up.swap(0, Relaxed), "down": n_down.swap(0, Relaxed) })
    }
}

impl Counted {
    fn of(&self, is_up: bool) -> &AtomicU64 {
        if is_up { &self.n_up } else { &self.n_down }
    }
}

/// Until one end is closed.
fn carry(mut from: TcpStream, mut to: TcpStream, n_bytes: &AtomicU64) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(n @ 1..) = from.read(&mut bytes) {
        n_bytes.fetch_add(n as u64, Relaxed);
        if to.write_all(&bytes[..n]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

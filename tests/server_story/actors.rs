//! A server as it is started for real, and phones that talk to it over HTTP.

use alongside::{
    care::{DeviceId, Moment, WorkerId},
    log::{FrameId, ScopeId, SignedChange, TeamId},
    seal::{
        Body, DeviceKeys, Entry, EntryId, SignedEntry,
        entry::{
            Enrolment, ErasedFrame, Erasure, Founding, Invitation, Removal, Role, Signer, newcomer,
            team_id,
        },
        frame::seal_frame,
        keyring::Key,
        kit::RecoveryKit,
        link::{Link, LinkSecret},
        piece::{piece_id, seal_piece},
        share::ShareSecret,
        text::seal_text,
    },
    sync::protocol::{
        Book, Challenge, Down, Enrol, Found, Invite, Look, MakeShare, News, SignIn, SignedIn, Up,
        attachments::{GetPieces, PiecePut, PieceVerdict, PiecesDown, PutPiece},
        bytes_to_sign,
        pieces::Pieces,
    },
};
use rand_core::UnwrapErr;
use serde::{Serialize, de::DeserializeOwned};
use serde_bytes::ByteBuf;
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

pub fn random() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}

pub fn now() -> Moment {
    Moment(chrono::Utc::now().timestamp_millis())
}

pub fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_alongside-server"))
}

/// A running server; killed with the value.
pub struct Running {
    child: Child,
    pub url: String,
    pub founding_link: Option<String>,
    pub log: PathBuf,
    /// Each call comes from another network, as a proxy on this machine tells.
    pub is_called_from_everywhere: bool,
    n_calls: AtomicU32,
    client: reqwest::Client,
}

impl Running {
    pub fn on(data: &Path) -> Self {
        Self::with(data, &[])
    }

    pub fn with(data: &Path, more: &[&str]) -> Self {
        Self::started(program(), "http", data, more)
    }

    /// By a program that was set up for it, under an address of this scheme.
    pub fn started(mut program: Command, scheme: &str, data: &Path, more: &[&str]) -> Self {
        let log = data.with_extension("log");
        let stderr = std::fs::OpenOptions::new().append(true).create(true).open(&log).unwrap();
        let mut child = program
            .args(["serve", "--listen", "127.0.0.1:0", "--json"])
            .args(["--public-url", &format!("{scheme}://127.0.0.1:0"), "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: serde_json::Value = serde_json::from_str(&line).unwrap();
        let url = said["url"].as_str().unwrap().to_owned();
        let founding_link = said["founding_link"].as_str().map(str::to_owned);
        // Phones share no connection.
        let client = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
        let (is_called_from_everywhere, n_calls) = (false, AtomicU32::new(0));
        Self { child, url, founding_link, log, is_called_from_everywhere, n_calls, client }
    }

    /// As a power cut would.
    pub fn killed(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Whether it could be asked.
    pub fn asked_to_stop(&self) -> bool {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().unwrap().success()
    }

    /// As whoever looks after it would; says whether it ended well.
    pub fn stopped(mut self) -> bool {
        assert!(self.asked_to_stop());
        self.child.wait().unwrap().success()
    }

    /// The most memory that it ever had.
    pub fn peak_memory_kb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    #[allow(dead_code)]
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// The status where it is not well, else the answer.
    pub async fn call<T: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        body: &impl Serialize,
    ) -> Result<T, u16> {
        let bytes = self.send(path, token, postcard::to_stdvec(body).unwrap()).await?;
        Ok(postcard::from_bytes(&bytes).unwrap())
    }

    pub async fn send(
        &self,
        path: &str,
        token: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, u16> {
        let mut request = self.client.post(format!("{}{path}", self.url)).body(body);
        if self.is_called_from_everywhere {
            let [_, one, two, three] = self.n_calls.fetch_add(1, Ordering::Relaxed).to_be_bytes();
            request = request.header("x-forwarded-for", format!("{}.{two}.{three}.1", 10 + one));
        }
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let bytes = answer.bytes().await.unwrap().to_vec();
        if status.is_success() { Ok(bytes) } else { Err(status.as_u16()) }
    }

    pub async fn get(&self, path: &str, accept_encoding: &str) -> reqwest::Response {
        self.client
            .get(format!("{}{path}", self.url))
            .header("accept-encoding", accept_encoding)
            .send()
            .await
            .unwrap()
    }

    /// What a phone asks that has nothing to offer, answered byte for byte as it comes.
    pub async fn post(&self, path: &str, by: &Phone, accept_encoding: &str) -> reqwest::Response {
        self.client
            .post(format!("{}{path}", self.url))
            .header("accept-encoding", accept_encoding)
            .bearer_auth(&by.token)
            .body(postcard::to_stdvec(&by.up).unwrap())
            .send()
            .await
            .unwrap()
    }

    pub async fn nonce(&self) -> Challenge {
        self.call("/v1/challenge", None, &()).await.unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Clone)]
pub struct Phone {
    pub keys: DeviceKeys,
    pub team: TeamId,
    pub key: Key,
    pub token: String,
    pub up: Up,
}

pub struct Invited {
    pub id: EntryId,
    pub secret: LinkSecret,
    pub worker: WorkerId,
}

fn nothing_yet() -> Up {
    Up { most_bytes: 1 << 20, ..Up::default() }
}

impl Phone {
    /// Founds a team with the server's link, and signs in.
    pub async fn founding(server: &Running) -> Self {
        Self::founding_by(server, server.founding_link.as_ref().unwrap()).await
    }

    pub async fn founding_by(server: &Running, link: &str) -> Self {
        let link = Link::read(link).unwrap();
        let Link::Founding { secret, .. } = link else { panic!("not a founding link") };
        let (keys, kit) =
            (DeviceKeys::generate(&mut random()), RecoveryKit::generate(&mut random()));
        let key = Key::generate(&mut random());
        let worker = WorkerId::from_bytes([1; 16]);
        let founding = Founding {
            device: keys.public(),
            kit: kit.keys().public(),
            worker,
            team_name: seal_text(&key, b"North", &mut random()),
            worker_name: seal_text(&key, b"Ana", &mut random()),
        };
        let team = team_id(&keys.public(), &kit.keys().public(), worker);
        let mut phone = Self { keys, team, key, token: String::new(), up: nothing_yet() };
        let entries = vec![phone.entry(Body::Founding(founding))];
        let found = Found { founding_token: secret.founding_token(), entries };
        server.call::<()>("/v1/found", None, &found).await.unwrap();
        phone.sign_in(server).await.unwrap();
        phone
    }

    pub fn device(&self) -> DeviceId {
        self.keys.public().id()
    }

    pub fn entry(&self, body: Body) -> SignedEntry {
        let signer = Signer::Device(self.device());
        Entry { team: self.team, signer, at: now(), body }.signed_by(&self.keys)
    }

    pub async fn sign_in(&mut self, server: &Running) -> Result<SignedIn, u16> {
        let challenge = server.nonce().await;
        let signature = self.keys.sign(&bytes_to_sign(&challenge.nonce, &challenge.server));
        let (team, device, nonce) = (self.team, self.device(), challenge.nonce);
        let sign_in = SignIn { team, device, nonce, signature };
        let signed_in: SignedIn = server.call("/v1/sign-in", None, &sign_in).await?;
        self.token.clone_from(&signed_in.token);
        Ok(signed_in)
    }

    pub async fn invite(&self, server: &Running, lasts_ms: i64) -> Result<Invited, u16> {
        let secret = LinkSecret::generate(&mut random());
        let key = secret.signing_keys().public().sign;
        let worker = newcomer(&key);
        let invitation =
            Invitation { key, worker, role: Role::Worker, expires_at: Moment(now().0 + lasts_ms) };
        let entry = self.entry(Body::Invitation(invitation));
        let id = entry.id();
        let invite = Invite { entry, keyring: ByteBuf::from(KEYRING.to_vec()) };
        server.call::<()>("/v1/invite", Some(&self.token), &invite).await?;
        Ok(Invited { id, secret, worker })
    }

    /// Somebody new with a link: looks, enrols, signs in.
    pub async fn joining(&self, server: &Running, invited: &Invited) -> Result<Self, u16> {
        let keys = DeviceKeys::generate(&mut random());
        let (team, signer) = (self.team, Signer::Invitation(invited.id));
        let enrolment = Enrolment::of(&keys, team, signer, invited.worker, None);
        let entry = Entry { team, signer, at: now(), body: Body::Enrolment(enrolment) };
        let entries = vec![entry.signed_by(&invited.secret.signing_keys())];
        server.call::<()>("/v1/enrol", None, &Enrol { team, entries }).await?;
        let mut phone = Self { keys, up: nothing_yet(), token: String::new(), ..self.clone() };
        phone.sign_in(server).await?;
        Ok(phone)
    }

    pub async fn colleague(&self, server: &Running) -> Self {
        let invited = self.invite(server, HOUR_MS).await.unwrap();
        self.joining(server, &invited).await.unwrap()
    }

    pub fn frame(&self, text: &str) -> ByteBuf {
        let change = SignedChange { bytes: text.as_bytes().to_vec(), signature: [3; 64] };
        let scope = ScopeId([5; 16]);
        let frame = seal_frame(self.team, scope, &self.key, &[change], &mut random()).unwrap();
        ByteBuf::from(frame)
    }

    /// A piece of a photo, sealed and put.
    pub async fn puts_piece(&mut self, server: &Running, text: &str) -> Vec<u8> {
        let scope = ScopeId([5; 16]);
        let piece =
            seal_piece(self.team, scope, &self.key, text.as_bytes(), &mut random()).unwrap();
        let put = PutPiece { mark: self.up.mark.clone(), bytes: ByteBuf::from(piece.clone()) };
        let put: PiecePut = server.call("/v1/pieces/put", Some(&self.token), &put).await.unwrap();
        assert_eq!(put.verdict, PieceVerdict::Accepted);
        self.up.mark = Some(put.receipt.mark);
        piece
    }

    /// Those of them that the server has.
    pub async fn gets_pieces(&self, server: &Running, pieces: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let ids = pieces.iter().map(|piece| piece_id(piece)).collect();
        let get = GetPieces { mark: None, ids, most_bytes: 1 << 20 };
        let down: PiecesDown =
            server.call("/v1/pieces/get", Some(&self.token), &get).await.unwrap();
        down.pieces.into_iter().map(ByteBuf::into_vec).collect()
    }

    /// A link to a page, for a fortnight.
    pub async fn share(&self, server: &Running, code: &str) -> ShareSecret {
        let secret = ShareSecret::generate(&mut random());
        let made = MakeShare {
            id: secret.id(),
            door: secret.door(),
            code: code.into(),
            ends_at: Moment(now().0 + 14 * 24 * HOUR_MS),
            page: ByteBuf::from(SHARED_PAGE.to_vec()),
        };
        server.call::<()>("/v1/share", Some(&self.token), &made).await.unwrap();
        secret
    }

    pub fn removal(&self, of: &Self) -> SignedEntry {
        self.entry(Body::Removal(Removal { device: of.device() }))
    }

    pub fn erasure(&self, frame: FrameId) -> SignedEntry {
        let changes = seal_text(&self.key, b"ids", &mut random());
        let frames = vec![ErasedFrame { frame, carried_on_by: None }];
        self.entry(Body::Erasure(Erasure { scope: ScopeId([5; 16]), frames, changes }))
    }

    /// One round, after which the phone remembers what it was told.
    pub async fn round(
        &mut self,
        server: &Running,
        entries: Vec<SignedEntry>,
        frames: Vec<ByteBuf>,
    ) -> Result<Down, u16> {
        let up = Up { entries, frames, ..self.up.clone() };
        let down: Down = server.call("/v1/sync", Some(&self.token), &up).await?;
        self.up.epoch = Some(down.epoch);
        self.up.mark = Some(down.mark.clone());
        self.up.cursor = down.cursor;
        self.up.book_cursor = down.book_cursor;
        self.up.held_cursor = down.held_cursor;
        Ok(down)
    }

    /// All that this phone has not got, as it is told in one body.
    pub async fn pulls(&self, server: &Running) -> Result<Vec<Down>, u16> {
        let asked = postcard::to_stdvec(&self.up).unwrap();
        let mut pieces = Pieces::default();
        pieces.push(&server.send("/v1/pull", Some(&self.token), asked).await?);
        let told = std::iter::from_fn(|| pieces.take().unwrap()).collect();
        assert!(pieces.is_empty());
        Ok(told)
    }

    /// Held by the server until there is more than this phone has.
    pub async fn waits(&self, server: &Running) -> Result<News, u16> {
        let Up { cursor, book_cursor, held_cursor, .. } = self.up;
        let known = News { cursor, book_cursor, held_cursor };
        server.call("/v1/wait", Some(&self.token), &known).await
    }

    pub async fn sends(&mut self, server: &Running, frames: Vec<ByteBuf>) -> Down {
        self.round(server, Vec::new(), frames).await.unwrap()
    }
}

/// What stands for a sealed page.
pub const SHARED_PAGE: &[u8] = b"a page that was sealed on a phone";
pub const HOUR_MS: i64 = 60 * 60 * 1000;
/// What stands for a sealed keyring, to be searched for in files.
pub const KEYRING: &[u8] = b"a keyring that was left sealed for a newcomer";

pub async fn look(server: &Running, keys: &DeviceKeys) -> Result<Book, u16> {
    let challenge = server.nonce().await;
    let signature = keys.sign(&bytes_to_sign(&challenge.nonce, &challenge.server));
    let look = Look { key: keys.public().sign, nonce: challenge.nonce, signature, after: None };
    server.call("/v1/look", None, &look).await
}

//! The server as its users and whoever looks after it know it: the real program on a free port.
#![cfg(feature = "team-server")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod actors;
mod backups;
mod by_tls;
mod certified;
mod damaged;
mod deployed;
mod postgres;
mod upgraded;

use actors::{HOUR_MS, KEYRING, Phone, Running, SHARED_PAGE, look, program};
use alongside::{
    seal::frame::frame_id,
    sync::protocol::{
        EndShare, EntryVerdict, FrameDown, HeldFor, LookAtShares, PublicContact, SharesSeen,
        Verdict,
    },
};
use backups::unpacked;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

fn folder() -> (TempDir, std::path::PathBuf) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let kept = tempfile::tempdir().unwrap();
    let data = kept.path().join("data");
    (kept, data)
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-r").args([from, to]).status().unwrap().success());
}

/// The files of a folder in which some bytes stand.
fn files_with(folder: &Path, wanted: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        if bytes.windows(wanted.len()).any(|part| part == wanted) {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

/// Letters that do not get fewer when they are packed, but for half.
fn unpackable(n_letters: usize) -> String {
    use rand_core::Rng;
    let mut bytes = vec![0; n_letters / 2];
    actors::random().fill_bytes(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_visit_travels_from_one_phone_to_another() {
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let mut ana = Phone::founding(&server).await;
    assert!(!data.join("founding-link").exists(), "a used link does not lie about");
    let mut ben = ana.colleague(&server).await;
    let visit = ana.frame("tea, and the letter from the council");
    let down = ana.sends(&server, vec![visit.clone()]).await;
    assert_eq!(down.verdicts, [Verdict::Accepted { position: 1 }]);
    let down = ben.sends(&server, Vec::new()).await;
    assert_eq!(down.frames, [FrameDown::Whole { position: 1, bytes: visit }]);
}

#[tokio::test]
async fn a_phone_that_is_far_behind_is_told_all_in_one_body_by_both_databases() {
    let ((_kept, data), (_kept_2, other)) = (folder(), folder());
    let database = postgres::Database::new();
    for server in [Running::on(&data), database.serving(&other)] {
        let mut ana = Phone::founding(&server).await;
        let mut ben = ana.colleague(&server).await;
        let visits: Vec<_> = (0..4).map(|_| ana.frame(&unpackable(40_000))).collect();
        ana.sends(&server, visits.clone()).await;
        // Fewer than one of them has, and fewer than a server gives in one go.
        ben.up.most_bytes = 1;
        let told = ben.pulls(&server).await.unwrap();
        let frames: Vec<_> = told.iter().flat_map(|down| down.frames.clone()).collect();
        let whole = (1..).zip(visits).map(|(position, bytes)| FrameDown::Whole { position, bytes });
        assert_eq!((told.len(), frames), (4, whole.collect()));
        assert!(told.iter().map(|down| down.is_complete).eq([false, false, false, true]));
        ben.up.frames.push(ana.frame("nothing goes up by that way"));
        assert_eq!(ben.pulls(&server).await, Err(400));
        ben.token = "of nobody".to_owned();
        assert_eq!(ben.pulls(&server).await, Err(401));
    }
}

#[tokio::test]
async fn whoever_waits_is_told_of_news_at_once_and_a_server_that_stops_keeps_nobody() {
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let mut ana = Phone::founding(&server).await;
    let mut ben = ana.colleague(&server).await;
    ben.sends(&server, Vec::new()).await;
    let visit = ana.frame("tea");
    // Whoever hears nothing hears it after fifty seconds, and this would wait as long.
    let (news, _) = futures_util::future::join(ben.waits(&server), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        ana.sends(&server, vec![visit]).await
    })
    .await;
    assert_eq!(news.map(|news| news.cursor), Ok(1));
    assert_eq!(ben.waits(&server).await.map(|news| news.cursor), Ok(1), "there is news already");
    ben.sends(&server, Vec::new()).await;
    let removal = ana.removal(&ben);
    let (news, _) = futures_util::future::join(ben.waits(&server), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        ana.round(&server, vec![removal], Vec::new()).await.unwrap()
    })
    .await;
    assert!(news.is_ok_and(|news| news.book_cursor > ben.up.book_cursor), "of the book too");
    assert_eq!(ben.waits(&server).await.err(), Some(401), "whoever was removed hears no more");
    ana.sends(&server, Vec::new()).await;
    let begin = Instant::now();
    let (news, is_well) = futures_util::future::join(ana.waits(&server), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.asked_to_stop()
    })
    .await;
    assert!(is_well && news.is_ok());
    assert!(begin.elapsed() < Duration::from_secs(30), "it stopped without waiting for the end");
}

#[tokio::test]
async fn a_link_lets_one_in_and_says_so_to_the_next() {
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let ana = Phone::founding(&server).await;
    let invited = ana.invite(&server, HOUR_MS).await.unwrap();
    let book = look(&server, &invited.secret.signing_keys()).await.unwrap();
    assert_eq!(book.keyring.unwrap(), KEYRING);
    assert!(ana.joining(&server, &invited).await.is_ok());
    assert_eq!(ana.joining(&server, &invited).await.err(), Some(409), "used");
    assert_eq!(look(&server, &invited.secret.signing_keys()).await.err(), Some(409), "used");
    let late = ana.invite(&server, 0).await.unwrap();
    assert_eq!(ana.joining(&server, &late).await.err(), Some(410), "expired");
}

#[tokio::test]
async fn garbage_is_refused_and_the_server_goes_on() {
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let mut ana = Phone::founding(&server).await;
    for path in ["/v1/sync", "/v1/scopes", "/v1/reconcile", "/v1/invite"] {
        let garbage = vec![0xff; 4000];
        assert_eq!(server.send(path, Some(&ana.token), garbage).await, Err(400), "{path}");
        assert_eq!(server.send(path, None, Vec::new()).await, Err(401), "{path}");
        let huge = vec![0; 2 * 1024 * 1024 + 1];
        assert_eq!(server.send(path, Some(&ana.token), huge).await, Err(413), "{path}");
    }
    for path in ["/v1/sign-in", "/v1/look", "/v1/found", "/v1/enrol"] {
        assert_eq!(server.send(path, None, vec![7; 90]).await, Err(400), "{path}");
    }
    assert_eq!(server.send("/v1/nothing", None, Vec::new()).await, Err(405));
    assert_eq!(server.send("/v1/sync", Some("bogus"), Vec::new()).await, Err(401));
    ana.sends(&server, Vec::new()).await;
    let log = fs::read_to_string(&server.log).unwrap();
    assert!(log.contains("\"status\":400") && log.contains("what came is not what was to come"));
    assert!(!log.contains(&ana.token) && !log.contains("127.0.0.1"));
}

/// Nothing that comes up is ever unpacked here, whatever it says of itself.
#[tokio::test]
async fn a_packed_body_is_refused_as_it_came_and_takes_no_memory() {
    const UNPACKED_BYTES: u64 = 256 << 20;
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let mut ana = Phone::founding(&server).await;
    ana.sends(&server, Vec::new()).await;
    let before_kb = server.peak_memory_kb();
    let zeros = || std::io::Read::take(std::io::repeat(0), UNPACKED_BYTES);
    for (coding, body) in
        [("zstd", zstd::stream::encode_all(zeros(), 3).unwrap()), ("gzip", gzipped(zeros()))]
    {
        assert!(body.len() < 2 << 20, "{coding}: {}", body.len());
        for path in ["/v1/sync", "/v1/sign-in"] {
            let answer = reqwest::Client::new()
                .post(format!("{}{path}", server.url))
                .header("authorization", format!("Bearer {}", ana.token))
                .header("content-encoding", coding)
                .body(body.clone())
                .send()
                .await
                .unwrap();
            // By whoever is nobody yet, what is longer than a signature is not even read.
            let is_refused = [400, 413].contains(&answer.status().as_u16());
            assert!(is_refused, "{coding} to {path}: {}", answer.status());
        }
    }
    let more_kb = server.peak_memory_kb() - before_kb;
    assert!(more_kb < 64 * 1024, "{more_kb} kB more");
    let frame = ana.frame("and it goes on");
    ana.sends(&server, vec![frame]).await;
}

fn gzipped(mut bytes: impl std::io::Read + Send) -> Vec<u8> {
    let mut gzip = Command::new("gzip");
    let gzip = gzip.args(["-c", "-1"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut gzip = gzip.spawn().unwrap();
    let mut into = gzip.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || std::io::copy(&mut bytes, &mut into).unwrap());
        gzip.wait_with_output().unwrap().stdout
    })
}

#[tokio::test]
async fn what_a_removed_phone_hands_in_is_held_and_seen() {
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let mut ana = Phone::founding(&server).await;
    let mut ben = ana.colleague(&server).await;
    let removal = ana.removal(&ben);
    ana.round(&server, vec![removal], Vec::new()).await.unwrap();
    assert_eq!(ben.round(&server, Vec::new(), Vec::new()).await.err(), Some(401));
    assert!(ben.sign_in(&server).await.unwrap().is_removed);
    let late = ben.frame("written before he knew");
    let (news, down) = futures_util::future::join(ana.waits(&server), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        ben.sends(&server, vec![late.clone()]).await
    })
    .await;
    assert_eq!(news.map(|news| news.held_cursor), Ok(1), "it is news to who is there");
    assert_eq!(down.verdicts, [Verdict::Held(HeldFor::SenderRemoved)]);
    assert_eq!(ben.invite(&server, HOUR_MS).await.err(), Some(403));
    let held = ana.sends(&server, Vec::new()).await.held;
    assert_eq!((held.len(), &held[0].bytes), (1, &late));
}

#[tokio::test]
async fn yesterdays_folder_copied_back_gets_a_new_epoch_and_phones_heal_it() {
    let (kept, data) = folder();
    let server = Running::on(&data);
    let mut ana = Phone::founding(&server).await;
    let first = ana.frame("first");
    ana.sends(&server, vec![first.clone()]).await;
    let yesterday = kept.path().join("yesterday");
    copy(&data, &yesterday);
    let second = ana.frame("second");
    let old = ana.sends(&server, vec![second.clone()]).await.epoch;
    server.killed();
    fs::remove_dir_all(&data).unwrap();
    copy(&yesterday, &data);
    let server = Running::on(&data);
    assert_eq!(server.founding_link, None);
    ana.sign_in(&server).await.unwrap();
    let down = ana.sends(&server, Vec::new()).await;
    assert_ne!(down.epoch, old);
    assert_eq!((down.cursor, down.digest.count), (1, 1));
    let down = ana.sends(&server, vec![first, second]).await;
    let duplicate = Verdict::Duplicate { position: 1 };
    assert_eq!(down.verdicts, [duplicate, Verdict::Accepted { position: 2 }]);
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_every_kill() {
    let (_kept, data) = folder();
    let mut server = Running::on(&data);
    let mut ana = Phone::founding(&server).await;
    let mut acknowledged = Vec::new();
    for life in 0..5 {
        for n in 0..20 {
            let frame = ana.frame(&format!("life {life}, visit {n}"));
            acknowledged.push(frame_id(&frame));
            ana.sends(&server, vec![frame]).await;
        }
        server.killed();
        server = Running::on(&data);
        ana.sign_in(&server).await.unwrap();
    }
    ana.up.cursor = 0;
    let down = ana.sends(&server, Vec::new()).await;
    let ids = down.frames.iter().map(|frame| match frame {
        FrameDown::Own { id, .. } => *id,
        FrameDown::Whole { bytes, .. } => frame_id(bytes),
    });
    assert_eq!(ids.collect::<Vec<_>>(), acknowledged);
}

#[tokio::test]
async fn fifty_phones_at_once_all_get_their_receipts() {
    let (_kept, data) = folder();
    let server = std::sync::Arc::new(Running::on(&data));
    let ana = Phone::founding(&server).await;
    let phones = (0..50).map(|n| {
        let (server, mut phone) = (server.clone(), ana.clone());
        tokio::spawn(async move {
            let frame = phone.frame(&n.to_string());
            phone.sends(&server, vec![frame]).await.verdicts
        })
    });
    let mut positions = Vec::new();
    for phone in phones.collect::<Vec<_>>() {
        match phone.await.unwrap()[..] {
            [Verdict::Accepted { position }] => positions.push(position),
            ref other => panic!("{other:?}"),
        }
    }
    positions.sort_unstable();
    assert_eq!(positions, (1..=50).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_erased_frame_and_a_used_keyring_leave_no_byte_on_the_disk() {
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let mut ana = Phone::founding(&server).await;
    let invited = ana.invite(&server, HOUR_MS).await.unwrap();
    let frame = ana.frame(&"on the wrong person ".repeat(500));
    let canary = frame[frame.len() - 40..].to_vec();
    ana.sends(&server, vec![frame.clone()]).await;
    assert!(!files_with(&data, &canary).is_empty() && !files_with(&data, KEYRING).is_empty());
    ana.joining(&server, &invited).await.unwrap();
    let erasure = ana.erasure(frame_id(&frame));
    let down = ana.round(&server, vec![erasure], Vec::new()).await.unwrap();
    assert_eq!(down.entry_verdicts, [EntryVerdict::Accepted]);
    assert_eq!(down.digest.count, 0);
    // The answer does not wait for the checkpoint; the next write comes after it.
    ana.sends(&server, vec![frame]).await;
    assert_eq!(files_with(&data, &canary), Vec::<String>::new());
    assert_eq!(files_with(&data, KEYRING), Vec::<String>::new());
}

/// The record and the keyrings are two files: a crash may leave the one behind the other.
#[tokio::test]
async fn a_keyring_that_outlived_a_crash_is_withdrawn_when_the_server_starts() {
    for is_removal in [false, true] {
        let (kept, data) = folder();
        let server = Running::on(&data);
        let mut ana = Phone::founding(&server).await;
        let ben = ana.colleague(&server).await;
        let invited = ana.invite(&server, HOUR_MS).await.unwrap();
        let still_open = ana.invite(&server, HOUR_MS).await.unwrap();
        let (links, left_behind) = (data.join("links.db"), kept.path().join("links.db"));
        copy(&links, &left_behind);
        if is_removal {
            let removal = ana.removal(&ben);
            ana.round(&server, vec![removal], Vec::new()).await.unwrap();
        } else {
            ana.joining(&server, &invited).await.unwrap();
        }
        assert!(server.stopped());
        copy(&left_behind, &links);
        let n_open =
            |bytes: &[u8]| bytes.windows(KEYRING.len()).filter(|part| *part == KEYRING).count();
        assert_eq!(n_open(&fs::read(&links).unwrap()), 2);
        let server = Running::on(&data);
        let n_left = if is_removal { 0 } else { 1 };
        assert_eq!(n_open(&fs::read(&links).unwrap()), n_left);
        assert!(look(&server, &invited.secret.signing_keys()).await.is_err());
        let looked = look(&server, &still_open.secret.signing_keys()).await;
        assert_eq!(looked.is_ok(), !is_removal);
    }
}

#[tokio::test]
async fn nobody_else_on_the_machine_looks_into_the_folder() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let open = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let (_kept, data) = folder();
    fs::create_dir(&data).unwrap();
    open(&data, 0o755);
    let server = Running::on(&data);
    let is_private = || {
        let files = fs::read_dir(&data).unwrap().map(|file| file.unwrap().path());
        mode(&data) == 0o700 && files.into_iter().all(|file| mode(&file) == 0o600)
    };
    assert!(is_private());
    assert!(server.stopped());
    open(&data, 0o755);
    open(&data.join("alongside.db"), 0o644);
    let server = Running::on(&data);
    assert!(is_private());
    drop(server);
    let (_kept, shared) = folder();
    fs::create_dir(&shared).unwrap();
    fs::write(shared.join("mine"), "").unwrap();
    open(&shared, 0o755);
    let server = Running::on(&shared);
    assert_eq!(mode(&shared), 0o755, "what is not the server's is not closed");
    assert!(fs::read_to_string(&server.log).unwrap().contains("others on this machine"));
}

#[tokio::test]
async fn a_second_server_on_the_same_folder_refuses() {
    let (_kept, data) = folder();
    let _server = Running::on(&data);
    let output =
        program().args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("Another server"));
}

#[tokio::test]
async fn the_founding_link_is_one_until_it_is_used_and_then_asked_for_by_name() {
    let (_kept, data) = folder();
    let mut server = Running::on(&data);
    let link = |more: &[&str]| {
        let output =
            program().arg("founding-link").arg("--data").arg(&data).args(more).output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
    };
    assert_eq!(link(&[]), server.founding_link);
    Phone::founding(&server).await;
    assert_eq!(link(&[]), None);
    let other = link(&["--new-team"]).unwrap();
    assert_ne!(Some(other.clone()), server.founding_link);
    let log = fs::read_to_string(&server.log).unwrap();
    let secret = other.split('#').nth(1).unwrap();
    assert!(!log.contains(secret) && !log.contains('#'));
    server.founding_link = Some(other);
    Phone::founding(&server).await;
}

#[tokio::test]
async fn the_app_is_served_packed_under_the_strict_policy() {
    let (kept, data) = folder();
    let app = kept.path().join("app");
    fs::create_dir(&app).unwrap();
    for (name, text) in [
        ("index.html", "<!doctype html>"),
        ("sw.js", "//"),
        ("app-0123456789abcdef.js", "plain"),
        ("app-0123456789abcdef.js.br", "packed"),
    ] {
        fs::write(app.join(name), text).unwrap();
    }
    let server = Running::with(&data, &["--app", app.to_str().unwrap()]);
    let header = |answer: &reqwest::Response, name: &str| {
        answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
    };
    for page in ["/", "/join", "/people/0190"] {
        let answer = server.get(page, "").await;
        assert_eq!(header(&answer, "cache-control").as_deref(), Some("no-cache"));
        let policy = header(&answer, "content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe-inline"));
        assert_eq!(answer.text().await.unwrap(), "<!doctype html>", "{page}");
    }
    let packed = server.get("/app-0123456789abcdef.js", "gzip, br").await;
    assert_eq!(header(&packed, "content-encoding").as_deref(), Some("br"));
    assert!(header(&packed, "cache-control").unwrap().contains("immutable"));
    assert_eq!(packed.text().await.unwrap(), "packed");
    assert_eq!(server.get("/app-0123456789abcdef.js", "").await.text().await.unwrap(), "plain");
    let unknown = server.get("/gone-0123456789abcdef.js", "").await;
    assert_eq!(unknown.status(), 404);
    assert!(header(&unknown, "x-content-type-options").is_some());
    for path in ["/..%2fdata/alongside.db", "/.data/x.db"] {
        assert_eq!(server.get(path, "").await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn frames_come_without_what_is_the_same_in_each() {
    const N_FRAMES: usize = 100;
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let mut ana = Phone::founding(&server).await;
    let ben = ana.colleague(&server).await;
    let frames = (0..N_FRAMES).map(|n| ana.frame(&format!("note {n}"))).collect();
    ana.sends(&server, frames).await;
    for path in ["/v1/sync", "/v1/pull"] {
        let answer = server.post(path, &ben, "gzip, zstd").await;
        assert_eq!(answer.headers().get("content-encoding"), None, "{path}");
        assert_eq!(answer.headers().get("content-security-policy"), None);
        let body = answer.bytes().await.unwrap();
        let n_told = body.windows(16).filter(|bytes| *bytes == [5; 16]).count();
        assert_eq!(n_told, 1, "{path}");
    }
}

#[tokio::test]
async fn the_page_behind_a_link_comes_packed_to_whoever_can_unpack_it() {
    let (_kept, data) = folder();
    let server = Running::on(&data);
    for path in ["/share", "/share/page.css", "/share/page.js"] {
        let plain = server.get(path, "").await;
        assert_eq!(plain.headers().get("content-encoding"), None, "{path}");
        let policy = plain.headers().get("content-security-policy").cloned();
        let packed = server.get(path, "gzip").await;
        assert_eq!(packed.headers().get("content-encoding").unwrap(), "gzip", "{path}");
        assert_eq!(packed.headers().get("content-security-policy").cloned(), policy);
        assert_eq!(packed.headers().get("cache-control").unwrap(), "no-store");
        let (plain, packed) = (plain.bytes().await.unwrap(), packed.bytes().await.unwrap());
        assert!(packed.len() < plain.len(), "{path}");
        assert_eq!(packed[..2], [0x1f, 0x8b]);
    }
}

#[tokio::test]
async fn it_says_when_it_is_ready_and_stops_when_asked() {
    let (_kept, data) = folder();
    let server = Running::on(&data);
    assert_eq!(server.get("/livez", "").await.status(), 200);
    assert_eq!(server.get("/readyz", "").await.status(), 200);
    let at = server.url.trim_start_matches("http://").to_owned();
    let mut healthcheck = program();
    healthcheck.args(["healthcheck", "--listen", &at]);
    assert!(healthcheck.status().unwrap().success());
    assert!(server.stopped());
    assert!(!data.join("alongside.db-wal").exists(), "the database was closed");
    assert!(!healthcheck.status().unwrap().success());
}

#[test]
fn a_setting_that_is_not_known_is_refused() {
    let output = program().arg("doctor").env("ALONGSIDE_SERVER_LISTNE", "x").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let output = program().args(["serve", "--dta", "x"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[tokio::test]
async fn the_page_behind_a_link_is_small_strict_and_kept_by_nobody() {
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let ana = Phone::founding(&server).await;
    let secret = ana.share(&server, "042137").await;
    let path = format!("/share/{}", secret.id());
    let page = server.get(&path, "").await;
    assert_eq!(page.status(), 200);
    let header = |name: &str| page.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert!(header("x-robots-tag").contains("noindex"));
    let policy = header("content-security-policy");
    assert!(policy.contains("form-action 'none'") && !policy.contains("unsafe"), "{policy}");
    let mut n_bytes = page.text().await.unwrap().len();
    for file in ["/share/page.css", "/share/page.js"] {
        let answer = server.get(file, "").await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        n_bytes += answer.text().await.unwrap().len();
    }
    assert!(n_bytes <= 50_000, "{n_bytes}");
}

#[tokio::test]
async fn a_link_opens_with_its_code_takes_an_answer_and_is_shut_when_it_is_withdrawn() {
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let ana = Phone::founding(&server).await;
    let secret = ana.share(&server, "042137").await;
    let path = format!("/share/{}", secret.id());
    let open = |code: &str| [secret.door().as_slice(), code.as_bytes()].concat();
    let to_open = format!("{path}/open");
    assert_eq!(server.send(&to_open, None, open("999999")).await, Err(403));
    assert_eq!(server.send(&to_open, None, open("")).await, Err(400));
    let opened = server.send(&to_open, None, open("042137")).await.unwrap();
    let (pass, sealed) = opened.split_at(32);
    assert_eq!(sealed, SHARED_PAGE);
    let answer = [pass, b"sealed answer"].concat();
    server.send(&format!("{path}/answer"), None, answer.clone()).await.unwrap();
    let asked = LookAtShares { shares: vec![(secret.id(), 0)] };
    let seen: SharesSeen = server.call("/v1/share/look", Some(&ana.token), &asked).await.unwrap();
    assert_eq!(
        (seen.shares[0].n_opened, &seen.shares[0].answers[0][..]),
        (1, b"sealed answer".as_slice())
    );
    let contact = PublicContact { name: "North <b>team</b>".into(), telephone: "0191 498".into() };
    server.call::<()>("/v1/share/contact", Some(&ana.token), &contact).await.unwrap();
    let end = EndShare { id: secret.id() };
    server.call::<()>("/v1/share/end", Some(&ana.token), &end).await.unwrap();
    assert_eq!(server.send(&to_open, None, open("042137")).await, Err(410));
    assert_eq!(server.send(&format!("{path}/answer"), None, answer).await, Err(410));
    let gone = server.get(&path, "").await;
    assert_eq!(gone.status(), 410);
    assert_eq!(gone.headers()["cache-control"], "no-store");
    let words = gone.text().await.unwrap();
    assert!(words.contains("North &lt;b&gt;team&lt;/b&gt;") && words.contains("0191 498"));
    for unknown in ["/share", "/share/nothing", "/share/00000000-0000-0000-0000-000000000000"] {
        assert_eq!(server.get(unknown, "").await.status(), 404, "{unknown}");
    }
}

#[tokio::test]
async fn of_a_page_whose_link_was_withdrawn_no_byte_stays_on_the_disk() {
    let (_kept, data) = folder();
    let server = Running::on(&data);
    let ana = Phone::founding(&server).await;
    let secret = ana.share(&server, "042137").await;
    let end = EndShare { id: secret.id() };
    server.call::<()>("/v1/share/end", Some(&ana.token), &end).await.unwrap();
    assert!(server.stopped());
    assert_eq!(files_with(&data, SHARED_PAGE), Vec::<String>::new());
}

#[tokio::test]
async fn neither_log_nor_database_nor_backup_knows_a_links_secret_or_its_code() {
    let (kept, data) = folder();
    let server = Running::on(&data);
    let ana = Phone::founding(&server).await;
    let secret = ana.share(&server, "042137").await;
    let path = format!("/share/{}", secret.id());
    for code in ["042137", "731204"] {
        let body = [secret.door().as_slice(), code.as_bytes()].concat();
        let _ = server.send(&format!("{path}/open"), None, body).await;
    }
    server.get(&path, "").await;
    let backup = kept.path().join("backup");
    let mut command = program();
    let done =
        command.args(["backup", "--unencrypted", "--data"]).arg(&data).arg("--to").arg(&backup);
    let done = done.status();
    let log = server.log.clone();
    assert!(server.stopped());
    assert!(done.unwrap().success());
    fs::write(&backup, unpacked(&backup)).unwrap();
    let address = secret.address("");
    let behind = address.split_once('#').unwrap().1.as_bytes();
    for wanted in [secret.0.as_slice(), behind, secret.door().as_slice(), b"042137"] {
        assert_eq!(files_with(&data, wanted), Vec::<String>::new());
        for file in [&backup, &log] {
            let bytes = fs::read(file).unwrap();
            assert!(!bytes.windows(wanted.len()).any(|part| part == wanted), "{}", file.display());
        }
    }
    assert!(!fs::read_to_string(log).unwrap().contains(&secret.id().to_string()));
}

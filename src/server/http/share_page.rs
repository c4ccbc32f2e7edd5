//! The page behind a link, for somebody's own phone: three small files, written by hand, and what they
//! send. Nobody keeps it, finds it by a search, or learns where its reader went next.

use super::{Shared, now};
use crate::{
    care::ShareId,
    seal::share::{CODE_DIGITS, MOST_ANSWER_BYTES},
    server::{Trouble, database::ShareStanding},
    sync::protocol::PublicContact,
};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};

const PAGE: &str = include_str!("../share_page/page.html");
const GONE: &str = include_str!("../share_page/gone.html");
const STYLE: &str = include_str!("../share_page/page.css");
const SCRIPT: &str = include_str!("../share_page/page.js");

/// Where the files leave room for how to reach the team.
const CONTACT: &str = "<!-- contact -->";

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'none'";

const PASS_BYTES: usize = 32;
pub(super) const MOST_BODY_BYTES: usize = PASS_BYTES + MOST_ANSWER_BYTES;

pub(super) async fn page(
    State(office): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let standing = match id.parse::<ShareId>() {
        Ok(id) => office.server.share_standing(id, now()).await?,
        Err(_) => ShareStanding::default(),
    };
    let (status, file) = match standing {
        ShareStanding { is_open: true, .. } => (StatusCode::OK, PAGE),
        ShareStanding { is_known: true, .. } => (StatusCode::GONE, GONE),
        ShareStanding { .. } => (StatusCode::NOT_FOUND, GONE),
    };
    let html = file.replace(CONTACT, &in_words(&standing.contact));
    Ok(file_answer(status, "text/html; charset=utf-8", html))
}

pub(super) async fn nothing() -> Response {
    let html = GONE.replace(CONTACT, "");
    file_answer(StatusCode::NOT_FOUND, "text/html; charset=utf-8", html)
}

pub(super) async fn style() -> Response {
    file_answer(StatusCode::OK, "text/css; charset=utf-8", STYLE.to_owned())
}

pub(super) async fn script() -> Response {
    file_answer(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT.to_owned())
}

pub(super) async fn open(
    State(office): State<Shared>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let (door, code) = body.split_first_chunk().ok_or(Trouble::NotUnderstood)?;
    let code = std::str::from_utf8(code).map_err(|_| Trouble::NotUnderstood)?;
    if code.len() != CODE_DIGITS {
        return Err(Trouble::NotUnderstood);
    }
    let opened = office.server.open_share(read_id(&id)?, door, code, now()).await?;
    Ok(bytes_answer([opened.pass.as_slice(), &opened.sealed].concat()))
}

pub(super) async fn answer(
    State(office): State<Shared>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let (pass, sealed) = body.split_first_chunk().ok_or(Trouble::NotUnderstood)?;
    office.server.answer_share(read_id(&id)?, pass, sealed, now()).await?;
    Ok(bytes_answer(Vec::new()))
}

fn read_id(text: &str) -> Result<ShareId, Trouble> {
    text.parse().map_err(|_| Trouble::NotKnown)
}

fn file_answer(status: StatusCode, kind: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow, noarchive"),
    ];
    (status, headers, text).into_response()
}

fn bytes_answer(bytes: Vec<u8>) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "no-store")];
    (headers, bytes).into_response()
}

/// A paragraph about how to reach the team, if it wishes to say so.
fn in_words(contact: &PublicContact) -> String {
    let PublicContact { name, telephone } = contact;
    let (name, telephone) = (as_text(name.trim()), as_text(telephone.trim()));
    match (name.is_empty(), telephone.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("<p class=\"contact\">{name}</p>"),
        (true, false) => format!("<p class=\"contact\">Telephone: {telephone}</p>"),
        (false, false) => {
            format!("<p class=\"contact\">{name}<br>Telephone: {telephone}</p>")
        }
    }
}

fn as_text(words: &str) -> String {
    words.chars().fold(String::with_capacity(words.len()), |mut text, c| {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            c if c.is_control() => text.push(' '),
            c => text.push(c),
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_page_is_at_most_fifty_kilobytes_and_loads_nothing_else() {
        let n_bytes = PAGE.len() + STYLE.len() + SCRIPT.len();
        assert!(n_bytes <= 50_000, "{n_bytes}");
        for file in [PAGE, GONE, STYLE, SCRIPT] {
            for never in ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval("] {
                assert!(!file.contains(never), "{never}");
            }
        }
        for file in [PAGE, GONE, STYLE] {
            assert!(!file.contains("http:") && !file.contains("https:"));
            assert!(!file.contains("style=") && !file.contains("onclick="));
        }
        assert!(PAGE.contains(CONTACT) && GONE.contains(CONTACT));
    }

    #[test]
    fn what_a_team_says_of_itself_is_shown_as_text() {
        let (name, telephone) =
            ("<script>alert(1)</script>\u{0}".to_owned(), "\"'&0191 498".to_owned());
        let shown = in_words(&PublicContact { name, telephone });
        assert_eq!(
            shown,
            "<p class=\"contact\">&lt;script&gt;alert(1)&lt;/script&gt; <br>\
             Telephone: &quot;&#39;&amp;0191 498</p>"
        );
        assert_eq!(in_words(&PublicContact::default()), "");
    }
}

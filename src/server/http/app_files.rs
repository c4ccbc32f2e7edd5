//! The web app's files as the build leaves them, with the strict policy on whatever a browser may show.

use super::Shared;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::path::{Path, PathBuf};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; \
    manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const PERMISSIONS: &str = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), payment=(), usb=(), \
    publickey-credentials-create=(self), publickey-credentials-get=(self)";
const OF_EVERY_ANSWER: [(HeaderName, &str); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];
const OF_A_PAGE: [(HeaderName, &str); 3] = [
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];
const FOR_A_YEAR: &str = "public, max-age=31536000, immutable";

const NO_APP: &str = "This is a team's server. The app is not served here.\n";

pub(super) async fn with_policy(
    State(office): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    let is_for_programs = request.uri().path().starts_with("/v1/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in OF_EVERY_ANSWER {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A phone that is in touch each minute pays for every byte.
    if !is_for_programs {
        // A page that is not the app's brings a stricter one of its own.
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
        for (name, value) in OF_A_PAGE {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if office.server.address().starts_with("https://") {
        let for_a_year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, for_a_year);
    }
    response
}

/// A file of the app; for an address that is a page of it, the index.
pub(super) async fn serve(
    State(office): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let Some(name) = file_asked_for(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(folder) = &office.app else {
        return (StatusCode::NOT_FOUND, NO_APP).into_response();
    };
    match read(folder, name, &headers).await {
        Some(file) => answer(name, file, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Names are plain, so whatever could lead out of the folder names no file.
fn file_asked_for(path: &str) -> Option<&str> {
    let path = path.strip_prefix('/')?;
    let last = path.rsplit('/').next().unwrap_or(path);
    if path.starts_with("v1/") {
        return None;
    }
    if !last.contains('.') {
        return Some("index.html");
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let leads_on = path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    (path.chars().all(is_plain) && leads_on).then_some(path)
}

struct File {
    bytes: Vec<u8>,
    encoding: Option<&'static str>,
}

/// The smallest copy that the caller can read.
async fn read(folder: &Path, name: &str, headers: &HeaderMap) -> Option<File> {
    for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts(headers, encoding) {
            let copy = PathBuf::from(format!("{}{ending}", folder.join(name).display()));
            if let Ok(bytes) = tokio::fs::read(copy).await {
                return Some(File { bytes, encoding: Some(encoding) });
            }
        }
    }
    let bytes = tokio::fs::read(folder.join(name)).await.ok()?;
    Some(File { bytes, encoding: None })
}

fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let told = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    told.is_some_and(|told| {
        told.split(',').any(|one| {
            let (name, weight) = one.split_once(';').unwrap_or((one, ""));
            let weight = weight.trim().trim_start_matches("q=");
            name.trim() == encoding && weight.parse::<f32>() != Ok(0.0)
        })
    })
}

fn answer(name: &str, file: File, asked: &HeaderMap) -> Response {
    let File { bytes, encoding } = file;
    let tag = format!("\"{}\"", blake3::hash(&bytes).to_hex().get(..32).unwrap_or_default());
    let caching = if is_hashed(name) { FOR_A_YEAR } else { "no-cache" };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind_of(name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    (headers, bytes).into_response()
}

/// `name-0123456789abcdef.ending`: what stands under such a name never changes.
fn is_hashed(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    let before = last.rsplit_once('.').map_or(last, |(before, _)| before);
    before.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() == 16 && hash.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
    })
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_app_are_its_index_and_nothing_leads_out_of_the_folder() {
        for page in ["/", "/join", "/today", "/people/0190-aa"] {
            assert_eq!(file_asked_for(page), Some("index.html"), "{page}");
        }
        assert_eq!(file_asked_for("/snippets/a/inline0.js"), Some("snippets/a/inline0.js"));
        for path in ["/../a.db", "/a/../../b.db", "/.hidden.js", "//x.js", "/%2e%2e/a.db", "/v1/x"]
        {
            assert_eq!(file_asked_for(path), None, "{path}");
        }
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_a_year() {
        assert!(is_hashed("app-0123456789abcdef.wasm"));
        assert!(!is_hashed("icon-maskable-192.png") && !is_hashed("sw.js"));
    }

    #[test]
    fn a_copy_is_given_only_to_whoever_reads_it() {
        let asked = |told: &'static str| {
            HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(told))])
        };
        assert!(accepts(&asked("gzip, deflate, br"), "br"));
        assert!(!accepts(&asked("gzip, br;q=0"), "br") && !accepts(&HeaderMap::new(), "br"));
    }
}

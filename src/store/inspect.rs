//! For the simulator: everything that lies in a store, to be compared and searched. Not in any
//! product build.

use super::{Result, Seen, Store};
use crate::log::ChangeId;

const ROWS_FOR_READING: &[&str] = &[
    "select 'person ' || quote(id) || quote(given_name) || quote(family_name)
        || quote(preferred_name) || quote(worker) || quote(cover) || quote(rhythm_days)
        || quote(rhythm_words) || quote(telephone) || quote(next_contact_on)
        || quote(next_contact_how) || quote(last_contact_at)
        || quote(paused_until) || quote(ended_on) || quote(hello_on)
        || quote(cover_until) from person",
    "select 'visit ' || quote(id) || quote(person) || quote(at) || quote(place) from visit",
    "select 'promise ' || quote(id) || quote(person) || quote(visit) || quote(text)
        || quote(by_worker) || quote(on_day) || quote(became) from promise",
    "select 'told ' || quote(person) || quote(at) || quote(kind) || quote(id) || quote(is_within)
        from told",
    "select 'handover ' || quote(id) || quote(person) || quote(worker) || quote(accepted_on)
        || quote(goodbye_on) || quote(hello_on) from handover",
    "select 'connection ' || quote(id) || quote(person) || quote(service) || quote(on_day)
        || quote(is_open) from connection",
    "select 'joined ' || quote(id) || quote(one) || quote(other) from joined",
    "select 'part ' || quote(person) || quote(kind) || quote(id) from part",
    "select 'attachment ' || quote(id) || quote(person) || quote(at) || quote(n_bytes)
        from attachment",
    "select 'piece of ' || quote(attachment) || quote(n) || quote(piece) from piece_of",
    "select 'two versions ' || quote(person) || quote(kind) || quote(thing) || quote(field)
        from two_versions",
    "select 'word ' || quote(id) from word join visit on visit.n = word.rowid
        where word match 'note'",
];

impl Store {
    /// The tables for reading, row by row, in an order that depends on nothing else.
    pub fn rows_for_reading(&self) -> Result<Vec<String>> {
        let mut rows = Vec::new();
        for sql in ROWS_FOR_READING {
            let mut select = self.connection.prepare_cached(sql)?;
            for row in select.query_map([], |row| row.get(0))? {
                rows.push(row?);
            }
        }
        rows.sort();
        Ok(rows)
    }

    /// All sealed bytes: of the record, and held back.
    pub fn sealed(&self) -> Result<Vec<Vec<u8>>> {
        let sealed = self
            .connection
            .prepare_cached("select bytes from frame union all select bytes from held")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(sealed)
    }

    /// Why something is set aside, for each.
    pub fn set_aside_because(&self) -> Result<Vec<String>> {
        let because = self
            .connection
            .prepare_cached(
                "select coalesce(why_set_aside, '') from frame where state = 1
                 union all select 'a signature' from change where signature_is = 2
                 union all select 'a piece that is not taken' from piece_refused
                     join piece on piece.id = piece_refused.piece where piece.received_to is null",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(because)
    }

    /// All pieces of photos, whether or not any photo is made of them.
    pub fn pieces(&self) -> Result<Vec<Vec<u8>>> {
        let pieces = self
            .connection
            .prepare_cached("select bytes from piece")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(pieces)
    }

    /// Keeps a frame to be sent that a newer version of the app has sealed on this phone.
    pub fn keep_sealed(&mut self, bytes: &[u8]) -> Result<()> {
        self.together(|store| store.take_frame(bytes, None).map(drop))
    }
}

impl Seen {
    pub fn changes(&self) -> &[ChangeId] {
        &self.0
    }
}

//! Photos of letters: kept whole, with what was said of them; which there are of somebody, and whether
//! all of one is here.

#[cfg(test)]
mod tests;

use super::{Fields, Put, Result, Seen, Store, StoreTrouble, Writing};
use crate::{
    care::{AttachmentId, Moment, PersonId, VisitId},
    log::{Actor, PieceId, ScopeId, Thing, registry, registry::attachment},
    seal::piece::{MOST_PLAIN_BYTES, open_piece, piece_id, seal_piece},
};
use rusqlite::{OptionalExtension, named_params};

/// As much as one photo may have.
pub const MOST_ATTACHMENT_BYTES: usize = 10 * 1024 * 1024;
/// A preview goes with the log to everybody, so it is small.
pub const MOST_PREVIEW_BYTES: usize = 8 * 1024;

/// A photo that is to be kept.
pub struct NewAttachment<'a> {
    pub id: AttachmentId,
    pub person: PersonId,
    pub visit: Option<VisitId>,
    pub by: Actor,
    pub at: Moment,
    pub words: &'a str,
    pub media: &'a str,
    pub bytes: &'a [u8],
    /// Empty where there is none.
    pub preview: &'a [u8],
}

/// Where the bytes of a photo are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// All here, and not all of it with the server.
    OnThisPhone,
    /// All here, and the server has it.
    InTheRecord,
    /// Somewhere else still.
    NotHereYet,
    /// It was told of in words alone, as an import tells of it.
    Nowhere,
}

impl Store {
    /// The change that tells of it and all its pieces, or nothing of it.
    pub fn keep_attachment(&mut self, new: &NewAttachment<'_>) -> Result<Seen> {
        self.transact(|store| store.keep_attachment_within(new))
    }

    fn keep_attachment_within(&mut self, new: &NewAttachment<'_>) -> Result<Seen> {
        if new.bytes.is_empty() || new.bytes.len() > MOST_ATTACHMENT_BYTES {
            return Err(StoreTrouble::TooLong(new.bytes.len()));
        }
        if new.preview.len() > MOST_PREVIEW_BYTES {
            return Err(StoreTrouble::TooLong(new.preview.len()));
        }
        let scope = self.keyring().person_scope(new.person).ok_or(StoreTrouble::NoKeys)?;
        let pieces = self.cut_and_sealed(scope, new.bytes)?;
        let mut writing = Writing::at(new.at);
        writing.put(new.person, new.by, thing(new.id), puts(new, &pieces));
        let written = self.write_within(writing)?;
        pieces.iter().try_for_each(|(_, bytes)| self.insert_piece(bytes).map(drop))?;
        Ok(written)
    }

    fn cut_and_sealed(&mut self, scope: ScopeId, bytes: &[u8]) -> Result<Vec<(PieceId, Vec<u8>)>> {
        let team = self.me().team;
        // Its name is the hash of what is sealed, so that it cannot wait for a key as a change can.
        let key = self.team_key_of_others(&self.keys_unheard_of()?).ok_or(StoreTrouble::NoKeys)?;
        let pieces = bytes.chunks(MOST_PLAIN_BYTES).map(|plain| {
            let sealed = seal_piece(team, scope, &key, plain, self.surroundings.random());
            let sealed = sealed.map_err(|error| StoreTrouble::Garbled(error.to_string()))?;
            Ok((piece_id(&sealed), sealed))
        });
        pieces.collect()
    }

    /// Newest first.
    pub fn attachments_of(&self, person: PersonId) -> Result<Vec<AttachmentId>> {
        let ids = self
            .connection
            .prepare_cached(
                "select id from attachment where person = :person order by at desc, id desc",
            )?
            .query_map(named_params! { ":person": person.to_bytes() }, |row| {
                row.get(0).map(AttachmentId::from_bytes)
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// The bytes of a photo, if all of it is here.
    pub fn attachment_bytes(&self, id: AttachmentId) -> Result<Option<Vec<u8>>> {
        let mut select = self.connection.prepare_cached(
            "select piece.bytes from piece_of left join piece on piece.id = piece_of.piece
             where piece_of.attachment = :id order by piece_of.n",
        )?;
        let mut rows = select.query(named_params! { ":id": id.to_bytes() })?;
        let mut bytes = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(sealed) = row.get::<_, Option<Vec<u8>>>(0)? else { return Ok(None) };
            let plain = open_piece(&sealed, self.keyring());
            bytes.extend(plain.map_err(|error| StoreTrouble::Garbled(error.to_string()))?);
        }
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    pub fn whereabouts(&self, id: AttachmentId) -> Result<Whereabouts> {
        let (n_pieces, n_here, n_received): (i64, i64, i64) = self
            .connection
            .prepare_cached(
                "select count(*), count(piece.id), count(piece.received_to)
                 from piece_of left join piece on piece.id = piece_of.piece
                 where piece_of.attachment = :id",
            )?
            .query_row(named_params! { ":id": id.to_bytes() }, |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        Ok(match () {
            () if n_pieces == 0 => Whereabouts::Nowhere,
            () if n_here < n_pieces => Whereabouts::NotHereYet,
            () if n_received == n_pieces && self.is_in_record(thing(id))? => {
                Whereabouts::InTheRecord
            }
            () => Whereabouts::OnThisPhone,
        })
    }

    /// Somebody wants to see it: it comes before those that nobody waits for.
    pub fn ask_for_attachment(&self, id: AttachmentId) -> Result<()> {
        self.connection
            .prepare_cached("insert or ignore into attachment_asked (attachment) values (:id)")?
            .execute(named_params! { ":id": id.to_bytes() })?;
        Ok(())
    }

    pub(super) fn project_attachment(
        &self,
        id: [u8; 16],
        person: Option<[u8; 16]>,
        fields: &Fields,
    ) -> Result<()> {
        for table in ["attachment where id", "piece_of where attachment"] {
            self.connection
                .prepare_cached(&format!("delete from {table} = :id"))?
                .execute(named_params! { ":id": id })?;
        }
        let (Some(person), Some(at)) = (person, fields.moment(attachment::AT)) else {
            return Ok(());
        };
        let n_bytes = fields.bytes(attachment::N_BYTES).and_then(registry::count);
        self.connection
            .prepare_cached(
                "insert into attachment (id, person, at, n_bytes)
                 values (:id, :person, :at, :n_bytes)",
            )?
            .execute(named_params! {
                ":id": id, ":person": person, ":at": at.0, ":n_bytes": n_bytes.unwrap_or_default(),
            })?;
        let pieces = fields.bytes(attachment::PIECES).and_then(registry::ids).unwrap_or_default();
        let mut insert = self.connection.prepare_cached(
            "insert into piece_of (attachment, n, piece) values (:id, :n, :piece)",
        )?;
        for (n, piece) in (0_i64..).zip(pieces) {
            insert.execute(named_params! { ":id": id, ":n": n, ":piece": piece })?;
        }
        Ok(())
    }

    pub fn attachment_person(&self, id: AttachmentId) -> Result<Option<PersonId>> {
        let person = self
            .connection
            .prepare_cached("select person from attachment where id = :id")?
            .query_row(named_params! { ":id": id.to_bytes() }, |row| {
                row.get(0).map(PersonId::from_bytes)
            })
            .optional()?;
        Ok(person)
    }
}

pub(super) fn thing(id: AttachmentId) -> Thing {
    Thing { kind: attachment::KIND, id: id.to_bytes() }
}

fn puts(new: &NewAttachment<'_>, pieces: &[(PieceId, Vec<u8>)]) -> Vec<Put> {
    let ids: Vec<u8> = pieces.iter().flat_map(|(id, _)| id.0).collect();
    let n_bytes = u32::try_from(new.bytes.len()).unwrap_or(u32::MAX);
    let mut puts = vec![
        Put::new(attachment::PERSON, new.person.to_bytes()),
        Put::new(attachment::AT, new.at.0.to_le_bytes()),
        Put::new(attachment::WORDS, new.words),
        Put::new(attachment::MEDIA, new.media),
        Put::new(attachment::PIECES, ids),
        Put::new(attachment::N_BYTES, n_bytes.to_le_bytes()),
    ];
    puts.extend(new.visit.map(|visit| Put::new(attachment::VISIT, visit.to_bytes())));
    if !new.preview.is_empty() {
        puts.push(Put::new(attachment::PREVIEW, new.preview));
    }
    puts
}

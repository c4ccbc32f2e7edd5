//! Pieces of photos, sealed as they travel: which the server lacks, which are to be fetched, and what
//! comes of them.

use super::{
    Result, Store,
    frames::to_sql,
    meta::{self, name},
};
use crate::{
    care::{AttachmentId, Moment},
    log::{Change, ChangeId, PieceId, Thing, registry, registry::attachment},
    seal::piece::{header, piece_id},
};
use rusqlite::{OptionalExtension, named_params};
use std::collections::BTreeSet;

/// A photo of which something is to be sent or fetched, and those pieces of it in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PiecesOf {
    pub attachment: AttachmentId,
    /// Somebody waits to see it.
    pub is_asked_for: bool,
    pub pieces: Vec<PieceId>,
}

impl Store {
    /// Whether it is new here. One that an erasure names is not kept.
    pub(super) fn insert_piece(&self, bytes: &[u8]) -> Result<bool> {
        let Ok(header) = header(bytes) else { return Ok(false) };
        let n_rows = self
            .connection
            .prepare_cached(
                "insert into piece (id, scope, received_to, bytes)
                 select :id, :scope, null, :bytes
                 where not exists (select 1 from frame where id = :id and state = 2)
                 on conflict (id) do nothing",
            )?
            .execute(named_params! {
                ":id": piece_id(bytes).0, ":scope": header.scope.0, ":bytes": bytes,
            })?;
        Ok(n_rows == 1)
    }

    /// Takes in a piece that the server sent, if a photo is to be made of it. The server's last frame
    /// stood at `end` then.
    pub(crate) fn take_piece(&mut self, bytes: &[u8], end: u64) -> Result<bool> {
        let id = piece_id(bytes);
        if !self.is_named(id)? {
            return Ok(false);
        }
        self.transact(|store| {
            let is_new = store.insert_piece(bytes)?;
            store.keep_piece_receipt(id, end)?;
            store.connection.execute(
                "delete from attachment_asked where not exists (
                    select 1 from piece_of left join piece on piece.id = piece_of.piece
                    where piece_of.attachment = attachment_asked.attachment and piece.id is null)",
                [],
            )?;
            Ok(is_new)
        })
    }

    fn is_named(&self, id: PieceId) -> Result<bool> {
        let mut named =
            self.connection.prepare_cached("select 1 from piece_of where piece = :id")?;
        Ok(named.exists(named_params! { ":id": id.0 })?)
    }

    /// The server has it, and its last frame stood at `end` then.
    pub(crate) fn keep_piece_receipt(&self, id: PieceId, end: u64) -> Result<()> {
        self.connection
            .prepare_cached("update piece set received_to = :end where id = :id")?
            .execute(named_params! { ":id": id.0, ":end": to_sql(end) })?;
        Ok(())
    }

    /// The server will not take it: it is kept, and counts as set aside.
    pub(crate) fn set_piece_aside(&self, id: PieceId) -> Result<()> {
        self.connection
            .prepare_cached(
                "insert into piece_refused (piece) values (:id) on conflict do nothing",
            )?
            .execute(named_params! { ":id": id.0 })?;
        Ok(())
    }

    pub(super) fn n_pieces_set_aside(&self) -> Result<usize> {
        self.count(
            "select count(*) from piece_refused join piece on piece.id = piece_refused.piece
             where piece.received_to is null",
        )
    }

    pub(super) fn void_piece_receipts(&self) -> Result<()> {
        self.connection.execute("delete from piece_refused", [])?;
        self.connection.execute("update piece set received_to = null", [])?;
        meta::forget(&self.connection, name::PIECE_MARK)
    }

    /// Of the last receipt since the last round, by which the server notices that it was put back.
    pub(crate) fn piece_mark(&self) -> Result<Option<Vec<u8>>> {
        meta::read(&self.connection, name::PIECE_MARK)
    }

    /// Unless there is a later one by now.
    pub(crate) fn forget_piece_mark(&self, shown: &[u8]) -> Result<()> {
        if self.piece_mark()?.as_deref() == Some(shown) {
            meta::forget(&self.connection, name::PIECE_MARK)?;
        }
        Ok(())
    }

    pub(crate) fn keep_piece_mark(&self, mark: &[u8]) -> Result<()> {
        meta::write(&self.connection, name::PIECE_MARK, &mark)
    }

    /// Whether photos travel where somebody may pay for every byte.
    pub fn photos_travel_on_mobile_data(&self) -> Result<bool> {
        let said = meta::read(&self.connection, name::PHOTOS_ON_MOBILE_DATA)?;
        Ok(said.unwrap_or_default())
    }

    pub fn let_photos_travel_on_mobile_data(&self, is_so: bool) -> Result<()> {
        meta::write(&self.connection, name::PHOTOS_ON_MOBILE_DATA, &is_so)
    }

    /// Without a receipt of the present epoch, and not set aside; those of the smallest photo first, so
    /// that one large one keeps nobody waiting.
    pub fn unsent_pieces(&self) -> Result<Vec<PieceId>> {
        let ids = self
            .connection
            .prepare_cached(
                "select piece.id from piece
                 left join piece_of on piece_of.piece = piece.id
                 left join attachment on attachment.id = piece_of.attachment
                 where piece.received_to is null
                    and piece.id not in (select piece from piece_refused)
                 group by piece.id
                 order by min(attachment.n_bytes), min(attachment.id), min(piece_of.n), piece.n",
            )?
            .query_map([], |row| row.get(0).map(PieceId))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    pub fn n_unsent_pieces(&self) -> Result<usize> {
        self.count(
            "select count(*) from piece where received_to is null
             and id not in (select piece from piece_refused)",
        )
    }

    /// How many photos of this device are not all sent, and when the oldest of them was taken. Of others'
    /// that came from a server which was put back nobody knows whether it has them still.
    pub fn unsent_photos(&self) -> Result<(u32, Option<Moment>)> {
        let mut select = self.connection.prepare_cached(
            "select distinct attachment.id, attachment.at from piece
             join piece_of on piece_of.piece = piece.id
             join attachment on attachment.id = piece_of.attachment
             where piece.received_to is null and piece.id not in (select piece from piece_refused)",
        )?;
        let photos = select
            .query_map([], |row| Ok((row.get(0)?, row.get(1).map(Moment)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let (mut n_photos, mut oldest) = (0, None);
        for (id, at) in photos {
            let fields = self.fields(Thing { kind: attachment::KIND, id })?;
            if fields.origin().is_some_and(|first| first.writer == self.me.device) {
                n_photos += 1;
                oldest = oldest.min(Some(at)).or(Some(at));
            }
        }
        Ok((n_photos, oldest))
    }

    pub fn piece_bytes(&self, id: PieceId) -> Result<Option<Vec<u8>>> {
        let bytes = self
            .connection
            .prepare_cached("select bytes from piece where id = :id")?
            .query_row(named_params! { ":id": id.0 }, |row| row.get(0))
            .optional()?;
        Ok(bytes)
    }

    /// Photos of which something is not here: those that somebody asked for, and then those of the people
    /// whom this phone's worker knows; of each the smallest first.
    pub fn wanted_pieces(&self) -> Result<Vec<PiecesOf>> {
        let mut select = self.connection.prepare_cached(
            "select attachment.id, piece_of.piece, asked.attachment is not null from attachment
             join piece_of on piece_of.attachment = attachment.id
             left join piece on piece.id = piece_of.piece
             left join attachment_asked asked on asked.attachment = attachment.id
             left join person on person.id = attachment.person
             where piece.id is null
                and (asked.attachment is not null or :me in (person.worker, person.cover))
                and not exists (select 1 from frame where id = piece_of.piece and state = 2)
             order by asked.attachment is null, attachment.n_bytes, attachment.id, piece_of.n",
        )?;
        let mut rows = select.query(named_params! { ":me": self.me().worker.to_bytes() })?;
        let mut wanted: Vec<PiecesOf> = Vec::new();
        while let Some(row) = rows.next()? {
            let attachment = AttachmentId::from_bytes(row.get(0)?);
            let (piece, is_asked_for) = (PieceId(row.get(1)?), row.get(2)?);
            match wanted.last_mut().filter(|last| last.attachment == attachment) {
                Some(last) => last.pieces.push(piece),
                None => wanted.push(PiecesOf { attachment, is_asked_for, pieces: vec![piece] }),
            }
        }
        Ok(wanted)
    }

    /// Those of which photos are made that these changes tell of.
    pub(super) fn pieces_of_changes(&self, ids: &BTreeSet<ChangeId>) -> Result<Vec<PieceId>> {
        let mut pieces = BTreeSet::new();
        for id in ids {
            if let Some(change) = self.change_named(*id)? {
                pieces.extend(pieces_in(&change));
            }
        }
        Ok(pieces.into_iter().collect())
    }

    /// Answers whether there was anything to go.
    pub(super) fn drop_piece(&self, id: PieceId) -> Result<bool> {
        let n_rows = self
            .connection
            .prepare_cached("delete from piece where id = :id")?
            .execute(named_params! { ":id": id.0 })?;
        Ok(n_rows > 0)
    }
}

fn pieces_in(change: &Change) -> impl Iterator<Item = PieceId> {
    let of_photo = (change.thing.kind == attachment::KIND).then_some(change);
    let said = of_photo.and_then(|change| change.value(attachment::PIECES));
    said.and_then(registry::ids).unwrap_or_default().into_iter().map(PieceId)
}

//! Whichever database a server was started with.

use super::{
    CodeTag, Database, Durable, Ends, FrameRow, KeptDrafts, KeptPiece, Knock, Knocked, KnownPieces,
    Link, NewLink, NewPiece, NewShare, NewTeam, Pull, Pulled, ShareStanding, SigningIn, Standing,
    Taken, TokenHash, postgres::Postgres, sqlite::Sqlite,
};
use crate::{
    care::{DeviceId, Moment, ShareId},
    log::{PieceId, ScopeId, TeamId},
    seal::{Book, EntryId, SignedEntry},
    server::{Session, Trouble, judge::Offer},
    sync::protocol::{Digest, Draft, Epoch, FrameDown, News, PublicContact, SeenDevice, ShareSeen},
};
use std::sync::Arc;

pub enum AnyDatabase {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// Each question goes on to the database that is there.
macro_rules! goes_on {
    ($($name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)*) => {
        impl Database for AnyDatabase {
            fn secret(&self) -> [u8; 32] {
                match self {
                    Self::Sqlite(database) => database.secret(),
                    Self::Postgres(database) => database.secret(),
                }
            }
            $(async fn $name(&self, $($given: $kind),*) -> Result<$answer, Trouble> {
                match self {
                    Self::Sqlite(database) => database.$name($($given),*).await,
                    Self::Postgres(database) => database.$name($($given),*).await,
                }
            })*
        }
    };
}

super::questions!(goes_on);

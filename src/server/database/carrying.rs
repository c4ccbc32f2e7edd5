//! A whole server's rows, from one database to another: all of them, or none.

use super::{postgres::Postgres, sqlite::Sqlite};
use crate::{log::TeamId, server::Trouble};

/// As the tables of both databases have it.
pub(super) struct Table {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Kind)],
    /// Told in order, and many: read and written by and by.
    pub has_positions: bool,
    /// Seen only by whoever works for that team.
    pub is_of_team: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Bytes,
    Number,
    Text,
    Flag,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Bytes(Vec<u8>),
    Number(i64),
    Text(String),
    Flag(bool),
}

pub(super) type Values = Vec<Value>;

/// How many rows are carried at once.
pub(super) const MOST_AT_ONCE: i64 = 50;

const fn of_all(name: &'static str, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, columns, has_positions: false, is_of_team: false }
}

const fn of_team(name: &'static str, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, columns, has_positions: false, is_of_team: true }
}

const fn in_order(name: &'static str, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, columns, has_positions: true, is_of_team: true }
}

use Kind::{Bytes, Flag, Number, Text};

/// Where positions are, they come first after the team. What others refer to comes before them.
pub(super) const TABLES: [Table; 21] = [
    of_all("server", &[("one", Number), ("secret", Bytes)]),
    of_all("team", &[("team", Bytes), ("epoch", Bytes)]),
    in_order("entry_end", &[("team", Bytes), ("position", Number), ("xor_to", Bytes)]),
    in_order("held_end", &[("team", Bytes), ("position", Number), ("xor_to", Bytes)]),
    in_order("piece_end", &[("team", Bytes), ("position", Number), ("xor_to", Bytes)]),
    in_order(
        "entry",
        &[
            ("team", Bytes),
            ("position", Number),
            ("id", Bytes),
            ("signature", Bytes),
            ("bytes", Bytes),
        ],
    ),
    in_order(
        "frame",
        &[
            ("team", Bytes),
            ("position", Number),
            ("id", Bytes),
            ("scope", Bytes),
            ("device", Bytes),
            ("is_erased", Flag),
            ("xor_to", Bytes),
            ("bytes", Bytes),
        ],
    ),
    of_team("erased", &[("team", Bytes), ("id", Bytes)]),
    in_order(
        "held",
        &[
            ("team", Bytes),
            ("position", Number),
            ("id", Bytes),
            ("scope", Bytes),
            ("device", Bytes),
            ("held_for", Text),
            ("held_at", Number),
            ("bytes", Bytes),
        ],
    ),
    in_order(
        "piece",
        &[
            ("team", Bytes),
            ("position", Number),
            ("id", Bytes),
            ("scope", Bytes),
            ("device", Bytes),
            ("at", Number),
            ("bytes", Bytes),
        ],
    ),
    of_team(
        "device_seen",
        &[
            ("team", Bytes),
            ("device", Bytes),
            ("seen_at", Number),
            ("n_unsent", Number),
            ("oldest_unsent_at", Number),
        ],
    ),
    of_team(
        "draft",
        &[
            ("team", Bytes),
            ("device", Bytes),
            ("name", Bytes),
            ("number", Number),
            ("at", Number),
            ("bytes", Bytes),
        ],
    ),
    of_team(
        "durable",
        &[("team", Bytes), ("epoch", Bytes), ("position", Number), ("made_at", Number)],
    ),
    of_team("contact", &[("team", Bytes), ("name", Text), ("telephone", Text)]),
    of_team(
        "link",
        &[("team", Bytes), ("invitation", Bytes), ("ends_at", Number), ("keyring", Bytes)],
    ),
    of_all("door", &[("key", Bytes), ("team", Bytes)]),
    of_all("token", &[("hash", Bytes), ("team", Bytes), ("device", Bytes), ("ends_at", Number)]),
    of_all("used_challenge", &[("nonce", Bytes), ("ends_at", Number)]),
    of_all("founding_token", &[("hash", Bytes), ("used_by", Bytes)]),
    of_all(
        "share",
        &[
            ("share", Bytes),
            ("team", Bytes),
            ("device", Bytes),
            ("door", Bytes),
            ("code", Bytes),
            ("n_tries_left", Number),
            ("made_at", Number),
            ("ends_at", Number),
            ("is_withdrawn", Flag),
            ("n_opened", Number),
            ("opened_at", Number),
            ("page", Bytes),
        ],
    ),
    of_all("share_answer", &[("share", Bytes), ("n", Number), ("at", Number), ("bytes", Bytes)]),
];

impl Table {
    pub fn columns(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// What puts rows one after the other, the same in both databases.
    pub fn order(&self) -> String {
        self.columns.iter().take(3).map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

/// One database's rows, as they are carried: all of it out of one state, or into one change.
pub(super) trait Rows {
    async fn teams(&mut self) -> Result<Vec<TeamId>, Trouble>;

    /// Rows after a position, at most so many; of a table without positions, all.
    async fn some(
        &mut self,
        table: &Table,
        team: Option<TeamId>,
        after: i64,
    ) -> Result<Vec<Values>, Trouble>;

    async fn keep(
        &mut self,
        table: &Table,
        team: Option<TeamId>,
        rows: Vec<Values>,
    ) -> Result<(), Trouble>;

    async fn empty(&mut self) -> Result<(), Trouble>;
}

/// What was carried, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    pub n_teams: usize,
    pub n_entries: usize,
    pub n_frames: usize,
    pub n_held: usize,
    pub n_pieces: usize,
}

/// Keyrings that were left for newcomers: a server that moves takes them along, no backup has them.
const LINKS: &str = "link";

/// From an embedded database that no server has open to an empty PostgreSQL.
pub async fn to_postgres(from: &Sqlite, to: &Postgres) -> Result<Carried, Trouble> {
    let mut from = from.all_rows()?;
    let mut client = to.client().await?;
    let mut to = Postgres::all_rows_to_write(&mut client).await?;
    let carried = carry(&mut from, &mut to, |_| true).await?;
    to.commit().await?;
    Ok(carried)
}

/// From PostgreSQL, as it is at this moment, to an embedded database.
pub async fn to_sqlite(from: &Postgres, to: &Sqlite) -> Result<Carried, Trouble> {
    those_to_sqlite(from, to, |_| true).await
}

/// The same without open invitations.
pub async fn record_to_sqlite(from: &Postgres, to: &Sqlite) -> Result<Carried, Trouble> {
    those_to_sqlite(from, to, |table| table.name != LINKS).await
}

async fn those_to_sqlite(
    from: &Postgres,
    to: &Sqlite,
    is_one: fn(&Table) -> bool,
) -> Result<Carried, Trouble> {
    let mut client = from.client().await?;
    let mut from = Postgres::all_rows(&mut client).await?;
    let mut to = to.all_rows_to_write()?;
    let carried = carry(&mut from, &mut to, is_one).await?;
    to.commit()?;
    Ok(carried)
}

/// Each row is read back, before anything is committed.
async fn carry(
    from: &mut impl Rows,
    to: &mut impl Rows,
    is_one: fn(&Table) -> bool,
) -> Result<Carried, Trouble> {
    let teams = from.teams().await?;
    let mut carried = Carried { n_teams: teams.len(), ..Carried::default() };
    to.empty().await?;
    for table in TABLES.iter().filter(|table| is_one(table)) {
        let of_teams = teams.iter().copied().map(Some);
        let whose: Vec<_> = if table.is_of_team { of_teams.collect() } else { vec![None] };
        for team in whose {
            let n_rows = carry_table(from, to, table, team).await?;
            match table.name {
                "entry" => carried.n_entries += n_rows,
                "frame" => carried.n_frames += n_rows,
                "held" => carried.n_held += n_rows,
                "piece" => carried.n_pieces += n_rows,
                _ => {}
            }
        }
    }
    Ok(carried)
}

async fn carry_table(
    from: &mut impl Rows,
    to: &mut impl Rows,
    table: &Table,
    team: Option<TeamId>,
) -> Result<usize, Trouble> {
    let (mut after, mut n_rows) = (0, 0);
    loop {
        let rows = from.some(table, team, after).await?;
        let Some(last) = rows.last() else { return Ok(n_rows) };
        let next = match last.get(1) {
            Some(Value::Number(position)) if table.has_positions => Some(*position),
            _ => None,
        };
        n_rows += rows.len();
        to.keep(table, team, rows.clone()).await?;
        if to.some(table, team, after).await? != rows {
            return Err(Trouble::Broken(format!("what was read back of {} differs", table.name)));
        }
        match next {
            Some(position) => after = position,
            None => return Ok(n_rows),
        }
    }
}

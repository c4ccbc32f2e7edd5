//! What stands at the beginning of a backup: what it is, when it was made, and what it holds. One
//! line of JSON, so that somebody with the key and no Alongside can still read it.

use super::{Trouble, tally::Tally};
use crate::{
    care::Moment,
    server::words::{counted, short},
};
use serde::{Deserialize, Serialize};

/// The newest form that this version reads, and the one that it writes.
pub const FORMAT: u32 = 1;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub format: u32,
    /// The version of the server that made it.
    pub made_by: String,
    pub made_at: Moment,
    /// Where phones reach the server; empty where it had never run.
    pub address: String,
    pub record: Record,
    pub teams: Vec<TeamHead>,
}

/// The file in which the record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub n_bytes: u64,
    /// The number of its database's shape: a server opens older ones, and none that is newer.
    pub shape: u32,
}

/// A [`Tally`] as it is written: names in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamHead {
    team: String,
    epoch: String,
    position: u64,
    n_entries: u64,
    n_frames: u64,
    n_erased: u64,
    n_held: u64,
    /// Heads of before there were any do not say.
    #[serde(default)]
    n_pieces: u64,
    digest: String,
}

impl Head {
    pub fn of(tallies: &[Tally], address: &str, made_at: Moment, record: Record) -> Self {
        Self {
            format: FORMAT,
            made_by: env!("CARGO_PKG_VERSION").to_owned(),
            made_at,
            address: address.to_owned(),
            record,
            teams: tallies.iter().map(TeamHead::of).collect(),
        }
    }

    /// The format is looked at first: of a newer one nothing else is known.
    pub fn read(line: &[u8], newest_shape: u32) -> Result<Self, Trouble> {
        #[derive(Deserialize)]
        struct Which {
            format: u32,
            made_by: String,
        }
        let which: Which = serde_json::from_slice(line).map_err(|_| Trouble::NotABackup)?;
        let newer = |made_by| Trouble::Newer { made_by };
        if which.format > FORMAT {
            return Err(newer(which.made_by));
        }
        let head: Self = serde_json::from_slice(line).map_err(|_| Trouble::NotABackup)?;
        if head.record.shape > newest_shape { Err(newer(head.made_by)) } else { Ok(head) }
    }

    pub fn line(&self) -> Result<Vec<u8>, Trouble> {
        let mut line = serde_json::to_vec(self).map_err(|_| Trouble::NotABackup)?;
        line.push(b'\n');
        Ok(line)
    }

    /// Whether the rows are those of which the head speaks.
    pub fn compare(&self, tallies: &[Tally]) -> Result<(), Trouble> {
        let found: Vec<_> = tallies.iter().map(TeamHead::of).collect();
        if found.len() != self.teams.len() {
            let (head, rows) = (self.teams.len(), found.len());
            return Err(Trouble::Differs(format!("teams: {head} in the head, {rows} in the rows")));
        }
        match self.teams.iter().zip(&found).find(|(told, found)| told != found) {
            Some((told, found)) => Err(Trouble::Differs(told.difference(found))),
            None => Ok(()),
        }
    }
}

impl TeamHead {
    fn of(tally: &Tally) -> Self {
        Self {
            team: hex(&tally.team.0),
            epoch: hex(&tally.epoch.0),
            position: tally.ends.frame.position,
            n_entries: tally.n_entries,
            n_frames: tally.n_frames,
            n_erased: tally.n_erased,
            n_held: tally.n_held,
            n_pieces: tally.n_pieces,
            digest: hex(&tally.digest),
        }
    }

    fn difference(&self, found: &Self) -> String {
        let counts = |it: &Self| [it.n_entries, it.n_frames, it.n_erased, it.n_held, it.n_pieces];
        let what = if self.team != found.team || self.epoch != found.epoch {
            "another team or epoch".to_owned()
        } else if counts(self) == counts(found) {
            "as many rows, and another digest".to_owned()
        } else {
            let told = self.in_words();
            format!("{told} in the head, {} in the rows", found.in_words())
        };
        format!("team {}: {what}", self.short_name())
    }

    pub fn short_name(&self) -> String {
        short(&self.team)
    }

    pub fn in_words(&self) -> String {
        format!(
            "{} of the book, {} ({} erased), {} held, {} of photos",
            counted(self.n_entries, "entry", "entries"),
            counted(self.n_frames, "frame", "frames"),
            self.n_erased,
            self.n_held,
            counted(self.n_pieces, "piece", "pieces")
        )
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        log::TeamId,
        server::{backup::tally::Counting, database::Ends},
        sync::protocol::Epoch,
    };

    fn tally(team: u8) -> Tally {
        Counting::of(TeamId([team; 16]), Epoch([9; 16])).finish()
    }

    fn head() -> Head {
        let record = Record { n_bytes: 4096, shape: 4 };
        Head::of(&[tally(1), tally(2)], "https://team.example", Moment(5), record)
    }

    fn read(line: &[u8]) -> Result<Head, Trouble> {
        Head::read(line, 4)
    }

    #[test]
    fn a_head_reads_as_it_was_written_and_what_a_later_one_adds_is_passed_over() {
        let line = head().line().unwrap();
        assert_eq!(read(&line).unwrap(), head());
        let text = String::from_utf8(line).unwrap();
        let longer = text.replacen('{', r#"{"added_later":[1],"#, 1);
        assert_eq!(read(longer.as_bytes()).unwrap(), head());
    }

    #[test]
    fn a_newer_format_is_told_by_the_version_that_made_it_whatever_else_it_says() {
        let newer = format!(r#"{{"format":{},"made_by":"7.1"}}"#, FORMAT + 1);
        let said = read(newer.as_bytes()).unwrap_err().to_string();
        assert!(said.contains("7.1") && said.contains("newer"), "{said}");
        assert!(matches!(read(b"{}"), Err(Trouble::NotABackup)));
        let line = head().line().unwrap();
        let of_newer_shape = Head::read(&line, 3);
        assert!(matches!(of_newer_shape, Err(Trouble::Newer { .. })));
    }

    #[test]
    fn rows_that_are_not_those_of_the_head_are_told_team_by_team() {
        assert!(head().compare(&[tally(1), tally(2)]).is_ok());
        let differs = |tallies: &[Tally]| head().compare(tallies).unwrap_err().to_string();
        assert!(differs(&[tally(1)]).contains("2 in the head, 1 in the rows"));
        assert!(differs(&[tally(1), tally(3)]).contains("team 02020202: another team"));
        let fewer = Tally { n_frames: 7, ..tally(2) };
        assert!(differs(&[tally(1), fewer]).contains("7 frames"));
        let other = Tally { digest: [1; 32], ..tally(1) };
        assert!(differs(&[other, tally(2)]).contains("another digest"));
        let back = Tally { ends: Ends::default(), epoch: Epoch([8; 16]), ..tally(1) };
        assert!(differs(&[back, tally(2)]).contains("epoch"));
    }
}

//! What the bridge can be told to do.

use super::photos::AddPhoto;
use alongside::care::{AttachmentId, Day, PersonId, Place, ShareId, VisitId, WorkerId};
use clap::{ArgGroup, Args, Parser, Subcommand};
use std::path::PathBuf;
use uuid::Uuid;

/// An enrolled device of an Alongside team, without screens: for imports, exports and reports.
#[derive(Parser)]
#[command(name = "alongside-bridge", version)]
pub struct Options {
    /// The folder in which this device lives
    #[arg(long, env = "ALONGSIDE_HOME")]
    pub home: Option<PathBuf>,
    /// A file with the passphrase that opens it
    #[arg(long, env = "ALONGSIDE_PASSPHRASE_FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Answer in JSON, an object a line
    #[arg(long)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Enrol in a team by a link, or make the team by the founding link
    Join(Join),
    /// Enrol as a new lead's device by the recovery kit
    Recover {
        /// The file with the kit, or its twenty-four words
        #[arg(required = true)]
        kit: Vec<String>,
        /// The server's public address, where the kit does not say it
        #[arg(long)]
        server: Option<String>,
        #[arg(long, default_value = "Recovery")]
        name: String,
    },
    /// Send and fetch until nothing is left
    Sync {
        /// Goes on, and fetches what is new as soon as there is something, until it is stopped
        #[arg(long)]
        follow: bool,
    },
    /// Take in a file of the import form, or the encrypted file of an export; `-` is the input
    Import {
        file: PathBuf,
        /// A file with the five words of an encrypted file (or set ALONGSIDE_WORDS)
        #[arg(long)]
        words_file: Option<PathBuf>,
    },
    /// Write all, or all of one person, in the import form
    Export {
        #[arg(long)]
        person: Option<PersonId>,
        /// Into this file, encrypted under five words that are shown
        #[arg(long, conflicts_with = "person")]
        sealed: Option<PathBuf>,
    },
    /// Everybody in the record
    People,
    /// Hold everybody's record, or only those that are followed: what goes comes back when it is opened
    Hold { what: Held },
    /// Follow somebody for three months, and fetch their record where it is not here
    Open { id: PersonId },
    /// One person, whole
    Person { id: PersonId },
    /// Kept visits, oldest first
    Visits {
        #[arg(long)]
        person: Option<PersonId>,
    },
    /// Keep a visit of now
    KeepVisit(KeepVisit),
    /// Set one field of a person, or choose between its versions
    Set {
        #[arg(long)]
        person: PersonId,
        #[arg(long)]
        field: String,
        #[arg(long)]
        value: String,
    },
    /// Fields of which two versions stand side by side
    Versions,
    /// People and notes in which these words stand
    Search {
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Somebody's page, as they would see it
    Page {
        #[arg(long)]
        person: PersonId,
    },
    /// Make a link to somebody's page, and the six digits that open it
    Share {
        #[arg(long)]
        person: PersonId,
        /// How many days it is open
        #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u16).range(1..=30))]
        days: u16,
    },
    /// The links to somebody's page
    Shares {
        #[arg(long)]
        person: PersonId,
    },
    /// Six other digits for a link
    FreshCode { id: ShareId },
    /// End a link, at once and for ever
    Revoke { id: ShareId },
    /// Make a link that lets one device in, once, within three days
    Invite(Invite),
    /// Who is in the team, and with which devices
    Members,
    /// Remove a device, or a worker with all devices
    Remove { id: Uuid },
    /// Erase a visit everywhere; a lead only
    Erase { id: VisitId },
    /// Letters and photos of somebody, newest first
    Photos {
        #[arg(long)]
        person: PersonId,
    },
    /// Write a photo into a new file; it is fetched first where it is not here
    Photo {
        id: AttachmentId,
        #[arg(long)]
        to: PathBuf,
    },
    /// Keep a photo with somebody, without what its camera wrote into it
    AddPhoto(AddPhoto),
    /// Erase a photo everywhere; a lead only
    ErasePhoto { id: AttachmentId },
    /// Notes that somebody wrote who has been removed since
    Late,
    /// Take late notes into the record: one, by its name, or all
    Admit { frame: Option<String> },
    /// Leave a late note out of the record, and say why; it is kept all the same
    LeaveOut { frame: String, why: String },
    /// What is safe here, and what is in the team's record
    Status,
    /// What one worker of the fictional demo team wrote, as if up to today
    DemoLines {
        #[arg(long = "as")]
        key: String,
    },
}

#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Held {
    All,
    Followed,
}

#[derive(Args)]
pub struct Join {
    pub link: String,
    /// The name by which the team will know this worker; else what the inviter called them
    #[arg(long, default_value = "")]
    pub name: String,
    /// With the founding link: what the team is called
    #[arg(long, requires = "recovery_kit")]
    pub team: Option<String>,
    /// With the founding link: a new file for the words that let you in when all is lost
    #[arg(long, requires = "team")]
    pub recovery_kit: Option<PathBuf>,
}

#[derive(Args)]
#[command(group(ArgGroup::new("words").required(true).args(["note", "note_file"])))]
pub struct KeepVisit {
    #[arg(long)]
    pub person: PersonId,
    #[arg(long, value_parser = place)]
    pub place: Place,
    #[arg(long)]
    pub note: Option<String>,
    /// A file with the note; `-` is the input
    #[arg(long)]
    pub note_file: Option<PathBuf>,
    #[arg(long)]
    pub promise: Option<String>,
    /// Whose promise it is
    #[arg(long, requires = "promise", default_value = "worker", value_parser = ["worker", "person"])]
    pub by: String,
    /// For which day
    #[arg(long, requires = "promise")]
    pub on: Option<Day>,
}

#[derive(Args)]
pub struct Invite {
    /// What a new colleague is called; the link offers it to them as their name
    #[arg(long)]
    pub name: Option<String>,
    /// For another device of this worker
    #[arg(long, conflicts_with = "again")]
    pub next_phone: bool,
    /// For a worker who lost theirs; a lead only
    #[arg(long)]
    pub again: Option<WorkerId>,
}

fn place(word: &str) -> Result<Place, String> {
    let place = Place::from_word(word);
    let words: Vec<&str> = Place::ALL.iter().map(Place::as_word).collect();
    if place.is_known() { Ok(place) } else { Err(format!("one of {}", words.join(", "))) }
}

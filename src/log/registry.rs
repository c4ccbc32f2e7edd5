//! The registry: every kind and field, its number, its name, its shape, and the scope it lives in.
//!
//! Numbers are for ever. A field is added at the end of its kind and never removed or reused.

use super::change::Kind;

/// Where a field lives: in the person's own scope, or in the team's directory, by which every
/// phone knows who there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    Person,
    Directory,
}

/// How a value is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// UTF-8.
    Text,
    /// UTF-8, one of a closed list that later versions may lengthen.
    Word,
    /// UTF-8, `YYYY-MM-DD`.
    Day,
    /// Milliseconds since 1970, i64 little-endian.
    Moment,
    /// Sixteen bytes.
    Id,
    /// u16 little-endian.
    Number,
}

#[derive(Debug)]
pub struct FieldSpec {
    pub kind: Kind,
    pub number: u16,
    pub name: &'static str,
    pub shape: Shape,
    pub home: Home,
}

macro_rules! registry {
    ($($(#[$doc:meta])* $kind:ident = $kind_number:literal {
        $($field:ident = $number:literal $name:literal $shape:ident $home:ident,)+
    })+) => {
        $(
            $(#[$doc])*
            pub mod $kind {
                use super::Kind;
                pub const KIND: Kind = Kind($kind_number);
                $(pub const $field: u16 = $number;)+
            }
        )+

        pub static FIELDS: &[FieldSpec] = &[$($(
            FieldSpec {
                kind: $kind::KIND,
                number: $number,
                name: $name,
                shape: Shape::$shape,
                home: Home::$home,
            },
        )+)+];
    };
}

registry! {
    person = 1 {
        GIVEN_NAME = 1 "given_name" Text Directory,
        FAMILY_NAME = 2 "family_name" Text Directory,
        PREFERRED_NAME = 3 "preferred_name" Text Directory,
        BORN = 4 "born" Day Directory,
        WORKER = 5 "worker" Id Directory,
        COVER = 6 "cover" Id Directory,
        PRONOUN = 10 "pronoun" Text Person,
        GENDER = 11 "gender" Text Person,
        TELEPHONE = 12 "telephone" Text Person,
        ADDRESS = 13 "address" Text Person,
        CONTACT_BY = 14 "contact_by" Text Person,
        ACCESS = 15 "access" Text Person,
        PLEASE_DO = 16 "please_do" Text Person,
        PLEASE_DONT = 17 "please_dont" Text Person,
        MATTERS = 18 "matters" Text Person,
        PEOPLE_IMPORTANT = 19 "people_important" Text Person,
        COMMUNICATION = 20 "communication" Text Person,
        SUPPORT = 21 "support" Text Person,
        ALSO_WORTH_KNOWING = 22 "also_worth_knowing" Text Person,
        REFERRER_NAME = 23 "referrer_name" Text Person,
        REFERRER_CONTACT = 24 "referrer_contact" Text Person,
        GP_PRACTICE = 25 "gp_practice" Text Person,
        RHYTHM_DAYS = 26 "rhythm_days" Number Person,
        RHYTHM_WORDS = 27 "rhythm_words" Text Person,
        NO_KNOWN_RISKS_ON = 28 "no_known_risks_on" Day Person,
        NEXT_CONTACT_ON = 29 "next_contact_on" Day Person,
        NEXT_CONTACT_HOW = 30 "next_contact_how" Word Person,
        EXTRA = 1000 "extra" Text Person,
    }
    visit = 2 {
        PERSON = 1 "person" Id Person,
        AT = 2 "at" Moment Person,
        PLACE = 3 "place" Word Person,
        NOTE = 4 "note" Text Person,
        HOW_THEY_WERE = 5 "how_they_were" Text Person,
        NOTICED = 6 "noticed" Text Person,
        SAID = 7 "said" Text Person,
        DID = 8 "did" Text Person,
        HOLDING = 9 "holding" Word Person,
        MOVED_TO = 10 "moved_to" Id Person,
        EXTRA = 1000 "extra" Text Person,
    }
    promise = 3 {
        PERSON = 1 "person" Id Person,
        VISIT = 2 "visit" Id Person,
        TEXT = 3 "text" Text Person,
        BY = 4 "by" Word Person,
        ON = 5 "on" Day Person,
        BECAME = 6 "became" Word Person,
        BECAME_WORDS = 7 "became_words" Text Person,
        EXTRA = 1000 "extra" Text Person,
    }
    goal = 4 {
        PERSON = 1 "person" Id Person,
        WORDS = 2 "words" Text Person,
        STEP = 3 "step" Text Person,
        GOING = 4 "going" Number Person,
        EXTRA = 1000 "extra" Text Person,
    }
    risk = 5 {
        PERSON = 1 "person" Id Person,
        WHAT = 2 "what" Text Person,
        CHECKED_ON = 3 "checked_on" Day Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// A later word on a kept visit.
    amendment = 6 {
        PERSON = 1 "person" Id Person,
        VISIT = 2 "visit" Id Person,
        TEXT = 3 "text" Text Person,
        EXTRA = 1000 "extra" Text Person,
    }
}

pub fn field(kind: Kind, number: u16) -> Option<&'static FieldSpec> {
    FIELDS.iter().find(|spec| spec.kind == kind && spec.number == number)
}

pub fn field_named(kind: Kind, name: &str) -> Option<&'static FieldSpec> {
    FIELDS.iter().find(|spec| spec.kind == kind && spec.name == name)
}

/// Whether what was put first stands for ever: a kept visit has one author, and what is added to
/// it is an amendment. What somebody else puts beside it replaces nothing.
pub fn is_written_once(kind: Kind, number: u16) -> bool {
    (kind == visit::KIND && number != visit::MOVED_TO) || kind == amendment::KIND
}

impl Shape {
    /// The bytes of a value that is written as text; `None` when it is not such a value.
    pub fn parse(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Text | Self::Word => Some(text.as_bytes().to_vec()),
            Self::Day => {
                let day: crate::care::Day = text.trim().parse().ok()?;
                Some(day.to_string().into_bytes())
            }
            Self::Moment => {
                let moment = crate::care::Moment::from_rfc3339(text.trim())?;
                Some(moment.0.to_le_bytes().to_vec())
            }
            Self::Id => Some(uuid::Uuid::parse_str(text.trim()).ok()?.as_bytes().to_vec()),
            Self::Number => Some(text.trim().parse::<u16>().ok()?.to_le_bytes().to_vec()),
        }
    }

    /// A value as text. What is not of the shape shows as empty and stays in the log as it is.
    pub fn show(self, bytes: &[u8]) -> String {
        match self {
            Self::Text | Self::Word | Self::Day => String::from_utf8_lossy(bytes).into_owned(),
            Self::Moment => moment(bytes).map(|at| at.to_rfc3339()).unwrap_or_default(),
            Self::Id => id(bytes).map(|id| id.to_string()).unwrap_or_default(),
            Self::Number => number(bytes).map(|n| n.to_string()).unwrap_or_default(),
        }
    }
}

pub fn moment(bytes: &[u8]) -> Option<crate::care::Moment> {
    Some(crate::care::Moment(i64::from_le_bytes(bytes.try_into().ok()?)))
}

pub fn id(bytes: &[u8]) -> Option<uuid::Uuid> {
    uuid::Uuid::from_slice(bytes).ok()
}

pub fn number(bytes: &[u8]) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

//! The registry: every kind and field, its number, its name, its shape, and the scope it lives in.
//!
//! Numbers are for ever. A field is added at the end of its kind and never removed or reused.

use super::change::Kind;

/// Where a field lives: in the person's own scope; in the team's directory, by which every phone
/// knows who there is; or in a closed scope, which only those read whom the book names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    Person,
    Directory,
    Closed,
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
    /// u32 little-endian.
    Count,
    /// Sixteen bytes each, one after another.
    Ids,
    /// As they are.
    Bytes,
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
        COVER_UNTIL = 31 "cover_until" Day Directory,
        PAUSED_UNTIL = 32 "paused_until" Day Person,
        PAUSED_FOR = 33 "paused_for" Text Person,
        IF_HARD_SIGNS = 34 "if_hard_signs" Text Person,
        IF_HARD_HELPS = 35 "if_hard_helps" Text Person,
        IF_HARD_WHOM = 36 "if_hard_whom" Text Person,
        ENDED_TOGETHER_ON = 37 "ended_together_on" Day Person,
        ENDING_WORDS = 38 "ending_words" Text Person,
        HELLO_AGAIN_ON = 39 "hello_again_on" Day Person,
        STRENGTHS = 40 "strengths" Text Person,
        HELPS = 41 "helps" Text Person,
        GETS_IN_THE_WAY = 42 "gets_in_the_way" Text Person,
        LOOK_AGAIN_ON = 43 "look_again_on" Day Person,
        SHARING_WISHES = 44 "sharing_wishes" Text Person,
        TELL_GP = 45 "tell_gp" Word Person,
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
        THOUGHT = 11 "thought" Text Person,
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
        WORDING = 5 "wording" Text Person,
        IMPORTANCE = 6 "importance" Number Person,
        STEP_WHO = 7 "step_who" Word Person,
        STEP_WHEN = 8 "step_when" Text Person,
        STEP_SURE = 9 "step_sure" Number Person,
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
    /// Somewhere that the team knows, and what it knows of it first-hand. It is nobody's own.
    service = 7 {
        NAME = 1 "name" Text Directory,
        WHAT_FOR = 2 "what_for" Text Directory,
        TELEPHONE = 3 "telephone" Text Directory,
        ADDRESS = 4 "address" Text Directory,
        WHO_ANSWERS = 5 "who_answers" Text Directory,
        HOW_TO_GET_IN = 6 "how_to_get_in" Text Directory,
        REAL_WAIT = 7 "real_wait" Text Directory,
        COST = 8 "cost" Text Directory,
        GETTING_THERE = 9 "getting_there" Text Directory,
        STEP_FREE = 10 "step_free" Text Directory,
        FIRST_TEN_MINUTES = 11 "first_ten_minutes" Text Directory,
        DOES_NOT_SUIT = 12 "does_not_suit" Text Directory,
        CHECKED_ON = 13 "checked_on" Day Directory,
        EXTRA = 1000 "extra" Text Directory,
    }
    /// What was learned of a service by going there, without anybody's name.
    learned = 8 {
        SERVICE = 1 "service" Id Directory,
        TEXT = 2 "text" Text Directory,
        EXTRA = 1000 "extra" Text Directory,
    }
    /// One thing out there that stands in the way of several people.
    shared_cause = 9 {
        WORDS = 1 "words" Text Directory,
        EXTRA = 1000 "extra" Text Directory,
    }
    /// A thread that begins when somebody is introduced somewhere, and ends only by talk.
    connection = 10 {
        PERSON = 1 "person" Id Person,
        SERVICE = 2 "service" Id Person,
        WHAT = 3 "what" Text Person,
        HOW = 4 "how" Word Person,
        STAGE = 5 "stage" Word Person,
        ON = 6 "on" Day Person,
        ASK_BY = 7 "ask_by" Word Person,
        WHO_GOES = 8 "who_goes" Text Person,
        GETTING_THERE = 9 "getting_there" Text Person,
        FARES = 10 "fares" Text Person,
        WHO_MEETS = 11 "who_meets" Text Person,
        FIRST_TEN_MINUTES = 12 "first_ten_minutes" Text Person,
        FADING_OUT = 13 "fading_out" Text Person,
        GOAL = 14 "goal" Id Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// A word on how a connection goes.
    talk = 11 {
        PERSON = 1 "person" Id Person,
        CONNECTION = 2 "connection" Id Person,
        STAGE = 3 "stage" Word Person,
        WORDS = 4 "words" Text Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// Being there, in a moment of its own.
    holding = 12 {
        PERSON = 1 "person" Id Person,
        AT = 2 "at" Moment Person,
        HOW = 3 "how" Word Person,
        LINE = 4 "line" Text Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// Nobody came to the door, or picked up.
    no_answer = 13 {
        PERSON = 1 "person" Id Person,
        AT = 2 "at" Moment Person,
        PLACE = 3 "place" Word Person,
        MIGHT_BE = 4 "might_be" Text Person,
        TRY = 5 "try" Word Person,
        TRY_WORDS = 6 "try_words" Text Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// What stood in the way: it belongs to the world and not to the person.
    barrier = 14 {
        PERSON = 1 "person" Id Person,
        CAUSE = 2 "cause" Word Person,
        WORDS = 3 "words" Text Person,
        HOW_LONG = 4 "how_long" Text Person,
        SHARED_CAUSE = 5 "shared_cause" Id Person,
        CONNECTION = 6 "connection" Id Person,
        GOAL = 7 "goal" Id Person,
        VISIT = 8 "visit" Id Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// What we tried of a step, and what we learned.
    tried = 15 {
        PERSON = 1 "person" Id Person,
        GOAL = 2 "goal" Id Person,
        STEP = 3 "step" Text Person,
        BECAME = 4 "became" Word Person,
        LEARNED = 5 "learned" Text Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// A part of a visit's note that is about somebody else, or not for the person's eyes yet.
    mark = 16 {
        PERSON = 1 "person" Id Person,
        VISIT = 2 "visit" Id Person,
        PART = 3 "part" Word Person,
        WHAT = 4 "what" Word Person,
        WHY = 5 "why" Text Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// One answer to one question, or the score of a licensed tool.
    measure = 17 {
        PERSON = 1 "person" Id Person,
        AT = 2 "at" Moment Person,
        QUESTION = 3 "question" Word Person,
        ANSWER = 4 "answer" Number Person,
        GOAL = 5 "goal" Id Person,
        HUNDREDTHS = 6 "hundredths" Number Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// Somebody in a person's life, as they see it.
    relation = 18 {
        PERSON = 1 "person" Id Person,
        NAME = 2 "name" Text Person,
        WHO = 3 "who" Text Person,
        NEARNESS = 4 "nearness" Word Person,
        WORDS = 5 "words" Text Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// From one worker to another: a letter, a goodbye and a hello.
    handover = 19 {
        PERSON = 1 "person" Id Person,
        TO = 2 "to" Id Person,
        LETTER = 3 "letter" Text Person,
        AGREED_WITH_PERSON_ON = 4 "agreed_with_person_on" Day Person,
        GOODBYE_ON = 5 "goodbye_on" Day Person,
        HELLO_ON = 6 "hello_on" Day Person,
        ACCEPTED_ON = 7 "accepted_on" Day Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// Two cards of one person, joined by a link that can be undone.
    same_person = 20 {
        ONE = 1 "one" Id Directory,
        OTHER = 2 "other" Id Directory,
        IS_UNDONE = 3 "is_undone" Word Directory,
        EXTRA = 1000 "extra" Text Directory,
    }
    /// What a worker keeps for supervision: their own until they share it.
    reflection = 21 {
        WORKER = 1 "worker" Id Closed,
        AT = 2 "at" Moment Closed,
        WHAT = 3 "what" Word Closed,
        WORDS = 4 "words" Text Closed,
        PERSON = 5 "person" Id Closed,
        VISIT = 6 "visit" Id Closed,
        TALKED_ON = 7 "talked_on" Day Closed,
        CAME_OF_IT = 8 "came_of_it" Text Closed,
        SHARED_AS = 9 "shared_as" Id Closed,
        EXTRA = 1000 "extra" Text Closed,
    }
    /// A worry about somebody's safety: what was seen, what was said, and what the worker makes of it.
    concern = 22 {
        PERSON = 1 "person" Id Closed,
        AT = 2 "at" Moment Closed,
        FACT = 3 "fact" Text Closed,
        QUOTE = 4 "quote" Text Closed,
        VIEW = 5 "view" Text Closed,
        EXTRA = 1000 "extra" Text Closed,
    }
    /// Who was told of a concern, when, and what they said.
    telling = 23 {
        CONCERN = 1 "concern" Id Closed,
        AT = 2 "at" Moment Closed,
        WHOM = 3 "whom" Text Closed,
        WORDS = 4 "words" Text Closed,
        EXTRA = 1000 "extra" Text Closed,
    }
    /// A step of what this team does when it worries about somebody's safety.
    safety_step = 24 {
        WORDS = 1 "words" Text Directory,
        TELEPHONE = 2 "telephone" Text Directory,
        RANK = 3 "rank" Number Directory,
        EXTRA = 1000 "extra" Text Directory,
    }
    /// That a person looked at their page, and where it ended.
    review = 25 {
        PERSON = 1 "person" Id Person,
        AT = 2 "at" Moment Person,
        HOW = 3 "how" Word Person,
        AGREED = 4 "agreed" Word Person,
        AGREED_WORDS = 5 "agreed_words" Text Person,
        DIFFERENTLY = 6 "differently" Text Person,
        LINE = 7 "line" Text Person,
        SHARE = 8 "share" Id Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// A link to somebody's page: what opens the answers that come by it, and where on that page every
    /// place leads. Its id comes of its secret.
    share = 26 {
        PERSON = 1 "person" Id Person,
        AT = 2 "at" Moment Person,
        UNTIL = 3 "until" Moment Person,
        SECRET = 4 "secret" Id Person,
        PLACES = 5 "places" Text Person,
        ENDED = 6 "ended" Word Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// How a worker is reached, or the team: there is one of each, and it may be empty.
    contact = 27 {
        NAME = 1 "name" Text Directory,
        TELEPHONE = 2 "telephone" Text Directory,
        EXTRA = 1000 "extra" Text Directory,
    }
    /// A small step beside the first one of a hope, which stands in the hope itself.
    step = 28 {
        PERSON = 1 "person" Id Person,
        GOAL = 2 "goal" Id Person,
        WORDS = 3 "words" Text Person,
        WHO = 4 "step_who" Word Person,
        WHEN = 5 "step_when" Text Person,
        SURE = 6 "step_sure" Number Person,
        EXTRA = 1000 "extra" Text Person,
    }
    /// Work of somebody who has left that is not taken into the record, and why. Its id is the frame's.
    late = 29 {
        WHY = 1 "why" Text Directory,
        EXTRA = 1000 "extra" Text Directory,
    }
    /// A photo of a letter. What is in it travels beside the log, in pieces that are named here in their
    /// order; the preview is a small photo of it.
    attachment = 30 {
        PERSON = 1 "person" Id Person,
        VISIT = 2 "visit" Id Person,
        AT = 3 "at" Moment Person,
        WORDS = 4 "words" Text Person,
        MEDIA = 5 "media" Word Person,
        PIECES = 6 "pieces" Ids Person,
        N_BYTES = 7 "n_bytes" Count Person,
        PREVIEW = 8 "preview" Bytes Person,
        EXTRA = 1000 "extra" Text Person,
    }
}

/// Whether things of this kind are the team's, and nobody's own: all of it lies in the directory.
pub fn is_of_the_team(kind: Kind) -> bool {
    const THE_TEAMS: [Kind; 7] = [
        service::KIND,
        learned::KIND,
        shared_cause::KIND,
        same_person::KIND,
        safety_step::KIND,
        contact::KIND,
        late::KIND,
    ];
    THE_TEAMS.contains(&kind)
}

/// Whether things of this kind lie in closed scopes, which only those read whom the book names.
pub fn is_closed(kind: Kind) -> bool {
    [reflection::KIND, concern::KIND, telling::KIND].contains(&kind)
}

pub fn is_known(kind: Kind) -> bool {
    FIELDS.iter().any(|spec| spec.kind == kind)
}

pub fn field(kind: Kind, number: u16) -> Option<&'static FieldSpec> {
    FIELDS.iter().find(|spec| spec.kind == kind && spec.number == number)
}

pub fn field_named(kind: Kind, name: &str) -> Option<&'static FieldSpec> {
    FIELDS.iter().find(|spec| spec.kind == kind && spec.name == name)
}

/// Whether what was put first stands for ever: a kept visit has one author, and what is added to
/// it is an amendment. A photo stays the one that was taken, whatever is said of it. What somebody
/// else puts beside it replaces nothing.
pub fn is_written_once(kind: Kind, number: u16) -> bool {
    match kind {
        visit::KIND => number != visit::MOVED_TO,
        attachment::KIND => number != attachment::WORDS,
        _ => kind == amendment::KIND,
    }
}

/// The field by which it is seen that there is a thing of a kind at all: cleared, it leaves nothing to
/// tell. A person and what was kept of a visit are not taken back.
pub fn sign(kind: Kind) -> Option<u16> {
    match kind {
        promise::KIND => Some(promise::TEXT),
        goal::KIND => Some(goal::WORDS),
        risk::KIND => Some(risk::WHAT),
        service::KIND => Some(service::NAME),
        learned::KIND => Some(learned::TEXT),
        shared_cause::KIND => Some(shared_cause::WORDS),
        connection::KIND => Some(connection::HOW),
        talk::KIND => Some(talk::STAGE),
        holding::KIND => Some(holding::HOW),
        no_answer::KIND => Some(no_answer::PLACE),
        barrier::KIND => Some(barrier::CAUSE),
        tried::KIND => Some(tried::BECAME),
        mark::KIND => Some(mark::WHAT),
        measure::KIND => Some(measure::ANSWER),
        relation::KIND => Some(relation::NAME),
        handover::KIND => Some(handover::TO),
        same_person::KIND => Some(same_person::OTHER),
        reflection::KIND => Some(reflection::WHAT),
        concern::KIND => Some(concern::AT),
        telling::KIND => Some(telling::AT),
        safety_step::KIND => Some(safety_step::WORDS),
        review::KIND => Some(review::HOW),
        step::KIND => Some(step::WORDS),
        late::KIND => Some(late::WHY),
        Kind(_) => None,
    }
}

/// The field by which things of a kind say of which visit they are a part.
pub fn visit_field(kind: Kind) -> Option<u16> {
    match kind {
        promise::KIND => Some(promise::VISIT),
        amendment::KIND => Some(amendment::VISIT),
        barrier::KIND => Some(barrier::VISIT),
        mark::KIND => Some(mark::VISIT),
        attachment::KIND => Some(attachment::VISIT),
        Kind(_) => None,
    }
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
            Self::Count => Some(text.trim().parse::<u32>().ok()?.to_le_bytes().to_vec()),
            // They are nothing that anybody types.
            Self::Ids | Self::Bytes => None,
        }
    }

    /// A value as text. What is not of the shape shows as empty and stays in the log as it is.
    pub fn show(self, bytes: &[u8]) -> String {
        match self {
            Self::Text | Self::Word | Self::Day => String::from_utf8_lossy(bytes).into_owned(),
            Self::Moment => moment(bytes).map(|at| at.to_rfc3339()).unwrap_or_default(),
            Self::Id => id(bytes).map(|id| id.to_string()).unwrap_or_default(),
            Self::Number => number(bytes).map(|n| n.to_string()).unwrap_or_default(),
            Self::Count => count(bytes).map(|n| n.to_string()).unwrap_or_default(),
            Self::Ids | Self::Bytes => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
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

pub fn count(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// `None` where they are cut short.
pub fn ids(bytes: &[u8]) -> Option<Vec<[u8; 16]>> {
    let (ids, rest) = bytes.as_chunks();
    rest.is_empty().then(|| ids.to_vec())
}

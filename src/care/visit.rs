//! A visit: a contact of any kind, and the ways of being with somebody that count in it.

use serde::{Deserialize, Serialize};

/// A word of a closed list that later versions may lengthen: what we do not know we keep.
macro_rules! word_list {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$about:meta])* $variant:ident = $word:literal),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$about])* $variant,)+
            Unknown(String),
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub fn as_word(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Unknown(word) => word,
                }
            }

            pub fn from_word(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)+
                    other => Self::Unknown(other.to_owned()),
                }
            }

            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }
    };
}
pub(crate) use word_list;

word_list! {
    /// Where two people were in touch.
    Place {
        Home = "home",
        Phone = "phone",
        Community = "community",
        Clinic = "clinic",
        Other = "other",
    }
}

word_list! {
    /// Being there is work, and needs no other reason (P5).
    Holding {
        WaitingWith = "waiting with",
        Steadying = "steadying",
        Listening = "listening",
        BeingAlongside = "being alongside",
    }
}

/// A part of what is written of a visit: free, or under a heading. What they said, what I saw and what
/// I think are different parts (P12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    Note,
    HowTheyWere,
    Noticed,
    Said,
    Did,
    Thought,
}

impl Part {
    pub const KNOWN: [Self; 6] =
        [Self::Note, Self::HowTheyWere, Self::Noticed, Self::Said, Self::Did, Self::Thought];

    pub fn as_word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::HowTheyWere => "how_they_were",
            Self::Noticed => "noticed",
            Self::Said => "said",
            Self::Did => "did",
            Self::Thought => "thought",
        }
    }

    /// `None`: of a newer version, or not one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::KNOWN.into_iter().find(|part| part.as_word() == word)
    }
}

word_list! {
    /// Why a part of a note is kept apart from what the person is shown.
    KeptApart {
        /// It is about somebody else.
        ThirdParty = "third party",
        NotYet = "not for their eyes yet",
    }
}

/// What a worker writes of a visit. Every heading may stay empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitWords {
    /// Free writing, under no heading.
    pub note: String,
    pub how_they_were: String,
    pub noticed: String,
    /// What the person said, in their own words.
    pub said: String,
    pub did: String,
    /// What its writer makes of it: neither what was said nor what was seen.
    #[serde(default)]
    pub thought: String,
}

impl VisitWords {
    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(|part| part.trim().is_empty())
    }

    pub fn parts(&self) -> [&str; 6] {
        Part::KNOWN.map(|part| self.under(part))
    }

    pub fn under(&self, part: Part) -> &str {
        match part {
            Part::Note => &self.note,
            Part::HowTheyWere => &self.how_they_were,
            Part::Noticed => &self.noticed,
            Part::Said => &self.said,
            Part::Did => &self.did,
            Part::Thought => &self.thought,
        }
    }

    pub fn under_mut(&mut self, part: Part) -> &mut String {
        match part {
            Part::Note => &mut self.note,
            Part::HowTheyWere => &mut self.how_they_were,
            Part::Noticed => &mut self.noticed,
            Part::Said => &mut self.said,
            Part::Did => &mut self.did,
            Part::Thought => &mut self.thought,
        }
    }
}

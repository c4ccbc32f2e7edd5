//! A visit: a contact of any kind, and the ways of being with somebody that count in it.

use serde::{Deserialize, Serialize};

/// A word of a closed list that later versions may lengthen: what we do not know we keep.
macro_rules! word_list {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($variant,)+
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
}

impl VisitWords {
    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(|part| part.trim().is_empty())
    }

    pub fn parts(&self) -> [&str; 5] {
        [&self.note, &self.how_they_were, &self.noticed, &self.said, &self.did]
    }
}

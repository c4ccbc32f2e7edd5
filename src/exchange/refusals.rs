//! Why lines are refused: by their numbers and their fields' names, never by what they say.

use std::fmt;

/// Lines that cannot be taken; then none of the file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals {
    /// The first ten.
    pub shown: Vec<Refused>,
    pub n_more: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub line: usize,
    pub reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("this is not a JSON object (it stops making sense at column {column})")]
    NotJson { column: usize },
    #[error("\"{0}\" is missing")]
    Missing(&'static str),
    #[error("\"{field}\" is not {wanted}")]
    WrongShape { field: String, wanted: &'static str },
    #[error("\"{0}\" stands there twice")]
    FieldTwice(String),
    #[error("the person has no name")]
    NoName,
    #[error("the person is neither in this file nor in the record")]
    UnknownPerson,
    #[error("the visit is neither in this file nor in the record")]
    UnknownVisit,
    #[error("the connection is neither in this file nor in the record")]
    UnknownConnection,
    #[error("\"{0}\" is more than a day in the future")]
    InTheFuture(&'static str),
    #[error("this is more than one entry can hold: {n_bytes} of {most_bytes} bytes")]
    TooLong { n_bytes: usize, most_bytes: usize },
    #[error("line {0} tells of the same thing")]
    ToldTwice(usize),
    #[error("it was kept before and says something else; what is kept is amended, never edited")]
    AlreadyKept,
    #[error("in the record it belongs to somebody else")]
    OfSomebodyElse,
}

const MOST_SHOWN: usize = 10;

impl Refusals {
    /// `None` when nothing was refused.
    pub fn of(mut refused: Vec<Refused>) -> Option<Self> {
        refused.sort_by_key(|refused| refused.line);
        let n_more = refused.len().saturating_sub(MOST_SHOWN);
        refused.truncate(MOST_SHOWN);
        (!refused.is_empty()).then_some(Self { shown: refused, n_more })
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing was imported")?;
        for Refused { line, reason } in &self.shown {
            write!(f, "\nline {line}: {reason}")?;
        }
        match self.n_more {
            0 => Ok(()),
            1 => write!(f, "\nand 1 more line"),
            n_more => write!(f, "\nand {n_more} more lines"),
        }
    }
}

impl std::error::Error for Refusals {}

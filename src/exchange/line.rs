//! A line of the import form, understood: one thing of the record and what is said of it.

use crate::{
    care::Moment,
    log::{
        Owner, Thing,
        registry::{self, connection, talk, visit},
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1; of a line that goes out it says nothing.
    pub number: usize,
    pub thing: Thing,
    /// Whose it is; a person is their own.
    pub owner: Owner,
    /// When it was written; `None`: now.
    pub at: Option<Moment>,
    /// Numbers of `log::registry` and values in its encoding, without one that stands there twice.
    pub fields: Vec<(u16, Vec<u8>)>,
}

impl Line {
    pub fn value(&self, field: u16) -> Option<&[u8]> {
        let (_, value) = self.fields.iter().find(|(number, _)| *number == field)?;
        Some(value)
    }

    /// The thread in which this was said.
    pub fn thread_named(&self) -> Option<Thing> {
        let of = (self.thing.kind == talk::KIND).then(|| self.value(talk::CONNECTION))??;
        Some(Thing { kind: connection::KIND, id: *registry::id(of)?.as_bytes() })
    }

    /// The visit of which this is said, or in which it was promised.
    pub fn visit_named(&self) -> Option<Thing> {
        let field = registry::visit_field(self.thing.kind)?;
        let id = registry::id(self.value(field)?)?;
        Some(Thing { kind: visit::KIND, id: *id.as_bytes() })
    }
}

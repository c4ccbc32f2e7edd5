//! Holding: being there counts by itself, in one tap, with or without a line (P5).

use super::{Author, FieldView, Run, Thing, Trouble, authors::author_of, person::view_of, things};
use crate::{
    care::{Holding, HoldingId, Moment, PersonId},
    log::registry::holding,
    store::{Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

/// Being with somebody, now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub person: PersonId,
    pub how: Holding,
    pub line: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldingLine {
    pub id: HoldingId,
    pub at: Moment,
    pub how: Holding,
    /// Where one took it back and another wrote on, both.
    pub how_view: FieldView,
    pub line: FieldView,
    pub by: Author,
}

impl Run for Hold {
    fn run(&self, store: &mut Store) -> Result<HoldingId, Trouble> {
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let (now, thing) = (store.now(), things::fresh(store, holding::KIND));
        let mut puts = vec![
            Put::new(holding::PERSON, self.person.to_bytes()),
            Put::new(holding::AT, now.0.to_le_bytes()),
            Put::new(holding::HOW, self.how.as_word()),
        ];
        puts.extend(things::filled([(holding::LINE, &self.line)]));
        let mut writing = Writing::at(now);
        writing.put(self.person, store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(HoldingId::from_bytes(thing.id))
    }
}

pub(super) fn line_of(store: &Store, id: HoldingId) -> Result<Option<HoldingLine>, Trouble> {
    let fields = store.fields(Thing::Holding(id).in_log())?;
    let (Some(first), Some(at)) = (fields.origin(), fields.moment(holding::AT)) else {
        return Ok(None);
    };
    let how = fields.text(holding::HOW);
    let line = HoldingLine {
        id,
        at,
        how: Holding::from_word(&how),
        how_view: view_of(store, &fields, holding::KIND, holding::HOW)?,
        line: view_of(store, &fields, holding::KIND, holding::LINE)?,
        by: author_of(store, first)?,
    };
    Ok((!how.is_empty()).then_some(line))
}

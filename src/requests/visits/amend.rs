//! A later word on a kept visit.

use crate::{
    care::{AmendmentId, VisitId},
    log::{Thing, registry::amendment},
    requests::{Run, Trouble},
    store::{Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amend {
    pub visit: VisitId,
    pub text: String,
}

impl Run for Amend {
    fn run(&self, store: &mut Store) -> Result<AmendmentId, Trouble> {
        let row = store.visit(self.visit)?.ok_or(Trouble::NotFound)?;
        let text = self.text.trim();
        if text.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let id = AmendmentId::from_bytes(store.surroundings().fresh_id());
        let puts = vec![
            Put::new(amendment::PERSON, row.person.to_bytes()),
            Put::new(amendment::VISIT, self.visit.to_bytes()),
            Put::new(amendment::TEXT, text),
        ];
        let mut writing = Writing::at(store.now());
        let thing = Thing { kind: amendment::KIND, id: id.to_bytes() };
        writing.put(row.person, store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(id)
    }
}

//! The parts of a person's visits, read once for as many visits as are told of.

use crate::{
    care::{PersonId, VisitId},
    log::{
        Kind, Thing,
        registry::{self, amendment, barrier, mark},
    },
    requests::Trouble,
    store::{Fields, Store},
};
use std::collections::BTreeMap;

/// Later words, what stood in the way, and what is kept apart: each under the visit that it names.
pub struct PartsOfVisits(BTreeMap<(VisitId, u16), Vec<(Thing, Fields)>>);

impl PartsOfVisits {
    pub fn of(store: &Store, person: PersonId) -> Result<Self, Trouble> {
        let mut parts: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for kind in [amendment::KIND, barrier::KIND, mark::KIND] {
            for thing in store.parts_of(person, kind)? {
                let fields = store.fields(thing)?;
                let visit = registry::visit_field(kind).and_then(|field| fields.id(field));
                if let Some(visit) = visit {
                    parts.entry((VisitId(visit), kind.0)).or_default().push((thing, fields));
                }
            }
        }
        Ok(Self(parts))
    }

    pub fn of_visit(&self, visit: VisitId, kind: Kind) -> &[(Thing, Fields)] {
        self.0.get(&(visit, kind.0)).map(Vec::as_slice).unwrap_or_default()
    }
}

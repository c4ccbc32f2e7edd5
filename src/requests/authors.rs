//! Who wrote something, as a page tells it.

use super::{Author, FieldView, PersonLine, Trouble, Version, WorkerLine};
use crate::{
    care::{PersonId, WorkerId, merging},
    log::{
        Actor,
        registry::{FieldSpec, Shape},
    },
    store::{Fields, Head, PersonRow, Store},
};

pub fn worker_line(store: &Store, id: WorkerId) -> WorkerLine {
    let name = store.worker_name(id).unwrap_or_default();
    WorkerLine { id, name, is_me: store.me().worker == id }
}

/// Who else is in the team now, by name.
pub fn colleagues(store: &Store) -> Vec<WorkerLine> {
    let ids = store.colleagues().into_iter();
    let mut lines: Vec<WorkerLine> = ids.map(|id| worker_line(store, id)).collect();
    lines.sort_by_key(|line| line.name.to_lowercase());
    lines
}

/// Nobody who is in the team now goes to see them.
pub fn is_with_nobody(store: &Store, row: &PersonRow) -> bool {
    let is_there = |worker| worker == store.me().worker || store.colleagues().contains(&worker);
    !row.worker.is_some_and(is_there)
}

pub fn author_of(store: &Store, head: &Head) -> Result<Author, Trouble> {
    let book = store.book();
    // What came by a link stands under the name of whoever made the link.
    let device = book.link(head.writer).map_or(head.writer, |made| made.by);
    let writer = book.device(device).map(|enrolled| enrolled.worker);
    let by_themselves = matches!(head.actor, Actor::Themselves(_));
    let (worker, on_behalf_of) = match (head.actor, writer) {
        (Actor::Worker(actor), Some(writer)) if actor != writer => {
            (writer, store.worker_name(actor))
        }
        (Actor::Worker(actor), _) => (actor, None),
        (Actor::Person(person) | Actor::Themselves(person), writer) => {
            (writer.unwrap_or(store.me().worker), called(store, person)?)
        }
    };
    Ok(Author { worker: worker_line(store, worker), on_behalf_of, by_themselves })
}

fn called(store: &Store, person: PersonId) -> Result<Option<String>, Trouble> {
    Ok(store.person(person)?.map(|row| row.called().to_owned()))
}

pub fn person_line(store: &Store, row: &PersonRow) -> PersonLine {
    PersonLine {
        id: row.id,
        called: row.called().to_owned(),
        full_name: row.full_name(),
        born: row.born,
        last_contact_at: row.last_contact_at,
        is_mine: row.is_with(store.me().worker, store.now().utc_day()),
        // Whatever is not known to be here is not said to be.
        is_here: store.holds(row.id).unwrap_or_default(),
    }
}

/// The line of a person of whom perhaps only an id is known on this phone.
pub fn person_line_of(store: &Store, id: PersonId) -> Result<PersonLine, Trouble> {
    let unknown = || PersonLine {
        id,
        called: String::new(),
        full_name: String::new(),
        born: None,
        last_contact_at: None,
        is_mine: false,
        is_here: false,
    };
    Ok(store.person(id)?.map_or_else(unknown, |row| person_line(store, &row)))
}

pub fn field_view(store: &Store, fields: &Fields, spec: &FieldSpec) -> Result<FieldView, Trouble> {
    let show = |head: &Head| spec.shape.show(&head.value);
    let value = fields.shown(spec.number).map(show).unwrap_or_default();
    let mut versions = Vec::new();
    if fields.has_versions(spec.number) {
        for head in fields.heads(spec.number) {
            versions.push(Version { value: show(head), by: author_of(store, head)?, at: head.at });
        }
        versions.sort_by(|one, other| (other.at, &one.value).cmp(&(one.at, &other.value)));
    }
    let together = together(store, fields, spec)?;
    Ok(FieldView { value, seen: fields.seen(spec.number), versions, together })
}

/// What two wrote who had not met in one text, where both fit into what stood there before.
pub fn together(
    store: &Store,
    fields: &Fields,
    spec: &FieldSpec,
) -> Result<Option<String>, Trouble> {
    if spec.shape != Shape::Text || !fields.has_versions(spec.number) {
        return Ok(None);
    }
    let [one, other] = fields.heads(spec.number) else { return Ok(None) };
    let before = store.before_both(fields, spec.number)?.unwrap_or_default();
    let [before, one, other] =
        [&before, &one.value, &other.value].map(|value| spec.shape.show(value));
    Ok(merging::together(&before, &one, &other))
}

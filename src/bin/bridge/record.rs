//! The record: people, their visits, what stands in two versions.

use super::{
    Bridge,
    moving::read_note,
    options,
    telling::{moment, say},
};
use alongside::{
    care::{Day, PersonId, PromiseId, VisitId},
    log::{
        Thing,
        registry::{self, person},
    },
    requests::{
        self, FieldView, Trouble,
        people::{People, Whose},
        person::{Person, PersonPage, SetField},
        team::Erase,
        visits::{BeginVisit, Draft, KeepVisit, PromiseWritten, SaveDraft, Visit, VisitPage},
    },
};
use anyhow::{Context, bail};
use serde_json::{Map, Value, json};

impl Bridge {
    pub fn people(&self) -> anyhow::Result<()> {
        let (rows, me) = self
            .engine
            .with_store(|store| store.people().map(|rows| (rows, store.me().worker)))?
            .map_err(Trouble::from)?;
        rows.iter().try_for_each(|row| {
            let is_here = self.engine.with_store(|store| store.holds(row.id))?;
            let is_here = is_here.map_err(Trouble::from)?;
            let json = json!({
                "id": row.id, "called": row.called(), "name": row.full_name(),
                "worker": row.worker, "is_mine": row.worker == Some(me),
                "last_contact_at": moment(row.last_contact_at),
                "is_here": is_here,
            });
            self.telling.tell(&json, &format!("{} {} ({})", row.id, row.full_name(), row.called()))
        })
    }

    pub async fn person(&self, person: PersonId) -> anyhow::Result<()> {
        let page = self.engine.ask(Person { person }).await?;
        let n_visits =
            self.engine.with_store(|store| store.visits_of(person))?.map_err(Trouble::from)?.len();
        let lines = page.fields.iter().map(|(name, view)| format!("\n{name}: {}", view.value));
        let plain =
            format!("{} ({}){}", page.line.full_name, page.line.called, lines.collect::<String>());
        self.telling.tell(&person_json(&page, n_visits), &plain)
    }

    /// Always JSON, an object a line.
    pub async fn visits(&self, person: Option<PersonId>) -> anyhow::Result<()> {
        let rows = self
            .engine
            .with_store(|store| match person {
                Some(person) => store.visits_of(person).map(|mut rows| {
                    rows.reverse();
                    rows
                }),
                None => store.visits(),
            })?
            .map_err(Trouble::from)?;
        for row in rows {
            let page = self.engine.ask(Visit { visit: row.id }).await?;
            say(&visit_json(&page).to_string())?;
        }
        Ok(())
    }

    pub async fn keep_visit(&self, wanted: options::KeepVisit) -> anyhow::Result<()> {
        let note = match (wanted.note, wanted.note_file) {
            (Some(note), _) => note,
            (None, Some(file)) => read_note(&file)?,
            (None, None) => String::new(),
        };
        let person = wanted.person;
        let today = Day(chrono::Local::now().date_naive());
        self.engine
            .with_store(|store| store.person(person))?
            .map_err(Trouble::from)?
            .context("nobody in the record has this id")?;
        let begin = BeginVisit { person: Some(person), place: wanted.place.clone(), today };
        let visit = self.engine.ask(begin).await?;
        let mut written = self.engine.ask(Draft { visit }).await?.written;
        written.place = wanted.place;
        written.words.note = note;
        if let Some(text) = wanted.promise {
            let id = self.engine.with_store(|store| store.surroundings().fresh_id())?;
            let id = PromiseId::from_bytes(id);
            let by_worker = wanted.by == "worker";
            let (on, is_day_chosen) = (wanted.on, true);
            written.promises.push(PromiseWritten { id, text, by_worker, on, is_day_chosen });
        }
        self.engine.ask(SaveDraft { visit, written }).await?;
        self.engine.ask(KeepVisit { visit }).await?;
        self.telling.tell(&json!({ "id": visit, "person": person }), &visit.to_string())
    }

    pub async fn set(&self, id: PersonId, field: String, value: String) -> anyhow::Result<()> {
        let Some(spec) = registry::field_named(person::KIND, &field) else {
            let of_person = registry::FIELDS.iter().filter(|spec| spec.kind == person::KIND);
            let names: Vec<&str> = of_person.map(|spec| spec.name).collect();
            bail!("a person has no field \"{field}\"; there are {}", names.join(", "));
        };
        let thing = Thing { kind: person::KIND, id: id.to_bytes() };
        let fields = self.engine.with_store(|store| store.fields(thing))?.map_err(Trouble::from)?;
        let seen = fields.seen(spec.number);
        let thing = requests::Thing::Person(id);
        self.engine.ask(SetField { thing, field: field.clone(), value, seen, of: None }).await?;
        self.telling.tell(&json!({ "person": id, "field": field }), "set")
    }

    pub fn versions(&self) -> anyhow::Result<()> {
        let found = self.engine.with_store(|store| -> Result<Vec<Value>, Trouble> {
            let places = store.two_versions()?;
            let mut found = Vec::new();
            for (person, thing, field) in places {
                let fields = store.fields(thing)?;
                let spec = registry::field(thing.kind, field);
                let versions = fields.heads(field).iter().map(|head| {
                    let writer = store.book().device(head.writer).map(|it| it.worker);
                    let by = writer.and_then(|worker| store.worker_name(worker));
                    let value = spec.map(|spec| spec.shape.show(&head.value));
                    json!({ "value": value, "by": by, "at": head.at.to_rfc3339() })
                });
                let id = uuid::Uuid::from_bytes(thing.id);
                let name = spec.map_or_else(|| format!("#{field}"), |spec| spec.name.to_owned());
                let versions: Vec<Value> = versions.collect();
                found.push(
                    json!({ "person": person, "id": id, "field": name, "versions": versions }),
                );
            }
            Ok(found)
        })??;
        found.iter().try_for_each(|versions| say(&versions.to_string()))
    }

    pub async fn search(&self, words: String) -> anyhow::Result<()> {
        let today = self.engine.with_store(|store| store.now().utc_day())?;
        let page = self.engine.ask(People { words, whose: Whose::Everybodys, today }).await?;
        for line in page.people {
            let json = json!({ "kind": "person", "id": line.id, "name": line.full_name });
            self.telling.tell(&json, &format!("{} {}", line.id, line.full_name))?;
        }
        for note in page.notes {
            let excerpt: Vec<&str> = note.excerpt.iter().map(|piece| piece.text.as_str()).collect();
            let excerpt = excerpt.join(" ");
            let at = note.at.to_rfc3339();
            let json = json!({
                "kind": "visit", "id": note.visit, "person": note.person.id, "at": at,
                "excerpt": excerpt,
            });
            let plain = format!("{} {}, {at}: {excerpt}", note.visit, note.person.called);
            self.telling.tell(&json, &plain)?;
        }
        Ok(())
    }

    pub async fn erase(&self, visit: VisitId) -> anyhow::Result<()> {
        self.engine.ask(Erase { visit }).await?;
        let plain = "erased here; the others erase it with their next sync";
        self.telling.tell(&json!({ "erased": visit }), plain)
    }
}

fn visit_json(page: &VisitPage) -> Value {
    let mut json = json!({
        "id": page.visit, "person": page.person.id, "at": page.at.to_rfc3339(),
        "place": page.place.as_word(), "note": page.words.note, "by": page.by.worker.name,
        "is_in_team_record": page.is_in_team_record,
    });
    let headings = [
        ("how_they_were", &page.words.how_they_were),
        ("noticed", &page.words.noticed),
        ("said", &page.words.said),
        ("did", &page.words.did),
    ];
    for (name, text) in headings.into_iter().filter(|(_, text)| !text.is_empty()) {
        put(&mut json, name, text.as_str().into());
    }
    if !page.amendments.is_empty() {
        let texts = page.amendments.iter().map(|it| Value::from(it.text.as_str()));
        put(&mut json, "amendments", texts.collect());
    }
    json
}

fn person_json(page: &PersonPage, n_visits: usize) -> Value {
    let value = |view: &FieldView| Value::from(view.value.as_str());
    let fields: Map<String, Value> =
        page.fields.iter().map(|(name, view)| (name.clone(), value(view))).collect();
    let promises = page.promises.iter().map(|promise| {
        json!({
            "id": promise.id, "text": promise.text,
            "by": if promise.by_worker { "worker" } else { "person" },
            "on": promise.on, "became": promise.became.as_ref().map(|word| word.as_word()),
        })
    });
    let goals = page.goals.iter().map(|goal| {
        json!({
            "id": goal.id, "words": value(&goal.words), "step": value(&goal.step),
            "going": value(&goal.going),
        })
    });
    let risks = page.risks.iter().map(|risk| {
        json!({ "id": risk.id, "what": value(&risk.what), "checked_on": value(&risk.checked_on) })
    });
    json!({
        "id": page.line.id, "called": page.line.called, "name": page.line.full_name,
        "worker": page.worker.as_ref().map(|worker| worker.name.as_str()),
        "last_contact_at": moment(page.line.last_contact_at), "fields": fields,
        "promises": promises.collect::<Vec<_>>(), "goals": goals.collect::<Vec<_>>(),
        "risks": risks.collect::<Vec<_>>(), "visits": n_visits,
        "has_newer_fields": page.has_newer_fields, "is_here": page.line.is_here,
    })
}

fn put(json: &mut Value, name: &str, value: Value) {
    if let Some(object) = json.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

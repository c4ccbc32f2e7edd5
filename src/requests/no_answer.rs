//! Nobody came to the door, or picked up: asked softly, and another way is tried (P3).

use super::{
    Author, Run, Seen, Thing, Trouble, WorkerLine,
    authors::{author_of, colleagues},
    stood::Stood,
    things,
};
use crate::{
    care::{
        Day, Moment, NoAnswerId, PersonId, Place,
        no_answer::{TryInstead, are_several},
    },
    log::registry::{no_answer, person},
    store::{Put, Store, ToldRow, Writing},
};
use serde::{Deserialize, Serialize};

/// What the page needs that asks what might be going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeNoAnswer {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoAnswerPage {
    pub called: String,
    pub telephone: String,
    /// How they like to be reached, in their words.
    pub contact_by: String,
    /// It happened before since the last contact: a pause with an open door is offered too.
    pub are_several: bool,
    /// Whose eyes might see something else.
    pub colleagues: Vec<WorkerLine>,
    /// What is agreed of the next contact and of a pause.
    pub seen: Seen,
}

/// Keeps it, and what is tried next with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NobodyAnswered {
    pub person: PersonId,
    /// Where, or by which way.
    pub place: Place,
    pub might_be: String,
    pub try_instead: Option<TryInstead>,
    pub try_words: String,
    /// When it is tried.
    pub next_on: Option<Day>,
    pub next_how: Option<Place>,
    /// A pause with an open door: nobody is reminded before this day.
    pub paused_until: Option<Day>,
    /// What had been agreed when the page was opened.
    pub seen: Seen,
}

/// What was kept, and what was agreed before, so that it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoAnswerKept {
    pub none: NoAnswerId,
    stood: Stood,
    stands: Seen,
}

/// Undoes `NobodyAnswered`, and nothing that came since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeNoAnswerBack {
    pub kept: NoAnswerKept,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoAnswerLine {
    pub id: NoAnswerId,
    pub at: Moment,
    pub place: Place,
    pub might_be: String,
    pub try_instead: Option<TryInstead>,
    pub try_words: String,
    pub by: Author,
}

impl Run for BeforeNoAnswer {
    fn run(&self, store: &mut Store) -> Result<NoAnswerPage, Trouble> {
        let row = store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let fields = store.fields(Thing::Person(self.person).in_log())?;
        let seen = AGREED.map(|field| fields.seen(field));
        Ok(NoAnswerPage {
            called: row.called().to_owned(),
            telephone: row.telephone.clone(),
            contact_by: fields.text(person::CONTACT_BY),
            are_several: are_several(&since_last_contact(store, self.person)?),
            colleagues: colleagues(store),
            seen: seen.iter().fold(Seen::default(), |all, seen| all.and(seen)),
        })
    }
}

/// What trying again may take the place of.
const AGREED: [u16; 4] =
    [person::NEXT_CONTACT_ON, person::NEXT_CONTACT_HOW, person::PAUSED_UNTIL, person::PAUSED_FOR];

fn since_last_contact(store: &Store, person: PersonId) -> Result<Vec<Moment>, Trouble> {
    let last = store.person(person)?.and_then(|row| row.last_contact_at);
    let mut moments = Vec::new();
    store.told_of(person, |ToldRow { thing, at, .. }| {
        if last.is_some_and(|last| at <= last) {
            return Ok(false);
        }
        if thing.kind == no_answer::KIND {
            moments.push(at);
        }
        Ok(true)
    })?;
    Ok(moments)
}

impl Run for NobodyAnswered {
    fn run(&self, store: &mut Store) -> Result<NoAnswerKept, Trouble> {
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let (now, thing) = (store.now(), things::fresh(store, no_answer::KIND));
        let mut puts = vec![
            Put::new(no_answer::PERSON, self.person.to_bytes()),
            Put::new(no_answer::AT, now.0.to_le_bytes()),
            Put::new(no_answer::PLACE, self.place.as_word()),
        ];
        let instead = self.try_instead.as_ref().map(TryInstead::as_word).unwrap_or_default();
        puts.extend(things::filled([
            (no_answer::MIGHT_BE, &self.might_be),
            (no_answer::TRY, instead),
            (no_answer::TRY_WORDS, &self.try_words),
        ]));
        let mut writing = Writing::at(now);
        writing.put(self.person, store.as_worker(), thing, puts);
        let about = Thing::Person(self.person).in_log();
        let puts = self.next();
        let stood = Stood::before(store, Thing::Person(self.person), &puts)?;
        writing.put(self.person, store.as_worker(), about, puts);
        let stands = store.write(writing)?;
        Ok(NoAnswerKept { none: NoAnswerId::from_bytes(thing.id), stood, stands })
    }
}

impl Run for TakeNoAnswerBack {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let NoAnswerKept { none, stood, stands } = &self.kept;
        let mut writing = Writing::at(store.now());
        stood.put_back(&mut writing, store, stands)?;
        things::take_back(&mut writing, store, Thing::NoAnswer(*none))?;
        Ok(store.write(writing).map(drop)?)
    }
}

impl NobodyAnswered {
    /// What is agreed with oneself about trying again takes the place of what was agreed before.
    fn next(&self) -> Vec<Put> {
        let mut puts = Vec::new();
        let mut put = |field, value: String| {
            puts.push(Put { field, value: value.into(), seen: self.seen.clone() });
        };
        // A pause is a pause: no day stands within it.
        match (self.paused_until, self.next_on) {
            (Some(until), _) => {
                put(person::PAUSED_UNTIL, until.to_string());
                put(person::PAUSED_FOR, String::new());
                put(person::NEXT_CONTACT_ON, String::new());
            }
            (None, Some(on)) => {
                let how = self.next_how.as_ref().map(Place::as_word).unwrap_or_default();
                put(person::NEXT_CONTACT_ON, on.to_string());
                put(person::NEXT_CONTACT_HOW, how.to_owned());
            }
            (None, None) => {}
        }
        puts
    }
}

pub(super) fn line_of(store: &Store, id: NoAnswerId) -> Result<Option<NoAnswerLine>, Trouble> {
    let fields = store.fields(Thing::NoAnswer(id).in_log())?;
    let (Some(first), Some(at)) = (fields.origin(), fields.moment(no_answer::AT)) else {
        return Ok(None);
    };
    let (place, instead) = (fields.text(no_answer::PLACE), fields.text(no_answer::TRY));
    let line = NoAnswerLine {
        id,
        at,
        place: Place::from_word(&place),
        might_be: fields.text(no_answer::MIGHT_BE),
        try_instead: (!instead.is_empty()).then(|| TryInstead::from_word(&instead)),
        try_words: fields.text(no_answer::TRY_WORDS),
        by: author_of(store, first)?,
    };
    Ok((!place.is_empty()).then_some(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::Holding,
        requests::{holding::Hold, people::AddPerson, person::Person, today::Today},
    };

    fn mo() -> (Store, PersonId) {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let fields = [("given_name", "Mo"), ("rhythm_days", "7")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let id = AddPerson { fields }.run(&mut store).unwrap();
        (store, id)
    }

    fn nobody(person: PersonId) -> NobodyAnswered {
        NobodyAnswered {
            person,
            place: Place::Home,
            might_be: String::new(),
            try_instead: Some(TryInstead::AnotherWay),
            try_words: "Ring first".into(),
            next_on: None,
            next_how: None,
            paused_until: None,
            seen: Seen::default(),
        }
    }

    fn are_several(store: &mut Store, person: PersonId) -> bool {
        BeforeNoAnswer { person }.run(store).unwrap().are_several
    }

    #[test]
    fn p3_several_in_a_row_offer_a_pause_and_being_in_touch_begins_anew() {
        let (mut store, mo) = mo();
        nobody(mo).run(&mut store).unwrap();
        assert!(!are_several(&mut store, mo));
        let second = nobody(mo).run(&mut store).unwrap();
        assert!(are_several(&mut store, mo));
        TakeNoAnswerBack { kept: second }.run(&mut store).unwrap();
        assert!(!are_several(&mut store, mo));
        nobody(mo).run(&mut store).unwrap();
        let hold = Hold { person: mo, how: Holding::Listening, line: String::new() };
        hold.run(&mut store).unwrap();
        assert!(!are_several(&mut store, mo));
    }

    #[test]
    fn p3_no_answer_is_no_contact() {
        let (mut store, mo) = mo();
        nobody(mo).run(&mut store).unwrap();
        assert_eq!(store.person(mo).unwrap().unwrap().last_contact_at, None);
    }

    #[test]
    fn p3_a_pause_leaves_the_door_open_and_then_they_come_up_again() {
        let (mut store, mo) = mo();
        let until: Day = "2026-12-20".parse().unwrap();
        let pause = NobodyAnswered { paused_until: Some(until), ..nobody(mo) };
        pause.run(&mut store).unwrap();
        let mut n_suggested = |day: Day| {
            Today { today: day, has_time: false }.run(&mut store).unwrap().suggestions.len()
        };
        assert_eq!(n_suggested(until.plus(-1)), 0);
        assert_eq!(n_suggested(until), 1);
    }

    #[test]
    fn p3_taken_back_what_was_agreed_before_stands_again() {
        let (mut store, mo) = mo();
        let on: Day = "2026-11-25".parse().unwrap();
        let agreed = |store: &mut Store| Person { person: mo }.run(store).unwrap();
        let again =
            |on| NobodyAnswered { next_on: Some(on), next_how: Some(Place::Phone), ..nobody(mo) };
        again(on).run(&mut store).unwrap();
        let until = on.plus(28);
        let pause = NobodyAnswered { paused_until: Some(until), ..nobody(mo) };
        let kept = pause.run(&mut store).unwrap();
        assert_eq!(agreed(&mut store).next_contact.on, None);
        assert_eq!(agreed(&mut store).fields["paused_until"].value, until.to_string());
        TakeNoAnswerBack { kept }.run(&mut store).unwrap();
        let page = agreed(&mut store);
        assert_eq!((page.next_contact.on, page.next_contact.how), (Some(on), Some(Place::Phone)));
        assert_eq!(page.fields["paused_until"].value, "");
        assert!(!are_several(&mut store, mo));
    }

    #[test]
    fn what_is_tried_next_is_agreed() {
        let (mut store, mo) = mo();
        let on: Day = "2026-11-25".parse().unwrap();
        let again =
            NobodyAnswered { next_on: Some(on), next_how: Some(Place::Phone), ..nobody(mo) };
        again.run(&mut store).unwrap();
        let next = Person { person: mo }.run(&mut store).unwrap().next_contact;
        assert_eq!((next.on, next.how), (Some(on), Some(Place::Phone)));
    }

    #[test]
    fn what_a_colleague_agreed_while_nobody_answered_is_not_replaced() {
        let (mut store, mo) = mo();
        let next_on = |day: &str| Some(day.parse().unwrap());
        let seen = BeforeNoAnswer { person: mo }.run(&mut store).unwrap().seen;
        let theirs = NobodyAnswered { next_on: next_on("2026-11-24"), ..nobody(mo) };
        theirs.run(&mut store).unwrap();
        let shown = BeforeNoAnswer { person: mo }.run(&mut store).unwrap().seen;
        let ours = NobodyAnswered { next_on: next_on("2026-11-26"), seen, ..nobody(mo) };
        ours.run(&mut store).unwrap();
        let versions = |store: &mut Store| {
            Person { person: mo }.run(store).unwrap().fields["next_contact_on"].versions.len()
        };
        assert_eq!(versions(&mut store), 2);
        // What was shown of the other is replaced.
        let seen = BeforeNoAnswer { person: mo }.run(&mut store).unwrap().seen;
        assert_ne!(seen, shown);
        let again = NobodyAnswered { next_on: next_on("2026-11-27"), seen, ..nobody(mo) };
        again.run(&mut store).unwrap();
        assert_eq!(versions(&mut store), 0);
    }
}

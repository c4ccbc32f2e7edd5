//! How it is going, in the person's own eyes: answers to questions of which any may be skipped (P7).

use super::{
    Author, Run, Seen, Thing, Trouble,
    authors::author_of,
    person::{GoalLine, actor_for, goal_line},
    stood::Stood,
    things,
};
use crate::{
    care::{
        Day, GoalId, MeasureId, Moment, PersonId,
        measure::{
            LICENSED, LONELINESS, OF_A_GOAL, Question, Scale, Score, WELLBEING, is_one_sitting,
            loneliness_by_day,
        },
    },
    log::{
        Actor,
        registry::{goal, measure},
    },
    store::{Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuresPage {
    pub called: String,
    /// Their hopes, each with what is asked about it.
    pub hopes: Vec<HopeAsked>,
    pub wellbeing: Vec<Asked>,
    pub loneliness: Vec<Asked>,
    /// The days on which all three were answered, from 3 to 9; the latest last.
    pub loneliness_together: Vec<(Day, u16)>,
    pub licensed: Vec<Asked>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopeAsked {
    pub goal: GoalLine,
    pub asked: Vec<Asked>,
}

/// A question, with what was answered so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub question: Question,
    pub goal: Option<GoalId>,
    /// The latest last.
    pub answers: Vec<MeasureLine>,
    /// What was answered in this sitting: another answer takes its place.
    pub just_now: Option<u16>,
    /// What is shown of how the hope is going.
    pub going_seen: Seen,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureLine {
    pub id: MeasureId,
    pub at: Moment,
    pub question: Question,
    pub answer: u16,
    /// What a tool gave beyond it.
    pub hundredths: u16,
    pub goal: Option<GoalId>,
    pub by: Author,
}

impl MeasureLine {
    pub fn score(&self) -> Score {
        Score { whole: self.answer, hundredths: self.hundredths }
    }
}

/// What is told in a story of one sitting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    /// In the order in which they were given, each with the hope that it is about.
    pub answers: Vec<(MeasureLine, String)>,
    pub at: Moment,
    pub by: Author,
}

/// One answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub person: PersonId,
    pub question: Question,
    pub answer: Score,
    /// The hope that it is about.
    pub goal: Option<GoalId>,
    /// The day of it, where it is told later.
    pub on: Option<Day>,
    /// What was shown of how the hope is going, which the answer takes the place of.
    pub going_seen: Seen,
}

/// With what stood before, so that it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub measure: MeasureId,
    /// Of the answer, and of how the hope was going.
    stood: Vec<Stood>,
    stands: Seen,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeAnswerBack {
    pub answered: Answered,
}

impl Run for Measures {
    fn run(&self, store: &mut Store) -> Result<MeasuresPage, Trouble> {
        let row = store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let lines = lines_of(store, self.person)?;
        let now = store.now();
        let ask = |questions: [Question; 4]| {
            questions.map(|question| asked(&lines, question, None, now)).to_vec()
        };
        let of_days = lines.iter().map(|line| {
            // The sitting is what matters: which side of midnight it fell is the same for all three.
            (line.at.utc_day(), line.question.clone(), line.answer)
        });
        let mut hopes = Vec::new();
        for thing in store.parts_of(self.person, goal::KIND)? {
            let Some(goal) = goal_line(store, GoalId::from_bytes(thing.id))? else { continue };
            let id = Some(goal.id);
            let asked = OF_A_GOAL.map(|question| {
                let going_seen = goal.going.seen.clone();
                Asked { going_seen, ..asked(&lines, question, id, now) }
            });
            let asked = asked.to_vec();
            hopes.push(HopeAsked { goal, asked });
        }
        Ok(MeasuresPage {
            called: row.called().to_owned(),
            hopes,
            wellbeing: ask(WELLBEING),
            loneliness: ask(LONELINESS),
            loneliness_together: loneliness_by_day(&of_days.collect::<Vec<_>>()),
            licensed: ask(LICENSED),
        })
    }
}

fn asked(lines: &[MeasureLine], question: Question, goal: Option<GoalId>, now: Moment) -> Asked {
    let mut asked = asked_before(lines, question, goal);
    let last = asked.answers.last().filter(|line| is_one_sitting(line.at, now));
    asked.just_now = last.map(|line| line.answer);
    asked
}

/// What was answered to one question, to look back at.
pub(super) fn asked_before(
    lines: &[MeasureLine],
    question: Question,
    goal: Option<GoalId>,
) -> Asked {
    let is_of_it = |line: &&MeasureLine| line.question == question && line.goal == goal;
    let answers = lines.iter().filter(is_of_it).cloned().collect();
    Asked { question, goal, answers, just_now: None, going_seen: Seen::default() }
}

/// The latest last.
pub(super) fn lines_of(store: &Store, person: PersonId) -> Result<Vec<MeasureLine>, Trouble> {
    let mut lines = Vec::new();
    for thing in store.parts_of(person, measure::KIND)? {
        lines.extend(line_of(store, MeasureId::from_bytes(thing.id))?);
    }
    lines.sort_by_key(|line| (line.at, line.id));
    Ok(lines)
}

/// `None`: it was taken back.
pub(super) fn line_of(store: &Store, id: MeasureId) -> Result<Option<MeasureLine>, Trouble> {
    let fields = store.fields(Thing::Measure(id).in_log())?;
    let said = (fields.origin(), fields.moment(measure::AT), fields.number(measure::ANSWER));
    let (Some(first), Some(at), Some(answer)) = said else { return Ok(None) };
    Ok(Some(MeasureLine {
        id,
        at,
        question: Question::from_word(&fields.text(measure::QUESTION)),
        answer,
        hundredths: fields.number(measure::HUNDREDTHS).unwrap_or_default(),
        goal: fields.id(measure::GOAL).map(GoalId),
        by: author_of(store, first)?,
    }))
}

/// Answers of one sitting, as they are told in a story: an entry for each author.
pub(super) fn sittings_of(
    store: &Store,
    mut lines: Vec<MeasureLine>,
) -> Result<Vec<Sitting>, Trouble> {
    lines.sort_by_key(|line| (line.at, line.id));
    let mut sittings: Vec<Sitting> = Vec::new();
    for line in lines {
        let about = match line.goal {
            Some(goal) => store.fields(Thing::Goal(goal).in_log())?.text(goal::WORDS),
            None => String::new(),
        };
        match sittings.iter_mut().find(|sitting| sitting.by == line.by) {
            Some(sitting) => sitting.answers.push((line, about)),
            None => {
                let (at, by) = (line.at, line.by.clone());
                sittings.push(Sitting { answers: vec![(line, about)], at, by });
            }
        }
    }
    Ok(sittings)
}

impl Run for Answer {
    fn run(&self, store: &mut Store) -> Result<Answered, Trouble> {
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let is_about_something = self.question.is_of_a_goal() == self.goal.is_some();
        if !self.question.is_known()
            || !self.question.takes_score(self.answer)
            || !is_about_something
        {
            return Err(Trouble::NotAValue);
        }
        let at = self.at(store)?;
        let mut writing = Writing::at(store.now());
        let (measure, answered) = self.put_answer(store, &mut writing, at)?;
        let going = self.put_going(store, &mut writing)?;
        let stood = [Some(answered), going].into_iter().flatten().collect();
        let stands = store.write(writing)?;
        Ok(Answered { measure, stood, stands })
    }
}

impl Answer {
    /// A day that is told later has no hour: noon is on the same day almost everywhere.
    fn at(&self, store: &Store) -> Result<Moment, Trouble> {
        let now = store.now();
        let Some(on) = self.on.filter(|on| *on != now.utc_day()) else { return Ok(now) };
        if on.days_since(now.utc_day()) > 1 {
            return Err(Trouble::InTheFuture);
        }
        Moment::from_rfc3339(&format!("{on}T12:00:00Z")).ok_or(Trouble::NotAValue)
    }

    /// Within a sitting the answer is thought over; later it is another one.
    fn put_answer(
        &self,
        store: &mut Store,
        writing: &mut Writing,
        at: Moment,
    ) -> Result<(MeasureId, Stood), Trouble> {
        let actor = Actor::Person(self.person);
        let before = self.of_this_sitting(store, at)?;
        let id = match &before {
            Some(line) => line.id,
            None => MeasureId::from_bytes(things::fresh(store, measure::KIND).id),
        };
        let thing = Thing::Measure(id);
        let fields = store.fields(thing.in_log())?;
        let put = |field, number: u16| {
            let (value, seen) = (number.to_le_bytes().to_vec(), fields.seen(field));
            Put { field, value, seen }
        };
        let mut answer = vec![put(measure::ANSWER, self.answer.whole)];
        if self.question.scale() == Scale::OfItsTool {
            answer.push(put(measure::HUNDREDTHS, self.answer.hundredths));
        }
        let stood = Stood::before(store, thing, &answer)?;
        let puts = if before.is_some() { answer } else { self.all_of_it(at, answer) };
        writing.put(self.person, actor, thing.in_log(), puts);
        Ok((id, stood))
    }

    fn all_of_it(&self, at: Moment, answer: Vec<Put>) -> Vec<Put> {
        let mut puts = vec![
            Put::new(measure::PERSON, self.person.to_bytes()),
            Put::new(measure::AT, at.0.to_le_bytes()),
            Put::new(measure::QUESTION, self.question.as_word()),
        ];
        puts.extend(answer);
        puts.extend(self.goal.map(|goal| Put::new(measure::GOAL, goal.to_bytes())));
        puts
    }

    fn of_this_sitting(&self, store: &Store, at: Moment) -> Result<Option<MeasureLine>, Trouble> {
        if self.on.is_some() {
            return Ok(None);
        }
        let mut lines = lines_of(store, self.person)?;
        lines.retain(|line| {
            let is_mine = line.by.worker.is_me && is_one_sitting(line.at, at);
            is_mine && line.question == self.question && line.goal == self.goal
        });
        Ok(lines.pop())
    }

    /// How a hope is going now stands with the hope as well.
    fn put_going(&self, store: &Store, writing: &mut Writing) -> Result<Option<Stood>, Trouble> {
        let Some(goal) = self.goal.filter(|_| self.question == Question::Going) else {
            return Ok(None);
        };
        let thing = Thing::Goal(goal);
        store.fields(thing.in_log())?.origin().ok_or(Trouble::NotFound)?;
        let (value, seen) = (self.answer.whole.to_le_bytes().to_vec(), self.going_seen.clone());
        let going = vec![Put { field: goal::GOING, value, seen }];
        let stood = Stood::before(store, thing, &going)?;
        let actor = actor_for(store, self.person.into(), goal::KIND, goal::GOING);
        writing.put(self.person, actor, thing.in_log(), going);
        Ok(Some(stood))
    }
}

impl Run for TakeAnswerBack {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let Answered { stood, stands, .. } = &self.answered;
        let mut writing = Writing::at(store.now());
        for stood in stood {
            stood.put_back(&mut writing, store, stands)?;
        }
        Ok(store.write(writing).map(drop)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{Place, visit::VisitWords},
        requests::{
            FieldView,
            people::AddPerson,
            person::{AddGoal, Person},
            story::{Filter, Story, Told},
            visits::{BeginVisit, Draft, KeepVisit, SaveDraft},
        },
    };

    fn mo() -> (Store, PersonId) {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let id = AddPerson { fields }.run(&mut store).unwrap();
        (store, id)
    }

    fn hope(store: &mut Store, person: PersonId) -> GoalId {
        AddGoal { person, words: "Sing".into(), step: String::new() }.run(store).unwrap()
    }

    fn answer(store: &mut Store, person: PersonId, question: Question, answer: u16) -> Answered {
        given(person, question, answer).run(store).unwrap()
    }

    fn given(person: PersonId, question: Question, answer: u16) -> Answer {
        let answer = answer.into();
        Answer { person, question, answer, goal: None, on: None, going_seen: Seen::default() }
    }

    fn going(store: &mut Store, person: PersonId) -> FieldView {
        Person { person }.run(store).unwrap().goals.remove(0).going
    }

    fn is_going(store: &mut Store, (person, goal): (PersonId, GoalId), answer: u16) -> Answered {
        let going_seen = going(store, person).seen;
        let of_goal = given(person, Question::Going, answer);
        Answer { goal: Some(goal), going_seen, ..of_goal }.run(store).unwrap()
    }

    fn page(store: &mut Store, person: PersonId) -> MeasuresPage {
        Measures { person }.run(store).unwrap()
    }

    fn numbers(asked: &Asked) -> Vec<u16> {
        asked.answers.iter().map(|line| line.answer).collect()
    }

    fn told(store: &mut Store, person: PersonId, filter: Filter) -> Vec<Told> {
        Story { person, filter, words: String::new(), most: 9 }.run(store).unwrap().told
    }

    #[test]
    fn p7_a_visit_is_kept_without_any_measure() {
        let (mut store, mo) = mo();
        let today = "2026-11-22".parse().unwrap();
        let begin = BeginVisit { person: Some(mo), place: Place::Home, today };
        let visit = begin.run(&mut store).unwrap();
        let mut written = Draft { visit }.run(&mut store).unwrap().written;
        written.words = VisitWords { note: "Tea.".into(), ..VisitWords::default() };
        SaveDraft { visit, written }.run(&mut store).unwrap();
        assert_eq!(KeepVisit { visit }.run(&mut store).unwrap().visit, visit);
        assert_eq!(told(&mut store, mo, Filter::Measures), []);
    }

    #[test]
    fn p7_a_skipped_question_leaves_no_trace() {
        let (mut store, mo) = mo();
        answer(&mut store, mo, Question::Worthwhile, 7);
        assert_eq!(store.parts_of(mo, measure::KIND).unwrap().len(), 1);
        let page = page(&mut store, mo);
        let answered = |asked: &&Asked| !asked.answers.is_empty();
        assert_eq!(page.wellbeing.iter().filter(answered).count(), 1);
        assert_eq!(page.loneliness.iter().filter(answered).count(), 0);
    }

    #[test]
    fn p7_what_was_taken_back_leaves_no_trace_on_any_page() {
        let (mut store, mo) = mo();
        let answered = answer(&mut store, mo, Question::Worthwhile, 7);
        TakeAnswerBack { answered }.run(&mut store).unwrap();
        assert!(page(&mut store, mo).wellbeing[1].answers.is_empty());
        assert_eq!(told(&mut store, mo, Filter::Everything), []);
    }

    #[test]
    fn p7_the_line_keeps_what_was_said_before() {
        let (mut store, mo) = mo();
        let goal = hope(&mut store, mo);
        is_going(&mut store, (mo, goal), 6);
        store.set_now("2026-12-06T12:00:00Z");
        assert_eq!(page(&mut store, mo).hopes[0].asked[0].just_now, None);
        is_going(&mut store, (mo, goal), 2);
        let page = page(&mut store, mo);
        assert_eq!(numbers(&page.hopes[0].asked[0]), [6, 2]);
        assert_eq!(page.hopes[0].asked[0].just_now, Some(2));
        assert_eq!(page.hopes[0].goal.going.value, "2");
    }

    #[test]
    fn within_one_sitting_an_answer_is_thought_over() {
        let (mut store, mo) = mo();
        answer(&mut store, mo, Question::Satisfied, 3);
        store.set_now("2026-11-22T12:20:00Z");
        let second = answer(&mut store, mo, Question::Satisfied, 5);
        assert_eq!(numbers(&page(&mut store, mo).wellbeing[0]), [5]);
        TakeAnswerBack { answered: second }.run(&mut store).unwrap();
        assert_eq!(numbers(&page(&mut store, mo).wellbeing[0]), [3]);
    }

    #[test]
    fn taken_back_a_hope_goes_as_it_went_before() {
        let (mut store, mo) = mo();
        let goal = hope(&mut store, mo);
        is_going(&mut store, (mo, goal), 4);
        let answered = is_going(&mut store, (mo, goal), 9);
        TakeAnswerBack { answered }.run(&mut store).unwrap();
        let going = going(&mut store, mo);
        assert_eq!((going.value.as_str(), going.has_versions()), ("4", false));
    }

    #[test]
    fn p12_what_a_colleague_said_of_a_hope_meanwhile_is_not_replaced() {
        let (mut store, mo) = mo();
        let goal = hope(&mut store, mo);
        let going_seen = page(&mut store, mo).hopes[0].asked[0].going_seen.clone();
        is_going(&mut store, (mo, goal), 4);
        store.set_now("2026-11-24T12:00:00Z");
        let of_goal = Answer { goal: Some(goal), ..given(mo, Question::Going, 9) };
        let late = Answer { going_seen, ..of_goal.clone() }.run(&mut store).unwrap();
        assert_eq!(going(&mut store, mo).versions.len(), 2);
        // Taken back, theirs stands alone.
        TakeAnswerBack { answered: late }.run(&mut store).unwrap();
        let now = going(&mut store, mo);
        assert_eq!((now.value.as_str(), now.has_versions()), ("4", false));
    }

    #[test]
    fn p12_taken_back_both_numbers_of_a_hope_stand_again() {
        let (mut store, mo) = mo();
        let goal = hope(&mut store, mo);
        let of_goal = Answer { goal: Some(goal), ..given(mo, Question::Going, 4) };
        of_goal.run(&mut store).unwrap();
        store.set_now("2026-11-24T12:00:00Z");
        Answer { answer: 9.into(), ..of_goal }.run(&mut store).unwrap();
        store.set_now("2026-11-26T12:00:00Z");
        let answered = is_going(&mut store, (mo, goal), 6);
        assert!(!going(&mut store, mo).has_versions());
        TakeAnswerBack { answered }.run(&mut store).unwrap();
        let versions = going(&mut store, mo).versions;
        let mut numbers: Vec<_> = versions.iter().map(|it| it.value.as_str()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, ["4", "9"]);
        let by = versions.iter().map(|version| version.by.on_behalf_of.as_deref());
        assert_eq!(by.collect::<Vec<_>>(), [Some("Mo"); 2]);
    }

    #[test]
    fn p12_an_answer_is_the_persons_own() {
        let (mut store, mo) = mo();
        let goal = hope(&mut store, mo);
        let Answered { measure, .. } = is_going(&mut store, (mo, goal), 6);
        let line = line_of(&store, measure).unwrap().unwrap();
        assert_eq!(line.by.on_behalf_of.as_deref(), Some("Mo"));
        let going = store.fields(Thing::Goal(goal).in_log()).unwrap();
        assert_eq!(going.shown(goal::GOING).unwrap().actor, Actor::Person(mo));
    }

    #[test]
    fn answers_of_one_sitting_are_told_as_one() {
        let (mut store, mo) = mo();
        answer(&mut store, mo, Question::Satisfied, 3);
        store.set_now("2026-11-22T12:10:00Z");
        answer(&mut store, mo, Question::Lonely, 5);
        store.set_now("2026-11-24T12:00:00Z");
        answer(&mut store, mo, Question::Satisfied, 4);
        let sittings = told(&mut store, mo, Filter::Measures);
        let n_answers = sittings.iter().map(|told| match told {
            Told::Measure(sitting) => sitting.answers.len(),
            _ => 0,
        });
        assert_eq!(n_answers.collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn what_another_tool_gave_is_told_for_its_day() {
        let (mut store, person) = mo();
        let on: Day = "2026-10-01".parse().unwrap();
        let answer = "22.35".parse().unwrap();
        let tool = Answer { on: Some(on), answer, ..given(person, Question::Swemwbs, 0) };
        tool.run(&mut store).unwrap();
        let told = page(&mut store, person).licensed[0].answers[0].clone();
        assert_eq!((told.at.utc_day(), told.score()), (on, answer));
        let ahead = Answer { on: Some("2026-12-24".parse().unwrap()), ..tool };
        assert_eq!(ahead.run(&mut store), Err(Trouble::InTheFuture));
    }

    #[test]
    fn an_answer_that_its_question_does_not_have_is_not_taken() {
        let (mut store, person) = mo();
        let eleven = given(person, Question::Satisfied, 11);
        assert_eq!(eleven.run(&mut store), Err(Trouble::NotAValue));
        let of_no_hope = Answer { question: Question::Going, answer: 5.into(), ..eleven };
        assert_eq!(of_no_hope.run(&mut store), Err(Trouble::NotAValue));
        let between =
            Answer { answer: "4.5".parse().unwrap(), ..given(person, Question::Satisfied, 4) };
        assert_eq!(between.run(&mut store), Err(Trouble::NotAValue));
    }

    #[test]
    fn p7_loneliness_comes_together_on_the_day_on_which_all_was_answered() {
        let (mut store, mo) = mo();
        answer(&mut store, mo, Question::LackCompanionship, 3);
        answer(&mut store, mo, Question::LeftOut, 2);
        assert_eq!(page(&mut store, mo).loneliness_together, []);
        answer(&mut store, mo, Question::Isolated, 1);
        let day: Day = "2026-11-22".parse().unwrap();
        assert_eq!(page(&mut store, mo).loneliness_together, [(day, 6)]);
    }
}

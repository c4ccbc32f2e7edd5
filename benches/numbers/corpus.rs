//! A fictional corpus out of a seed: words that do not exist, as often as words are used.

use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_json::{Value, json};
use uuid::Uuid;

const N_PEOPLE: usize = 250;
const N_VISITS: usize = 10_000;
const N_GOALS: usize = 2_000;
const N_WORDS: usize = 3_000;
const WORDS_IN_A_NOTE: usize = 80;
const FIRST_VISIT_AT: i64 = 1_700_000_000;
const SECS_BETWEEN: i64 = 7_200;

pub struct Corpus {
    /// The import form; people come first.
    pub text: String,
    pub n_people: usize,
    pub n_visits: usize,
    pub n_goals: usize,
    people: Vec<Uuid>,
    goals: Vec<Value>,
    /// The most used word first.
    pub words: Vec<String>,
}

/// So many times as many people, with as much of each.
pub fn corpus(times: usize) -> Corpus {
    let [n_people, n_visits, n_goals] = [N_PEOPLE, N_VISITS, N_GOALS].map(|n| n * times);
    let mut random = ChaCha12Rng::seed_from_u64(2026);
    let words: Vec<String> = (0..N_WORDS).map(|_| word(&mut random)).collect();
    let people: Vec<Uuid> = (0..n_people).map(|_| id(&mut random)).collect();
    let mut lines: Vec<Value> = Vec::new();
    for person in &people {
        let name = some_words(&words, 2, &mut random);
        let matters = some_words(&words, 12, &mut random);
        lines.push(json!({ "kind": "person", "id": person, "name": name, "matters": matters }));
    }
    let one_of = |random: &mut ChaCha12Rng| {
        let at = random.next_u32() as usize % people.len();
        people.get(at).copied()
    };
    for n in 0..n_visits {
        let at = FIRST_VISIT_AT + n as i64 * SECS_BETWEEN / times as i64;
        let at = chrono::DateTime::from_timestamp(at, 0).map(|at| at.to_rfc3339());
        let note = some_words(&words, WORDS_IN_A_NOTE, &mut random);
        let (id, person) = (id(&mut random), one_of(&mut random));
        lines.push(json!({
            "kind": "visit", "id": id, "person": person, "at": at, "place": "home", "note": note,
        }));
    }
    let mut goals = Vec::new();
    for _ in 0..n_goals {
        let (hope, step) = (some_words(&words, 8, &mut random), some_words(&words, 6, &mut random));
        let (id, person) = (id(&mut random), one_of(&mut random));
        goals.push(json!({
            "kind": "goal", "id": id, "person": person, "words": hope, "step": step, "going": 3,
        }));
    }
    let text = lines.iter().chain(&goals).map(|line| format!("{line}\n")).collect();
    Corpus { text, n_people, n_visits, n_goals, words, people, goals }
}

impl Corpus {
    /// What a worker without a network writes meanwhile: visits, and how it went with some goals.
    pub fn three_weeks(&self) -> String {
        const N_NOTES: usize = 300;
        const N_EDITS: usize = 150;
        let mut random = ChaCha12Rng::seed_from_u64(21);
        let people = self.people.iter().cycle().take(N_NOTES);
        let visits = people.map(|person| {
            let (id, note) =
                (id(&mut random), some_words(&self.words, WORDS_IN_A_NOTE, &mut random));
            json!({
                "kind": "visit", "id": id, "person": person, "at": "2026-11-20T10:00:00Z",
                "place": "home", "note": note,
            })
        });
        let visits: Vec<Value> = visits.collect();
        let edits = self.goals.iter().take(N_EDITS).cloned().map(|mut goal| {
            goal["step"] = some_words(&self.words, 6, &mut random).into();
            goal["going"] = 5.into();
            goal
        });
        visits.into_iter().chain(edits).map(|line| format!("{line}\n")).collect()
    }
}

fn word(random: &mut ChaCha12Rng) -> String {
    const SYLLABLES: [&str; 24] = [
        "ka", "lo", "mi", "ren", "tas", "vo", "dul", "pe", "shi", "gar", "nu", "bel", "fo", "ith",
        "wen", "cra", "oss", "lin", "tu", "mar", "eb", "sol", "qui", "ha",
    ];
    let n_syllables = 1 + random.next_u32() as usize % 4;
    let syllable = |random: &mut ChaCha12Rng| {
        SYLLABLES.get(random.next_u32() as usize % SYLLABLES.len()).copied().unwrap_or_default()
    };
    (0..n_syllables).map(|_| syllable(random)).collect()
}

/// A word by its rank: the square of a fraction falls on the first ones far more often.
pub fn some_words(words: &[String], n: usize, random: &mut ChaCha12Rng) -> String {
    let chosen = (0..n).filter_map(|_| {
        let fraction = f64::from(random.next_u32()) / f64::from(u32::MAX);
        words.get((fraction.powi(3) * words.len() as f64) as usize)
    });
    chosen.map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn id(random: &mut ChaCha12Rng) -> Uuid {
    let mut bytes = [0; 16];
    random.fill_bytes(&mut bytes);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

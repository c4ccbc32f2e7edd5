//! Questions and answers in their exact words.

use crate::care::measure::{Question, Scale};
use crate::requests::measures::MeasureLine;
use crate::ui::{parts::Choice, text::text};

pub fn question(question: &Question) -> String {
    match question {
        Question::Satisfied => text!("measures-satisfied"),
        Question::Worthwhile => text!("measures-worthwhile"),
        Question::HappyYesterday => text!("measures-happy"),
        Question::AnxiousYesterday => text!("measures-anxious"),
        Question::LackCompanionship => text!("measures-companionship"),
        Question::LeftOut => text!("measures-left-out"),
        Question::Isolated => text!("measures-isolated"),
        Question::Lonely => text!("measures-lonely"),
        Question::Going => text!("measures-going"),
        Question::Importance => text!("measures-importance"),
        Question::Confidence => text!("measures-confidence"),
        Question::Swemwbs => text!("measures-swemwbs"),
        Question::Mycaw => text!("measures-mycaw"),
        Question::OutcomesStar => text!("measures-outcomes-star"),
        Question::Pam => text!("measures-pam"),
        Question::Unknown(word) => word.clone(),
    }
}

/// What the least and the most of a scale of numbers mean.
pub fn ends(question: &Question) -> (String, String) {
    match question {
        Question::Going => (text!("measures-stuck"), text!("measures-just-right")),
        Question::Importance | Question::Confidence => {
            (text!("measures-least"), text!("measures-most"))
        }
        _ => (text!("measures-not-at-all"), text!("measures-completely")),
    }
}

/// The answers of a question that is answered in words.
pub fn choices(question: &Question) -> Vec<Choice> {
    let numbers = question.scale().range();
    numbers.map(|number| Choice::new(number.to_string(), answer(question, number))).collect()
}

/// As it was given.
pub fn answered(line: &MeasureLine) -> String {
    match line.question.scale() {
        Scale::OfItsTool => line.score().to_string(),
        _ => answer(&line.question, line.answer),
    }
}

pub fn answer(question: &Question, number: u16) -> String {
    match (question.scale(), number) {
        (Scale::HowOften, 1) => text!("measures-hardly-ever-or-never"),
        (Scale::HowOften | Scale::HowLonely, 2) => text!("measures-some-of-the-time"),
        (Scale::HowOften, 3) => text!("measures-often"),
        (Scale::HowLonely, 1) => text!("measures-often-always"),
        (Scale::HowLonely, 3) => text!("measures-occasionally"),
        (Scale::HowLonely, 4) => text!("measures-hardly-ever"),
        (Scale::HowLonely, 5) => text!("measures-never"),
        (Scale::ZeroToTen | Scale::OneToTen, number) => {
            text!("measures-of-ten", number: number)
        }
        (Scale::HowOften | Scale::HowLonely | Scale::OfItsTool, number) => number.to_string(),
    }
}

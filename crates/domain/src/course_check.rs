//! The check at the end of a course: questions with answers to choose from, and how many must be right.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{course::number, invalid::Invalid, text, time::DAY};

/// The most questions of a check.
pub const QUESTIONS_MOST: usize = 30;
/// The most answers of a question.
pub const ANSWERS_MOST: usize = 6;
/// How often someone may answer a check within [`TRIES_WITHIN`].
pub const TRIES_MOST: usize = 5;
/// The stretch of time in which tries are counted, in milliseconds.
pub const TRIES_WITHIN: i64 = DAY;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What is asked.
    pub text: String,
    /// What may be chosen, in the order in which it is shown.
    pub answers: Vec<Answer>,
    /// A sentence that says why the right answers are right.
    pub why: String,
}

/// Something that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What it says.
    pub text: String,
    /// Whether it is right.
    pub is_right: bool,
}

impl Question {
    /// Whether one answer only is right, so that one is to be chosen.
    pub fn is_single(&self) -> bool {
        self.right().len() == 1
    }

    /// The places of the right answers.
    pub fn right(&self) -> BTreeSet<usize> {
        (0..).zip(&self.answers).filter(|(_, answer)| answer.is_right).map(|(at, _)| at).collect()
    }
}

/// A question as it comes from a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft<'a> {
    /// What is asked.
    pub text: &'a str,
    /// Answers, and whether each is right; blank ones do not count.
    pub answers: Vec<(&'a str, bool)>,
    /// Why.
    pub why: &'a str,
}

impl Draft<'_> {
    fn is_blank(&self) -> bool {
        let said = |text: &str| !text.trim().is_empty();
        !said(self.text) && !said(self.why) && !self.answers.iter().any(|(text, _)| said(text))
    }
}

/// The questions of a form without those left blank: 1 to [`QUESTIONS_MOST`], each with 2 to [`ANSWERS_MOST`] answers of which at
/// least one is right. A fault names the field `question-N`, counted from 1 as the form counts.
pub fn questions(drafts: &[Draft<'_>]) -> Result<Vec<Question>, Invalid> {
    let (mut faults, mut questions) = (Vec::new(), Vec::new());
    for (draft, field) in drafts.iter().zip(FIELDS).filter(|(draft, _)| !draft.is_blank()) {
        match question(draft) {
            Ok(question) => questions.push(question),
            Err(fault) => faults.extend(fault.at(field).0),
        }
    }
    if drafts.iter().skip(QUESTIONS_MOST).any(|draft| !draft.is_blank()) {
        faults.extend(Invalid::one("", "check-questions-most").0);
    }
    if faults.is_empty() && questions.is_empty() {
        faults.extend(Invalid::one("question-1", "check-questions-none").0);
    }
    if faults.is_empty() { Ok(questions) } else { Err(Invalid(faults)) }
}

fn question(draft: &Draft<'_>) -> Result<Question, Invalid> {
    let text = text::name(draft.text, 300)?;
    let mut answers = Vec::new();
    for (said, is_right) in &draft.answers {
        let said = text::line(said, 200)?;
        if !said.is_empty() {
            answers.push(Answer { text: said, is_right: *is_right });
        }
    }
    if answers.len() < 2 || answers.len() > ANSWERS_MOST {
        return Err(Invalid::one("", "check-answers"));
    }
    if !answers.iter().any(|answer| answer.is_right) {
        return Err(Invalid::one("", "check-right"));
    }
    Ok(Question { text, answers, why: text::line(draft.why, 400)? })
}

/// How many must be right: at least one, at most all.
pub fn pass_at(raw: &str, questions: usize) -> Result<usize, Invalid> {
    let most = i64::try_from(questions).unwrap_or(i64::MAX);
    let wrong = || Invalid::limit("pass_at", "check-pass", most);
    number(raw, 1, most).and_then(|n| usize::try_from(n).ok()).ok_or_else(wrong)
}

/// What someone chose, one set of places for each question, when they answered every one with places that are there and one alone
/// where one is asked for. A fault names the field `question-N`.
pub fn answered(questions: &[Question], chosen: &[BTreeSet<usize>]) -> Result<(), Invalid> {
    let none = BTreeSet::new();
    let fits = |question: &Question, chosen: &BTreeSet<usize>| {
        let there = chosen.iter().all(|at| *at < question.answers.len());
        there && !chosen.is_empty() && (chosen.len() == 1 || !question.is_single())
    };
    let faults: Vec<_> = (questions.iter().enumerate().zip(FIELDS))
        .filter(|((at, question), _)| !fits(question, chosen.get(*at).unwrap_or(&none)))
        .flat_map(|(_, field)| Invalid::one(field, "check-unanswered").0)
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Invalid(faults)) }
}

/// The places of the questions that were answered rightly: with all right answers and no other.
pub fn right(questions: &[Question], chosen: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let pairs = questions.iter().zip(chosen).enumerate();
    pairs.filter(|(_, (question, chosen))| question.right() == **chosen).map(|(at, _)| at).collect()
}

/// The fields of a form's questions; their numbers are counted from 1.
pub const FIELDS: [&str; QUESTIONS_MOST] = [
    "question-1",
    "question-2",
    "question-3",
    "question-4",
    "question-5",
    "question-6",
    "question-7",
    "question-8",
    "question-9",
    "question-10",
    "question-11",
    "question-12",
    "question-13",
    "question-14",
    "question-15",
    "question-16",
    "question-17",
    "question-18",
    "question-19",
    "question-20",
    "question-21",
    "question-22",
    "question-23",
    "question-24",
    "question-25",
    "question-26",
    "question-27",
    "question-28",
    "question-29",
    "question-30",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft<'a>(text: &'a str, answers: &[(&'a str, bool)]) -> Draft<'a> {
        Draft { text, answers: answers.to_vec(), why: "" }
    }

    #[test]
    fn a_question_can_be_answered_and_answered_wrongly() {
        let good = draft("What is the captions' job?", &[("To be read", true), ("", true), ("To look good", false)]);
        let read = questions(&[Draft::default(), good.clone()]).unwrap();
        assert_eq!(read[0].answers.len(), 2, "blank answers do not count");
        let fault = |drafts: &[Draft<'_>]| questions(drafts).unwrap_err().0;
        assert_eq!(fault(&[])[0].key, "check-questions-none");
        assert_eq!(fault(&[good.clone(), draft("?", &[("a", true)])])[0].field, "question-2");
        assert_eq!(fault(&[draft("?", &[("a", false), ("b", false)])])[0].key, "check-right");
        assert_eq!(fault(&[draft("", &[("a", true), ("b", false)])])[0].key, "required");
        assert_eq!(fault(&vec![good; 31])[0].key, "check-questions-most");
        assert!(pass_at("3", 2).is_err() && pass_at("0", 2).is_err() && pass_at("2", 2).unwrap() == 2);
    }

    proptest! {
        /// A question is right when all right answers and no other were chosen, whatever else was.
        #[test]
        fn only_the_whole_truth_counts(
            rights in prop::collection::vec(prop::collection::vec(any::<bool>(), 2..=6), 1..=30),
            chosen in prop::collection::vec(prop::collection::btree_set(0_usize..6, 0..=6), 1..=30),
        ) {
            let asked: Vec<Question> = (rights.iter())
                .map(|rights| Question {
                    text: "?".into(),
                    answers: rights.iter().map(|is_right| Answer { text: "a".into(), is_right: *is_right }).collect(),
                    why: String::new(),
                })
                .collect();
            let found = right(&asked, &chosen);
            for (at, (question, chosen)) in asked.iter().zip(&chosen).enumerate() {
                let whole = (0..6).all(|n| question.answers.get(n).is_some_and(|a| a.is_right) == chosen.contains(&n));
                prop_assert_eq!(found.contains(&at), whole);
            }
            prop_assert!(found.len() <= asked.len());
            if answered(&asked, &chosen).is_ok() {
                prop_assert!(chosen.len() >= asked.len());
            }
        }
    }
}

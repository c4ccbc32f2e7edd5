//! When a round is due: at opening, soon after something was written, and now and then.

/// Between two rounds when there is nothing to send.
const NOW_AND_THEN_MS: i64 = 60_000;
/// Between two rounds that news calls for.
const BETWEEN_NEWS_MS: i64 = 1_000;
/// Between two rounds at the least; doubled after each that found no network.
const SHORTEST_PAUSE_MS: i64 = 5_000;
const LONGEST_PAUSE_MS: i64 = 300_000;

/// What a phone has to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Locked: nothing can be read, so nothing can be sent.
    Locked,
    Waiting,
    Nothing,
}

/// Times are milliseconds of any clock; one that is set back only delays a round.
#[derive(Clone, Copy, Debug, Default)]
pub struct Schedule {
    was_open: bool,
    last_round_ms: i64,
    pause_ms: i64,
    has_news: bool,
    has_left_some: bool,
}

/// How a round went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Went {
    Well,
    /// The server did not take all of it for now.
    LeftSome,
    Wrong,
}

impl Schedule {
    pub fn is_due(&self, need: Need, now_ms: i64) -> bool {
        let since_ms = now_ms - self.last_round_ms;
        match need {
            Need::Locked => false,
            Need::Waiting | Need::Nothing if !self.was_open => true,
            Need::Waiting => since_ms >= self.pause_ms,
            Need::Nothing if self.has_news && self.pause_ms <= SHORTEST_PAUSE_MS => {
                since_ms >= BETWEEN_NEWS_MS
            }
            Need::Nothing => since_ms >= self.pause_ms.max(NOW_AND_THEN_MS),
        }
    }

    /// The server said that there is something new. It says nothing of all that a round brings (late work,
    /// say), so rounds now and then go on.
    pub fn heard_news(&mut self) {
        self.has_news = true;
    }

    /// At every look, whether there was a round or not.
    pub fn looked(&mut self, need: Need) {
        self.was_open = need != Need::Locked;
    }

    /// What is heard from now on may be missed by the round that begins.
    pub fn before_round(&mut self) {
        self.has_news = false;
    }

    pub fn after_round(&mut self, went: Went, now_ms: i64) {
        self.last_round_ms = now_ms;
        self.has_left_some = went == Went::LeftSome;
        self.pause_ms = match went {
            Went::Well => SHORTEST_PAUSE_MS,
            Went::LeftSome | Went::Wrong => {
                (self.pause_ms * 2).clamp(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS)
            }
        };
    }

    /// What is written now does not wait for what the server would not take before.
    pub fn wrote(&mut self) {
        if self.has_left_some {
            self.pause_ms = SHORTEST_PAUSE_MS;
        }
    }

    /// There is a network again: nobody waits for the end of a pause.
    pub fn online(&mut self) {
        self.pause_ms = 0;
    }
}

/// When photos are carried: right behind a round, and again in a while as long as some are left, since a
/// colleague's phone may still be sending them.
#[derive(Clone, Copy, Debug, Default)]
pub struct BehindRounds {
    has_been_round: bool,
    again_at_ms: Option<i64>,
    pause_ms: i64,
}

impl BehindRounds {
    pub fn round_went_well(&mut self) {
        self.has_been_round = true;
    }

    pub fn is_due(&self, now_ms: i64) -> bool {
        self.has_been_round || self.again_at_ms.is_some_and(|at_ms| now_ms >= at_ms)
    }

    pub fn carried(&mut self, has_moved: bool, are_left: bool, now_ms: i64) {
        self.has_been_round = false;
        self.pause_ms = if has_moved {
            SHORTEST_PAUSE_MS
        } else {
            (self.pause_ms * 2).clamp(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS)
        };
        self.again_at_ms = are_left.then_some(now_ms + self.pause_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photos_go_behind_a_round_and_ask_again_more_and_more_rarely_while_some_are_left() {
        let mut behind = BehindRounds::default();
        assert!(!behind.is_due(1_000_000));
        behind.round_went_well();
        assert!(behind.is_due(0));
        behind.carried(false, true, 0);
        assert!(!behind.is_due(4_999) && behind.is_due(5_000));
        behind.carried(false, true, 5_000);
        assert!(!behind.is_due(14_999) && behind.is_due(15_000));
        behind.carried(true, true, 15_000);
        assert!(behind.is_due(20_000));
        behind.carried(true, false, 20_000);
        assert!(!behind.is_due(i64::MAX));
    }

    fn opened_and_done() -> Schedule {
        let mut schedule = Schedule::default();
        schedule.looked(Need::Nothing);
        schedule.after_round(Went::Well, 0);
        schedule
    }

    #[test]
    fn opening_is_followed_by_a_round_and_locking_by_none() {
        let mut schedule = opened_and_done();
        assert!(!schedule.is_due(Need::Nothing, 1));
        schedule.looked(Need::Locked);
        assert!(!schedule.is_due(Need::Locked, 1_000_000));
        assert!(schedule.is_due(Need::Nothing, 1));
    }

    #[test]
    fn what_waits_goes_within_seconds_and_the_rest_within_a_minute() {
        let schedule = opened_and_done();
        assert!(schedule.is_due(Need::Waiting, 5_000));
        assert!(!schedule.is_due(Need::Nothing, 59_999));
        assert!(schedule.is_due(Need::Nothing, 60_000));
    }

    #[test]
    fn what_a_server_does_not_take_is_offered_more_and_more_rarely_and_keeps_nothing_else() {
        let mut schedule = opened_and_done();
        schedule.after_round(Went::LeftSome, 0);
        schedule.after_round(Went::LeftSome, 0);
        assert!(!schedule.is_due(Need::Waiting, 19_999));
        assert!(schedule.is_due(Need::Waiting, 20_000));
        schedule.wrote();
        assert!(schedule.is_due(Need::Waiting, 5_000));
        schedule.after_round(Went::Wrong, 0);
        schedule.wrote();
        assert!(
            !schedule.is_due(Need::Waiting, 5_000),
            "without a network nothing is won by haste"
        );
    }

    #[test]
    fn news_is_fetched_at_once() {
        let mut schedule = opened_and_done();
        assert!(!schedule.is_due(Need::Nothing, 30_000));
        schedule.heard_news();
        assert!(schedule.is_due(Need::Nothing, 30_000));
        schedule.before_round();
        schedule.heard_news();
        schedule.after_round(Went::Well, 30_000);
        assert!(schedule.is_due(Need::Nothing, 31_000), "it came while the round ran");
        schedule.before_round();
        schedule.after_round(Went::Well, 31_000);
        assert!(!schedule.is_due(Need::Nothing, 40_000));
    }

    #[test]
    fn news_that_cannot_be_fetched_is_not_fetched_again_at_once() {
        let mut schedule = opened_and_done();
        schedule.after_round(Went::Wrong, 0);
        schedule.heard_news();
        assert!(!schedule.is_due(Need::Nothing, 30_000));
        assert!(schedule.is_due(Need::Nothing, 300_000));
    }

    #[test]
    fn without_a_network_rounds_grow_rare_until_there_is_one() {
        let mut schedule = opened_and_done();
        for _ in 0..20 {
            schedule.after_round(Went::Wrong, 0);
        }
        assert!(!schedule.is_due(Need::Waiting, 299_999));
        assert!(schedule.is_due(Need::Waiting, 300_000));
        schedule.online();
        assert!(schedule.is_due(Need::Waiting, 1));
    }
}

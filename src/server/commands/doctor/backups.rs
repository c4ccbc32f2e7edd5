//! What is said of a team's last verified backup.

use super::{DAY_MS, Finding, ago};
use crate::{
    care::Moment,
    log::TeamId,
    server::{
        database::Standing,
        words::{counted, short},
    },
};

pub fn last_backup(team: TeamId, standing: &Standing, now: Moment) -> Finding {
    let name = short(team);
    let Some(durable) = standing.durable else {
        return Finding::Look(format!(
            "no backup of team {name} was verified yet: make one, and read it back with \
             `backup-verify --data`"
        ));
    };
    if durable.epoch != standing.epoch {
        return Finding::Look(format!(
            "the last verified backup of team {name} is from before the server was put back: make \
             a new one"
        ));
    }
    let n_lacking = standing.ends.frame.position.saturating_sub(durable.position);
    let lacks =
        if n_lacking == 0 { "no frame".into() } else { counted(n_lacking, "frame", "frames") };
    let when = ago(durable.made_at, now);
    let said = format!("the last verified backup of team {name} was {when} and lacks {lacks}");
    let is_old = now.0.saturating_sub(durable.made_at.0) > DAY_MS;
    if is_old { Finding::Look(said) } else { Finding::Fine(said) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        server::database::{Durable, End, Ends},
        sync::protocol::Epoch,
    };

    const HOUR_MS: i64 = 60 * 60 * 1000;
    const NOW: Moment = Moment(1_000 * HOUR_MS);

    fn said(position: u64, hours_ago: i64, epoch: u8) -> Finding {
        let ends = Ends { frame: End::of(40, &[1; 16]), ..Ends::default() };
        let made_at = Moment(NOW.0 - hours_ago * HOUR_MS);
        let durable = Durable { epoch: Epoch([epoch; 16]), position, made_at };
        let standing = Standing { epoch: Epoch([1; 16]), ends, durable: Some(durable) };
        last_backup(TeamId([0xab; 16]), &standing, NOW)
    }

    #[test]
    fn a_backup_of_today_is_told_by_when_it_was_and_what_it_lacks() {
        let name = "the last verified backup of team abababab was";
        assert_eq!(
            said(28, 3, 1),
            Finding::Fine(format!("{name} 3 hours ago and lacks 12 frames"))
        );
        assert_eq!(said(39, 1, 1), Finding::Fine(format!("{name} 1 hour ago and lacks 1 frame")));
        assert_eq!(said(40, 0, 1), Finding::Fine(format!("{name} just now and lacks no frame")));
    }

    #[test]
    fn one_older_than_a_day_of_another_history_or_none_at_all_asks_for_a_look() {
        let look = |finding| matches!(finding, Finding::Look(_));
        assert!(!look(said(40, 24, 1)) && look(said(40, 25, 1)));
        assert!(matches!(said(40, 1, 2), Finding::Look(said) if said.contains("was put back")));
        let standing = Standing { epoch: Epoch([1; 16]), ends: Ends::default(), durable: None };
        assert!(look(last_backup(TeamId([0xab; 16]), &standing, NOW)));
    }
}

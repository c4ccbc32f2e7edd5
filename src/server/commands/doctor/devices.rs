//! Which devices of a team are behind. The server knows no names, so a device is told by how its id
//! begins.

use super::{DAY_MS, Finding, ago};
use crate::{
    care::Moment,
    log::TeamId,
    server::words::{counted, short},
    sync::protocol::SeenDevice,
};

const SILENT_DAYS: i64 = 3;

/// Of devices that are in the team still. Being away is no fault; work that does not come is.
pub fn behind(
    team: TeamId,
    seen: impl IntoIterator<Item = SeenDevice>,
    now: Moment,
) -> Vec<Finding> {
    let mut n_devices = 0;
    let mut findings = Vec::new();
    for seen in seen {
        n_devices += 1;
        findings.extend(of_device(team, seen, now));
    }
    if findings.is_empty() && n_devices > 0 {
        findings.push(Finding::Fine(format!(
            "{} of team {} synced within {SILENT_DAYS} days, and nothing has waited for a day",
            counted(n_devices, "device", "devices"),
            short(team),
        )));
    }
    findings
}

fn of_device(team: TeamId, seen: SeenDevice, now: Moment) -> Option<Finding> {
    let device = format!("device {} of team {}", short(seen.device), short(team));
    let is_past = |at: Moment, n_days: i64| now.0.saturating_sub(at.0) > n_days * DAY_MS;
    let waits_since = seen.oldest_unsent_at.filter(|_| seen.n_unsent > 0);
    if let Some(since) = waits_since.filter(|at| is_past(*at, 1)) {
        return Some(Finding::Look(format!(
            "{device} has {} unsent, the oldest from {}; it last synced {}",
            counted(u64::from(seen.n_unsent), "thing", "things"),
            ago(since, now),
            ago(seen.at, now),
        )));
    }
    is_past(seen.at, SILENT_DAYS)
        .then(|| Finding::Note(format!("{device} last synced {}", ago(seen.at, now))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::DeviceId;

    const TEAM: TeamId = TeamId([0xab; 16]);
    const NOW: Moment = Moment(100 * DAY_MS);

    fn seen(days_ago: i64, unsent: Option<(u32, i64)>) -> SeenDevice {
        SeenDevice {
            device: DeviceId::from_bytes([0xcd; 16]),
            at: Moment(NOW.0 - days_ago * DAY_MS - 1),
            n_unsent: unsent.map_or(0, |(n, _)| n),
            oldest_unsent_at: unsent.map(|(_, days)| Moment(NOW.0 - days * DAY_MS - 1)),
        }
    }

    #[test]
    fn a_team_that_is_up_to_date_is_told_in_one_line() {
        let fine =
            "2 devices of team abababab synced within 3 days, and nothing has waited for a day";
        let seen = [seen(0, None), seen(2, Some((4, 0)))];
        assert_eq!(behind(TEAM, seen, NOW), [Finding::Fine(fine.into())]);
        assert_eq!(behind(TEAM, [], NOW), []);
    }

    #[test]
    fn a_silent_device_is_noted_and_one_whose_work_waits_asks_for_a_look() {
        let told = behind(TEAM, [seen(3, None), seen(0, Some((1, 2))), seen(5, Some((7, 6)))], NOW);
        let device = "device cdcdcdcd of team abababab";
        assert_eq!(
            told,
            [
                Finding::Note(format!("{device} last synced 3 days ago")),
                Finding::Look(format!(
                    "{device} has 1 thing unsent, the oldest from 2 days ago; it last synced just now"
                )),
                Finding::Look(format!(
                    "{device} has 7 things unsent, the oldest from 6 days ago; it last synced 5 days ago"
                )),
            ]
        );
    }

    #[test]
    fn a_clock_that_is_wrong_changes_only_what_is_said() {
        let ahead = SeenDevice { at: Moment(NOW.0 + 900 * DAY_MS), ..seen(0, None) };
        assert!(matches!(behind(TEAM, [ahead], NOW).as_slice(), [Finding::Fine(_)]));
    }
}

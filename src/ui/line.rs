//! Where the points of a person's own line stand: by time from left to right, by number from below.

pub const WIDTH: f64 = 288.0;
pub const HEIGHT: f64 = 116.0;
/// Room for the numbers of the scale.
pub const LEFT: f64 = 26.0;
const RIGHT: f64 = WIDTH - 18.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = HEIGHT - 12.0;
/// Nearer than this two numbers would stand in each other's way.
const ROOM_FOR_A_NUMBER: f64 = 24.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    pub x: f64,
    pub y: f64,
    pub value: u16,
    /// Whether its number has room over it.
    pub has_number: bool,
    pub is_last: bool,
}

/// The height at which a number of the scale stands.
pub fn y_of(value: u16, (low, high): (u16, u16)) -> f64 {
    let share = f64::from(value.saturating_sub(low)) / f64::from(high.saturating_sub(low).max(1));
    BOTTOM - share.min(1.0) * (BOTTOM - TOP)
}

/// Points by their moments, the earliest first. Those of one day still stand apart.
pub fn dots(points: &[(i64, u16)], scale: (u16, u16)) -> Vec<Dot> {
    let mut dots: Vec<Dot> = Vec::with_capacity(points.len());
    let xs = xs(points);
    let mut last_number = f64::MIN;
    for (at, (x, (_, value))) in xs.into_iter().zip(points).enumerate() {
        let is_last = at + 1 == points.len();
        let has_number = x - last_number >= ROOM_FOR_A_NUMBER;
        if has_number {
            last_number = x;
        }
        dots.push(Dot { x, y: y_of(*value, scale), value: *value, has_number, is_last });
    }
    number_the_last(&mut dots);
    dots
}

/// The last number matters most: one that stands in its way makes room.
fn number_the_last(dots: &mut [Dot]) {
    let Some((last, before)) = dots.split_last_mut() else { return };
    last.has_number = true;
    for dot in before.iter_mut().rev().take_while(|dot| last.x - dot.x < ROOM_FOR_A_NUMBER) {
        dot.has_number = false;
    }
}

fn xs(points: &[(i64, u16)]) -> Vec<f64> {
    let first = points.first().map_or(0, |(at, _)| *at);
    let span = points.last().map_or(0, |(at, _)| *at - first) as f64;
    let n_gaps = points.len().saturating_sub(1).max(1) as f64;
    // Half goes by the clock and half by turns: a busy week does not pile up, a long pause shows.
    let x = |(turn, (at, _)): (usize, &(i64, u16))| {
        let by_turn = turn as f64 / n_gaps;
        let by_time = if span > 0.0 { (*at - first) as f64 / span } else { by_turn };
        LEFT + 14.0 + (RIGHT - LEFT - 14.0) * (by_turn + by_time) / 2.0
    };
    points.iter().enumerate().map(x).collect()
}

pub fn path(dots: &[Dot]) -> String {
    let step = |(at, dot): (usize, &Dot)| {
        format!("{}{:.1} {:.1}", if at == 0 { 'M' } else { 'L' }, dot.x, dot.y)
    };
    dots.iter().enumerate().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: (u16, u16) = (0, 10);

    #[test]
    fn a_higher_number_stands_higher_and_a_later_one_further_right() {
        let dots = dots(&[(0, 2), (5, 9), (20, 4)], SCALE);
        assert!(dots.windows(2).all(|two| two[0].x < two[1].x));
        assert!(dots[1].y < dots[2].y && dots[2].y < dots[0].y);
        assert!(dots.iter().all(|dot| dot.x <= WIDTH && dot.y <= HEIGHT && dot.y >= 0.0));
    }

    #[test]
    fn p4_a_set_back_is_a_point_like_any_other_and_earlier_ones_stay() {
        let before = dots(&[(0, 4), (10, 8)], SCALE);
        let after = dots(&[(0, 4), (10, 8), (20, 1)], SCALE);
        assert_eq!(after.len(), 3);
        assert!(before.iter().zip(&after).all(|(one, same)| one.y == same.y));
    }

    #[test]
    fn numbers_do_not_stand_in_each_others_way() {
        let points: Vec<_> = (0..60).map(|at| (at * 7, 5)).collect();
        let dots = dots(&points, SCALE);
        let numbered: Vec<f64> =
            dots.iter().filter(|dot| dot.has_number).map(|dot| dot.x).collect();
        assert!(numbered.windows(2).all(|two| two[1] - two[0] >= ROOM_FOR_A_NUMBER));
        assert!(dots.last().unwrap().has_number);
    }

    #[test]
    fn several_of_one_moment_still_stand_apart() {
        let dots = dots(&[(7, 1), (7, 2), (7, 3)], SCALE);
        assert!(dots.windows(2).all(|two| two[1].x - two[0].x > 20.0));
        assert_eq!(path(&dots[..2]).matches(['M', 'L']).count(), 2);
    }
}

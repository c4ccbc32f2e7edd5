//! Where the people in a person's life stand on the map of them: around the middle in two rings,
//! and those who are hard at the moment at its foot. No name lies over another.

use crate::care::relation::Nearness;

/// The narrowest phone, without its margins: the map is drawn for it and grows on wider ones.
pub const WIDTH: f64 = 288.0;
/// Of the person in the middle.
pub const MIDDLE: f64 = 33.0;
/// The height of a line of a name.
pub const LINE: f64 = 16.0;
/// Beyond so many a map tells nothing that a list does not tell better.
pub const MOST: usize = 30;

const REACH: f64 = 44.0;
const GAP: f64 = 6.0;
const MARGIN: f64 = 3.0;
/// What a name may take of a line before it goes on in the next.
const WIDEST_LINE: f64 = 82.0;
/// By how much a line may be wider before it is cut, as a long word is.
const A_WORD: f64 = 1.3;
const PADDING: f64 = 16.0;
const N_ANGLES: u32 = 120;

#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    pub height: f64,
    /// Where the middle is.
    pub x: f64,
    pub y: f64,
    /// The half width and half height of the ring within which the nearest stand, and of the other.
    pub close: (f64, f64),
    pub further: (f64, f64),
    /// Where those begin who are hard at the moment.
    pub hard_from: Option<f64>,
    /// As many as there are people, in their order.
    pub places: Vec<Place>,
    pub middle: Vec<String>,
}

/// A name on the map, by its middle.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    /// The name, in one line or two.
    pub lines: Vec<String>,
}

impl Place {
    fn of(name: &str) -> Self {
        let lines = lines(name, WIDEST_LINE);
        let widest = lines.iter().map(|line| width(line)).fold(0.0, f64::max);
        let width = (widest + PADDING).max(REACH);
        Self { x: 0.0, y: 0.0, width, height: REACH, lines }
    }

    fn overlaps(&self, other: &Self) -> bool {
        let apart = |one: f64, two: f64, sizes: f64| (one - two).abs() >= sizes / 2.0 + GAP - 0.01;
        !apart(self.x, other.x, self.width + other.width)
            && !apart(self.y, other.y, self.height + other.height)
    }

    fn at(&self, x: f64, y: f64) -> Self {
        Self { x, y, ..self.clone() }
    }
}

/// `called` stands in the middle. Who is nowhere that we know stands further out.
pub fn map(called: &str, people: &[(String, Nearness)]) -> Map {
    let mut places: Vec<Place> = people.iter().map(|(name, _)| Place::of(name)).collect();
    let of = |near: &dyn Fn(&Nearness) -> bool| -> Vec<usize> {
        let found = people.iter().enumerate().filter(|(_, (_, nearness))| near(nearness));
        found.map(|(index, _)| index).collect()
    };
    let close = of(&|near| *near == Nearness::Close);
    let hard = of(&|near| *near == Nearness::Hard);
    let further = of(&|near| !matches!(near, Nearness::Close | Nearness::Hard));

    let mut taken = vec![middle()];
    let inner = ring(&mut places, &close, &mut taken, INNER);
    let ground = (WIDTH / 2.0 - 20.0, inner + REACH / 2.0 + GAP);
    let outer = Ring { half_height: inner + 54.0, around: Some(ground), ..OUTER };
    let outer = ring(&mut places, &further, &mut taken, outer);
    let y = outer + REACH / 2.0 + MARGIN;
    for place in &mut places {
        (place.x, place.y) = (place.x + WIDTH / 2.0, place.y + y);
    }
    let mut height = y * 2.0;
    let hard_from = (!hard.is_empty()).then_some(height + 6.0);
    if let Some(from) = hard_from {
        height = at_the_foot(&mut places, &hard, from + 30.0);
    }
    Map {
        height,
        x: WIDTH / 2.0,
        y,
        close: ground,
        further: (WIDTH / 2.0 - MARGIN, outer + 4.0),
        hard_from,
        places,
        middle: lines(called, MIDDLE * 1.8),
    }
}

fn middle() -> Place {
    Place { x: 0.0, y: 0.0, width: MIDDLE * 2.0, height: MIDDLE * 2.0, lines: Vec::new() }
}

/// An ellipse on which names stand; it grows in height until all of them do.
#[derive(Clone, Copy)]
struct Ring {
    half_width: f64,
    half_height: f64,
    /// Where the first of them stands, as a share of the whole way round, from the right.
    first_angle: f64,
    /// The half sizes of the ground on which nobody of this ring stands.
    around: Option<(f64, f64)>,
}

const INNER: Ring = Ring { half_width: 80.0, half_height: 66.0, first_angle: 0.4, around: None };
const OUTER: Ring = Ring { half_width: WIDTH, half_height: 118.0, first_angle: 0.14, around: None };

/// Answers how high the ring has become.
fn ring(places: &mut [Place], who: &[usize], taken: &mut Vec<Place>, ring: Ring) -> f64 {
    let mut ring = ring;
    loop {
        if let Some(found) = all_on(places, who, taken, ring) {
            for (index, place) in who.iter().zip(&found) {
                if let Some(slot) = places.get_mut(*index) {
                    *slot = place.clone();
                }
            }
            taken.extend(found);
            return ring.half_height;
        }
        ring.half_height += 6.0;
    }
}

/// Each stands as far from the others as can be; the middle is as far from all. `None`: there is
/// no room for one.
fn all_on(places: &[Place], who: &[usize], taken: &[Place], ring: Ring) -> Option<Vec<Place>> {
    let mut found: Vec<Place> = Vec::new();
    for place in who.iter().filter_map(|index| places.get(*index)) {
        let free = (0..N_ANGLES).map(|step| ring.spot(place, step)).filter(|spot| {
            let is_clear = |other: &Place| !spot.overlaps(other);
            ring.holds(spot) && taken.iter().all(is_clear) && found.iter().all(is_clear)
        });
        let others: Vec<&Place> = taken.iter().skip(1).chain(&found).collect();
        // Of equals the first: the one nearest to where the ring begins.
        let best =
            free.rev().max_by(|one, two| room(one, &others).total_cmp(&room(two, &others)))?;
        found.push(best);
    }
    Some(found)
}

/// How far it is to the nearest of the others. The first of them all stands where it is.
fn room(spot: &Place, others: &[&Place]) -> f64 {
    let far = |other: &&Place| (spot.x - other.x).hypot(spot.y - other.y);
    others.iter().map(far).fold(f64::MAX, f64::min)
}

impl Ring {
    fn holds(self, spot: &Place) -> bool {
        self.around.is_none_or(|(x, y)| {
            let clear = spot.height / 3.0;
            (spot.x / (x + clear)).powi(2) + (spot.y / (y + clear)).powi(2) >= 1.0
        })
    }

    fn spot(self, place: &Place, step: u32) -> Place {
        let share = self.first_angle + f64::from(step) / f64::from(N_ANGLES);
        let angle = share * std::f64::consts::TAU;
        let most = (WIDTH - place.width) / 2.0 - MARGIN;
        let half_width = self.half_width.max(MIDDLE + GAP + place.width / 2.0).min(most);
        place.at(half_width * angle.cos(), -self.half_height * angle.sin())
    }
}

/// In rows, each in the middle. Answers where the last ends.
fn at_the_foot(places: &mut [Place], who: &[usize], from: f64) -> f64 {
    let mut rows: Vec<(Vec<usize>, f64)> = Vec::new();
    for index in who {
        let Some(place) = places.get(*index) else { continue };
        let room = WIDTH - 2.0 * MARGIN;
        match rows.last_mut().filter(|(_, taken)| taken + GAP + place.width <= room) {
            Some((row, taken)) => {
                row.push(*index);
                *taken += GAP + place.width;
            }
            None => rows.push((vec![*index], place.width)),
        }
    }
    let mut y = from;
    for (row, taken) in rows {
        let mut x = (WIDTH - taken) / 2.0;
        for index in row {
            let Some(place) = places.get_mut(index) else { continue };
            (place.x, place.y) = (x + place.width / 2.0, y + REACH / 2.0);
            x += place.width + GAP;
        }
        y += REACH + GAP;
    }
    y + MARGIN
}

/// A name in one line or two; what has no room in them ends in dots.
fn lines(name: &str, widest: f64) -> Vec<String> {
    let name = name.trim();
    if width(name) <= widest {
        return vec![name.to_owned()];
    }
    let (mut first, mut rest) = (String::new(), Vec::new());
    for word in name.split_whitespace() {
        let with_it = if first.is_empty() { word.to_owned() } else { format!("{first} {word}") };
        let fits = width(&with_it) <= widest || first.is_empty();
        if rest.is_empty() && fits { first = with_it } else { rest.push(word) }
    }
    let rest = rest.join(" ");
    let lines = [first, rest].into_iter().filter(|line| !line.is_empty());
    lines.map(|line| cut(&line, widest * A_WORD)).collect()
}

fn cut(line: &str, widest: f64) -> String {
    if width(line) <= widest {
        return line.to_owned();
    }
    let mut kept = String::new();
    for sign in line.chars() {
        if width(&kept) + width_of(sign) + width_of('…') > widest {
            break;
        }
        kept.push(sign);
    }
    format!("{}…", kept.trim_end())
}

fn width(text: &str) -> f64 {
    text.chars().map(width_of).sum()
}

/// About as wide as the widest of the system's letters are at the size of the map; rather more.
fn width_of(sign: char) -> f64 {
    match sign {
        'i' | 'j' | 'l' | 'I' | 't' | 'f' | '.' | ',' | '\'' | '’' | '-' | ' ' => 5.8,
        'm' | 'w' | 'M' | 'W' | '…' => 14.6,
        'A'..='Z' => 11.2,
        sign if sign.is_ascii() => 9.7,
        sign if sign.is_lowercase() || ('\u{600}'..'\u{700}').contains(&sign) => 10.0,
        '\u{2E80}'.. => 15.0,
        _ => 12.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near() -> impl Strategy<Value = Nearness> {
        prop_oneof![
            5 => Just(Nearness::Close),
            5 => Just(Nearness::Further),
            2 => Just(Nearness::Hard),
            1 => Just(Nearness::Unknown("across the road".into())),
        ]
    }

    fn people() -> impl Strategy<Value = Vec<(String, Nearness)>> {
        prop::collection::vec(("[A-Za-zŷéМم ’]{1,24}", near()), 0..=MOST)
    }

    /// The names of one another, or of the middle, or of the edge.
    fn in_the_way(map: &Map) -> Vec<String> {
        let mut all = map.places.clone();
        all.push(middle().at(map.x, map.y));
        let mut found = Vec::new();
        for (at, one) in all.iter().enumerate() {
            let is_within = one.x - one.width / 2.0 >= 0.0
                && one.x + one.width / 2.0 <= WIDTH
                && one.y - one.height / 2.0 >= 0.0
                && one.y + one.height / 2.0 <= map.height;
            if !is_within {
                found.push(format!("{one:?} is beyond the edge"));
            }
            for other in all.iter().skip(at + 1).filter(|other| one.overlaps(other)) {
                found.push(format!("{one:?} lies over {other:?}"));
            }
        }
        found
    }

    proptest! {
        #[test]
        fn no_name_lies_over_another(people in people()) {
            let map = map("Maureen", &people);
            prop_assert_eq!(in_the_way(&map), Vec::<String>::new());
            prop_assert_eq!(map.places.len(), people.len());
        }

        #[test]
        fn a_name_has_at_most_two_lines_and_each_has_room(name in "\\PC{1,40}") {
            let place = Place::of(&name);
            prop_assert!(place.lines.len() <= 2);
            prop_assert!(place.lines.iter().all(|line| width(line) <= WIDEST_LINE * A_WORD));
            prop_assert!(place.width >= REACH && place.height >= REACH);
        }
    }

    #[test]
    fn all_of_one_nearness_have_room_too() {
        for nearness in Nearness::ALL {
            for n in [1, 5, 10, 15, MOST] {
                let people: Vec<_> = (0..n)
                    .map(|_| ("Wilhelmina Wommersley".to_owned(), nearness.clone()))
                    .collect();
                assert_eq!(in_the_way(&map("Mo", &people)), Vec::<String>::new());
            }
        }
    }

    #[test]
    fn the_close_ones_stand_nearer_than_the_others() {
        let of = |nearness: Nearness| {
            ["Jean", "Brenda", "Hana"].map(|name| (name.to_owned(), nearness.clone()))
        };
        let people = [of(Nearness::Close), of(Nearness::Further)].concat();
        let map = map("Mo", &people);
        let far = |place: &Place| (place.x - map.x).hypot(place.y - map.y);
        let (close, further) = map.places.split_at(3);
        let furthest = close.iter().map(far).fold(0.0, f64::max);
        assert!(further.iter().all(|place| far(place) > furthest));
    }

    #[test]
    fn a_long_name_goes_on_in_a_second_line() {
        assert_eq!(lines("Jean", WIDEST_LINE), ["Jean"]);
        assert_eq!(lines("Mrs Oyelaran", WIDEST_LINE), ["Mrs", "Oyelaran"]);
        assert_eq!(lines("Brenda from the chapel choir", WIDEST_LINE)[1], "from the c…");
    }
}

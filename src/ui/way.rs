//! How a path is drawn: a piece for every point of it, from the foot of the piece up to its head. The
//! pieces join, however much room the words beside them take.

/// The room in which a piece has its turns; below that it is straight, as far as the words go.
pub const PIECE: f64 = 76.0;
/// Where one piece ends and the next begins.
pub const MIDDLE: f64 = 16.0;
const ASIDE: f64 = 42.0;
/// Beside the first line of its words.
const DOT: f64 = 34.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// It leads on from here.
    Begins,
    On,
    /// Round what is in the way.
    Aside,
    /// Not walked yet.
    Open,
}

/// A place on a path, from the left and from the head of its piece.
pub type Spot = (f64, f64);

impl Piece {
    pub fn dot(self) -> Spot {
        match self {
            Self::Aside => (ASIDE, DOT),
            Self::Begins | Self::On | Self::Open => (MIDDLE, DOT),
        }
    }

    /// What the path goes round.
    pub fn stone(self) -> Option<Spot> {
        (self == Self::Aside).then_some((MIDDLE, DOT))
    }

    /// Where it begins, and then curves, each by two spots that draw it and the one at which it ends.
    fn curves(self) -> (Spot, Vec<[Spot; 3]>) {
        match self {
            Self::Begins => ((MIDDLE, DOT), vec![straight(DOT, 0.0)]),
            Self::On | Self::Open => ((MIDDLE, PIECE), vec![straight(PIECE, 0.0)]),
            Self::Aside => {
                let [half_out, half_back] = [(PIECE + DOT) / 2.0, DOT / 2.0];
                let out = [(MIDDLE, half_out), (ASIDE, half_out), (ASIDE, DOT)];
                let back = [(ASIDE, half_back), (MIDDLE, half_back), (MIDDLE, 0.0)];
                ((MIDDLE, PIECE), vec![out, back])
            }
        }
    }

    pub fn drawn(self) -> String {
        let ((x, y), curves) = self.curves();
        let curve =
            |[(x1, y1), (x2, y2), (x, y)]: [Spot; 3]| format!("C{x1} {y1} {x2} {y2} {x} {y}");
        curves.into_iter().fold(format!("M{x} {y}"), |drawn, spots| drawn + &curve(spots))
    }
}

fn straight(from: f64, to: f64) -> [Spot; 3] {
    [(MIDDLE, from), (MIDDLE, to), (MIDDLE, to)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Piece; 4] = [Piece::Begins, Piece::On, Piece::Aside, Piece::Open];

    fn spots(piece: Piece) -> Vec<Spot> {
        let (first, curves) = piece.curves();
        std::iter::once(first).chain(curves.into_iter().flatten()).collect()
    }

    #[test]
    fn p4_a_path_leads_upwards_in_every_piece_also_where_it_bends() {
        for piece in ALL {
            let heights: Vec<f64> = spots(piece).into_iter().map(|(_, y)| y).collect();
            assert!(heights.is_sorted_by(|lower, higher| lower >= higher), "{piece:?}");
        }
    }

    #[test]
    fn p2_after_a_bend_it_goes_on_where_it_would_have_gone() {
        for piece in ALL {
            let spots = spots(piece);
            assert_eq!(spots.last(), Some(&(MIDDLE, 0.0)), "{piece:?}");
            let begins = if piece == Piece::Begins { DOT } else { PIECE };
            assert_eq!(spots.first(), Some(&(MIDDLE, begins)), "{piece:?}");
        }
    }

    #[test]
    fn p2_it_goes_round_what_is_in_the_way_and_not_over_it() {
        let (stone, dot) = (Piece::Aside.stone().unwrap(), Piece::Aside.dot());
        assert!(dot.0 - stone.0 > 20.0 && spots(Piece::Aside).contains(&dot));
        assert!(ALL.into_iter().filter(|piece| piece.stone().is_some()).eq([Piece::Aside]));
    }
}

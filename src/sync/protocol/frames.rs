//! Frames that go together: what stands in clear before each goes once, and of that only what is not as in
//! the one before it, since team and key are much the same.

use super::FrameDown;
use crate::log::FrameId;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_bytes::{ByteBuf, Bytes};
use std::collections::BTreeMap;

/// As long as what stands in clear before a frame: of another length it would only save less.
const HEADER_BYTES: usize = 50;

/// A body full of the shortest that a phone makes has fewer.
const MOST_OFFERED: usize = 16 * 1024;

#[derive(Serialize, Deserialize)]
struct Offered<'a> {
    #[serde(borrow)]
    headers: Vec<Header<'a>>,
    frames: Vec<Behind<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    headers: Vec<Header<'a>>,
    /// Each with how much further its position is than the one before.
    whole: Vec<(u64, Behind<'a>)>,
    own: Vec<(u64, FrameId)>,
}

/// How many bytes at both ends are those of the header before, and what stands between.
#[derive(Serialize, Deserialize)]
struct Header<'a> {
    n_before: usize,
    #[serde(borrow)]
    between: &'a Bytes,
    n_after: usize,
}

/// What stands behind a header, and behind which of them.
#[derive(Serialize, Deserialize)]
struct Behind<'a> {
    header: usize,
    #[serde(borrow)]
    rest: &'a Bytes,
}

/// Each header once, in the order in which they come.
#[derive(Default)]
struct Parting<'a> {
    numbers: BTreeMap<&'a [u8], usize>,
    last: &'a [u8],
    headers: Vec<Header<'a>>,
}

impl<'a> Parting<'a> {
    /// A frame that is shorter than a header is all header.
    fn part(&mut self, frame: &'a [u8]) -> Behind<'a> {
        let (header, rest) = frame.split_at(frame.len().min(HEADER_BYTES));
        let number = *self.numbers.entry(header).or_insert_with(|| {
            self.headers.push(Header::after(self.last, header));
            self.last = header;
            self.headers.len() - 1
        });
        Behind { header: number, rest: Bytes::new(rest) }
    }
}

impl<'a> Header<'a> {
    fn after(last: &[u8], header: &'a [u8]) -> Self {
        let n_same =
            |one: &mut dyn Iterator<Item = (&u8, &u8)>| one.take_while(|(a, b)| a == b).count();
        let n_before = n_same(&mut last.iter().zip(header));
        let (_, further) = header.split_at(n_before);
        let n_after = n_same(&mut last.iter().skip(n_before).rev().zip(further.iter().rev()));
        let (between, _) = further.split_at(further.len() - n_after);
        Self { n_before, between: Bytes::new(between), n_after }
    }

    fn joined_to(&self, last: &[u8]) -> Option<Vec<u8>> {
        let before = last.get(..self.n_before)?;
        let after = last.get(last.len().checked_sub(self.n_after)?..)?;
        let header = [before, self.between, after].concat();
        (header.len() <= HEADER_BYTES).then_some(header)
    }
}

/// Nothing is made longer by this than by a header.
struct Joining(Vec<Vec<u8>>);

impl Joining {
    fn of<E: de::Error>(told: &[Header<'_>]) -> Result<Self, E> {
        let mut headers: Vec<Vec<u8>> = Vec::with_capacity(told.len());
        for header in told {
            let last = headers.last().map(Vec::as_slice).unwrap_or_default();
            let header = header.joined_to(last).ok_or_else(|| E::custom("not a header"))?;
            headers.push(header);
        }
        Ok(Self(headers))
    }

    fn join<E: de::Error>(&self, frame: &Behind<'_>) -> Result<ByteBuf, E> {
        let header =
            self.0.get(frame.header).ok_or_else(|| E::custom("a frame without a header"))?;
        Ok(ByteBuf::from([header, &frame.rest[..]].concat()))
    }
}

/// Frames as a phone offers them.
pub mod offered {
    use super::*;

    pub fn serialize<S: Serializer>(frames: &[ByteBuf], to: S) -> Result<S::Ok, S::Error> {
        let mut parting = Parting::default();
        let frames = frames.iter().map(|frame| parting.part(frame)).collect();
        Offered { frames, headers: parting.headers }.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<ByteBuf>, D::Error> {
        let Offered { headers, frames } = Offered::deserialize(from)?;
        if frames.len() > MOST_OFFERED {
            return Err(de::Error::custom("more frames than a phone offers at once"));
        }
        let joining = Joining::of(&headers)?;
        frames.iter().map(|frame| joining.join(frame)).collect()
    }
}

/// Frames as a server tells of them: by position, each position once.
pub mod told {
    use super::*;

    pub fn serialize<S: Serializer>(frames: &[FrameDown], to: S) -> Result<S::Ok, S::Error> {
        let (mut parting, mut last) = (Parting::default(), 0);
        let (mut whole, mut own) = (Vec::with_capacity(frames.len()), Vec::new());
        for frame in frames {
            match frame {
                FrameDown::Whole { position, bytes } => {
                    whole.push((position.wrapping_sub(last), parting.part(bytes)));
                    last = *position;
                }
                FrameDown::Own { position, id } => own.push((*position, *id)),
            }
        }
        Told { headers: parting.headers, whole, own }.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<FrameDown>, D::Error> {
        let Told { headers, whole, own } = Told::deserialize(from)?;
        let (joining, mut last) = (Joining::of(&headers)?, 0_u64);
        let own = own.into_iter().map(|(position, id)| FrameDown::Own { position, id });
        let mut frames: Vec<FrameDown> = own.collect();
        for (n_further, frame) in whole {
            last = last.wrapping_add(n_further);
            frames.push(FrameDown::Whole { position: last, bytes: joining.join(&frame)? });
        }
        frames.sort_by_key(FrameDown::position);
        Ok(frames)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Offer(#[serde(with = "offered")] Vec<ByteBuf>);

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Answer(#[serde(with = "told")] Vec<FrameDown>);

    /// A few bytes each on the way, and much more in memory.
    #[test]
    fn more_than_a_phone_offers_at_once_is_not_read() {
        let of = |n: usize| postcard::to_stdvec(&Offer(vec![ByteBuf::new(); n])).unwrap();
        assert!(postcard::from_bytes::<Offer>(&of(MOST_OFFERED)).is_ok());
        assert!(postcard::from_bytes::<Offer>(&of(MOST_OFFERED + 1)).is_err());
    }

    fn frame(scope: u8, n_bytes: usize) -> ByteBuf {
        ByteBuf::from([vec![scope; HEADER_BYTES], vec![9; n_bytes]].concat())
    }

    #[test]
    fn frames_come_as_they_went_however_short_they_are() {
        let short = (0..HEADER_BYTES + 2).map(|n_bytes| ByteBuf::from(vec![7; n_bytes]));
        let frames: Vec<ByteBuf> = short.chain([frame(1, 300), frame(2, 0), frame(1, 4)]).collect();
        let offer = Offer(frames.clone());
        let went = postcard::to_stdvec(&offer).unwrap();
        assert_eq!(postcard::from_bytes::<Offer>(&went).unwrap(), offer);
        let whole = (5..).zip(frames).map(|(position, bytes)| FrameDown::Whole { position, bytes });
        let own = |position| FrameDown::Own { position, id: FrameId([4; 16]) };
        let mut frames: Vec<FrameDown> = [own(4), own(200)].into_iter().chain(whole).collect();
        frames.sort_by_key(FrameDown::position);
        let answer = Answer(frames);
        let went = postcard::to_stdvec(&answer).unwrap();
        assert_eq!(postcard::from_bytes::<Answer>(&went).unwrap(), answer);
    }

    #[test]
    fn what_stands_before_frames_goes_once() {
        let of_scope = |scope: u8| [[1; 17].as_slice(), &[scope; 16], &[2; 17], &[9; 20]].concat();
        let frames = (0..100).map(|n| ByteBuf::from(of_scope(n % 4))).collect();
        let went = postcard::to_stdvec(&Offer(frames)).unwrap();
        assert_eq!(went.len(), 2 + (3 + 50) + 3 * (3 + 16) + 100 * (2 + 20));
    }

    #[test]
    fn a_header_that_is_none_makes_nothing_long() {
        let bytes = [1; HEADER_BYTES + 1];
        let header = |n_before, n_between: usize, n_after| {
            let between = Bytes::new(bytes.get(..n_between).unwrap());
            Header { n_before, between, n_after }
        };
        let is_taken = |headers| {
            let frames = vec![Behind { header: 0, rest: Bytes::new(&[]) }];
            let went = postcard::to_stdvec(&Offered { headers, frames }).unwrap();
            postcard::from_bytes::<Offer>(&went).is_ok()
        };
        assert!(is_taken(vec![header(0, HEADER_BYTES, 0), header(30, 0, 20)]));
        assert!(!is_taken(Vec::new()));
        assert!(!is_taken(vec![header(0, HEADER_BYTES + 1, 0)]));
        assert!(!is_taken(vec![header(0, HEADER_BYTES, 0), header(30, 0, 21)]));
        assert!(!is_taken(vec![header(1, 4, 0)]));
        assert!(!is_taken(vec![header(0, 4, usize::MAX)]));
    }
}

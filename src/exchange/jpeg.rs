//! A photo without what else its camera wrote into it: where it was taken, when, and with which phone.
//!
//! A JPEG is a row of marked segments. Those stay that say how to show it (the tables, the frame, the
//! scans; JFIF, the colours of a profile, and Adobe's word on how colours are encoded); all other
//! application segments and comments go, and whatever follows the picture's end. Of what EXIF tells, one
//! thing stays: how the camera was held, without which a letter would lie on its side.

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a whole JPEG")]
pub struct NotAJpeg;

/// What phones call them.
pub const MEDIA: &str = "image/jpeg";

const START: u8 = 0xD8;
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
const COMMENT: u8 = 0xFE;
const EXIF: u8 = 0xE1;
const IN_EXIF: &[u8] = b"Exif\0\0";

pub fn without_origin(jpeg: &[u8]) -> Result<Vec<u8>, NotAJpeg> {
    let mut rest = jpeg.strip_prefix(&[0xFF, START]).ok_or(NotAJpeg)?;
    let mut kept = vec![0xFF, START];
    let (mut has_frame, mut has_scan, mut has_turn) = (false, false, false);
    loop {
        let (marker, after) = marker(rest)?;
        if marker == END {
            kept.extend([0xFF, END]);
            return if has_frame && has_scan { Ok(kept) } else { Err(NotAJpeg) };
        }
        let (segment, after) = segment(after)?;
        if stays(marker, segment) {
            kept.extend([0xFF, marker]);
            kept.extend(segment);
        } else if marker == EXIF
            && !(has_turn || has_scan)
            && let Some(turn) = turn(segment)
        {
            kept.extend(turn_alone(turn));
            has_turn = true;
        }
        rest = after;
        has_frame |= is_frame(marker);
        if marker == SCAN {
            let (scan, after) = scan(rest)?;
            kept.extend(scan);
            rest = after;
            has_scan = true;
        }
    }
}

/// The next marker; before it there may be any number of `FF`.
fn marker(bytes: &[u8]) -> Result<(u8, &[u8]), NotAJpeg> {
    let mut rest = bytes.strip_prefix(&[0xFF]).ok_or(NotAJpeg)?;
    while let Some(after) = rest.strip_prefix(&[0xFF]) {
        rest = after;
    }
    match rest.split_first() {
        // Within a scan these stand for something else, and outside they stand for nothing.
        None | Some((0x00 | 0x01 | 0xD0..=0xD8, _)) => Err(NotAJpeg),
        Some((marker, after)) => Ok((*marker, after)),
    }
}

/// A segment with its length, which counts itself.
fn segment(bytes: &[u8]) -> Result<(&[u8], &[u8]), NotAJpeg> {
    let length = bytes.first_chunk().map(|length| usize::from(u16::from_be_bytes(*length)));
    let length = length.filter(|length| *length >= 2).ok_or(NotAJpeg)?;
    bytes.split_at_checked(length).ok_or(NotAJpeg)
}

/// What is encoded, up to the next marker that is not a part of it.
fn scan(bytes: &[u8]) -> Result<(&[u8], &[u8]), NotAJpeg> {
    let is_marker =
        |two: &[u8]| matches!(two, [0xFF, next] if !matches!(next, 0x00 | 0xD0..=0xD7 | 0xFF));
    let length = bytes.windows(2).position(is_marker).ok_or(NotAJpeg)?;
    let (mut scan, rest) = bytes.split_at_checked(length).ok_or(NotAJpeg)?;
    // Those before the marker only fill.
    while let Some(shorter) = scan.strip_suffix(&[0xFF]) {
        scan = shorter;
    }
    Ok((scan, rest))
}

fn is_frame(marker: u8) -> bool {
    const NOT_FRAMES: [u8; 3] = [0xC4, 0xC8, 0xCC];
    (0xC0..=0xCF).contains(&marker) && !NOT_FRAMES.contains(&marker)
}

fn stays(marker: u8, segment: &[u8]) -> bool {
    let begins = |name: &[u8]| segment.get(2..).is_some_and(|it| it.starts_with(name));
    match marker {
        0xE0 => begins(b"JFIF\0"),
        0xE2 => begins(b"ICC_PROFILE\0"),
        0xEE => begins(b"Adobe"),
        0xE1..=0xEF | COMMENT => false,
        _ => true,
    }
}

/// EXIF's `Orientation`, where the picture is to be turned or mirrored at all: 2 to 8.
fn turn(segment: &[u8]) -> Option<u8> {
    const ORIENTATION: u64 = 0x0112;
    const SHORT: u64 = 3;
    let tiff = segment.get(2..)?.strip_prefix(IN_EXIF)?;
    let is_little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let number = |at: usize, n_bytes: usize| {
        let bytes = tiff.get(at..at.checked_add(n_bytes)?)?;
        let add = |all: u64, byte: &u8| all << 8 | u64::from(*byte);
        Some(if is_little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) })
    };
    let directory = usize::try_from(number(4, 4)?).ok()?;
    let n_entries = usize::try_from(number(directory, 2)?).ok()?;
    let mut entries = (0..n_entries).map(|n| directory + 2 + 12 * n);
    let entry = entries.find(|at| number(*at, 2).is_none_or(|tag| tag == ORIENTATION))?;
    let is_one_short = number(entry + 2, 2)? == SHORT && number(entry + 4, 4)? == 1;
    let turn = u8::try_from(number(entry + 8, 2)?).ok()?;
    (is_one_short && (2..=8).contains(&turn)).then_some(turn)
}

/// A segment of EXIF that tells this and nothing else.
fn turn_alone(turn: u8) -> Vec<u8> {
    const BEFORE: &[u8] = b"\xFF\xE1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    [BEFORE, &[turn, 0, 0, 0, 0, 0, 0]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn segment_of(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = (content.len() as u16 + 2).to_be_bytes();
        [&[0xFF, marker], &length[..], content].concat()
    }

    const JFIF: &[u8] = b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0";

    /// As a progressive one is built: two scans with tables between them.
    fn photo(origin: &[Vec<u8>]) -> Vec<u8> {
        let start = [vec![0xFF, 0xD8], segment_of(0xE0, JFIF)].concat();
        let shown = [
            segment_of(0xE2, b"ICC_PROFILE\0\x01\x01colours"),
            segment_of(0xEE, b"Adobe\0\x64\0\0\0\0\x01"),
            segment_of(0xDB, &[7; 65]),
            segment_of(0xC2, &[8, 0, 16, 0, 16, 1, 1, 0x11, 0]),
            segment_of(0xC4, &[1; 20]),
            segment_of(0xDA, &[1, 1, 0, 0, 0, 0]),
            vec![1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4],
            segment_of(0xC4, &[2; 20]),
            segment_of(0xDA, &[1, 1, 0, 1, 5, 0]),
            vec![0xFF, 0x00, 9, 0xFF, 0xD9],
        ];
        [start, origin.concat(), shown.concat()].concat()
    }

    #[test]
    fn where_it_was_taken_goes_and_what_shows_it_stays_byte_for_byte() {
        let exif = segment_of(0xE1, b"Exif\0\0MM\0*GPS 51.4816,-3.1791");
        let origin = [
            exif.clone(),
            segment_of(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"),
            segment_of(0xE2, b"MPF\0more pictures"),
            segment_of(0xE0, b"JFXX\0\x10small"),
            segment_of(0xED, b"Photoshop 3.0\0place"),
            segment_of(0xFE, b"taken in Splott"),
        ];
        let behind = [vec![0xFF, 0xD8], exif, b"a film".to_vec()].concat();
        let taken = [photo(&origin), behind].concat();
        let kept = without_origin(&taken).unwrap();
        assert_eq!(kept, photo(&[]));
        assert_eq!(without_origin(&kept).unwrap(), kept);
    }

    /// As a phone writes it, in either order of bytes, with where it was beside it.
    fn exif(is_little: bool, turn: u16) -> Vec<u8> {
        let short = |n: u16| if is_little { n.to_le_bytes() } else { n.to_be_bytes() };
        let long = |n: u32| if is_little { n.to_le_bytes() } else { n.to_be_bytes() };
        let entry = |tag, kind, n, value: [u8; 4]| {
            [&short(tag)[..], &short(kind), &long(n), &value].concat()
        };
        let turn = [short(turn), [0, 0]].concat().try_into().unwrap();
        let content = [
            b"Exif\0\0".to_vec(),
            if is_little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() },
            long(8).to_vec(),
            short(3).to_vec(),
            entry(0x010F, 2, 4, *b"Fon\0"),
            entry(0x0112, 3, 1, turn),
            entry(0x8825, 4, 1, long(50)),
            long(0).to_vec(),
            b"GPS 51.4816,-3.1791".to_vec(),
        ];
        segment_of(0xE1, &content.concat())
    }

    #[test]
    fn of_exif_only_how_the_camera_was_held_stays() {
        for is_little in [false, true] {
            for turn in 2..=8 {
                let taken = photo(&[exif(is_little, turn), exif(is_little, 3)]);
                let kept = without_origin(&taken).unwrap();
                let alone = [
                    b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0",
                    &[turn as u8][..],
                    &[0; 6],
                ];
                assert_eq!(kept, photo(&[segment_of(0xE1, &alone.concat())]), "{turn}");
                assert_eq!(without_origin(&kept).unwrap(), kept);
            }
            for as_it_is in [0, 1, 9, 262] {
                assert_eq!(
                    without_origin(&photo(&[exif(is_little, as_it_is)])).unwrap(),
                    photo(&[])
                );
            }
        }
    }

    #[test]
    fn exif_that_is_cut_short_tells_nothing_and_the_photo_stays() {
        let whole = exif(false, 6);
        for n_bytes in 0..whole.len() - 4 {
            let cut = segment_of(0xE1, &whole[4..4 + n_bytes]);
            let kept = without_origin(&photo(&[cut])).unwrap();
            assert!(kept == photo(&[]) || kept.len() == photo(&[]).len() + 36, "{n_bytes}");
        }
    }

    #[test]
    fn what_hides_between_or_after_scans_goes_too() {
        let whole = photo(&[]);
        let second = whole.windows(2).rposition(|two| two == [0xFF, 0xC4]).unwrap();
        let (before, after) = whole.split_at(second);
        let hidden = segment_of(0xE1, b"Exif\0\0GPS");
        let taken = [before, &[0xFF, 0xFF, 0xFF], &hidden[1..], after].concat();
        assert_eq!(without_origin(&taken).unwrap(), whole);
    }

    #[test]
    fn what_is_no_photo_or_is_cut_short_is_refused() {
        let whole = photo(&[]);
        for n_bytes in 0..whole.len() {
            assert_eq!(without_origin(&whole[..n_bytes]), Err(NotAJpeg), "{n_bytes} bytes");
        }
        assert_eq!(without_origin(b"\x89PNG\r\n\x1a\n"), Err(NotAJpeg));
        assert_eq!(without_origin(&[0xFF, 0xD8, 0xFF, 0xD9]), Err(NotAJpeg), "nothing to see");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_and_what_is_kept_reads_as_it_was_kept(
            bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0usize..300,
        ) {
            let mut taken = photo(&[]);
            let at = at.min(taken.len());
            taken.splice(at..at, bytes);
            if let Ok(kept) = without_origin(&taken) {
                prop_assert_eq!(without_origin(&kept), Ok(kept.clone()));
            }
        }
    }
}

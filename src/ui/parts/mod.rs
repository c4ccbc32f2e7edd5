//! Parts of pages that know no word of care.

mod choices;
mod day_choice;
mod dialog;
mod field;
mod folded;
mod icon;
mod in_place;
mod later;
mod lead;
mod line;
mod qr;
mod share;
mod shares;
mod side_by_side;
mod toasts;
mod typed;
mod way;
mod zero_to_ten;

pub use choices::{Choice, Choices, Toggle};
pub use day_choice::DayChoice;
pub use dialog::Dialog;
pub use field::{Kind, TextArea, TextField};
pub use folded::Folded;
pub use icon::{Glyph, Icon, Mark, Picture};
pub use in_place::{InPlace, TEXT};
pub use later::{Later, by_turns, screenfuls};
pub use lead::{focus_gets_lost, lead_here, lead_on};
pub use line::OverTime;
pub use qr::QrCode;
pub use share::ShareLink;
pub use shares::{Shares, SharesLegend};
pub use side_by_side::{Side, SideBySide};
pub use toasts::{Toast, Toasts};
pub use typed::{TypedArea, TypedField};
pub use way::WayPiece;
pub use zero_to_ten::ZeroToTen;

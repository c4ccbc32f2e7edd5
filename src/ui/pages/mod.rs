//! One page for each place one can be, and the door before them.

pub mod add_person;
pub mod barriers;
pub mod broken;
pub mod connection;
mod door;
pub mod draft;
pub mod ending;
pub mod find;
pub mod frame;
pub mod handover;
pub mod measures;
pub mod no_answer;
pub mod not_found;
pub mod our_team;
pub mod people;
pub mod person;
pub mod relations;
pub mod safeguarding;
pub mod safety;
mod said;
pub mod services;
pub mod supervision;
pub mod this_phone;
mod to_calendar;
pub mod today;
pub mod tried;
pub mod visit;

//! When whoever visits alone expects to be back. It belongs to this phone: no change, never sent,
//! and gone when they are out.

use super::{
    Result, Store,
    meta::{self, name},
};
use crate::care::safety::{Colleague, Expected};

impl Store {
    pub fn expected_back(&self) -> Result<Option<Expected>> {
        meta::read(&self.connection, name::EXPECTED_BACK)
    }

    /// None: they are out.
    pub fn keep_expected_back(&mut self, expected: Option<&Expected>) -> Result<()> {
        match expected {
            Some(expected) => meta::write(&self.connection, name::EXPECTED_BACK, expected),
            None => meta::forget(&self.connection, name::EXPECTED_BACK),
        }
    }

    /// Who was named last: the number is typed once.
    pub fn colleague_to_ring(&self) -> Result<Option<Colleague>> {
        meta::read(&self.connection, name::COLLEAGUE_TO_RING)
    }

    pub fn keep_colleague_to_ring(&mut self, colleague: Option<&Colleague>) -> Result<()> {
        match colleague {
            Some(colleague) => meta::write(&self.connection, name::COLLEAGUE_TO_RING, colleague),
            None => meta::forget(&self.connection, name::COLLEAGUE_TO_RING),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{care::Moment, seal::slots::DatabaseKey, store::open_file};

    fn expected() -> Expected {
        Expected { back_at: Moment(7), person: None, whereabouts: "The back kitchen".into() }
    }

    fn ben() -> Colleague {
        Colleague { name: "Ben".into(), telephone: "07700 900123".into() }
    }

    fn store_with_a_time_running() -> Store {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        store.keep_expected_back(Some(&expected())).unwrap();
        store.keep_colleague_to_ring(Some(&ben())).unwrap();
        store
    }

    #[test]
    fn it_is_there_again_when_the_database_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let (path, key) = (folder.path().join("alongside.db"), DatabaseKey([7; 32]));
        let surroundings = || Box::new(crate::store::SystemSurroundings::default());
        let mut store =
            Store::of_one_device(open_file(&path, &key).unwrap(), surroundings()).unwrap();
        store.keep_expected_back(Some(&expected())).unwrap();
        store.close();
        let store = Store::open(open_file(&path, &key).unwrap(), surroundings()).unwrap();
        assert_eq!(store.expected_back().unwrap(), Some(expected()));
    }

    #[test]
    fn a_phone_that_left_the_team_keeps_neither_the_time_nor_the_number() {
        let mut store = store_with_a_time_running();
        store.empty().unwrap();
        assert_eq!(store.expected_back().unwrap(), None);
        assert_eq!(store.colleague_to_ring().unwrap(), None);
    }
}

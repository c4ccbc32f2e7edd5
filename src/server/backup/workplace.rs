//! A folder for what is not finished: for nobody else to look into, and gone afterwards.

use crate::server::http::random;
use rand_core::Rng;
use std::{
    fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

const NAME: &str = "alongside-unfinished";

pub struct Workplace(PathBuf);

impl Workplace {
    pub fn within(folder: &Path) -> io::Result<Self> {
        let path = folder.join(format!("{NAME}-{:016x}", random().next_u64()));
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        // What cannot be removed is found by its name.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn it_is_for_its_owner_alone_and_gone_afterwards_with_all_that_is_in_it() {
        let kept = tempfile::tempdir().unwrap();
        let work = Workplace::within(kept.path()).unwrap();
        assert_eq!(fs::metadata(work.path()).unwrap().permissions().mode() & 0o777, 0o700);
        fs::write(work.path().join("record"), "sealed").unwrap();
        drop(work);
        assert_eq!(fs::read_dir(kept.path()).unwrap().count(), 0);
    }
}

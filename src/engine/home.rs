//! Where this installation lives: its database, and the file of key slots beside it.

use crate::requests::Trouble;
use std::path::PathBuf;

#[cfg(not(target_family = "wasm"))]
pub use folder::Home;
#[cfg(target_family = "wasm")]
pub use origin::Home;

#[cfg(not(target_family = "wasm"))]
mod folder {
    use super::{PathBuf, Trouble};
    use crate::store::remove_file;
    use std::{
        fs::{self, File},
        io::{ErrorKind, Write},
        path::Path,
    };

    const DATABASE: &str = "alongside.db";
    const SLOTS: &str = "slots";
    const ANSWERS: &str = "answers";
    const ALL_FILES: [&str; 5] = [DATABASE, "alongside.db-wal", "alongside.db-shm", ANSWERS, SLOTS];

    /// A folder of the file system.
    pub struct Home(PathBuf);

    impl Home {
        pub fn folder(path: PathBuf) -> Self {
            Self(path)
        }

        pub fn database(&self) -> PathBuf {
            self.0.join(DATABASE)
        }

        fn slots(&self) -> PathBuf {
            self.0.join(SLOTS)
        }

        fn answers(&self) -> PathBuf {
            self.0.join(ANSWERS)
        }

        pub async fn read_slots(&self) -> Result<Option<Vec<u8>>, Trouble> {
            read(&self.slots())
        }

        /// What was said while the phone was handed over, sealed.
        pub async fn read_answers(&self) -> Result<Option<Vec<u8>>, Trouble> {
            Ok(read(&self.answers())?.filter(|bytes| !bytes.is_empty()))
        }

        pub async fn write_answers(&self, bytes: &[u8]) -> Result<(), Trouble> {
            replace(&self.0, &self.answers(), bytes).map_err(|error| trouble(&error))
        }

        /// Replaces the slots, whole or not at all.
        pub async fn write_slots(&self, bytes: &[u8]) -> Result<(), Trouble> {
            replace(&self.0, &self.slots(), bytes).map_err(|error| trouble(&error))
        }

        /// Leaves nothing behind of a team that was not joined after all.
        pub async fn forget(&self) -> Result<(), Trouble> {
            remove_file(&self.database())?;
            for file in [self.answers(), self.slots()] {
                match fs::remove_file(file) {
                    Err(error) if error.kind() != ErrorKind::NotFound => {
                        return Err(trouble(&error));
                    }
                    _ => {}
                }
            }
            Ok(())
        }

        /// A database without slots is what an earlier try left, or somebody's record whose slots were
        /// lost: nobody can tell which.
        pub async fn make_way(&self) -> Result<(), Trouble> {
            if self.database().exists() {
                self.set_aside().await.map(drop)
            } else {
                self.forget().await
            }
        }

        /// What was set aside stays with whoever has the folder.
        pub async fn forget_all(&self) -> Result<(), Trouble> {
            self.forget().await
        }

        pub async fn forget_those_aside(&self) -> Result<(), Trouble> {
            Ok(())
        }

        pub fn n_aside(&self) -> u32 {
            let is_there = |n: &u32| self.aside(*n).exists();
            (1..).take_while(is_there).last().unwrap_or_default()
        }

        fn aside(&self, n: u32) -> PathBuf {
            self.0.join(format!("damaged-{n}"))
        }

        /// Moves all that is here into a folder within, where it is still a home: nothing is deleted. The
        /// slots go last, so that one which is broken off goes on the next time.
        pub async fn set_aside(&self) -> Result<PathBuf, Trouble> {
            let is_in = |folder: &Path, name| folder.join(name).exists();
            let has_room = |folder: &PathBuf| {
                !ALL_FILES.iter().any(|name| is_in(&self.0, name) && is_in(folder, name))
            };
            let mut folders = (1..u32::MAX).map(|n| self.aside(n));
            let aside = folders.find(has_room).ok_or(Trouble::NoRoomAside)?;
            fs::create_dir_all(&aside).map_err(|error| trouble(&error))?;
            for name in ALL_FILES {
                match fs::rename(self.0.join(name), aside.join(name)) {
                    Err(error) if error.kind() != ErrorKind::NotFound => {
                        return Err(trouble(&error));
                    }
                    _ => {}
                }
            }
            Ok(aside)
        }

        pub fn prepare(&self) -> Result<(), Trouble> {
            fs::create_dir_all(&self.0).map_err(|error| trouble(&error))
        }
    }

    fn read(path: &Path) -> Result<Option<Vec<u8>>, Trouble> {
        match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(trouble(&error)),
        }
    }

    fn replace(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let beside = path.with_extension("new");
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        File::open(folder)?.sync_all()
    }

    fn trouble(error: &std::io::Error) -> Trouble {
        match error.kind() {
            ErrorKind::StorageFull => Trouble::StorageFull,
            kind => Trouble::Broken(format!("the folder cannot be used: {kind}")),
        }
    }
}

#[cfg(target_family = "wasm")]
mod origin {
    use super::{PathBuf, Trouble};
    use crate::{engine::carrier::files, store::remove_file};
    use std::cell::Cell;

    /// The private storage of the web app's origin. Files stay where they are: what is set aside is so by
    /// the names that are used from then on.
    #[derive(Default)]
    pub struct Home {
        n_aside: Cell<u32>,
    }

    const DATABASE: &str = "alongside.db";
    const SLOTS: &str = "slots";
    const ANSWERS: &str = "answers";
    const ASIDE: &str = "aside";
    /// The storage has room for so many databases beside the one that is used.
    const MOST_ASIDE: u32 = 2;

    impl Home {
        pub fn database(&self) -> PathBuf {
            PathBuf::from(self.named(DATABASE))
        }

        fn named(&self, name: &str) -> String {
            named(name, self.n_aside())
        }

        /// How many records were set aside.
        pub fn n_aside(&self) -> u32 {
            self.n_aside.get()
        }

        /// The first that is read of a home.
        pub async fn read_slots(&self) -> Result<Option<Vec<u8>>, Trouble> {
            let unreadable = |_| Trouble::Broken("the key slots cannot be read".to_owned());
            let n_aside = files::read(ASIDE).await.map_err(unreadable)?;
            let n_aside = n_aside.and_then(|bytes| bytes.try_into().ok());
            self.n_aside.set(n_aside.map(u32::from_le_bytes).unwrap_or_default());
            let bytes = files::read(&self.named(SLOTS)).await.map_err(unreadable)?;
            Ok(bytes.filter(|bytes| !bytes.is_empty()))
        }

        pub async fn write_slots(&self, bytes: &[u8]) -> Result<(), Trouble> {
            files::write(&self.named(SLOTS), bytes).await.map_err(|_| Trouble::StorageFull)
        }

        /// Leaves the database as it is, with what belongs to it, and begins with none.
        pub async fn set_aside(&self) -> Result<PathBuf, Trouble> {
            let aside = self.database();
            if self.n_aside() >= MOST_ASIDE {
                return Err(Trouble::NoRoomAside);
            }
            self.use_those_after(self.n_aside() + 1).await?;
            Ok(aside)
        }

        async fn use_those_after(&self, n_aside: u32) -> Result<(), Trouble> {
            // Into both of its files: harm to one of them must not bring the old names back.
            for _ in 0..2 {
                let written = files::write(ASIDE, &n_aside.to_le_bytes()).await;
                written.map_err(|_| Trouble::StorageFull)?;
            }
            self.n_aside.set(n_aside);
            Ok(())
        }

        /// Nothing stays of any record, those that were set aside neither.
        pub async fn forget_all(&self) -> Result<(), Trouble> {
            self.forget_those_aside().await?;
            self.forget().await?;
            self.use_those_after(0).await
        }

        /// The names stay used.
        pub async fn forget_those_aside(&self) -> Result<(), Trouble> {
            for n_before in 0..self.n_aside() {
                forget_at(n_before).await?;
            }
            Ok(())
        }

        /// What was said while the phone was handed over, sealed.
        pub async fn read_answers(&self) -> Result<Option<Vec<u8>>, Trouble> {
            let unreadable = |_| Trouble::Broken("the answers cannot be read".to_owned());
            let bytes = files::read(&self.named(ANSWERS)).await.map_err(unreadable)?;
            Ok(bytes.filter(|bytes| !bytes.is_empty()))
        }

        pub async fn write_answers(&self, bytes: &[u8]) -> Result<(), Trouble> {
            files::write(&self.named(ANSWERS), bytes).await.map_err(|_| Trouble::StorageFull)
        }

        /// Leaves nothing behind of a team that was not joined after all.
        pub async fn forget(&self) -> Result<(), Trouble> {
            forget_at(self.n_aside()).await
        }

        /// What an earlier try may have left without its slots cannot be opened by anybody.
        pub async fn make_way(&self) -> Result<(), Trouble> {
            self.forget().await
        }

        pub fn prepare(&self) -> Result<(), Trouble> {
            Ok(())
        }
    }

    /// The name of a file after so many records were set aside.
    fn named(name: &str, n_aside: u32) -> String {
        match n_aside {
            0 => name.to_owned(),
            n => format!("{name}-{n}"),
        }
    }

    /// The slots go last: what is left of a record that cannot be opened is still known to be there.
    async fn forget_at(n_aside: u32) -> Result<(), Trouble> {
        remove_file(&PathBuf::from(named(DATABASE, n_aside)))?;
        for name in [ANSWERS, SLOTS] {
            let written = files::write(&named(name, n_aside), &[]).await;
            written.map_err(|_| Trouble::StorageFull)?;
        }
        Ok(())
    }
}

/// Lets whatever else waits have its turn.
#[cfg(not(target_family = "wasm"))]
pub async fn breathe() {
    let mut has_waited = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut has_waited, true) {
            return std::task::Poll::Ready(());
        }
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

#[cfg(target_family = "wasm")]
pub use crate::engine::carrier::breathe;

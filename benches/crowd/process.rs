//! What Linux tells of a process.

use std::{fs, path::Path};

/// Of the clock by which processor time is counted, which is the same on every Linux.
const TICK_MS: u64 = 10;

pub fn memory_kb(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

pub fn n_open_files(process: u32) -> usize {
    fs::read_dir(format!("/proc/{process}/fd")).unwrap().count()
}

/// Its processor time, with that of children that have ended.
pub fn cpu_ms(process: u32) -> u64 {
    Stat::of(process).map_or(0, |stat| stat.ticks * TICK_MS)
}

/// The processor time of a process and of all its children.
pub fn cpu_ms_of_children(parent: u32) -> u64 {
    let processes = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let children = processes.filter_map(Stat::of).filter(|stat| stat.parent == parent);
    children.map(|stat| stat.ticks * TICK_MS).sum::<u64>() + cpu_ms(parent)
}

struct Stat {
    parent: u32,
    ticks: u64,
}

impl Stat {
    /// `None` where it has ended meanwhile.
    fn of(process: u32) -> Option<Self> {
        let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // Its name stands in brackets, and may have anything in it. The state is the third field.
        let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |field: usize| fields.get(field - 3).and_then(|it| it.parse::<u64>().ok());
        let used = [14, 15, 16, 17].into_iter().filter_map(ticks).sum();
        Some(Self { parent: fields.get(1)?.parse().ok()?, ticks: used })
    }
}

/// The first process of the PostgreSQL whose socket is in this folder, beside its data.
pub fn of_postgres(folder: &Path) -> u32 {
    let told = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    told.lines().next().unwrap().trim().parse().unwrap()
}

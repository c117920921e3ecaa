//! What a process holds, as the system sees it. Linux only.

use std::fs;

/// A process by its number.
#[derive(Clone, Copy, Debug)]
pub struct Process(pub u32);

impl Process {
    /// Resident memory in KiB.
    pub fn memory(self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).expect("the process is there");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a process has memory");
        line.trim().trim_end_matches(" kB").parse().expect("the kernel writes numbers")
    }

    /// Open descriptors.
    pub fn descriptors(self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.0)).expect("the process is there").count()
    }

    /// Whether every thread of it sleeps.
    pub fn sleeps(self) -> bool {
        let threads = fs::read_dir(format!("/proc/{}/task", self.0)).expect("the process is there");
        threads.flatten().all(|thread| {
            // A thread that has ended meanwhile does nothing either.
            let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
            stat.rsplit_once(") ").is_none_or(|(_, state)| state.starts_with('S'))
        })
    }

    /// Processor time so far, in hundredths of a second.
    pub fn processor_time(self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).expect("the process is there");
        // Behind the name, which may hold anything, user and system time are the 12th and 13th field.
        let (_, fields) = stat.rsplit_once(") ").expect("a process has a name");
        let times = fields.split(' ').skip(11).take(2);
        times.map(|time| time.parse::<u64>().expect("the kernel writes numbers")).sum()
    }
}

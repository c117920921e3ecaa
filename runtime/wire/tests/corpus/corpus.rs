//! Inputs of one fuzz target: those that were kept, and those it starts from.

use std::{env, fs, path::Path};

/// Calls `holds` with each input kept in `directory`, which is named for its target, and with each of `seeds`.
///
/// With `FUZZ_SEEDS=DIR` in the environment the seeds are also written to the target's directory in there.
pub(crate) fn replay(directory: &Path, seeds: &[Vec<u8>], mut holds: impl FnMut(&[u8])) {
    if let Some(all) = env::var_os("FUZZ_SEEDS") {
        let own = Path::new(&all).join(directory.file_name().expect("a target's name"));
        fs::create_dir_all(&own).expect("a writable directory");
        for (number, seed) in seeds.iter().enumerate() {
            fs::write(own.join(format!("golden-{number}")), seed).expect("a writable file");
        }
    }
    let mut kept: Vec<_> =
        fs::read_dir(directory).expect("a corpus").map(|file| file.expect("a file").path()).collect();
    kept.sort();
    assert!(!kept.is_empty() && !seeds.is_empty(), "nothing to try in {}", directory.display());
    for path in &kept {
        println!("{}", path.display());
        holds(&fs::read(path).expect("a readable file"));
    }
    for (number, seed) in seeds.iter().enumerate() {
        println!("seed {number}: {seed:02x?}");
        holds(seed);
    }
}

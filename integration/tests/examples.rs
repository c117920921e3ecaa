//! The examples that pages show run to their end and print what the pages say.

use integration::program::run;
use integration::workspace;

#[test]
fn every_example_prints_what_its_page_shows() {
    for name in ["messages", "actors", "supervision", "configuration"] {
        let printed = run(name, &[]).succeeded();
        workspace::assert_holds(&format!("cookbook/examples/{name}.txt"), &printed);
    }
}

//! What the macros tell a person who uses them wrongly: one error each, where it is, and what to write instead.

#[test]
fn every_wrong_use_of_a_macro_is_one_error_that_says_what_to_write() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*.rs");
}

#[cfg(not(feature = "ipc"))]
#[test]
fn ipc_without_the_feature_names_the_feature() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/without_ipc/*.rs");
}

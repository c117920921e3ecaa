//! The cases that every client runs, in every language and format: one list, one expected result.
//!
//! [`case`] reads the lists in `clients/cases`, [`repeated`] spells out what they abbreviate. [`run`] has the [`runner`] of a
//! [`face`] perform a case against the cookbook, or against a [`bad_server`] that follows a [`script`], and
//! holds what was [`said`] against what should be; [`known`] tells the failures that are no news.

pub mod bad_server;
pub mod case;
pub mod face;
pub mod known;
pub mod repeated;
pub mod run;
pub mod runner;
pub mod said;
pub mod script;

//! What build.rs made of calculator.proto.

#![allow(clippy::pedantic, unreachable_pub, reason = "the code is generated")]

tonic::include_proto!("bench");

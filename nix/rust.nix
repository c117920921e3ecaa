# The Rust of this nixpkgs, which must be the one that everybody else builds with.
{ lib, rustc }:
let
  asked = (lib.importTOML ../rust-toolchain.toml).toolchain.channel;
in
assert lib.assertMsg (rustc.version == asked)
  "rust-toolchain.toml asks for Rust ${asked} and this nixpkgs has ${rustc.version}: build with the nixpkgs of flake.lock";
rustc

# Every program of the cookbook, built once. The other packages are cut from it, the checks are variations of it.
{
  lib,
  rustPlatform,
  rustc,
}:
assert import ./rust.nix { inherit lib rustc; } == rustc;
rustPlatform.buildRustPackage {
  pname = "acton-cookbook";
  version = (lib.importTOML ../Cargo.toml).workspace.package.version;
  src = import ./source.nix { inherit lib; };
  cargoLock.lockFile = ../Cargo.lock;
  strictDeps = true;
  cargoBuildFlags = [
    "--package"
    "acton-cookbook"
  ];
  # The tests run clients in three languages: see checks.nix.
  doCheck = false;
  meta = {
    description = "Servers and clients to start from, on actors that any process on the machine can call";
    license = [
      lib.licenses.mit
      lib.licenses.asl20
    ];
    platforms = lib.platforms.unix;
    mainProgram = "cookbook";
  };
}

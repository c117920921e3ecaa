# `nix develop`: everything that `just ci` and `just bench` run.
{ pkgs }:
pkgs.mkShell {
  packages =
    (with pkgs; [
      cargo
      cargo-deny
      cargo-fuzz
      cargo-mutants
      clippy
      curl
      git
      just
      mdbook
      nixfmt-tree
      nodejs
      rust-analyzer
      (import ./rust.nix { inherit lib rustc; })
      rustfmt
      typos
    ])
    ++ [
      (pkgs.python3.withPackages (packages: [
        packages.build
        packages.hatchling
        packages.msgpack
        packages.mypy
        packages.pytest
      ]))
    ]
    ++ pkgs.lib.optional (pkgs ? hyperlink) pkgs.hyperlink
    # For the fences, which look at a Linux process from outside.
    ++ pkgs.lib.optionals pkgs.stdenv.hostPlatform.isLinux [
      pkgs.strace
      pkgs.valgrind
    ]
    # For the benchmark's rows of Redis, which say that it is missing where it is.
    ++ pkgs.lib.optional (pkgs ? redis) pkgs.redis;
}

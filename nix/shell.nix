# `nix develop`: everything that `just ci` and `just bench` run.
{ pkgs }:
pkgs.mkShell {
  packages =
    (with pkgs; [
      cargo
      cargo-deny
      cargo-fuzz
      clippy
      curl
      git
      just
      lychee
      mdbook
      nixfmt-tree
      nodejs
      rust-analyzer
      rustc
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
    # Only the benchmark's rows of Redis need it, which say so where it is missing.
    ++ pkgs.lib.optional (pkgs ? redis) pkgs.redis;
}

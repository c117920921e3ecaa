# What `nix flake check` holds: each a variation of a package, or the package itself where building it runs its tests.
{ pkgs, self }:
let
  inherit (pkgs) lib;
  packages = self.packages.${pkgs.stdenv.hostPlatform.system};

  # The workspace, with COMMAND where its build was.
  instead =
    name: tools: command:
    packages.workspace.overrideAttrs (old: {
      pname = "acton-${name}";
      nativeBuildInputs = old.nativeBuildInputs ++ tools;
      buildPhase = ''
        runHook preBuild
        ${command}
        runHook postBuild
      '';
      installPhase = "touch $out";
    });

  # The suite runs clients in every language: from here it has what it would fetch elsewhere.
  python = pkgs.python3.withPackages (from: [
    packages.python
    from.build
    from.hatchling
    from.msgpack
    from.mypy
    from.pip
    from.pytest
  ]);
  nodeModules = pkgs.importNpmLock.buildNodeModules {
    npmRoot = ../clients/node;
    inherit (pkgs) nodejs;
  };
in
{
  fmt = instead "fmt" [ pkgs.rustfmt ] "cargo fmt --all --check";
  clippy = instead "clippy" [
    pkgs.clippy
  ] "cargo clippy --offline --workspace --all-targets --all-features -- -D warnings";
  rustdoc =
    instead "rustdoc" [ ]
      "RUSTDOCFLAGS='-D warnings' cargo doc --offline --workspace --no-deps --all-features";
  tests =
    instead "tests"
      [
        python
        pkgs.nodejs
        pkgs.writableTmpDirAsHomeHook
      ]
      ''
        patchShebangs --build cookbook
        ln -s ${nodeModules}/node_modules clients/node/node_modules
        export ACTON_TEST_PYTHON=${python}/bin/python3
        export ACTON_TEST_NODE_MODULES=${nodeModules}/node_modules
        cargo test --offline --workspace
      '';
  inherit (packages) python node site;
}
// lib.optionalAttrs pkgs.stdenv.hostPlatform.isLinux {
  module = pkgs.testers.runNixOSTest (
    import ./module-test.nix {
      module = self.nixosModules.default;
      inherit (packages) python;
    }
  );
}

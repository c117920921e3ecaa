# What can be built: `nix build .#NAME`.
{ pkgs }:
let
  inherit (pkgs) lib callPackage;
  workspace = callPackage ./workspace.nix { };
  program = callPackage ./program.nix { inherit workspace; };
  recipe =
    name: description:
    program {
      inherit name description;
      programs = [
        name
        "${name}_client"
      ];
    };
in
lib.mapAttrs recipe (import ./recipes.nix)
// rec {
  inherit workspace;
  cookbook = program {
    name = "cookbook";
    description = "Serves every recipe's actors on one socket";
  };
  python = callPackage ./python.nix { };
  wheel = callPackage ./wheel.nix { };
  node = callPackage ./node.nix { };
  site = callPackage ./site.nix { };
  default = cookbook;
}

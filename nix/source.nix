# What the workspace and its tests read: the repository without its Nix files, so that a change here rebuilds nothing.
# The example is part of a page.
{ lib }:
lib.fileset.toSource {
  root = ../.;
  fileset = lib.fileset.difference ../. (
    lib.fileset.unions [
      (lib.fileset.difference ./. ./example.nix)
      ../flake.nix
      ../flake.lock
    ]
  );
}

# What the workspace and its tests read: the repository without its Nix files, so that a change here rebuilds nothing.
{ lib }:
lib.fileset.toSource {
  root = ../.;
  fileset = lib.fileset.difference ../. (
    lib.fileset.unions [
      ./.
      ../flake.nix
      ../flake.lock
    ]
  );
}

# What the workspace and its tests read: the repository without its Nix files, so that a change here rebuilds nothing.
# The example is part of a page, and the pages' unit is held to the module's.
{ lib }:
lib.fileset.toSource {
  root = ../.;
  fileset = lib.fileset.difference ../. (
    lib.fileset.unions [
      (lib.fileset.difference ./. (lib.fileset.unions [ ./example.nix ./hardening.nix ]))
      ../flake.nix
      ../flake.lock
    ]
  );
}

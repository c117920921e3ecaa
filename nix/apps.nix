# What can be run: `nix run .#price_feed`, and in a second terminal `nix run .#price_feed_client`.
{ pkgs, self }:
let
  inherit (pkgs) lib;
  packages = self.packages.${pkgs.stdenv.hostPlatform.system};
  app = description: program: {
    type = "app";
    inherit program;
    meta = { inherit description; };
  };
  server = name: description: app description (lib.getExe packages.${name});
  client = name: _: {
    name = "${name}_client";
    value = app "A client of ${name}" "${packages.${name}}/bin/${name}_client";
  };
  recipes = import ./recipes.nix;
in
lib.mapAttrs server (recipes // { cookbook = "Serves every recipe's actors on one socket"; })
// lib.mapAttrs' client recipes

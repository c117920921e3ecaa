{
  description = "Actors in Rust that any process on the machine can call";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "aarch64-darwin"
      ];
      each = body: nixpkgs.lib.genAttrs systems (system: body nixpkgs.legacyPackages.${system});
    in
    {
      packages = each (pkgs: import ./nix/packages.nix { inherit pkgs; });
      apps = each (pkgs: import ./nix/apps.nix { inherit pkgs self; });
      checks = each (pkgs: import ./nix/checks.nix { inherit pkgs self; });
      devShells = each (pkgs: {
        default = import ./nix/shell.nix { inherit pkgs; };
      });
      formatter = each (pkgs: pkgs.nixfmt-tree);
      nixosModules.default = import ./nix/module.nix { inherit (self) packages; };
    };
}

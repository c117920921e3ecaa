{
  inputs.acton.url = "git+URL OF THIS REPOSITORY";

  outputs =
    { nixpkgs, acton, ... }:
    {
      nixosConfigurations.machine = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [
          acton.nixosModules.default
          {
            users.groups.callers = { };
            services.acton.kv_store = {
              enable = true;
              group = "callers";
            };
            services.acton.prices = {
              enable = true;
              program = "price_feed";
              flags = [ "--tick-ms=100" ];
            };
          }
        ];
      };
    };
}

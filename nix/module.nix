# Servers of the cookbook as services: `services.acton.kv_store = { enable = true; group = "staff"; };`
{ packages }:
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (pkgs.stdenv.hostPlatform) system;
  servers = lib.attrNames (import ./recipes.nix) ++ [ "cookbook" ];
  durable = [
    "cookbook"
    "kv_store"
    "order_service"
  ];

  service =
    { name, config, ... }:
    {
      options = {
        enable = lib.mkEnableOption "this server, started by the first connection to its socket";
        program = lib.mkOption {
          type = lib.types.enum servers;
          default = name;
          defaultText = lib.literalMD "the service's name";
          description = "Which server runs.";
        };
        package = lib.mkOption {
          type = lib.types.package;
          default = (packages.${system}
            or (throw "the servers are built for ${lib.concatStringsSep ", " (lib.attrNames packages)}, not for ${system}: set services.acton.${name}.package")
          ).${config.program};
          defaultText = lib.literalMD "this flake's package of the program";
          description = "The package that has the program.";
        };
        socket = lib.mkOption {
          type = lib.types.path;
          default = "/run/acton/${name}.sock";
          description = "Where clients find it; they name it with `--socket`, or in `ACTON_SOCKET`.";
        };
        group = lib.mkOption {
          type = lib.types.nullOr lib.types.str;
          default = null;
          example = "staff";
          description = "Whose members may call it. Without a group root alone may.";
        };
        durable = lib.mkOption {
          type = lib.types.bool;
          default = lib.elem config.program durable;
          defaultText = lib.literalMD "true for the servers that have something to keep";
          description = "Whether it keeps what it acknowledged in `/var/lib/acton-NAME`.";
        };
        flags = lib.mkOption {
          type = lib.types.listOf lib.types.str;
          default = [ ];
          example = [ "--max-connections=500" ];
          description = "Further flags; `--help` of the program lists them.";
        };
      };
    };

  # Quoted as systemd reads it, which would put something else in the place of % and $.
  commandLine = lib.concatMapStringsSep " " (
    word: builtins.toJSON (lib.replaceStrings [ "%" "$" ] [ "%%" "$$" ] word)
  );

  enabled = lib.filterAttrs (_: its: its.enable) config.services.acton;

  # systemd makes the socket, so its mode is right from the start, what connects during a restart waits, and to clients
  # it is root who listens, whom they trust, and not a user that exists while the service runs.
  socketUnit = name: its: {
    description = "Socket of the actors of ${name}";
    wantedBy = [ "sockets.target" ];
    listenStreams = [ its.socket ];
    socketConfig = {
      SocketMode = if its.group == null then "0600" else "0660";
      RemoveOnStop = true;
    }
    // lib.optionalAttrs (its.group != null) { SocketGroup = its.group; };
  };

  serviceUnit = name: its: {
    description = "Actors of ${name}";
    requires = [ "acton-${name}.socket" ];
    after = [ "acton-${name}.socket" ];
    serviceConfig =
      import ./hardening.nix
      // {
        Type = "notify";
        ExecStart = commandLine (
          [ (lib.getExe' its.package its.program) ]
          ++ lib.optionals (its.group != null) [
            "--group"
            its.group
          ]
          ++ lib.optionals its.durable [
            "--data"
            "/var/lib/acton-${name}"
          ]
          ++ its.flags
        );
        Restart = "on-failure";
        # A stop answers what is in flight first, within 5 s.
        TimeoutStopSec = 10;
      }
      // lib.optionalAttrs its.durable {
        StateDirectory = "acton-${name}";
        StateDirectoryMode = "0700";
      };
  };

  units = unit: lib.mapAttrs' (name: its: lib.nameValuePair "acton-${name}" (unit name its)) enabled;
in
{
  options.services.acton = lib.mkOption {
    type = lib.types.attrsOf (lib.types.submodule service);
    default = { };
    example = lib.literalExpression ''{ kv_store = { enable = true; group = "staff"; }; }'';
    description = "Servers of actors, each under its own user and behind its own socket.";
  };

  config = {
    assertions = lib.mapAttrsToList (name: its: {
      assertion = its.durable -> lib.elem its.program durable;
      message = "services.acton.${name}.durable: ${its.program} has nothing to keep; ${lib.concatStringsSep ", " durable} have.";
    }) enabled;
    systemd.sockets = units socketUnit;
    systemd.services = units serviceUnit;
  };
}

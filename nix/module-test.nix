# The module in a machine of its own: who may call, what a restart loses (nothing), and how much a server could do.
{ module, python }:
{
  name = "acton-module";

  nodes.machine = { pkgs, ... }: {
    imports = [ module ];
    services.acton.kv_store = {
      enable = true;
      group = "callers";
    };
    users.groups.callers = { };
    users.users.friend = {
      isNormalUser = true;
      extraGroups = [ "callers" ];
    };
    users.users.stranger.isNormalUser = true;
    environment.systemPackages = [ (pkgs.python3.withPackages (_: [ python ])) ];
  };

  testScript = ''
    def call(user: str, message: str, fields: str) -> str:
        program = f"from acton_ipc import ActonClient; print(ActonClient('/run/acton/kv_store.sock').call('kv_store', '{message}', {fields}))"
        return f"""su - {user} -c "python3 -c \\"{program}\\"" """

    machine.wait_for_unit("acton-kv_store.socket")
    machine.fail("systemctl is-active acton-kv_store.service")

    with subtest("a member of the group calls, and the server starts for it"):
        machine.succeed(call("friend", "SetValue", "{'key': 'answer', 'value': 42}"))
        machine.succeed("systemctl is-active acton-kv_store.service")

    with subtest("nobody else does"):
        machine.fail(call("stranger", "GetValue", "{'key': 'answer'}"))

    with subtest("a restart is a graceful stop, and loses nothing"):
        machine.succeed("systemctl restart acton-kv_store.service")
        assert "42" in machine.succeed(call("friend", "GetValue", "{'key': 'answer'}"))
        machine.succeed("systemctl stop acton-kv_store.service")
        assert "Result=success" in machine.succeed("systemctl show -p Result acton-kv_store.service")

    with subtest("a server could do very little"):
        machine.succeed("systemd-analyze security --threshold=10 acton-kv_store.service")
  '';
}

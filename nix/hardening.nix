# What a server may do: answer on the socket it was passed, and write where its state is. `systemd-analyze security` rates it.
{
  DynamicUser = true;
  UMask = "0077";
  CapabilityBoundingSet = "";
  NoNewPrivileges = true;
  LockPersonality = true;
  MemoryDenyWriteExecute = true;
  KeyringMode = "private";
  RemoveIPC = true;

  PrivateNetwork = true;
  IPAddressDeny = "any";
  RestrictAddressFamilies = "AF_UNIX";
  PrivateDevices = true;
  DevicePolicy = "closed";
  PrivateTmp = true;
  # Otherwise the server could not tell its callers apart: the kernel would name them all nobody.
  PrivateUsers = false;
  ProtectSystem = "strict";
  ProtectHome = true;
  ProtectProc = "invisible";
  ProcSubset = "pid";
  ProtectClock = true;
  ProtectControlGroups = true;
  ProtectHostname = true;
  ProtectKernelLogs = true;
  ProtectKernelModules = true;
  ProtectKernelTunables = true;
  RestrictNamespaces = true;
  RestrictRealtime = true;
  RestrictSUIDSGID = true;
  SystemCallArchitectures = "native";
  SystemCallFilter = [
    "@system-service"
    "~@privileged @resources"
  ];
  SystemCallErrorNumber = "EPERM";
}

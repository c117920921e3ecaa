# The Python client as files for pip: a wheel and an sdist.
{
  lib,
  runCommand,
  python3,
}:
let
  version = (lib.importTOML ../clients/python/pyproject.toml).project.version;
  builder = python3.withPackages (packages: [
    packages.build
    packages.hatchling
  ]);
in
runCommand "acton-ipc-wheel-${version}" { nativeBuildInputs = [ builder ]; } ''
  cp -r ${../clients/python} client
  chmod -R +w client
  python3 -m build --no-isolation --outdir $out client
''

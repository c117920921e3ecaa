# The Python client, to be imported by a Python of nixpkgs: `python3.withPackages (_: [ packages.python ])`.
{ lib, python3Packages }:
python3Packages.buildPythonPackage {
  pname = "acton-ipc";
  version = (lib.importTOML ../clients/python/pyproject.toml).project.version;
  pyproject = true;
  # The golden frames are the wire crate's, and the suite looks for them where the repository has them.
  src = lib.fileset.toSource {
    root = ../.;
    fileset = lib.fileset.unions [
      ../clients/python
      ../runtime/wire/vectors
    ];
  };
  sourceRoot = "source/clients/python";
  build-system = [ python3Packages.hatchling ];
  optional-dependencies.msgpack = [ python3Packages.msgpack ];
  nativeCheckInputs = [
    python3Packages.pytestCheckHook
    python3Packages.msgpack
  ];
  pythonImportsCheck = [ "acton_ipc" ];
  meta = {
    description = "A client of acton-reactive's actors, for threads and for asyncio";
    license = [
      lib.licenses.mit
      lib.licenses.asl20
    ];
  };
}

# The Node client as a file for npm: a tarball.
{
  lib,
  buildNpmPackage,
  importNpmLock,
}:
buildNpmPackage {
  pname = "acton-ipc";
  version = (lib.importJSON ../clients/node/package.json).version;
  src = lib.fileset.toSource {
    root = ../clients/node;
    fileset = ../clients/node;
  };
  npmDeps = importNpmLock { npmRoot = ../clients/node; };
  inherit (importNpmLock) npmConfigHook;
  # The golden frames are the wire crate's, and the suite looks for them where the repository has them.
  postUnpack = ''
    mkdir -p clients runtime/wire
    mv "$sourceRoot" clients/node
    sourceRoot=clients/node
    cp -r ${../runtime/wire/vectors} runtime/wire/vectors
  '';
  doCheck = true;
  checkPhase = ''
    runHook preCheck
    npm test
    runHook postCheck
  '';
  installPhase = ''
    runHook preInstall
    mkdir -p $out
    # The one at hand names its dependencies by their paths in the store.
    mv .package.json.orig package.json
    npm pack --ignore-scripts --pack-destination $out
    runHook postInstall
  '';
  meta = {
    description = "A client of acton-reactive's actors, for Node";
    license = [
      lib.licenses.mit
      lib.licenses.asl20
    ];
  };
}

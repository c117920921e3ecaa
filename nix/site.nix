# The book as a site, with every link of it followed by lychee. `just docs` follows them with hyperlink, which is built in a tenth of the
# time where nothing is built yet.
{
  lib,
  runCommand,
  mdbook,
  lychee,
  python3,
}:
runCommand "acton-reactive-site"
  {
    src = import ./source.nix { inherit lib; };
    nativeBuildInputs = [
      mdbook
      lychee
      python3
    ];
  }
  ''
    mdbook build --dest-dir $out $src/docs
    lychee --offline --include-fragments --no-progress $out
  ''

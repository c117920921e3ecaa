# The book as a site, with every link of it followed.
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

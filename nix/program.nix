# Some programs of the workspace as a package of their own, with completions and manual pages.
{
  lib,
  stdenv,
  runCommand,
  installShellFiles,
  workspace,
}:
{
  name,
  programs ? [ name ],
  description,
}:
runCommand name
  {
    nativeBuildInputs = [ installShellFiles ];
    meta = workspace.meta // {
      inherit description;
      mainProgram = name;
    };
  }
  (
    lib.concatMapStrings (program: ''
      mkdir -p $out/bin
      ln -s ${workspace}/bin/${program} $out/bin/${program}
    '') programs
    # A program describes itself, which needs a machine that runs it.
    + lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) (
      lib.concatMapStrings (program: ''
        installShellCompletion --cmd ${program} \
          --bash <($out/bin/${program} --completions bash) \
          --fish <($out/bin/${program} --completions fish) \
          --zsh <($out/bin/${program} --completions zsh)
        $out/bin/${program} --man > ${program}.1
        installManPage ${program}.1
      '') programs
    )
  )

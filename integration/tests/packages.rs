//! The Python and Node packages keep their own promises, and are what their users install.

use std::path::{Path, PathBuf};
use std::process::Command;

use integration::prepared::{copy_sources, step};
use integration::program::run_command;
use integration::{node, python, workspace};

fn python_in(folder: &Path) -> Command {
    let mut command = python::command();
    command.current_dir(folder);
    command
}

fn python_sources() -> PathBuf {
    workspace::path("clients/python")
}

#[test]
fn the_python_suite_passes() {
    let mut pytest = python_in(&python_sources());
    step("pytest", pytest.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]));
}

#[test]
fn the_python_package_and_every_python_program_are_typed() {
    let cache = tempfile::tempdir().expect("a temporary directory can be made");
    let mypy = || {
        let mut mypy = python_in(&python_sources());
        mypy.args(["-m", "mypy", "--cache-dir"]).arg(cache.path());
        mypy
    };
    step("mypy", &mut mypy());
    for recipe in ["calculator", "countdown", "price_feed", "kv_store", "order_service"] {
        for program in ["client.py", "client_asyncio.py"] {
            step("mypy", mypy().arg(workspace::path("cookbook").join(recipe).join(program)));
        }
    }
    for example in ["raw_client.py", "send_and_receive.py", "verbs.py", "verbs_asyncio.py"] {
        step("mypy", mypy().arg(workspace::path("cookbook/examples").join(example)));
    }
    step("mypy", mypy().arg(workspace::path("docs/site/repository.py")));
}

#[test]
fn the_wheel_and_the_sdist_are_built_and_what_they_install_is_imported_with_its_types() {
    let folder = tempfile::tempdir().expect("a temporary directory can be made");
    let (sources, built) = (folder.path().join("sources"), folder.path().join("built"));
    copy_sources(&python_sources(), &sources);
    step("building", python_in(&sources).args(["-m", "build", "--no-isolation", "--outdir"]).arg(&built));
    for ending in [".whl", ".tar.gz"] {
        let package = built
            .read_dir()
            .expect("something was built")
            .map(|entry| entry.expect("a folder can be listed").path())
            .find(|path| path.to_string_lossy().ends_with(ending))
            .unwrap_or_else(|| panic!("nothing that ends with {ending} was built"));
        let site = folder.path().join(format!("site{ending}"));
        let pip = ["-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-deps"];
        let mut install = python_in(folder.path());
        step(
            "installing",
            install.args(pip).args(["--no-build-isolation", "--target"]).arg(&site).arg(&package),
        );
        let asked = "import acton_ipc, pathlib; print(pathlib.Path(acton_ipc.__file__).parent)";
        let mut import = python_in(folder.path());
        let found = run_command(import.env("PYTHONPATH", &site).args(["-c", asked])).succeeded();
        assert_eq!(Path::new(found.trim()), site.join("acton_ipc"));
        assert!(site.join("acton_ipc/py.typed").exists(), "{ending} has no py.typed");
    }
}

#[test]
fn the_node_suite_passes() {
    node::npm("the suite", &node::package(), &["run", "suite"]);
}

#[test]
fn the_node_tarball_installs_and_its_types_resolve() {
    let sources = node::package();
    let folder = tempfile::tempdir().expect("a temporary directory can be made");
    let pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination"];
    let mut npm = Command::new("npm");
    npm.args(pack).arg(folder.path()).current_dir(&sources);
    let tarball = run_command(&mut npm).succeeded();
    let user = folder.path().join("user");
    std::fs::create_dir(&user).expect("a folder can be made");
    let write =
        |name: &str, text: &str| std::fs::write(user.join(name), text).expect("a file can be written");
    write("package.json", r#"{"type": "module", "private": true}"#);
    write(
        "user.ts",
        "import { ActonClient, ActonError, type Push } from 'acton-ipc';\n\
         const client: ActonClient = new ActonClient('/nowhere');\n\
         export const told: Promise<unknown> = client.call('a', 'B', {}, { timeoutMs: 5 });\n\
         export const kind = (push: Push): string => push.messageType;\n\
         export const code = (error: ActonError): string => error.code;\n",
    );
    let packed = folder.path().join(tarball.trim());
    let install = ["install", "--offline", "--no-audit", "--no-fund", "--no-save", "--omit=peer"];
    step("installing", Command::new("npm").args(install).arg(packed).current_dir(&user));
    for (module, resolution) in [("nodenext", "nodenext"), ("esnext", "bundler")] {
        let mut tsc = Command::new(sources.join("node_modules/.bin/tsc"));
        let strict = ["--strict", "--noEmit", "--target", "es2022", "--lib", "es2022,esnext.disposable"];
        let how = ["--module", module, "--moduleResolution", resolution, "user.ts"];
        // A program for Node has Node's own types, where `AbortSignal` is.
        tsc.args(["--types", "node", "--typeRoots"]).arg(sources.join("node_modules/@types"));
        step("tsc", tsc.args(strict).args(how).current_dir(&user));
    }
    let import = [
        "--input-type=module",
        "-e",
        "import { ActonClient } from 'acton-ipc'; console.log(ActonClient.name)",
    ];
    let printed = run_command(Command::new("node").args(import).current_dir(&user)).succeeded();
    assert_eq!(printed, "ActonClient\n");
}

//! The registry of message types, and names for actors.

use acton_reactive::ipc::{ListenError, RegisterError};
use acton_reactive::prelude::*;

use crate::{Greenhouse, Inspect, Water, Watered, somewhere};

#[tokio::test]
async fn a_registry_knows_what_was_registered_and_lists_it() {
    let runtime = ActonApp::launch();
    let registry = runtime.ipc_registry();
    registry.register::<Water>("Water");
    registry.register::<Watered>("garden.Watered");
    registry.register::<Water>("Water");

    if registry.is_registered("Water") {
        let types = registry.registered_types();
        assert_eq!(format!("{types:?}"), r#"["Water", "garden.Watered"]"#);
    }
    assert!(runtime.ipc_registry().is_registered("garden.Watered"));
    assert!(!registry.is_registered("Watered"));
}

#[tokio::test]
async fn an_actor_is_exposed_under_names_and_hidden_again() -> anyhow::Result<()> {
    let mut runtime = ActonApp::launch();
    let greenhouse = runtime.new_actor::<Greenhouse>().start().await;
    let shed = runtime.new_actor::<Greenhouse>().start().await;

    runtime.ipc_expose("greenhouse", greenhouse.clone());
    runtime.ipc_expose("glasshouse", greenhouse);
    runtime.ipc_hide("glasshouse");
    runtime.ipc_hide("nobody");
    runtime.ipc_expose("glasshouse", shed);

    let (config, _directory) = somewhere();
    runtime.start_ipc_listener_with_config(config).await?.shutdown().await?;
    Ok(())
}

#[tokio::test]
async fn the_first_holder_keeps_a_name_and_the_listener_names_both() {
    let mut runtime = ActonApp::launch();
    let registry = runtime.ipc_registry();
    let first = runtime.new_actor_with_name::<Greenhouse>("first".to_string()).start().await;
    let second = runtime.new_actor_with_name::<Greenhouse>("second".to_string()).start().await;

    registry.register::<Water>("Water");
    registry.register::<Inspect>("Water");
    registry.register::<Water>("Pour");
    runtime.ipc_expose("garden", first.clone());
    runtime.ipc_expose("garden", second.clone());

    assert!(matches!(registry.try_register::<Inspect>("Water"), Err(RegisterError::NameTaken { .. })));
    assert!(runtime.try_ipc_expose("garden", &second).is_err());
    assert!(runtime.try_ipc_expose("garden", &first).is_ok());

    let (config, _directory) = somewhere();
    let error = runtime.start_ipc_listener_with_config(config).await.unwrap_err();
    let ListenError::Conflicts { conflicts } = &error else { panic!("{error}") };
    assert_eq!(conflicts.len(), 3, "{error}");
    for name in ["Water", "Inspect", "Pour", "first", "second"] {
        assert!(error.to_string().contains(name), "{error}");
    }
}

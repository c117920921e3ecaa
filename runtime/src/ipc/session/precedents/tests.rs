use std::time::Duration;

use super::*;
use crate::ActonApp;
use crate::ipc::inflight::Kind;

#[crate::acton_message(ipc)]
struct Ping(u8);

const TERMS: Terms =
    Terms { format: Format::Json, kind: Kind::Call, timeout: Duration::from_secs(1), credit: None };

struct House {
    precedents: Precedents,
    actor: ActorHandle,
    types: Arc<Types>,
    actors: Arc<Actors>,
}

impl House {
    async fn open() -> Self {
        let mut runtime = ActonApp::launch();
        runtime.ipc_registry().register::<Ping>("Ping");
        let actor = runtime.new_actor_with("actor", || ()).start().await;
        Self {
            precedents: Precedents::default(),
            actor,
            types: Arc::clone(&runtime.ipc_registry().snapshot()),
            actors: Arc::clone(&runtime.ipc.directory.snapshot()),
        }
    }

    /// A request as a session takes it; whether it was like another.
    fn takes(&mut self, target: &str, timeout: u32, format: Format) -> bool {
        let Self { precedents, actor, types, actors } = self;
        let routes = Routes { types, actors };
        let text = format!(
            r#"{{"correlation_id":"1","target":"{target}","message_type":"Ping","payload":[1],"response_timeout_ms":{timeout}}}"#
        );
        let bytes = text.as_bytes();
        let is_like_another = precedents.of(format, bytes, &routes).is_some();
        if is_like_another {
            precedents.held();
        } else {
            let envelope = Envelope::decode(Format::Json, bytes).unwrap();
            let known = types.named("Ping").unwrap();
            precedents.add((format, bytes), &envelope, TERMS, (actor, known), &routes);
        }
        is_like_another
    }
}

#[tokio::test]
async fn as_many_kinds_of_calls_as_are_kept_are_soon_like_others_in_whatever_turn_they_come() {
    for kinds in 1..=KEPT {
        let mut house = House::open().await;
        for round in 0..8 {
            for kind in 0..kinds {
                let is_like_another = house.takes(&kind.to_string(), 1, Format::Json);
                assert!(is_like_another || round < 4, "kind {kind} of {kinds} in round {round}");
            }
        }
    }
}

#[tokio::test]
async fn who_writes_each_request_in_another_way_has_ever_fewer_of_them_kept() {
    let mut house = House::open().await;
    let mut kept = 0;
    for timeout in 0..10_000 {
        let wait = house.precedents.wait;
        assert!(!house.takes("actor", timeout, Format::Json));
        kept += usize::from(wait == 0);
    }
    assert!((8..16).contains(&kept) && house.precedents.kept.len() == KEPT, "{kept}");
}

#[tokio::test]
async fn neither_the_first_request_nor_one_in_another_format_is_kept() {
    let mut house = House::open().await;
    house.takes("actor", 1, Format::Json);
    for _ in 0..8 {
        house.takes("actor", 1, Format::MessagePack);
    }
    assert!(house.precedents.kept.is_empty());
    house.takes("actor", 1, Format::Json);
    assert_eq!(house.precedents.kept.len(), 1);
    assert!(!house.takes("actor", 1, Format::MessagePack), "the same bytes in another format");
}

#[tokio::test]
async fn what_is_forgotten_is_like_no_other_until_it_is_kept_again() {
    let mut house = House::open().await;
    for target in ["one", "other", "one", "other", "one"] {
        house.takes(target, 1, Format::Json);
    }
    let like_one =
        br#"{"correlation_id":"","target":"one","message_type":"Ping","payload":-0,"response_timeout_ms":1}"#;
    house.precedents.forget(like_one);
    assert!(house.takes("other", 1, Format::Json) && !house.takes("one", 1, Format::Json));
}

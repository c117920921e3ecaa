//! What the attribute macros make of the types and functions they stand on.

use std::fmt::Debug;

use acton_reactive::prelude::*;
use tokio::runtime::{Handle, RuntimeFlavor};

mod main_macro {
    use super::*;

    #[acton_main]
    async fn with_a_return_type() -> anyhow::Result<u8> {
        tokio::task::yield_now().await;
        Ok("7".parse()?)
    }

    #[acton_main]
    async fn without() {
        assert_eq!(Handle::current().runtime_flavor(), RuntimeFlavor::MultiThread);
    }

    #[acton_main(flavor = "current_thread")]
    async fn on_one_thread() -> RuntimeFlavor {
        Handle::current().runtime_flavor()
    }

    #[acton_main(flavor = "multi_thread", worker_threads = 3)]
    async fn on_three_workers() -> usize {
        Handle::current().metrics().num_workers()
    }

    #[test]
    fn an_async_main_returns_what_its_body_returns() {
        assert_eq!(with_a_return_type().unwrap(), 7);
        without();
    }

    #[test]
    fn the_arguments_choose_the_runtime() {
        assert_eq!(on_one_thread(), RuntimeFlavor::CurrentThread);
        assert_eq!(on_three_workers(), 3);
    }
}

mod actor_macro {
    use super::*;

    #[acton_actor]
    struct Counter {
        value: i32,
    }

    #[acton_actor]
    #[derive(Debug)]
    enum Door {
        Open,
        #[default]
        Shut,
    }

    #[acton_actor]
    struct Cache<T> {
        entries: Vec<T>,
    }

    #[acton_actor(no_default)]
    struct Account {
        owner: &'static str,
    }

    #[acton_actor]
    #[derive(PartialEq)]
    struct Threshold(i32);

    #[acton_actor(no_default)]
    struct Gauge {
        limit: i32,
    }

    impl Default for Gauge {
        fn default() -> Self {
            Self { limit: 10 }
        }
    }

    #[test]
    fn a_state_begins_with_its_default_and_can_be_printed() {
        let counter = Counter::default();
        assert_eq!((counter.value, format!("{counter:?}").as_str()), (0, "Counter { value: 0 }"));
        assert_eq!(format!("{:?} {:?}", Door::default(), Door::Open), "Shut Open");
        assert!(Cache::<u8>::default().entries.is_empty());
        assert_eq!(Threshold::default(), Threshold(0));
    }

    #[test]
    fn no_default_leaves_the_beginning_to_the_author() {
        let account = Account { owner: "Ada" };
        assert_eq!((account.owner, format!("{account:?}").len()), ("Ada", 24));
        assert_eq!(Gauge::default().limit, 10);
    }
}

mod message_macro {
    use super::*;

    fn cloned<M: acton_reactive::__private::Message + Clone + Debug>(message: &M) -> String {
        format!("{:?}", message.clone())
    }

    #[acton_message]
    struct Opened(u8);

    #[acton_message]
    #[derive(PartialEq, Clone)]
    enum Moved<T> {
        To(T),
        Away,
    }

    #[acton_message]
    struct Tagged<'a, T, const N: usize>
    where
        T: Copy,
    {
        name: &'a str,
        values: [T; N],
    }

    #[test]
    fn a_message_can_be_cloned_and_printed() {
        let opened = Opened(3);
        assert_eq!((opened.0, cloned(&opened).as_str()), (3, "Opened(3)"));
        assert_eq!(cloned(&Moved::To("x")), r#"To("x")"#);
        assert!(Moved::<u8>::Away == Moved::Away);
        let tagged = Tagged { name: "n", values: [1, 2] };
        assert_eq!((cloned(&tagged).as_str(), tagged.name), (r#"Tagged { name: "n", values: [1, 2] }"#, "n"));
        assert_eq!(tagged.values, [1, 2]);
    }

    #[test]
    fn a_message_can_be_declared_inside_a_function() {
        #[acton_message]
        struct Local;
        assert_eq!(cloned(&Local), "Local");
    }
}

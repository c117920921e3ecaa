//! `docs/semantics.md`, part Q up to Q9: what answers an ask.

use std::time::Duration;

use acton_reactive::prelude::*;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};

#[acton_message]
struct Divide {
    dividend: i32,
    divisor: i32,
}

#[acton_message]
#[derive(PartialEq)]
struct Quotient(i32);

#[acton_message]
struct Twice;

#[acton_message]
struct Never;

#[acton_message]
struct Silent;

#[acton_message]
struct Later;

#[acton_message]
struct Panic;

#[acton_message]
struct Second;

#[acton_actor]
struct Calculator;

fn too_easy() -> Declined {
    Declined::new("TOO_EASY", "do it in your head").retry_after(Duration::from_secs(9))
}

fn calculator(runtime: &mut ActonRuntime) -> ActorBuilder<Calculator> {
    let mut calculator = runtime.new_actor_with_name::<Calculator>("calculator".to_owned());
    calculator
        .try_act_on::<Divide>(|_, ctx| {
            let Divide { dividend, divisor } = *ctx.message();
            if divisor == 0 {
                return Reply::try_err("division by zero");
            }
            if dividend == 0 {
                return Reply::try_ok(Quotient(0));
            }
            if divisor == 1 {
                return Reply::try_err(too_easy());
            }
            if divisor == 2 && dividend < 0 {
                return Reply::try_pending(async {
                    Err::<Quotient, Box<dyn std::error::Error + Send + Sync>>(too_easy().into())
                });
            }
            Reply::try_pending(async move {
                sleep(Duration::from_secs(1)).await;
                dividend.checked_div(divisor).map(Quotient).ok_or("the quotient is too large")
            })
        })
        .mutate_on::<Never>(|_, ctx| {
            Reply::pending(async move {
                ctx.cancelled().await;
            })
        })
        .mutate_on::<Silent>(|_, _| Reply::ready())
        .act_on::<Later>(|_, ctx| {
            tokio::spawn(async move {
                sleep(Duration::from_secs(9)).await;
                ctx.reply_envelope().send(Quotient(9)).await;
            });
            Reply::ready()
        })
        .mutate_on::<Panic>(|_, _| panic!("on purpose"));
    calculator
}

fn name() -> String {
    "calculator".to_owned()
}

#[tokio::test(start_paused = true)]
async fn q1_the_first_reply_is_the_answer_and_a_later_one_returns_false() {
    let mut runtime = ActonApp::launch();
    let mut calculator = calculator(&mut runtime);
    let (told, heard) = oneshot::channel();
    let told = std::sync::Mutex::new(Some(told));
    calculator.act_on::<Twice>(move |_, ctx| {
        let told = told.lock().unwrap().take().unwrap();
        Reply::pending(async move {
            let reply = ctx.reply_envelope();
            let sent = (reply.send(Quotient(1)).await, reply.send(Quotient(2)).await);
            told.send(sent).unwrap();
        })
    });
    let calculator = calculator.start().await;
    assert_eq!(calculator.ask(Twice).await, Ok(Quotient(1)));
    assert_eq!(heard.await, Ok((true, false)));
}

#[tokio::test(start_paused = true)]
async fn q2_an_ask_waits_30_seconds_or_as_long_as_it_is_told() {
    let mut runtime = ActonApp::launch();
    let calculator = calculator(&mut runtime).start().await;
    let begun = Instant::now();
    assert_eq!(calculator.ask::<Quotient>(Never).await, Err(AskError::Timeout(name())));
    assert_eq!(begun.elapsed(), Duration::from_secs(30));
    let begun = Instant::now();
    let told = calculator.ask_within::<Quotient>(Never, Duration::from_secs(40)).await;
    assert_eq!(told, Err(AskError::Timeout(name())));
    assert_eq!(begun.elapsed(), Duration::from_secs(40));
    let for_ever = calculator.ask_within::<Quotient>(Silent, Duration::MAX).await;
    assert_eq!(for_ever, Err(AskError::NoReply(name())));
}

#[tokio::test(start_paused = true)]
async fn q3_a_handler_that_ends_without_a_reply_is_told_at_once() {
    let mut runtime = ActonApp::launch();
    let calculator = calculator(&mut runtime).start().await;
    let begun = Instant::now();
    assert_eq!(calculator.ask::<Quotient>(Silent).await, Err(AskError::NoReply(name())));
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn q4_an_ask_stays_open_while_another_task_holds_its_context() {
    let mut runtime = ActonApp::launch();
    let calculator = calculator(&mut runtime).start().await;
    assert_eq!(calculator.ask(Later).await, Ok(Quotient(9)));
}

#[tokio::test(start_paused = true)]
async fn q5_what_a_try_handler_returns_is_the_answer() {
    let mut runtime = ActonApp::launch();
    let calculator = calculator(&mut runtime).start().await;
    let divide = |dividend, divisor| calculator.ask::<Quotient>(Divide { dividend, divisor });
    assert_eq!(divide(0, 3).await, Ok(Quotient(0)));
    assert_eq!(divide(8, 2).await, Ok(Quotient(4)));
    assert_eq!(divide(8, 0).await, Err(AskError::Failed("division by zero".to_owned())));
    assert_eq!(divide(i32::MIN, -1).await, Err(AskError::Failed("the quotient is too large".to_owned())));
}

#[tokio::test(start_paused = true)]
async fn q17_a_handler_that_declines_is_told_with_its_code() {
    let mut runtime = ActonApp::launch();
    let calculator = calculator(&mut runtime).start().await;
    for dividend_and_divisor in [(8, 1), (-8, 2)] {
        let (dividend, divisor) = dividend_and_divisor;
        let declined = calculator.ask::<Quotient>(Divide { dividend, divisor }).await;
        assert_eq!(declined, Err(AskError::Declined(too_easy())));
    }
}

#[tokio::test(start_paused = true)]
async fn q6_a_handler_that_panics_is_told_so() {
    let mut runtime = ActonApp::launch();
    let calculator = calculator(&mut runtime).start().await;
    assert_eq!(calculator.ask::<Quotient>(Panic).await, Err(AskError::Panicked(name())));
}

#[tokio::test(start_paused = true)]
async fn q7_a_message_that_never_started_because_its_actor_stopped_is_told_so() {
    let mut runtime = ActonApp::launch();
    let mut calculator = calculator(&mut runtime);
    calculator.on_panic(OnPanic::stop());
    let calculator = calculator.start().await;
    let (_, waiting) = tokio::join!(
        calculator.ask::<Quotient>(Panic),
        calculator.ask::<Quotient>(Divide { dividend: 1, divisor: 1 })
    );
    assert_eq!(waiting, Err(AskError::Stopped(name())));
    assert_eq!(calculator.ask::<Quotient>(Silent).await, Err(AskError::Stopped(name())));
}

#[tokio::test(start_paused = true)]
async fn q8_a_message_without_a_handler_is_told_so_also_before_the_start() {
    let mut runtime = ActonApp::launch();
    let calculator = calculator(&mut runtime);
    let early = calculator.handle().clone();
    let (early, calculator) = tokio::join!(early.ask::<Quotient>(Twice), calculator.start());
    assert_eq!(early, Err(AskError::Unhandled(name())));
    assert_eq!(calculator.ask::<Quotient>(Twice).await, Err(AskError::Unhandled(name())));
}

#[tokio::test(start_paused = true)]
async fn q9_a_reply_of_another_type_is_told_so() {
    let mut runtime = ActonApp::launch();
    let calculator = calculator(&mut runtime).start().await;
    let answer = calculator.ask::<Second>(Divide { dividend: 0, divisor: 1 }).await;
    assert!(matches!(answer, Err(AskError::OtherType("Second"))));
}

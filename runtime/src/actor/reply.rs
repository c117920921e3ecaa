//! What a handler returns: done, or a future that goes on.

use std::any::Any;
use std::error::Error;
use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::actor::declined::Declined;
use crate::actor::port::{Offer, Outcome, Outgoing, ReplyPort};
use crate::actor::reply_envelope::ReplyEnvelope;
use crate::actor::scope::Scope;
use crate::actor::settled;
use crate::message::Message;

pub(crate) type Pending = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The end of a handler's closure. Replies themselves leave through
/// [`ReplyEnvelope::send`]; this says whether the handler is done.
#[must_use = "a handler returns its Reply; a pending one that is dropped never runs"]
pub struct Reply(pub(crate) Option<Pending>);

impl Reply {
    /// The handler is done.
    pub const fn ready() -> Self {
        Self(None)
    }

    /// The handler goes on in `future`. It is polled at once; under `act_on` it then runs beside later
    /// messages, under `mutate_on` no further message is started until it has ended.
    pub fn pending(future: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Some(Box::pin(future)))
    }

    /// A `try_` handler succeeds; `message` is the reply.
    pub fn try_ok<M: Message>(message: M) -> TryReply {
        if Scope::with(Scope::is_unheard) {
            return TryReply(Attempt::Unheard);
        }
        TryReply(Attempt::Settled(Ok(settled::of(message))))
    }

    /// A `try_` handler fails; the caller receives `HANDLER_ERROR` with the error's `Display`, or what a
    /// [`Declined`] says.
    pub fn try_err<E: Display + 'static>(error: E) -> TryReply {
        TryReply(Attempt::Settled(Err(outcome(error))))
    }

    /// A `try_` handler goes on in `future`, whose result is then the reply or the error. One closure
    /// may mix all three endings.
    ///
    /// ```
    /// # use acton_reactive::prelude::*;
    /// # #[acton_actor]
    /// # struct Calculator;
    /// #[acton_message]
    /// struct Divide { dividend: i32, divisor: i32 }
    /// #[acton_message]
    /// struct Quotient(i32);
    ///
    /// # #[acton_main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mut runtime = ActonApp::launch();
    /// # let mut calculator = runtime.new_actor::<Calculator>();
    /// calculator.try_act_on::<Divide>(|_actor, ctx| {
    ///     let Divide { dividend, divisor } = *ctx.message();
    ///     if divisor == 0 {
    ///         return Reply::try_err("division by zero");
    ///     }
    ///     if divisor == 1 {
    ///         return Reply::try_ok(Quotient(dividend));
    ///     }
    ///     Reply::try_pending(async move {
    ///         dividend.checked_div(divisor).map(Quotient).ok_or("the quotient is too large")
    ///     })
    /// });
    /// # let calculator = calculator.start().await;
    /// let Quotient(four) = calculator.ask(Divide { dividend: 8, divisor: 2 }).await?;
    /// assert_eq!(four, 4);
    /// let error = calculator.ask::<Quotient>(Divide { dividend: 8, divisor: 0 }).await.unwrap_err();
    /// assert_eq!(error, AskError::Failed("division by zero".to_owned()));
    /// # runtime.shutdown_all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn try_pending<M, E>(future: impl Future<Output = Result<M, E>> + Send + 'static) -> TryReply
    where
        M: Message,
        E: Display + 'static,
    {
        TryReply(Attempt::Pending(Box::pin(async move {
            match future.await {
                Ok(message) => Ok(Box::new(Some(message)) as Box<dyn Outgoing>),
                Err(error) => Err(outcome(error)),
            }
        })))
    }
}

type Settled = Result<Box<dyn Outgoing>, Outcome>;

/// What an error says: an error of the actor's own, or that nothing was done.
fn outcome(error: impl Display + 'static) -> Outcome {
    let any: &dyn Any = &error;
    let boxed = any.downcast_ref::<Box<dyn Error + Send + Sync>>();
    let declined = any.downcast_ref::<Declined>().or_else(|| boxed?.downcast_ref());
    match declined {
        Some(declined) => Outcome::Declined(declined.clone()),
        None => Outcome::Failed(error.to_string()),
    }
}

/// The end of a `try_` handler's closure: made by [`Reply::try_ok`], [`Reply::try_err`] and
/// [`Reply::try_pending`], which one closure may mix.
#[must_use = "a handler returns its TryReply; a pending one that is dropped never runs"]
pub struct TryReply(Attempt);

enum Attempt {
    /// A reply that nobody asked for.
    Unheard,
    Settled(Settled),
    Pending(Pin<Box<dyn Future<Output = Settled> + Send>>),
}

/// What a handler's closure may return.
pub(crate) trait Ending {
    /// In the scope of the handler, whose request this answers.
    fn into_reply(self) -> Reply;
}

impl Ending for Reply {
    fn into_reply(self) -> Reply {
        self
    }
}

impl Ending for TryReply {
    /// Sends what was settled, or settles it in a future first.
    fn into_reply(self) -> Reply {
        match Scope::with(|scope| scope.port.clone()) {
            Some(port) => self.into_heard(port),
            None => self.into_unheard(),
        }
    }
}

impl TryReply {
    fn into_heard(self, port: Arc<dyn ReplyPort>) -> Reply {
        match self.0 {
            Attempt::Unheard => Reply::ready(),
            Attempt::Settled(Err(outcome)) => {
                port.conclude(outcome);
                Reply::ready()
            }
            // Nearly always there is room, and no future is needed.
            Attempt::Settled(Ok(mut reply)) => match port.offer(reply.as_mut(), None) {
                Offer::Wait { .. } => Reply::pending(async move {
                    ReplyEnvelope::new(Some(port)).send_erased(reply).await;
                }),
                Offer::Replied | Offer::Streamed | Offer::Gone => {
                    settled::has_left(reply);
                    Reply::ready()
                }
            },
            Attempt::Pending(future) => Reply::pending(async move {
                match future.await {
                    Ok(reply) => {
                        ReplyEnvelope::new(Some(port)).send_erased(reply).await;
                    }
                    Err(outcome) => port.conclude(outcome),
                }
            }),
        }
    }

    /// Nobody asked for a reply: an error is logged, so that it is not lost.
    fn into_unheard(self) -> Reply {
        let log = |settled: Settled| {
            if let Err(outcome) = settled {
                tracing::warn!(?outcome, "a handler failed and nobody asked for its reply");
            }
        };
        match self.0 {
            Attempt::Unheard => Reply::ready(),
            Attempt::Settled(settled) => {
                log(settled);
                Reply::ready()
            }
            Attempt::Pending(future) => Reply::pending(async move { log(future.await) }),
        }
    }
}

//! The fence around the hot path: a request and its reply cost at most four allocations once a connection is
//! warm, in either format, one at a time or many at once.
#![cfg(feature = "ipc-messagepack")]

use acton_reactive::prelude::*;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::runtime::{Builder, Runtime};

/// What one request and its reply may allocate: the message, the request, the handler's future, and one more.
const MOST: u64 = 4;

const REQUESTS: usize = 12_800;

#[acton_message(ipc)]
struct AddRequest {
    a: i32,
    b: i32,
}

#[acton_message(ipc)]
struct AddResult {
    sum: i32,
}

#[acton_actor]
struct Calculator {
    asked: u64,
}

struct Wire {
    executor: Runtime,
    stream: UnixStream,
    _runtime: ActonRuntime,
    _directory: tempfile::TempDir,
}

impl Wire {
    fn open() -> Self {
        let executor = Builder::new_current_thread().enable_all().build().unwrap();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("s");
        let (runtime, stream) = executor.block_on(async {
            let mut runtime = ActonApp::launch();
            runtime.ipc_registry().register::<AddRequest>("AddRequest");
            let mut calculator = runtime.new_actor::<Calculator>();
            calculator.mutate_on::<AddRequest>(|actor, ctx| {
                actor.model.asked += 1;
                let reply = ctx.reply_envelope();
                let AddRequest { a, b } = *ctx.message();
                Reply::pending(async move {
                    reply.send(AddResult { sum: a + b }).await;
                })
            });
            let calculator = calculator.start().await;
            runtime.ipc_expose("calculator", calculator);
            runtime.ipc_listener().socket_path(&path).start().await.unwrap();
            (runtime, UnixStream::connect(&path).await.unwrap())
        });
        Self { executor, stream, _runtime: runtime, _directory: directory }
    }

    /// Sends the bytes and reads as many into `answer` as fit; both belong to the caller.
    fn exchange(&mut self, request: &[u8], answer: &mut [u8]) {
        let stream = &mut self.stream;
        self.executor.block_on(async {
            stream.write_all(request).await.unwrap();
            stream.read_exact(answer).await.unwrap();
        });
    }

    /// What 12,800 requests and their replies allocate, `batch` of them at a time.
    fn allocations(&mut self, format: u8, batch: usize) -> u64 {
        let request = framed(format, &envelope()).repeat(batch);
        let mut answers = vec![0; answer_len(format) * batch];
        for _ in 0..100 {
            self.exchange(&request, &mut answers);
        }
        let counted = allocation_counter::measure(|| {
            for _ in 0..REQUESTS / batch {
                self.exchange(&request, &mut answers);
            }
        });
        counted.count_total
    }
}

fn envelope() -> Value {
    json!({"correlation_id": "1", "target": "calculator", "message_type": "AddRequest",
           "payload": {"a": 20, "b": 22}, "expects_reply": true})
}

fn answer_len(format: u8) -> usize {
    let answer = json!({"correlation_id": "1", "success": true, "payload": {"sum": 42}});
    framed(format, &answer).len()
}

fn framed(format: u8, value: &Value) -> Vec<u8> {
    let payload = match format {
        1 => value.to_string().into_bytes(),
        _ => rmp_serde::to_vec_named(value).unwrap(),
    };
    let mut bytes = u32::try_from(payload.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend([2, 1, format]);
    bytes.extend(payload);
    bytes
}

#[test]
fn a_request_and_its_reply_allocate_at_most_four_times() {
    let mut wire = Wire::open();
    for format in [1, 2] {
        for batch in [1, 64] {
            let counted = wire.allocations(format, batch);
            println!("format {format}, {batch} at a time: {counted} allocations for {REQUESTS} requests");
            assert!(counted <= MOST * REQUESTS as u64, "format {format}, {batch} at a time: {counted}");
            // The counter counts: a message alone takes one.
            assert!(counted >= REQUESTS as u64);
        }
    }
}

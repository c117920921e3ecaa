use acton_reactive::prelude::*;

#[acton_message(ipc)]
struct HealthCheck;

#[acton_message(ipc)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    #[serde(default)]
    page_items: Vec<T>,
}

fn main() {
    let _ = (HealthCheck, Page { page_items: vec![1] }.clone());
}

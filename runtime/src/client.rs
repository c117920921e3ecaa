//! stub
/// stub
#[derive(Debug)]
pub struct IpcClient;

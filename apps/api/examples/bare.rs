//! An axum server that does nothing but give the bytes of a file: what `cargo xtask prove load` compares the API with.
//!
//! Run: `cargo run -p api --example bare -- FILE`; its first line is the address.
#![allow(clippy::print_stdout, reason = "its first line tells where it listens")]

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a file")?;
    let bytes = Bytes::from(std::fs::read(file)?);
    let answer = move || async move { ([(header::CONTENT_TYPE, "application/json")], bytes) };
    let routes = Router::new().route("/", get(answer));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("listening http://{}", listener.local_addr()?);
        axum::serve(listener, routes).await?;
        Ok(())
    })
}

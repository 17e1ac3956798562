//! Clients that keep a server waiting.

use crate::world::World;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A connection that fails a test rather than waiting for ever.
fn connect(world: &World) -> TcpStream {
    let stream = TcpStream::connect(world.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// What comes until the server closes the connection.
fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if error.kind() != std::io::ErrorKind::ConnectionReset => panic!("not closed: {error}"),
        _ => String::from_utf8(bytes).unwrap(),
    }
}

#[test]
fn a_head_that_does_not_end_closes_its_connection_alone() {
    let world = World::with(&[("BACKSTRETCH_HEAD_SECONDS", "1")]);
    let silent = connect(&world);
    let mut half = connect(&world);
    half.write_all(b"GET /v1/models HTTP/1.1\r\nHost: a\r\n").unwrap();
    let mut dripping = connect(&world);
    let dripped = std::thread::spawn(move || {
        dripping.write_all(b"GET /v1/models HTTP/1.1\r\nX-A: ").unwrap();
        // Far more pieces than fit into the limit; writing fails soon after the server has closed.
        let pieces = (0..600).take_while(|_| {
            std::thread::sleep(Duration::from_millis(50));
            dripping.write_all(b"a").is_ok()
        });
        pieces.count()
    });
    world.get("/v1/models").ok();
    assert_eq!((rest(silent), rest(half)), (String::new(), String::new()));
    assert!(dripped.join().unwrap() < 600, "a head that comes a byte at a time is late as well");
    world.get("/v1/models").ok();
}

#[test]
fn an_idle_connection_is_closed_and_serves_until_then() {
    let world = World::with(&[("BACKSTRETCH_IDLE_SECONDS", "1")]);
    let mut stream = connect(&world);
    for _ in 0..2 {
        stream.write_all(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        let mut head = [0; 12];
        stream.read_exact(&mut head).unwrap();
        assert_eq!(&head, b"HTTP/1.1 200");
        // The rest of the answer, which is short.
        let read = stream.read(&mut [0; 4096]).unwrap();
        assert!(read > 0);
    }
    rest(stream);
}

#[test]
fn a_body_that_stops_coming_is_answered_408() {
    let world = World::with(&[("BACKSTRETCH_BODY_PAUSE_SECONDS", "1")]);
    let mut stream = connect(&world);
    let head = format!(
        "POST /v1/projections HTTP/1.1\r\nHost: a\r\nX-API-Key: {}\r\nContent-Type: application/json\r\n\
         Content-Length: 100\r\n\r\n{{\"race\": ",
        world.key
    );
    stream.write_all(head.as_bytes()).unwrap();
    let answer = rest(stream);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("\"code\":\"body-too-slow\""), "{answer}");
    world.post("/v1/projections", r#"{"race": "nowhere"}"#).problem(404, "unknown-race");
}

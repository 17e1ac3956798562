//! Real Redis servers: the one of `cargo xtask services`, and some of a test's own, to be killed, encrypted or watched.

use crate::world::block_on;
use ops::redis_server::{RedisConfig, RedisFailure, RedisServer};
use redis::FromRedisValue;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A server of a test's own. It ends with this value.
pub struct Redis {
    child: Child,
    /// Its data, removed when it ends.
    folder: Option<TempDir>,
    port: u16,
    arguments: Vec<String>,
}

impl Redis {
    /// The server that `cargo xtask services` gives to tests.
    pub fn of_xtask() -> RedisServer {
        patient(RedisConfig::parse(&url(), None).unwrap())
    }

    /// This server, as the program sees it.
    pub fn ours(&self) -> RedisServer {
        connect(&format!("redis://127.0.0.1:{}", self.port), None)
    }

    /// A command to that server, past the program.
    pub async fn raw<T: FromRedisValue>(command: &redis::Cmd) -> T {
        raw(&url(), command).await
    }

    /// A command to this server, past the program.
    pub async fn ask<T: FromRedisValue>(&self, command: &redis::Cmd) -> T {
        raw(&format!("redis://127.0.0.1:{}", self.port), command).await
    }

    /// Starts a server with these settings more, and waits until its port answers.
    pub fn start(arguments: &[&str]) -> Redis {
        let (port, folder) = (free_port().to_string(), tempfile::tempdir().unwrap());
        let folder_text = folder.path().display().to_string();
        let own = [
            "--port",
            &port,
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            &folder_text,
        ];
        let mut server = Redis::start_with(port.parse().unwrap(), &[&own[..], arguments].concat());
        server.folder = Some(folder);
        server
    }

    fn start_with(port: u16, arguments: &[&str]) -> Redis {
        let arguments: Vec<String> = arguments.iter().map(|argument| argument.to_string()).collect();
        Redis { child: spawn(port, &arguments), folder: None, port, arguments }
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The same server, empty, on the same port.
    pub fn restart(&mut self) {
        self.child = spawn(self.port, &self.arguments);
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn url() -> String {
    std::env::var("BACKSTRETCH_TEST_REDIS_URL")
        .expect("cargo xtask services run --with redis -- cargo test ...")
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn spawn(port: u16, arguments: &[String]) -> Child {
    let mut command = Command::new("redis-server");
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    let child = command.spawn().expect("redis-server is on PATH (Debian: redis-server)");
    wait_for(|| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    child
}

/// Until it is so; a test that never gets there fails.
pub fn wait_for(mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "it never came to be");
        std::thread::sleep(Duration::from_millis(20));
    }
}

async fn raw<T: FromRedisValue>(url: &str, command: &redis::Cmd) -> T {
    let client = redis::Client::open(url).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    command.query_async(&mut connection).await.unwrap()
}

fn connect(url: &str, password: Option<&str>) -> RedisServer {
    patient(RedisConfig::parse(url, password).unwrap())
}

/// A busy machine may take longer than a request should wait.
fn patient(mut config: RedisConfig) -> RedisServer {
    config.timeout = Duration::from_secs(30);
    config.connect_timeout = Duration::from_secs(30);
    RedisServer::new(config).unwrap()
}

#[test]
#[ignore = "needs redis"]
fn redis_answers_with_the_right_password_only() {
    let server = Redis::start(&["--requirepass", "p@ss word"]);
    let at = |user_info: &str| format!("redis://{user_info}127.0.0.1:{}/0", server.port);
    block_on(async {
        assert_eq!(connect(&at(":p%40ss%20word@"), None).ping().await, Ok(()));
        assert_eq!(connect(&at(""), Some("p@ss word")).ping().await, Ok(()));
        assert!(matches!(connect(&at(""), None).ping().await, Err(RedisFailure::Refused(_))));
        let wrong = connect(&at(""), Some("secret-guess")).ping().await.unwrap_err();
        assert!(
            matches!(wrong, RedisFailure::Refused(_)) && !wrong.to_string().contains("secret-guess"),
            "{wrong}"
        );
    });
}

#[test]
#[ignore = "needs redis"]
fn redis_takes_a_user_with_its_own_password() {
    let server = Redis::start(&["--user", "app", "on", ">first", "~*", "+@all", "--requirepass", "default"]);
    block_on(async {
        let good = connect(&format!("redis://app:first@127.0.0.1:{}/1", server.port), None);
        assert_eq!(good.ping().await, Ok(()));
        let other = connect(&format!("redis://app:default@127.0.0.1:{}/1", server.port), None);
        assert!(matches!(other.ping().await, Err(RedisFailure::Refused(_))));
    });
}

#[test]
#[ignore = "needs redis"]
fn redis_comes_back_without_a_restart_of_ours() {
    let mut server = Redis::start(&[]);
    let ours = connect(&format!("redis://127.0.0.1:{}", server.port), None);
    block_on(async {
        assert_eq!(ours.ping().await, Ok(()));
        server.kill();
        assert!(matches!(ours.ping().await, Err(RedisFailure::Unreachable(_))));
        assert!(matches!(ours.ping().await, Err(RedisFailure::Unreachable(_))));
        server.restart();
        let began = Instant::now();
        while ours.ping().await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(60));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
}

#[test]
#[ignore = "needs redis"]
fn redis_over_tls_is_checked_against_the_authority() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, other) = (folder.path().join("ours"), folder.path().join("other"));
    for folder in [&ours, &other] {
        write_certificates(folder);
    }
    let port = free_port();
    let text = |path: &Path, name: &str| path.join(name).display().to_string();
    let server = Redis::start(&[
        "--tls-port",
        &port.to_string(),
        "--tls-cert-file",
        &text(&ours, "leaf.pem"),
        "--tls-key-file",
        &text(&ours, "key.pem"),
        "--tls-ca-cert-file",
        &text(&ours, "ca.pem"),
        "--tls-auth-clients",
        "no",
        "--requirepass",
        "p",
    ]);
    wait_for(|| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    let connect = |host: &str, ca: Option<&Path>| {
        let config = RedisConfig::parse(&format!("rediss://:p@{host}:{port}"), None).unwrap();
        let config = match ca {
            Some(folder) => config.with_ca(folder.join("ca.pem")),
            None => config,
        };
        patient(config)
    };
    block_on(async {
        assert_eq!(connect("localhost", Some(&ours)).ping().await, Ok(()));
        assert_eq!(connect("127.0.0.1", Some(&ours)).ping().await, Ok(()));
        for ca in [None, Some(other.as_path())] {
            let refused = connect("localhost", ca).ping().await;
            assert!(
                matches!(refused, Err(RedisFailure::Unreachable(_))),
                "an unknown authority: {refused:?}"
            );
        }
        let plain = RedisConfig::parse(&format!("redis://:p@127.0.0.1:{port}"), None).unwrap();
        assert!(
            RedisServer::new(plain).unwrap().ping().await.is_err(),
            "a plain connection to the encrypted port"
        );
    });
    drop(server);
}

/// `ca.pem`, `leaf.pem` for localhost, `key.pem`.
fn write_certificates(folder: &Path) {
    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
    let mut authority = CertificateParams::new([]).unwrap();
    authority.distinguished_name.push(DnType::CommonName, "test authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let authority_key = KeyPair::generate().unwrap();
    let authority_certificate = authority.self_signed(&authority_key).unwrap();
    let leaf = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = leaf.signed_by(&key, &Issuer::new(authority, authority_key)).unwrap();
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("ca.pem"), authority_certificate.pem()).unwrap();
    std::fs::write(folder.join("leaf.pem"), leaf.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
}

#[test]
#[ignore = "needs redis"]
fn sentinels_name_the_master_and_the_next_one() {
    let pass = ["--requirepass", "p", "--masterauth", "p"];
    let mut first = Redis::start(&pass);
    let first_port = first.port.to_string();
    let second = Redis::start(&[&pass[..], &["--replicaof", "127.0.0.1", &first_port]].concat());
    let folder = tempfile::tempdir().unwrap();
    let (settings, port) = (folder.path().join("sentinel.conf"), free_port());
    let text = format!(
        "port {port}\nbind 127.0.0.1\ndir {}\nsentinel monitor main 127.0.0.1 {first_port} 1\n\
         sentinel auth-pass main p\nsentinel down-after-milliseconds main 500\nsentinel failover-timeout main 2000\n",
        folder.path().display()
    );
    std::fs::write(&settings, text).unwrap();
    let sentinel = Redis::start_with(port, &[&settings.display().to_string(), "--sentinel"]);
    block_on(async {
        // The sentinel must have heard of the replica before the master goes.
        let mut watch = redis::Client::open(format!("redis://127.0.0.1:{port}"))
            .unwrap()
            .get_multiplexed_async_connection()
            .await
            .unwrap();
        let began = Instant::now();
        loop {
            let known: redis::Value =
                redis::cmd("SENTINEL").arg("replicas").arg("main").query_async(&mut watch).await.unwrap();
            let ready = format!("{known:?}");
            if ready.contains(&second.port.to_string())
                && ready.contains("master-link-status")
                && ready.contains("ok")
            {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{ready}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let ours = connect(&format!("redis+sentinel://:p@127.0.0.1:{port}/main/0"), None);
        assert_eq!(ours.ping().await, Ok(()));
        first.kill();
        let began = Instant::now();
        while ours.ping().await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(60), "no new master");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    drop(sentinel);
}

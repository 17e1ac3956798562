//! Where Redis is, from a URL.

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo as _, RedisConnectionInfo};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where Redis is and how it is asked. `Debug` hides passwords.
///
/// ```
/// use ops::redis_server::RedisConfig;
/// let single = RedisConfig::parse("rediss://app@cache.example:6380/2", Some("secret")).unwrap();
/// assert!(single.tls && single.database == 2 && !format!("{single:?}").contains("secret"));
/// let sentinels = RedisConfig::parse("redis+sentinel://a:26379,b/main/0", None).unwrap();
/// assert_eq!((sentinels.nodes.len(), sentinels.sentinel_service.as_deref()), (2, Some("main")));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RedisConfig {
    /// Hosts and ports: of the server, or of the sentinels.
    pub nodes: Vec<(String, u16)>,
    /// The name of the master that the sentinels watch; `None` for a single server.
    pub sentinel_service: Option<String>,
    /// Whether connections are encrypted and the certificate is checked.
    pub tls: bool,
    /// The number of the database.
    pub database: i64,
    /// The user; `None` is Redis's default one.
    pub user: Option<String>,
    /// PEM of the authority to trust instead of the public ones.
    pub ca: Option<PathBuf>,
    /// The longest wait for an answer.
    pub timeout: Duration,
    /// The longest wait for a connection.
    pub connect_timeout: Duration,
    password: Option<String>,
    sentinel_password: Option<String>,
}

/// Settings that name no Redis. Passwords are not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRedis {
    /// Another scheme.
    #[error("REDIS_URL begins with redis://, rediss://, redis+sentinel:// or rediss+sentinel://")]
    Scheme,
    /// No host, or a port or database that is not a number.
    #[error("REDIS_URL has the form redis://USER:PASSWORD@HOST:PORT/DATABASE: {0}")]
    Form(String),
    /// Sentinels without the name of a service.
    #[error(
        "REDIS_URL with sentinels has the form redis+sentinel://HOST:PORT,HOST:PORT/SERVICE/DATABASE: {0}"
    )]
    Sentinel(&'static str),
    /// Both the URL and the setting have a password, and they differ.
    #[error("REDIS_URL and REDIS_PASSWORD hold different passwords: set one of them")]
    TwoPasswords,
    /// The file of the authority cannot be read.
    #[error("certificate authority {}: {why}", path.display())]
    Ca {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The driver does not take them.
    #[error("redis: {0}")]
    Client(String),
}

impl RedisConfig {
    /// Reads `REDIS_URL` and `REDIS_PASSWORD`. User and password in the URL are percent-encoded; a sentinel's port is
    /// 26379 where it is left out, a server's 6379.
    pub fn parse(url: &str, password: Option<&str>) -> Result<RedisConfig, InvalidRedis> {
        let (scheme, rest) = url.split_once("://").ok_or(InvalidRedis::Scheme)?;
        let (tls, sentinels) = match scheme {
            "redis" => (false, false),
            "rediss" => (true, false),
            "redis+sentinel" => (false, true),
            "rediss+sentinel" => (true, true),
            _ => return Err(InvalidRedis::Scheme),
        };
        let (user_info, rest) =
            rest.rsplit_once('@').map_or(("", rest), |(user_info, rest)| (user_info, rest));
        let (hosts, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (service, database) = if sentinels {
            let (service, database) = path.split_once('/').unwrap_or((path, ""));
            if service.is_empty() {
                return Err(InvalidRedis::Sentinel("the name of the service is missing"));
            }
            (Some(service.to_owned()), database)
        } else {
            (None, path)
        };
        let settings = settings(user_info, database)?;
        let in_url = settings.password().filter(|password| !password.is_empty());
        let password = password.filter(|password| !password.is_empty());
        if in_url.zip(password).is_some_and(|(a, b)| a != b) {
            return Err(InvalidRedis::TwoPasswords);
        }
        let default_port = if sentinels { 26_379 } else { 6379 };
        let hosts: Vec<&str> = if sentinels { hosts.split(',').collect() } else { vec![hosts] };
        Ok(RedisConfig {
            nodes: hosts.into_iter().map(|host| node(host, default_port)).collect::<Result<_, _>>()?,
            sentinel_service: service,
            tls,
            database: settings.db(),
            user: settings.username().filter(|user| !user.is_empty()).map(str::to_owned),
            ca: None,
            timeout: Duration::from_millis(500),
            connect_timeout: Duration::from_secs(2),
            password: in_url.or(password).map(str::to_owned),
            sentinel_password: None,
        })
    }

    /// The same, trusting this authority alone.
    pub fn with_ca(self, ca: PathBuf) -> RedisConfig {
        RedisConfig { ca: Some(ca), ..self }
    }

    /// The same, with a password for the sentinels themselves.
    pub fn with_sentinel_password(self, password: &str) -> RedisConfig {
        RedisConfig { sentinel_password: Some(password.to_owned()), ..self }
    }

    pub(super) fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    pub(super) fn sentinel_password(&self) -> Option<&str> {
        self.sentinel_password.as_deref()
    }

    pub(super) fn address(&self, (host, port): &(String, u16)) -> ConnectionAddr {
        if self.tls {
            ConnectionAddr::TcpTls { host: host.clone(), port: *port, insecure: false, tls_params: None }
        } else {
            ConnectionAddr::Tcp(host.clone(), *port)
        }
    }

    pub(super) fn connection_info(&self, node: &(String, u16)) -> redis::RedisResult<ConnectionInfo> {
        let mut settings = RedisConnectionInfo::default().set_db(self.database);
        if let Some(user) = &self.user {
            settings = settings.set_username(user);
        }
        if let Some(password) = &self.password {
            settings = settings.set_password(password);
        }
        Ok(self.address(node).into_connection_info()?.set_redis_settings(settings))
    }
}

/// User, password and database, decoded by the driver's own reading of URLs.
fn settings(user_info: &str, database: &str) -> Result<RedisConnectionInfo, InvalidRedis> {
    let at = if user_info.is_empty() { "" } else { "@" };
    let url = format!("redis://{user_info}{at}localhost/{database}");
    let info = url.as_str().into_connection_info();
    // The driver's message may repeat the URL.
    let info = info.map_err(|error| InvalidRedis::Form(error.category().to_owned()))?;
    Ok(info.redis_settings().clone())
}

fn node(host: &str, default_port: u16) -> Result<(String, u16), InvalidRedis> {
    let form = |why: &str| InvalidRedis::Form(why.to_owned());
    let (name, port) = match host.rsplit_once(':') {
        // Within brackets: an IPv6 address without a port.
        Some((_, port)) if port.contains(']') => (host, None),
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    if name.is_empty() {
        return Err(form("a host is missing"));
    }
    let port = port.map_or(Ok(default_port), str::parse).map_err(|_| form("a port is not a number"))?;
    Ok((name.to_owned(), port))
}

impl fmt::Debug for RedisConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = |secret: &Option<String>| secret.as_ref().map(|_| "hidden");
        f.debug_struct("RedisConfig")
            .field("nodes", &self.nodes)
            .field("sentinel_service", &self.sentinel_service)
            .field("tls", &self.tls)
            .field("database", &self.database)
            .field("user", &self.user)
            .field("password", &hidden(&self.password))
            .field("sentinel_password", &hidden(&self.sentinel_password))
            .field("ca", &self.ca)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_all_forms() {
        let check = |url: &str,
                     nodes: &[(&str, u16)],
                     tls: bool,
                     database: i64,
                     user: Option<&str>,
                     password: Option<&str>| {
            let config = RedisConfig::parse(url, None).unwrap();
            let expected: Vec<(String, u16)> =
                nodes.iter().map(|(host, port)| (host.to_string(), *port)).collect();
            assert_eq!(config.nodes, expected, "{url}");
            assert_eq!((config.tls, config.database), (tls, database), "{url}");
            assert_eq!((config.user.as_deref(), config.password()), (user, password), "{url}");
        };
        check("redis://localhost", &[("localhost", 6379)], false, 0, None, None);
        check("redis://:p%40ss@h:1/3", &[("h", 1)], false, 3, None, Some("p@ss"));
        check("rediss://u:p@[::1]:7/0", &[("::1", 7)], true, 0, Some("u"), Some("p"));
        check("redis://[::1]", &[("::1", 6379)], false, 0, None, None);
        check(
            "rediss+sentinel://u:p@a,b:2/main/5",
            &[("a", 26_379), ("b", 2)],
            true,
            5,
            Some("u"),
            Some("p"),
        );
    }

    #[test]
    fn the_password_may_stand_in_either_place_but_not_differ() {
        let parse = |url, password| {
            RedisConfig::parse(url, password).map(|config| config.password().map(str::to_owned))
        };
        assert_eq!(parse("redis://h", Some("p")), Ok(Some("p".to_owned())));
        assert_eq!(parse("redis://:p@h", Some("p")), Ok(Some("p".to_owned())));
        assert_eq!(parse("redis://:p@h", Some("")), Ok(Some("p".to_owned())));
        assert_eq!(parse("redis://:p@h", Some("q")), Err(InvalidRedis::TwoPasswords));
    }

    #[test]
    fn faults_are_named_without_the_password() {
        for url in [
            "http://:secret@h",
            "redis://:secret@",
            "redis://:secret@h:x",
            "redis://:secret@h/x",
            "redis+sentinel://:secret@h",
            "secret",
        ] {
            let error = RedisConfig::parse(url, None).unwrap_err().to_string();
            assert!(!error.contains("secret") && error.contains("REDIS_URL"), "{url}: {error}");
        }
    }
}

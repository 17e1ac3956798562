//! Evidence of race weeks, written with their races and read as of a moment.

use crate::error::ReadError;
use crate::keys::{entry_key, split_entry_key};
use crate::statement::{self, Statement};
use crate::store::{Store, Tx};
use crate::value::{Row, Value, asked_at, params, row};
use crate::view::View;
use crate::why::{Path, Step};
use domain::evidence::{Claim, ClaimValue, Evidence, EvidenceBook, Pace, Price, RUNS, SessionName, Standing};
use domain::ids::{ClaimId, DriverId, RaceKey};
use domain::season::SessionKind;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Names of [`RUNS`] on a SESSION_PACE.
const RUN_NAMES: [&str; RUNS.len()] = ["run5", "run10", "run15", "run20", "run25", "run30"];

/// Everything that is written of one race's week.
#[derive(Default)]
pub(crate) struct WeekendRows {
    pub sessions: Vec<Value>,
    pub paces: Vec<Value>,
    pub prices: Vec<Value>,
    pub entry_claims: Vec<Value>,
    pub race_claims: Vec<Value>,
}

/// The rows of a race's evidence, which are in its one order.
pub(crate) fn rows(race: &RaceKey, evidence: &Evidence) -> WeekendRows {
    let mut evidence = evidence.clone();
    evidence.sort();
    let mut rows = WeekendRows::default();
    let mut sessions: BTreeMap<&SessionName, Timestamp> = BTreeMap::new();
    for pace in &evidence.paces {
        let first = sessions.entry(&pace.session).or_insert(pace.known_at);
        *first = (*first).min(pace.known_at);
        let mut row = row! {
            entry: entry_key(race, pace.driver), session: session_key(race, &pace.session), knownAt: pace.known_at,
            bestLap: pace.best_lap,
        };
        if let Value::Map(map) = &mut row {
            map.extend(RUN_NAMES.iter().zip(pace.runs).map(|(name, run)| ((*name).into(), run.into())));
        }
        rows.paces.push(row);
    }
    for (session, known_at) in sessions {
        rows.sessions.push(row! {
            key: session_key(race, session), race: race.as_str(), kind: session.kind.key(),
            title: Some(session.title.as_str()).filter(|title| !title.is_empty()), knownAt: known_at,
        });
    }
    for price in &evidence.prices {
        let entry = entry_key(race, price.driver);
        rows.prices.push(row! {
            key: price_key(race, price), entry: entry, book: price.book.as_str(), decimalOdds: price.decimal,
            knownAt: price.known_at,
        });
    }
    for claim in &evidence.claims {
        let about = claim.driver.map_or_else(|| race.to_string(), |driver| entry_key(race, driver));
        let value = serde_json::to_string(&claim.value).expect("a claimed value can be written as JSON");
        let standing = &claim.standing;
        let of_claim = row! {
            key: standing.id.as_str(), about: about, kind: claim.kind.as_str(), value: value,
            source: claim.source.as_str(), confidence: claim.confidence, state: standing.state.name(),
            knownAt: claim.known_at, rule: standing.rule.as_deref(), note: standing.note.as_deref(),
            spanStart: standing.span.map(|span| i64::from(span.0)),
            spanEnd: standing.span.map(|span| i64::from(span.1)), masked: standing.masked,
        };
        if claim.driver.is_some() {
            rows.entry_claims.push(of_claim);
        } else {
            rows.race_claims.push(of_claim);
        }
    }
    rows
}

fn session_key(race: &RaceKey, session: &SessionName) -> String {
    format!("{race}/{}", session.key())
}

fn price_key(race: &RaceKey, price: &Price) -> String {
    format!("{race}/{}/price/{}/{}", price.driver, price.book, price.known_at)
}

impl View<'_> {
    /// The evidence of all races that was known at `as_of` and counts, each item with the moment it could be known.
    ///
    /// # Errors
    /// When the store fails.
    pub fn evidence(&self, as_of: Timestamp) -> Result<EvidenceBook, ReadError> {
        let mut book = book(&self.tx, &asked_at(as_of))?;
        book.values_mut().for_each(|evidence| *evidence = evidence.known_at(as_of));
        book.retain(|_, evidence| !evidence.is_empty());
        Ok(book)
    }

    /// Every claim, whatever its state, by race.
    ///
    /// # Errors
    /// When the store fails.
    pub fn claims(&self) -> Result<BTreeMap<RaceKey, Vec<Claim>>, ReadError> {
        let book = claims(&self.tx, crate::history::END_OF_TIME)?;
        Ok(book.into_iter().map(|(race, evidence)| (race, evidence.claims)).collect())
    }
}

impl Store {
    /// The paths from what is seen of a driver to his entry: sessions, the last price of each book, claims.
    pub fn evidence_paths(race: &RaceKey, driver: DriverId, evidence: &Evidence) -> Vec<Path> {
        let entry = format!("Entry/{}", entry_key(race, driver));
        let step =
            |from: &str, relation, to: &str| Step { from: from.to_owned(), relation, to: to.to_owned() };
        let mut paths = Vec::new();
        for pace in evidence.paces.iter().filter(|pace| pace.driver == driver) {
            let session = format!("Session/{}", session_key(race, &pace.session));
            let steps = vec![
                step(&entry, "SESSION_PACE", &session),
                step(&session, "OF_RACE", &format!("Race/{race}")),
            ];
            paths.push(Path { about: "session", steps });
        }
        let mut last: BTreeMap<&str, &Price> = BTreeMap::new();
        for price in evidence.prices.iter().filter(|price| price.driver == driver) {
            let seen = last.entry(&price.book).or_insert(price);
            if price.known_at >= seen.known_at {
                *seen = price;
            }
        }
        for price in last.into_values() {
            let from = format!("Price/{}", price_key(race, price));
            paths.push(Path { about: "price", steps: vec![step(&from, "PRICE_OF", &entry)] });
        }
        for claim in evidence.claims.iter().filter(|claim| claim.driver.is_none_or(|about| about == driver)) {
            let from = format!("Claim/{}", claim.standing.id);
            let about = if claim.driver.is_some() { entry.clone() } else { format!("Race/{race}") };
            paths.push(Path { about: "claim", steps: vec![step(&from, "ABOUT", &about)] });
            let source = format!("Source/{}", claim.source);
            paths.push(Path { about: "claim-source", steps: vec![step(&from, "FROM", &source)] });
        }
        paths
    }
}

/// The evidence known at a moment, by race.
pub(crate) fn book(tx: &Tx<'_>, as_of: &str) -> Result<EvidenceBook, ReadError> {
    let mut book = EvidenceBook::new();
    let question = || params! { asOf: as_of };
    for row in tx.run(&statement::ALL_PACES, question())?.readers() {
        let (race, pace) = pace(row)?;
        book.entry(race).or_default().paces.push(pace);
    }
    for row in tx.run(&statement::ALL_PRICES, question())?.readers() {
        let (race, driver) = split_entry_key(row.text("entry")?)?;
        let price = row.nested("price")?;
        book.entry(race.into()).or_default().prices.push(Price {
            book: price.text("book")?.to_owned(),
            driver,
            known_at: price.parsed("knownAt")?,
            decimal: price.float("decimalOdds")?,
        });
    }
    for (race, evidence) in claims(tx, as_of)? {
        book.entry(race).or_default().claims = evidence.claims;
    }
    book.values_mut().for_each(Evidence::sort);
    Ok(book)
}

/// The claims known at a moment, whatever their state, by race.
fn claims(tx: &Tx<'_>, as_of: &str) -> Result<EvidenceBook, ReadError> {
    let mut book = EvidenceBook::new();
    let question = || params! { asOf: as_of };
    let of_entries: &Statement = &statement::ALL_ENTRY_CLAIMS;
    for row in tx.run(of_entries, question())?.readers() {
        let (race, driver) = split_entry_key(row.text("about")?)?;
        book.entry(race.into()).or_default().claims.push(claim(row, Some(driver))?);
    }
    for row in tx.run(&statement::ALL_RACE_CLAIMS, question())?.readers() {
        book.entry(row.text("about")?.into()).or_default().claims.push(claim(row, None)?);
    }
    book.values_mut().for_each(Evidence::sort);
    Ok(book)
}

fn pace(row: Row<'_>) -> Result<(RaceKey, Pace), ReadError> {
    let unexpected = || ReadError::Unexpected {
        column: "pace".to_owned(),
        expected: "an entry's key, a kind of session and its title".to_owned(),
        found: row.value("pace").to_json().to_string(),
    };
    let (key, kind, title) = match row.value("pace") {
        Value::List(values) => match values.as_slice() {
            [Value::Text(key), Value::Text(kind), Value::Text(title)] => (key, kind, title.as_str()),
            // A title that is not there: null on Neo4j, left out of the list by the embedded store where no session
            // of the result has one.
            [Value::Text(key), Value::Text(kind)] | [Value::Text(key), Value::Text(kind), Value::Null] => {
                (key, kind, "")
            }
            _ => return Err(unexpected()),
        },
        _ => return Err(unexpected()),
    };
    let kinds = [SessionKind::Practice, SessionKind::Qualifying];
    let kind = kinds.into_iter().find(|known| known.key() == kind).ok_or_else(unexpected)?;
    let (race, driver) = split_entry_key(key)?;
    let laps = row.nested("laps")?;
    let mut runs = [None; RUNS.len()];
    for (run, name) in runs.iter_mut().zip(RUN_NAMES) {
        *run = laps.float_opt(name)?;
    }
    let pace = Pace {
        session: SessionName { kind, title: title.to_owned() },
        driver,
        known_at: laps.parsed("knownAt")?,
        best_lap: laps.float_opt("bestLap")?,
        runs,
    };
    Ok((race.into(), pace))
}

fn claim(row: Row<'_>, driver: Option<DriverId>) -> Result<Claim, ReadError> {
    let claim = row.nested("claim")?;
    let text = claim.text("value")?;
    let value: ClaimValue = serde_json::from_str(text).map_err(|error| ReadError::Unexpected {
        column: "value".to_owned(),
        expected: "a claimed value as JSON".to_owned(),
        found: format!("{text}: {error}"),
    })?;
    let owned = |name| -> Result<Option<String>, ReadError> { Ok(claim.text_opt(name)?.map(str::to_owned)) };
    let id = claim.text("key")?;
    let span = claim.int_opt("spanStart")?.zip(claim.int_opt("spanEnd")?);
    Ok(Claim {
        standing: Standing {
            id: ClaimId::parse(id).ok_or_else(|| ReadError::Unexpected {
                column: "key".to_owned(),
                expected: "the id of a claim; rebuild the graph".to_owned(),
                found: id.to_owned(),
            })?,
            state: claim.parsed("state")?,
            rule: owned("rule")?,
            note: owned("note")?,
            span,
            masked: claim.float_opt("masked")?,
        },
        kind: claim.text("kind")?.to_owned(),
        driver,
        source: row.text("source")?.to_owned(),
        known_at: claim.parsed("knownAt")?,
        value,
        confidence: claim.float_opt("confidence")?,
    })
}

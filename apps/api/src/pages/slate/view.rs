//! What of a slate is seen, and how: all of it stands in the address.

use super::columns::{Column, Set};
use crate::pages::url;
use crate::problem::Problem;
use axum::http::StatusCode;
use engine::models::DEFAULT_MODEL;
use engine::project::ProjectRequest;
use jiff::Timestamp;
use serde::Deserialize;

/// A fantasy site.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
pub enum Site {
    /// DraftKings.
    #[default]
    #[serde(rename = "dk")]
    DraftKings,
    /// FanDuel.
    #[serde(rename = "fd")]
    FanDuel,
}

impl Site {
    /// Both.
    pub const ALL: [Self; 2] = [Self::DraftKings, Self::FanDuel];

    /// As it stands in an address.
    pub fn key(self) -> &'static str {
        match self {
            Self::DraftKings => "dk",
            Self::FanDuel => "fd",
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::DraftKings => "DraftKings",
            Self::FanDuel => "FanDuel",
        }
    }
}

/// The query of a slate's address. Absent fields have their defaults; empty ones, as forms send them, too.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SlateQuery {
    site: Option<Site>,
    columns: Option<String>,
    sort: Option<String>,
    dir: Option<String>,
    q: Option<String>,
    model: Option<String>,
    simulations: Option<String>,
    seed: Option<String>,
    as_of: Option<String>,
}

/// What is seen.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Key of the race.
    pub race: String,
    pub site: Site,
    pub set: Set,
    pub sort: Column,
    pub descending: bool,
    /// Words that a row must have; empty for all rows.
    pub filter: String,
    /// What is projected, where it differs from the default.
    pub model: Option<String>,
    pub simulations: Option<u32>,
    pub seed: Option<u64>,
    pub as_of: Option<Timestamp>,
}

impl View {
    /// What a query of the slate of `race` asks for.
    ///
    /// # Errors
    /// A value that there is not.
    pub fn of(race: String, query: SlateQuery) -> Result<Self, Problem> {
        let some =
            |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let set = match some(query.columns) {
            Some(name) => Set::ALL
                .into_iter()
                .find(|set| set.key() == name)
                .ok_or_else(|| bad("columns", &name, "cash, tournament or research"))?,
            None => Set::Cash,
        };
        let sort = match some(query.sort) {
            Some(key) => Column::ALL
                .into_iter()
                .find(|column| column.key() == key)
                .ok_or_else(|| bad("sort", &key, "the key of a column"))?,
            None => Column::Mean,
        };
        let descending = match some(query.dir).as_deref() {
            Some("asc") => false,
            Some("desc") => true,
            Some(other) => return Err(bad("dir", other, "asc or desc")),
            None => sort.best_is_high(),
        };
        let number = |name: &str, text: String| text.parse().map_err(|_| bad(name, &text, "a whole number"));
        let simulations: Option<u64> =
            some(query.simulations).map(|text| number("simulations", text)).transpose()?;
        Ok(Self {
            race,
            site: query.site.unwrap_or_default(),
            set,
            sort,
            descending,
            filter: some(query.q).unwrap_or_default(),
            model: some(query.model).filter(|model| model != DEFAULT_MODEL),
            simulations: simulations.map(|number| u32::try_from(number).unwrap_or(u32::MAX)),
            seed: some(query.seed).map(|text| number("seed", text)).transpose()?,
            as_of: some(query.as_of)
                .map(|text| {
                    let expected = "a moment with its offset, such as 2025-11-02T18:00:00Z";
                    text.parse().map_err(|_| bad("asOf", &text, expected))
                })
                .transpose()?,
        })
    }

    /// What is projected.
    pub fn request(&self, simulations: u32, seed: u64) -> ProjectRequest {
        ProjectRequest {
            race: self.race.clone(),
            series: None,
            as_of: self.as_of,
            model: self.model.clone().unwrap_or_else(|| DEFAULT_MODEL.to_owned()),
            simulations: self.simulations.unwrap_or(simulations),
            seed: self.seed.unwrap_or(seed),
        }
    }

    /// The parameters that say what is projected, for an address or the hidden fields of a form.
    pub fn projected(&self) -> [(&'static str, Option<String>); 4] {
        [
            ("model", self.model.clone()),
            ("simulations", self.simulations.map(|number| number.to_string())),
            ("seed", self.seed.map(|seed| seed.to_string())),
            ("asOf", self.as_of.map(|at| at.to_string())),
        ]
    }

    /// The parameters that say what is seen of it.
    pub fn seen(&self) -> [(&'static str, Option<String>); 5] {
        let sorted = self.sort != Column::Mean || !self.descending;
        let dir = if self.descending { "desc" } else { "asc" };
        [
            ("site", (self.site != Site::default()).then(|| self.site.key().to_owned())),
            ("columns", (self.set != Set::Cash).then(|| self.set.key().to_owned())),
            ("sort", sorted.then(|| self.sort.key().to_owned())),
            ("dir", sorted.then(|| dir.to_owned())),
            ("q", (!self.filter.is_empty()).then(|| self.filter.clone())),
        ]
    }

    fn address(&self, path: &str) -> String {
        let parameters: Vec<_> = self.seen().into_iter().chain(self.projected()).collect();
        url::with_query(path, &parameters)
    }

    /// Its address.
    pub fn href(&self) -> String {
        self.address(&format!("/slate/{}", url::part(&self.race)))
    }

    /// Address of the same as CSV.
    pub fn csv_href(&self) -> String {
        self.address(&format!("/slate/{}/slate.csv", url::part(&self.race)))
    }

    /// Address of the same with another site.
    pub fn with_site(&self, site: Site) -> String {
        Self { site, ..self.clone() }.href()
    }

    /// Address of the same with other columns.
    pub fn with_set(&self, set: Set) -> String {
        Self { set, ..self.clone() }.href()
    }

    /// Address of the same sorted by a column: the other way round where it is already.
    pub fn sorted_by(&self, sort: Column) -> String {
        let descending = if sort == self.sort { !self.descending } else { sort.best_is_high() };
        Self { sort, descending, ..self.clone() }.href()
    }
}

fn bad(field: &str, value: &str, expected: &str) -> Problem {
    let detail = format!("{field} is `{value}`, but must be {expected}");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-value", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(query: &str) -> Result<View, Problem> {
        View::of("cup-a".to_owned(), serde_urlencoded::from_str(query).unwrap())
    }

    #[test]
    fn an_address_gives_back_its_view() {
        for query in [
            "",
            "site=fd",
            "site=fd&columns=research&sort=p-win&dir=asc&q=van+gisbergen&model=e2&simulations=500&seed=7",
            "sort=driver&dir=desc&asOf=2025-11-02T18%3A00%3A00Z",
        ] {
            let once = view(query).unwrap();
            let href = once.href();
            let query = href.split_once('?').map_or("", |(_, query)| query);
            assert_eq!(view(query).unwrap(), once, "{href}");
        }
        assert_eq!(view("").unwrap().href(), "/slate/cup-a");
        assert_eq!(view("sort=mean&dir=desc&q=&model=").unwrap().href(), "/slate/cup-a");
    }

    #[test]
    fn sorting_by_the_same_column_turns_it_round() {
        let first = view("sort=p-win").unwrap();
        assert!(first.descending);
        assert_eq!(first.sorted_by(Column::PWin), "/slate/cup-a?sort=p-win&dir=asc");
        assert_eq!(first.sorted_by(Column::Driver), "/slate/cup-a?sort=driver&dir=asc");
    }

    #[test]
    fn a_value_that_there_is_not_is_named() {
        for (query, named) in [
            ("sort=x", "sort"),
            ("columns=x", "columns"),
            ("dir=up", "dir"),
            ("seed=a", "seed"),
            ("asOf=today", "asOf"),
        ] {
            let problem = view(query).unwrap_err();
            assert!(problem.detail.starts_with(named), "{}", problem.detail);
        }
    }
}

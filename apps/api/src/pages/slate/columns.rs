//! The columns of a slate: what each shows of a driver, and which stand together.

use super::view::Site;
use crate::pages::print;
use domain::race::Entry;
use engine::slate::{Dominator, EntryProjection, PointsProjection, SlateAnswer};
use std::cmp::Ordering;

/// Indices of the 10, 50, 90 and 95 % quantiles among the 19 from 5 % to 95 %.
pub const P10: usize = 1;
pub const P25: usize = 4;
pub const MEDIAN: usize = 9;
pub const P75: usize = 14;
pub const P90: usize = 17;
pub const P95: usize = 18;

/// A driver of a slate.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub projected: &'a EntryProjection,
    /// Car, team and make, where the entry list gives them.
    pub entry: Option<&'a Entry>,
    /// Chance to collect the most points for laps led and fastest laps.
    pub p_most: f64,
    /// Chance to lead a tenth of the laps.
    pub p_leads_tenth: f64,
}

impl<'a> Row<'a> {
    /// The drivers of a slate, in its order.
    pub fn all(slate: &'a SlateAnswer) -> Vec<Self> {
        let body = slate.projection.set.body();
        let row = |(projected, dominator): (&'a EntryProjection, &Dominator)| Row {
            projected,
            entry: slate.entries.iter().find(|entry| entry.driver == projected.driver),
            p_most: dominator.p_most,
            p_leads_tenth: dominator.p_leads_tenth,
        };
        body.entries.iter().zip(&body.dominators.entries).map(row).collect()
    }

    /// The points of a site.
    pub fn points(&self, site: Site) -> &'a PointsProjection {
        match site {
            Site::DraftKings => &self.projected.draftkings,
            Site::FanDuel => &self.projected.fanduel,
        }
    }
}

/// What a cell shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    /// As printed.
    Number(String),
    /// Not known.
    Missing,
}

impl Cell {
    /// As printed.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::Missing => "–",
        }
    }

    /// The number that is printed.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Number(text) => text.parse().ok(),
            Self::Text(_) | Self::Missing => None,
        }
    }

    /// By what is printed; what is missing comes last either way.
    pub fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let turned = |order: Ordering| if descending { order.reverse() } else { order };
        match (self, other) {
            (Self::Missing, Self::Missing) => Ordering::Equal,
            (Self::Missing, _) => Ordering::Greater,
            (_, Self::Missing) => Ordering::Less,
            _ => match (self.value(), other.value()) {
                (Some(one), Some(other)) => turned(one.total_cmp(&other)),
                _ => turned(self.text().to_lowercase().cmp(&other.text().to_lowercase())),
            },
        }
    }
}

/// Columns that stand together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Set {
    Cash,
    Tournament,
    Research,
}

impl Set {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Cash, Self::Tournament, Self::Research];

    /// As it stands in an address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Tournament => "tournament",
            Self::Research => "research",
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cash => "Cash",
            Self::Tournament => "Tournament",
            Self::Research => "Research",
        }
    }

    /// Its columns from left to right.
    pub fn columns(self) -> &'static [Column] {
        use Column::*;
        match self {
            Self::Cash => &[
                Driver,
                Car,
                Grid,
                Mean,
                Floor,
                Band,
                Ceiling,
                Median,
                Finish,
                PTop10,
                Differential,
                PRetired,
                Team,
                Make,
            ],
            Self::Tournament => &[
                Driver,
                Car,
                Grid,
                Mean,
                Floor,
                Band,
                Ceiling,
                PWin,
                PTop5,
                PMost,
                LapsLed,
                FastestLaps,
                PRetired,
                Team,
                Make,
            ],
            Self::Research => Column::ALL.as_slice(),
        }
    }
}

/// A column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    Driver,
    Car,
    Team,
    Make,
    Grid,
    Mean,
    Floor,
    Band,
    Ceiling,
    Median,
    Peak,
    Deviation,
    Finish,
    PWin,
    PTop3,
    PTop5,
    PTop10,
    PTop20,
    LapsLed,
    PLeadsTenth,
    FastestLaps,
    PMost,
    Differential,
    PRetired,
    FinishPoints,
    DifferentialPoints,
    LedPoints,
    FastestPoints,
    CompletedPoints,
    Strength,
}

/// How the cells of a column are tinted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tint {
    None,
    /// More is better.
    Good,
    /// More is worse.
    Bad,
}

impl Column {
    /// All of them, in the order of the research set.
    pub const ALL: [Self; 30] = [
        Self::Driver,
        Self::Car,
        Self::Grid,
        Self::Mean,
        Self::Floor,
        Self::Band,
        Self::Ceiling,
        Self::Median,
        Self::Peak,
        Self::Deviation,
        Self::Finish,
        Self::PWin,
        Self::PTop3,
        Self::PTop5,
        Self::PTop10,
        Self::PTop20,
        Self::LapsLed,
        Self::PLeadsTenth,
        Self::FastestLaps,
        Self::PMost,
        Self::Differential,
        Self::PRetired,
        Self::FinishPoints,
        Self::DifferentialPoints,
        Self::LedPoints,
        Self::FastestPoints,
        Self::CompletedPoints,
        Self::Strength,
        Self::Team,
        Self::Make,
    ];

    /// As it stands in an address; what its heading says; what it means.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Driver => ("driver", "Driver", "Driver"),
            Self::Car => ("car", "Car", "Car number"),
            Self::Team => ("team", "Team", "Team"),
            Self::Make => ("make", "Make", "Manufacturer"),
            Self::Grid => ("grid", "Grid", "Place on the official grid"),
            Self::Mean => ("mean", "Proj", "Projected points: the mean of all simulated races"),
            Self::Floor => ("floor", "Floor", "Floor: one race in ten gives fewer points (P10)"),
            Self::Band => {
                ("band", "P10–P90", "From floor to ceiling, P25 to P75 darker, the median as a line")
            }
            Self::Ceiling => ("ceiling", "Ceil", "Ceiling: one race in ten gives more points (P90)"),
            Self::Median => ("median", "Med", "Median points"),
            Self::Peak => ("p95", "P95", "One race in twenty gives more points"),
            Self::Deviation => ("sd", "SD", "Standard deviation of the points"),
            Self::Finish => ("finish", "Fin", "Mean finishing place"),
            Self::PWin => ("p-win", "Win %", "Chance to win"),
            Self::PTop3 => ("p-top3", "Top 3 %", "Chance of a finish in the top 3"),
            Self::PTop5 => ("p-top5", "Top 5 %", "Chance of a finish in the top 5"),
            Self::PTop10 => ("p-top10", "Top 10 %", "Chance of a finish in the top 10"),
            Self::PTop20 => ("p-top20", "Top 20 %", "Chance of a finish in the top 20"),
            Self::LapsLed => ("laps-led", "Led", "Mean laps led"),
            Self::PLeadsTenth => ("p-leads", "Led 10 %", "Chance to lead a tenth of the laps or more"),
            Self::FastestLaps => ("fastest", "Fast", "Mean fastest laps"),
            Self::PMost => (
                "p-dominates",
                "Dom %",
                "Chance to be the race's top dominator: most points for laps led and fastest laps",
            ),
            Self::Differential => {
                ("differential", "PD", "Place differential: mean places gained from the official grid")
            }
            Self::PRetired => ("p-out", "Out %", "Retirement risk: chance not to finish the race"),
            Self::FinishPoints => ("finish-points", "Fin pts", "Mean points for the finish"),
            Self::DifferentialPoints => ("pd-points", "PD pts", "Mean points for places gained"),
            Self::LedPoints => ("led-points", "Led pts", "Mean points for laps led"),
            Self::FastestPoints => ("fastest-points", "Fast pts", "Mean points for fastest laps"),
            Self::CompletedPoints => ("lap-points", "Lap pts", "Mean points for laps completed"),
            Self::Strength => ("strength", "Strength", "Expected performance; the field's mean is about 0"),
        }
    }

    /// As it stands in an address.
    pub fn key(self) -> &'static str {
        self.words().0
    }

    /// Its heading.
    pub fn label(self) -> &'static str {
        self.words().1
    }

    /// What it means.
    pub fn about(self) -> &'static str {
        self.words().2
    }

    /// Whether it holds text.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Driver | Self::Team | Self::Make)
    }

    /// Whether one sorts it from the top first.
    pub fn best_is_high(self) -> bool {
        !matches!(
            self,
            Self::Driver | Self::Car | Self::Team | Self::Make | Self::Grid | Self::Finish | Self::PRetired
        )
    }

    /// How its cells are tinted.
    pub fn tint(self) -> Tint {
        match self {
            Self::Mean
            | Self::Floor
            | Self::Ceiling
            | Self::Median
            | Self::Peak
            | Self::PWin
            | Self::PTop3
            | Self::PTop5
            | Self::PTop10
            | Self::PTop20
            | Self::LapsLed
            | Self::PLeadsTenth
            | Self::FastestLaps
            | Self::PMost => Tint::Good,
            Self::PRetired => Tint::Bad,
            _ => Tint::None,
        }
    }

    /// What it shows of a driver.
    pub fn cell(self, row: &Row<'_>, site: Site) -> Cell {
        let (projected, points) = (row.projected, row.points(site));
        let text = |value: Option<&String>| value.map_or(Cell::Missing, |value| Cell::Text(value.clone()));
        let number = |value: f64, decimals: usize| Cell::Number(print::number(value, decimals));
        let percent = |share: f64| Cell::Number(print::percent(share));
        let quantile = |index: usize| number(points.quantiles[index], 1);
        match self {
            Self::Driver => Cell::Text(projected.driver_name.clone()),
            Self::Car => match row.entry.and_then(|entry| entry.car_number.as_ref()) {
                Some(car) if car.bytes().all(|byte| byte.is_ascii_digit()) => Cell::Number(car.clone()),
                car => text(car),
            },
            Self::Team => text(row.entry.and_then(|entry| entry.team.as_ref())),
            Self::Make => text(row.entry.and_then(|entry| entry.make.as_ref())),
            Self::Grid => projected.start.map_or(Cell::Missing, |start| Cell::Number(start.to_string())),
            Self::Mean => number(points.mean, 1),
            Self::Floor => quantile(P10),
            Self::Band => number(points.quantiles[P90] - points.quantiles[P10], 1),
            Self::Ceiling => quantile(P90),
            Self::Median => quantile(MEDIAN),
            Self::Peak => quantile(P95),
            Self::Deviation => number(points.sd, 1),
            Self::Finish => number(projected.finish, 1),
            Self::PWin => percent(projected.p_win),
            Self::PTop3 => percent(projected.p_top3),
            Self::PTop5 => percent(projected.p_top5),
            Self::PTop10 => percent(projected.p_top10),
            Self::PTop20 => percent(projected.p_top20),
            Self::LapsLed => number(projected.laps_led, 1),
            Self::PLeadsTenth => percent(row.p_leads_tenth),
            Self::FastestLaps => number(projected.fastest_laps, 1),
            Self::PMost => percent(row.p_most),
            Self::Differential => number(projected.place_differential, 1),
            Self::PRetired => percent(projected.p_retired),
            Self::FinishPoints => number(points.components.finish, 1),
            Self::DifferentialPoints => number(points.components.place_differential, 1),
            Self::LedPoints => number(points.components.laps_led, 1),
            Self::FastestPoints => number(points.components.fastest_laps, 1),
            Self::CompletedPoints => number(points.components.laps_completed, 1),
            Self::Strength => number(projected.strength, 2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_columns_differ() {
        let mut keys: Vec<&str> = Column::ALL.iter().map(|column| column.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Column::ALL.len());
    }

    #[test]
    fn what_is_missing_comes_last_either_way() {
        let number = |text: &str| Cell::Number(text.to_owned());
        for descending in [false, true] {
            let mut cells = [number("10.0"), Cell::Missing, number("9.5")];
            cells.sort_by(|a, b| a.compare(b, descending));
            assert_eq!(cells[2], Cell::Missing);
            assert_eq!(cells[0], number(if descending { "10.0" } else { "9.5" }));
        }
    }
}

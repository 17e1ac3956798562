//! The rows of `projections.csv`.

use domain::history::PastRace;
use projection::set::{Body, EntryProjection};

/// One entry of one race, as the backtest's table has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// `Cup`, `O'Reilly` or `Trucks`.
    pub series: &'static str,
    /// `YYYY/MM/DD`, as in the race logs.
    pub race_date: String,
    /// Track as in the race logs.
    pub track_name: String,
    /// NASCAR's driver number.
    pub driver_id: u32,
    /// Driver.
    pub driver_name: String,
    /// Place on the grid.
    pub start: Option<u8>,
    /// Mean finish.
    pub proj_finish: f64,
    /// Mean DraftKings points.
    pub proj_dk_points: f64,
    /// Chance to win.
    pub p_win: f64,
    /// Chance of a top 5.
    pub p_top5: f64,
    /// Chance of a top 10.
    pub p_top10: f64,
    /// Chance of a top 20.
    pub p_top20: f64,
    /// Quantiles of DraftKings points at 5, 10, ..., 95 %.
    pub quantiles: [f64; 19],
}

impl Row {
    /// The columns, in order.
    pub const COLUMNS: [&'static str; 31] = [
        "series",
        "race_date",
        "track_name",
        "driver_id",
        "driver_name",
        "start",
        "proj_finish",
        "proj_dk_points",
        "p_win",
        "p_top5",
        "p_top10",
        "p_top20",
        "q05",
        "q10",
        "q15",
        "q20",
        "q25",
        "q30",
        "q35",
        "q40",
        "q45",
        "q50",
        "q55",
        "q60",
        "q65",
        "q70",
        "q75",
        "q80",
        "q85",
        "q90",
        "q95",
    ];

    /// A projected entry of a past race.
    pub fn of(race: &PastRace, body: &Body, entry: &EntryProjection) -> Self {
        Self {
            series: body.series.log_name(),
            race_date: race.info.date.strftime("%Y/%m/%d").to_string(),
            track_name: race.info.track_name.clone(),
            driver_id: entry.driver.0,
            driver_name: entry.driver_name.clone(),
            start: entry.start,
            proj_finish: entry.finish,
            proj_dk_points: entry.draftkings.mean,
            p_win: entry.p_win,
            p_top5: entry.p_top5,
            p_top10: entry.p_top10,
            p_top20: entry.p_top20,
            quantiles: entry.draftkings.quantiles,
        }
    }

    /// The fields as text, in the order of [`Row::COLUMNS`]; numbers in their shortest exact form.
    pub fn fields(&self) -> Vec<String> {
        let mut fields = vec![
            self.series.to_owned(),
            self.race_date.clone(),
            self.track_name.clone(),
            self.driver_id.to_string(),
            self.driver_name.clone(),
            self.start.map(|place| place.to_string()).unwrap_or_default(),
        ];
        let numbers =
            [self.proj_finish, self.proj_dk_points, self.p_win, self.p_top5, self.p_top10, self.p_top20];
        fields.extend(numbers.iter().chain(&self.quantiles).map(f64::to_string));
        fields
    }
}

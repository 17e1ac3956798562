//! When and where a race is run, as the feeds say.

use super::moments;
use super::reading::Record;
use domain::series::Series;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How long after the start a race ends, for the date under which logs hold it: with three hours, 578 of 579 races of
/// 2020-2025 get the date of their log (the other one's feed has another day).
const LENGTH: SignedDuration = SignedDuration::from_hours(3);

/// A race, as the feeds set it.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// NASCAR's id of the race.
    pub race_id: u32,
    /// Series.
    pub series: Series,
    /// Season.
    pub season: i16,
    /// Name of the race.
    pub name: String,
    /// Whether points are given.
    pub points: bool,
    /// Track.
    pub track_name: String,
    /// Local date (Eastern).
    pub date: Date,
    /// Start of the race.
    pub start: Timestamp,
    /// Scheduled laps.
    pub scheduled_laps: Option<u32>,
    /// Laps run.
    pub actual_laps: Option<u32>,
    /// Whether the race was run, as far as its own fields tell.
    pub run: bool,
    /// Cars.
    pub cars: Option<u32>,
    /// Cautions, and laps under caution.
    pub cautions: Option<(u32, u32)>,
    /// Ends of the stages, as numbers of laps of each.
    pub stages: Vec<u32>,
}

impl Setting {
    /// The UTC date about the end of the race: that of its log.
    pub fn log_date(&self) -> Date {
        (self.start + LENGTH).to_zoned(TimeZone::UTC).date()
    }
}

/// Fields of a race in the race list and the weekend feed.
pub(super) const RACE_FIELDS: &[&str] = &[
    "race_id",
    "series_id",
    "race_season",
    "race_name",
    "race_type_id",
    "restrictor_plate",
    "track_id",
    "track_name",
    "date_scheduled",
    "race_date",
    "qualifying_date",
    "tunein_date",
    "scheduled_distance",
    "actual_distance",
    "scheduled_laps",
    "actual_laps",
    "stage_1_laps",
    "stage_2_laps",
    "stage_3_laps",
    "stage_4_laps",
    "number_of_cars_in_field",
    "pole_winner_driver_id",
    "pole_winner_speed",
    "pole_winner_laptime",
    "number_of_lead_changes",
    "number_of_leaders",
    "number_of_cautions",
    "number_of_caution_laps",
    "average_speed",
    "total_race_time",
    "margin_of_victory",
    "race_purse",
    "race_comments",
    "attendance",
    "infractions",
    "schedule",
    "radio_broadcaster",
    "television_broadcaster",
    "satellite_radio_broadcaster",
    "master_race_id",
    "inspection_complete",
    "playoff_round",
    "is_qualifying_race",
    "qualifying_race_no",
    "qualifying_race_id",
    "has_qualifying",
    "winner_driver_id",
    "results",
    "caution_segments",
    "race_leaders",
    "stage_results",
    "pit_reports",
    "timing_run_id",
];

/// Reads a race; one without id, series, date or track is quarantined.
pub(super) fn setting(record: &mut Record<'_, '_>) -> Option<Setting> {
    let race_id = record.key("race_id")?;
    let series = match record.key("series_id")? {
        1 => Series::Cup,
        2 => Series::Oreilly,
        3 => Series::Trucks,
        _ => return None,
    };
    let track_name = record.key_text("track_name")?;
    let text = record.key_text("race_date")?;
    let race_date = moments::civil(&text);
    let scheduled = record.text("date_scheduled").and_then(|text| moments::civil(&text));
    // Midnight stands for "no time": the schedule knows it then.
    let civil = match (race_date, scheduled) {
        (Some(race), Some(scheduled)) if race.time() == jiff::civil::Time::midnight() => {
            race.date().to_datetime(scheduled.time())
        }
        (Some(race), _) => race,
        (None, scheduled) => scheduled?,
    };
    let start = moments::eastern(&civil.to_string())?;
    let season = record.whole("race_season").and_then(|season| i16::try_from(season).ok());
    let cautions = record.count("number_of_cautions").zip(record.count("number_of_caution_laps"));
    let stages = ["stage_1_laps", "stage_2_laps", "stage_3_laps", "stage_4_laps"];
    // Some races have -51 laps in a stage that was not run.
    let stages = stages.iter().filter_map(|field| record.whole(field)).filter(|laps| *laps > 0);
    let stages = stages.filter_map(|laps| u32::try_from(laps).ok()).collect();
    let won = record.whole("winner_driver_id").is_some_and(|id| id > 0);
    let fast = record.number("average_speed").is_some_and(|speed| speed > 0.0);
    let timed = record.text("total_race_time").is_some();
    Some(Setting {
        race_id,
        series,
        season: season.unwrap_or(civil.year()),
        name: record.text("race_name").unwrap_or_else(|| format!("race {race_id}")),
        points: record.whole("race_type_id") != Some(2),
        track_name,
        date: civil.date(),
        start,
        scheduled_laps: record.count("scheduled_laps").filter(|laps| *laps > 0),
        actual_laps: record.count("actual_laps").filter(|laps| *laps > 0),
        run: won || fast || timed,
        cars: record.count("number_of_cars_in_field").filter(|cars| *cars > 0),
        cautions,
        stages,
    })
}

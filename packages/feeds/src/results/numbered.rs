//! Rows of results that number races and drivers.

use super::{NUMBERED, ResultRow, led_at_most, same_season};
use crate::place::Places;
use crate::race_logs::{LARGEST_FIELD, MOST_LAPS};
use crate::table::{Fault, Reader};

/// Numbers of the columns in [`NUMBERED`].
mod column {
    pub const RACE_ID: usize = 0;
    pub const SERIES: usize = 1;
    pub const SEASON: usize = 2;
    pub const RACE_DATE: usize = 3;
    pub const TRACK_NAME: usize = 4;
    pub const CAR: usize = 5;
    pub const DRIVER_ID: usize = 6;
    pub const DRIVER_NAME: usize = 7;
    pub const TEAM: usize = 8;
    pub const MAKE: usize = 9;
    pub const START: usize = 10;
    pub const FINISH: usize = 11;
    pub const LAPS: usize = 12;
    pub const LAPS_LED: usize = 13;
    pub const STATUS: usize = 15;
}

/// Rule of a row about a car that did not race.
pub(super) const DID_NOT_RACE: &str = "did-not-race";

/// A row; one with finish 0 is about a car that was entered and did not race, and is not taken.
pub(super) fn row(read: &Reader<'_, '_, '_>, places: &mut Places<'_>) -> Result<ResultRow, Fault> {
    use column::*;
    let laps = |column| read.narrow::<u32>(column, 0, MOST_LAPS);
    let position = |column| read.narrow::<u8>(column, 0, i64::from(LARGEST_FIELD));
    let finish = position(FINISH)?;
    if finish == 0 {
        let problem = "the car was entered and did not race";
        return Err(Fault::new(NUMBERED[FINISH], DID_NOT_RACE, 0, problem, "nothing need be done"));
    }
    let series = read.series(SERIES)?;
    let date = read.race_date(RACE_DATE)?;
    same_season(read, SEASON, date)?;
    let place = places.find(NUMBERED[TRACK_NAME], read.text(TRACK_NAME)?, date.year())?;
    let start = read.narrow::<u8>(START, 1, i64::from(LARGEST_FIELD))?;
    let (laps_completed, laps_led) = (laps(LAPS)?, laps(LAPS_LED)?);
    led_at_most(read, [LAPS, LAPS_LED], laps_completed, laps_led)?;
    Ok(ResultRow {
        line: read.row.line,
        series,
        date,
        place,
        race_id: read.narrow(RACE_ID, 1, i64::from(u32::MAX))?,
        race_name: None,
        driver_name: read.text(DRIVER_NAME)?.to_owned(),
        driver: read.driver_id(DRIVER_ID)?,
        car_number: read.car_number(CAR)?,
        team: read.optional(TEAM),
        make: read.optional(MAKE),
        start,
        finish,
        laps_completed,
        laps_led,
        status: read.raw(STATUS).to_lowercase(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parsed::Parsed;
    use crate::results::parse;
    use crate::source;
    use domain::ids::DriverId;
    use domain::tracks::TrackReference;
    use std::path::Path;

    const GOOD: &str = "5596,Cup,2025,2025-11-02,Phoenix Raceway,05,9001,Ann Apex,Apex Racing,Ford,3,1,312,50,4,running,2,135.1,60,7,";

    fn parsed(rows: &str) -> Parsed<ResultRow> {
        let text = format!("{}\n{rows}\n", NUMBERED.join(","));
        let limits = source::Limits::default();
        let file = source::read_from(Path::new("results.csv"), text.as_bytes(), &limits).unwrap();
        parse(&file, TrackReference::builtin())
    }

    #[test]
    fn a_row_is_read_and_a_car_that_did_not_race_is_told() {
        let entered = GOOD.replace(",3,1,312,50,4,running", ",0,0,0,0,0,");
        let found = parsed(&format!("{GOOD}\n{entered}"));
        let told: Vec<_> = found.complaints.iter().map(|c| (c.rule.as_str(), c.line)).collect();
        assert_eq!(told, [(DID_NOT_RACE, 3)]);
        let row = &found.rows[0];
        assert_eq!((row.driver, row.race_name.as_deref()), (Some(DriverId(9001)), None));
        assert_eq!((row.car_number.as_deref(), row.team.as_deref()), (Some("05"), Some("Apex Racing")));
        assert_eq!((row.start, row.finish, row.laps_led), (3, 1, 50));
    }

    #[test]
    fn bad_values_are_complaints() {
        let check = |from: &str, to: &str, rule: &str| {
            let found = parsed(&format!("{}\n{GOOD}", GOOD.replacen(from, to, 1)));
            assert_eq!((found.complaints[0].rule.as_str(), found.rows.len()), (rule, 1), "{to}");
        };
        check(",2025,", ",2024,", "season-differs");
        check(",3,1,312", ",0,1,312", "out-of-range");
        check(",3,1,312", ",3,44,312", "out-of-range");
        check(",312,50,", ",49,50,", "more-than-possible");
        check("9001", "x", "not-a-number");
        check("Cup", "ARCA", "unknown-series");
    }
}

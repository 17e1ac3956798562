//! Claims about the next race of an entry list, as a file of claims.

/// A race to come, by its entry list.
pub struct NextRace {
    /// Its date, `YYYY-MM-DD`.
    pub date: String,
    /// Its track.
    pub track: String,
    /// NASCAR's number and name of every driver.
    pub drivers: Vec<(String, String)>,
}

impl NextRace {
    /// The race of an entry list that holds one race.
    ///
    /// # Panics
    /// When the list has no row.
    pub fn of(entries_csv: &str) -> Self {
        let rows: Vec<Vec<&str>> =
            entries_csv.lines().skip(1).map(|line| line.split(',').collect()).collect();
        let first = rows.first().expect("an entry list has rows");
        Self {
            date: first[1].replace('/', "-"),
            track: first[2].to_owned(),
            drivers: rows.iter().map(|row| (row[3].to_owned(), row[4].to_owned())).collect(),
        }
    }

    /// The first driver of the list drops to the rear, the second is praised, rain is possible, and the third has a
    /// place on the grid that no race has.
    pub fn claims_csv(&self) -> String {
        let Self { date, track, drivers } = self;
        let row = |kind: &str, driver: &str, value: &str, time: &str| {
            format!("Cup,{date},{track},{kind},{driver},,{value},a page,{date}T{time}Z,0.9\n")
        };
        [
            "series,race_date,track_name,kind,driver_id,driver_name,value,source,known_at,confidence\n"
                .to_owned(),
            row("rear-start", &drivers[0].0, "true", "18:00:00"),
            row("pace", &drivers[1].0, "0.8", "18:00:00"),
            row("rain-probability", "", "0.25", "10:00:00"),
            row("grid", &drivers[2].0, "57", "10:00:00"),
        ]
        .concat()
    }
}

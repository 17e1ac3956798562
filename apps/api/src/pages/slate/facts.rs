//! What stands above a slate's table: the race, what the projection was made from, the race in a few figures.

use super::columns::Row;
use crate::pages::kept::Found;
use crate::pages::shell::Moment;
use crate::pages::{print, race};
use engine::slate::SlateAnswer;
use jiff::Timestamp;

/// The facts of a slate.
pub struct Facts {
    /// Name of the race, else its track.
    pub title: String,
    pub series: &'static str,
    /// Address of the race's page.
    pub race: String,
    pub has_result: bool,
    pub track: String,
    /// Class, length and laps, in words.
    pub course: String,
    pub date: String,
    pub lock: Moment,
    /// Whether it locks later than now.
    pub open: bool,
    /// What the projection counts as.
    pub statement: String,
    pub as_of: Moment,
    pub made: Moment,
    pub model: String,
    pub digest: String,
    pub simulations: String,
    pub seed: String,
    pub through: Option<String>,
    pub notes: Vec<String>,
    pub absent: Vec<String>,
    pub held: Vec<Held>,
    /// Drivers on the entry list who are held back and not projected: name, reason.
    pub missing: Vec<(String, String)>,
    pub stale_since: Option<Moment>,
    pub figures: Vec<Figure>,
    /// Whether no car has a place on the grid yet.
    pub no_grid: bool,
}

/// Rows held back.
pub struct Held {
    pub rule: String,
    pub reason: String,
    pub rows: String,
}

/// A figure of the race.
pub struct Figure {
    pub label: &'static str,
    pub value: String,
    pub about: String,
}

impl Facts {
    /// The facts of a slate, seen at a moment.
    pub fn of(found: &Found<SlateAnswer>, now: Timestamp, fixed: bool) -> Self {
        let slate: &SlateAnswer = &found.answer;
        let (body, record) = (slate.projection.set.body(), &slate.projection.record);
        let zone = slate.track.as_ref().and_then(|track| track.zone.as_deref());
        let moment = |at: Timestamp| Moment::of(at, zone, now, fixed);
        let (notes, absent) = slate.projection.notes_of_set();
        let own = slate.projection.notes.iter().map(|note| note.text.clone());
        let course = match &slate.track {
            Some(track) => format!(
                "{} · {} mi · {} laps",
                track.class.replace('-', " "),
                print::number(track.length_miles, 2).trim_end_matches('0').trim_end_matches('.'),
                body.distance_laps
            ),
            None => format!("{} laps", body.distance_laps),
        };
        Self {
            title: slate.name.clone().unwrap_or_else(|| body.track_name.clone()),
            series: slate.race.series.log_name(),
            race: race::href(body.race.as_str()),
            has_result: slate.has_result,
            track: match &slate.track {
                Some(track) => format!("{}, {}", track.name, track.place),
                None => body.track_name.clone(),
            },
            course,
            date: body.date.strftime("%A, %B %-d, %Y").to_string(),
            lock: moment(slate.race.lock_at),
            open: slate.race.lock_at > now,
            statement: record.statement.clone(),
            as_of: moment(body.as_of),
            made: moment(record.made_at),
            model: body.model_version.clone(),
            digest: slate.projection.set.checksum().to_owned(),
            simulations: grouped(body.simulations),
            seed: body.seed.clone(),
            through: slate.projection.through_race.as_ref().map(|race| {
                let days = (body.date - race.date).get_days();
                format!(
                    "{} ({}, {} before)",
                    race.track_name,
                    race.date,
                    print::count(days.max(0) as u64, "day", "days")
                )
            }),
            notes: notes.into_iter().chain(own).collect(),
            absent,
            held: slate
                .held
                .iter()
                .map(|line| Held {
                    rule: line.rule.clone(),
                    reason: line.reason.clone(),
                    rows: print::count(line.rows, "row", "rows"),
                })
                .collect(),
            missing: slate
                .projection
                .held()
                .into_iter()
                .map(|held| (held.driver_name, held.reason))
                .collect(),
            stale_since: found.stale_since.map(moment),
            figures: figures(slate),
            no_grid: body.entries.iter().all(|entry| entry.start.is_none()),
        }
    }
}

/// The race in a few figures.
fn figures(slate: &SlateAnswer) -> Vec<Figure> {
    let body = slate.projection.set.body();
    let rows = Row::all(slate);
    let most = |value: fn(&Row<'_>) -> f64| rows.iter().max_by(|a, b| value(a).total_cmp(&value(b)));
    let mut figures = Vec::new();
    if let Some(row) = most(|row| row.projected.p_win) {
        figures.push(Figure {
            label: "Favorite",
            value: row.projected.driver_name.clone(),
            about: format!("wins {} % of the simulated races", print::percent(row.projected.p_win)),
        });
    }
    if let Some(row) = most(|row| row.p_most) {
        figures.push(Figure {
            label: "Top dominator",
            value: row.projected.driver_name.clone(),
            about: format!("has the most dominator points in {} % of them", print::percent(row.p_most)),
        });
    }
    let [first, second, _] = body.dominators.shares.map(print::percent);
    figures.push(Figure {
        label: "Dominator points",
        value: print::number(body.dominators.points, 0),
        about: format!("DraftKings; the top car takes {first} % of them, the second {second} %"),
    });
    let out: f64 = body.entries.iter().map(|entry| entry.p_retired).sum();
    figures.push(Figure {
        label: "Expected retirements",
        value: print::number(out, 1),
        about: format!("of {} cars", body.entries.len()),
    });
    figures
}

/// `10,000`.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [grouped(1), grouped(999), grouped(10_000), grouped(1_000_000)],
            ["1", "999", "10,000", "1,000,000"]
        );
    }
}

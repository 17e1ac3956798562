//! A projected race with everything a player's table shows: entries, track, what is held back.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::project::{ProjectAnswer, ProjectRequest};
use crate::races::lines;
use crate::tracks::TrackLine;
use crate::vetoes::{self, VetoLine, VetoesRequest};
use crate::view::View;
use domain::race::{Entry, RaceInfo};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How often the reading is repeated where writers come between.
const TRIES: u32 = 3;

/// A projected race.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SlateAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The race.
    pub race: RaceInfo,
    /// Its name, where known.
    pub name: Option<String>,
    /// Its layout; absent where the reference does not list it.
    pub track: Option<TrackLine>,
    /// Whether it was run.
    pub has_result: bool,
    /// The entries as known at the projection's moment, by driver.
    pub entries: Vec<Entry>,
    /// Rows about the race that are held back.
    pub held: Vec<VetoLine>,
    /// The projection.
    pub projection: ProjectAnswer,
}

/// The projection of an entry.
pub type EntryProjection = projection::set::EntryProjection;

/// Points of an entry on a site.
pub type PointsProjection = projection::set::PointsProjection;

/// An entry's part in dominating.
pub type Dominator = projection::outlook::Dominator;

impl Engine {
    /// Projects a race, with what is known of its entries.
    ///
    /// # Errors
    /// As [`Engine::project`].
    pub fn slate(&self, request: &ProjectRequest, progress: &Progress) -> Result<SlateAnswer, EngineError> {
        let now = self.clock.now();
        for _ in 0..TRIES {
            let (question, name, held) = self.read(|view| {
                let question = self.question(view, request, now)?;
                let info = &question.asked.card.info;
                let line = lines(view)?.into_iter().find(|line| line.race.key == info.key);
                let held = held(view, info)?;
                Ok((question, line.and_then(|line| line.name), held))
            })?;
            let projection = self.project(request, progress)?;
            // A writer may have come between the two readings.
            if projection.state != question.state {
                continue;
            }
            let card = &question.asked.card;
            return Ok(SlateAnswer {
                state: question.state.clone(),
                race: card.info.clone(),
                name,
                track: Engine::track(card.info.layout.as_str()).ok(),
                has_result: question.asked.has_result,
                entries: card.entries.clone(),
                held,
                projection,
            });
        }
        Err(EngineError::TooBusy)
    }
}

/// What is held back of the files about a race: their groups name series, layout and date.
pub(crate) fn held(view: &View<'_>, race: &RaceInfo) -> Result<Vec<VetoLine>, EngineError> {
    let mut held = vetoes::read(view, &VetoesRequest::default())?.vetoes;
    held.retain(|line| concerns(&line.group, race));
    Ok(held)
}

/// Whether a group is about a race: dates are those of the source, which may be a day before to two days after.
fn concerns(group: &str, race: &RaceInfo) -> bool {
    let mut parts = group.split('|').skip(1);
    let series = parts.next().is_some_and(|part| part == race.series.key());
    let layout = parts.next().is_some_and(|part| part == race.layout.as_str());
    let date = parts.next().and_then(|part| part.parse::<Date>().ok());
    let near = date.is_some_and(|date| (-1..=2).contains(&(date - race.date).get_days()));
    series && layout && near
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::series::Series;

    #[test]
    fn a_group_is_about_the_race_of_its_series_layout_and_date() {
        let race = RaceInfo {
            key: "cup-2025-11-02-phoenix".into(),
            series: Series::Cup,
            date: "2025-11-02".parse().unwrap(),
            number_of_day: 1,
            venue: "phoenix".into(),
            layout: "phoenix".into(),
            track_name: "Phoenix".to_owned(),
            exhibition: false,
            lock_at: "2025-11-02T20:00:00Z".parse().unwrap(),
            scheduled_laps: None,
        };
        let check = |group: &str, expected: bool| assert_eq!(concerns(group, &race), expected, "{group}");
        check("results|cup|phoenix|2025-11-02", true);
        check("results|cup|phoenix|2025-11-02|5592", true);
        check("race-logs|cup|phoenix|2025-11-03", true);
        check("race-logs|cup|phoenix|2025-11-05", false);
        check("race-logs|oreilly|phoenix|2025-11-02", false);
        check("race-logs|cup|daytona|2025-11-02", false);
        check("claims", false);
    }
}

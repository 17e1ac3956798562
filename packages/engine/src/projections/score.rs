//! The public record: frozen forecasts against what happened.

use super::chain::Recorded;
use super::files::Stored;
use super::freeze::is_default;
use crate::backtest::Figures;
use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use domain::history::PastRace;
use domain::ids::RaceKey;
use domain::series::Series;
use jiff::Timestamp;
use jiff::civil::Date;
use ops::ids::ProjectionId;
use projection::ProjectionRecord;
use projection::project::Projection;
use projection::record::frozen;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which forecasts to score; what is absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = KeptScoreRequest))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScoreRequest {
    /// Only of this series.
    #[serde(default)]
    pub series: Option<Series>,
    /// Only of this season, a year.
    #[serde(default)]
    pub season: Option<i16>,
}

/// How the frozen forecasts did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ForecastScores))]
#[serde(rename_all = "camelCase")]
pub struct ScoreAnswer {
    /// Scores over all races; absent where none is scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overall: Option<Figures>,
    /// By series.
    pub by_series: BTreeMap<Series, Figures>,
    /// Each race that is scored, by date.
    pub races: Vec<ForecastScore>,
    /// Races with records of the default model that are not scored, and why.
    pub not_scored: Vec<NotScored>,
}

/// One race's frozen forecast and its scores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ForecastScore {
    /// The race.
    pub race: RaceKey,
    /// Series.
    pub series: Series,
    /// Date.
    pub date: Date,
    /// Track.
    pub track_name: String,
    /// Id of the forecast.
    pub projection: String,
    /// Number of its record in the chain of the series.
    pub record: u64,
    /// Digest of that record.
    pub digest: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The race's lock as known today.
    pub lock_at: Timestamp,
    /// The scores of this race.
    pub scores: Figures,
}

/// A race without a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NotScored {
    /// The race, by its key in the records.
    pub race: RaceKey,
    /// `no-result`, `no-forecast` or `not-loaded`.
    pub why: String,
    /// In words.
    pub reason: String,
}

/// A race as it is known today.
struct Today {
    key: RaceKey,
    date: Date,
    track_name: String,
    lock_at: Timestamp,
    result: Option<PastRace>,
}

impl Engine {
    /// Scores the frozen forecast of every race that was run: the last forecast of the default model before its lock.
    ///
    /// # Errors
    /// Records or kept sets that are not what was written, and what the graph refuses.
    pub fn score_projections(
        &self,
        request: &ScoreRequest,
        progress: &Progress,
    ) -> Result<ScoreAnswer, EngineError> {
        let mut scored = Vec::new();
        let mut not_scored = Vec::new();
        for series in
            Series::ALL.into_iter().filter(|series| request.series.is_none_or(|asked| asked == *series))
        {
            let records = self.records_of(series)?;
            let chain: Vec<ProjectionRecord> =
                records.iter().map(|recorded| recorded.record.clone()).collect();
            for (race, today) in self.races_of(&records)? {
                progress.check()?;
                if request.season.is_some_and(|season| today_date(&today, &chain, &race) != Some(season)) {
                    continue;
                }
                let skip =
                    |why: &str, reason: String| NotScored { race: race.clone(), why: why.to_owned(), reason };
                let Some(today) = today else {
                    not_scored.push(skip("not-loaded", "the race is not loaded".to_owned()));
                    continue;
                };
                let counts = |record: &ProjectionRecord| {
                    is_default(&record.model_version)
                        && (record.race.key == race || record.race.key == today.key)
                };
                let Some(forecast) = frozen(&chain, today.lock_at, counts) else {
                    let reason = format!(
                        "no forecast of the default model was kept before its lock, {}",
                        today.lock_at
                    );
                    not_scored.push(skip("no-forecast", reason));
                    continue;
                };
                let Some(result) = &today.result else {
                    not_scored.push(skip("no-result", "its result is not loaded".to_owned()));
                    continue;
                };
                let digest = forecast.digest();
                let number =
                    records.iter().find(|recorded| recorded.digest == digest).map_or(0, |of| of.number);
                let of_race = backtest::score(&self.projection_of(forecast)?, result)?;
                scored.push((of_race, series, forecast.clone(), digest, number, today));
            }
        }
        scored.sort_by(|a, b| (a.5.date, &a.5.key).cmp(&(b.5.date, &b.5.key)));
        let figures = |chosen: Vec<&backtest::ScoredRace>| {
            backtest::Figures::of(&chosen).map(|figures| Figures::of(&figures)).transpose()
        };
        let overall = figures(scored.iter().map(|of| &of.0).collect())?;
        let mut by_series = BTreeMap::new();
        for series in Series::ALL {
            let chosen = scored.iter().filter(|of| of.1 == series).map(|of| &of.0).collect();
            if let Some(figures) = figures(chosen)? {
                by_series.insert(series, figures);
            }
        }
        let mut races = Vec::new();
        for (of_race, series, forecast, digest, record, today) in &scored {
            let Some(scores) = figures(vec![of_race])? else { continue };
            races.push(ForecastScore {
                race: today.key.clone(),
                series: *series,
                date: today.date,
                track_name: today.track_name.clone(),
                projection: ProjectionId::of_sha256(&forecast.set)
                    .map(|id| id.to_string())
                    .unwrap_or_default(),
                record: *record,
                digest: digest.clone(),
                made_at: forecast.made_at,
                lock_at: today.lock_at,
                scores,
            });
        }
        Ok(ScoreAnswer { overall, by_series, races, not_scored })
    }

    /// The races of records of the default model, as known today, by their key in the records.
    fn races_of(&self, records: &[Recorded]) -> Result<Vec<(RaceKey, Option<Today>)>, EngineError> {
        let mut keys: Vec<&RaceKey> = Vec::new();
        for Recorded { record, .. } in records {
            if is_default(&record.model_version) && !keys.contains(&&record.race.key) {
                keys.push(&record.race.key);
            }
        }
        self.read(|view| {
            let mut races: Vec<(RaceKey, Option<Today>)> = Vec::new();
            for key in &keys {
                let today = match view.find_race(key.as_str()) {
                    Err(graph::ReadError::UnknownRace { .. }) => None,
                    found => {
                        let found = found?;
                        let (info, _) = view.race_info(&found)?;
                        let result = view.result_of(&found)?;
                        let (date, track_name, lock_at) = (info.date, info.track_name, info.lock_at);
                        Some(Today { key: found, date, track_name, lock_at, result })
                    }
                };
                // Two keys in the records may be one race today.
                let known = |race: &(RaceKey, Option<Today>)| match (&race.1, &today) {
                    (Some(a), Some(b)) => a.key == b.key,
                    _ => false,
                };
                if !races.iter().any(known) {
                    races.push(((*key).clone(), today));
                }
            }
            Ok(races)
        })
    }

    /// The kept set of a record with its samples.
    fn projection_of(&self, record: &ProjectionRecord) -> Result<Projection, EngineError> {
        let damaged = |reason: String| EngineError::DamagedProjection { id: record.set.clone(), reason };
        let id = ProjectionId::of_sha256(&record.set).ok_or_else(|| damaged("not a checksum".to_owned()))?;
        let path = self.kept_path(Stored::Set(id));
        let set = self.read_set(id).map_err(|fault| fault.of(&id.to_string(), path))?;
        let path = self.columns_path(&record.samples);
        let samples = self.read_samples(&record.samples).map_err(|fault| fault.of(&id.to_string(), path))?;
        let [sample] =
            <[_; 1]>::try_from(samples).map_err(|_| damaged("its samples are of scenarios".to_owned()))?;
        let facts_digest = record.facts_digest.clone();
        Ok(Projection { set, facts_digest, unused: Vec::new(), samples: sample.matrix })
    }
}

fn today_date(today: &Option<Today>, chain: &[ProjectionRecord], race: &RaceKey) -> Option<i16> {
    let recorded = || chain.iter().find(|record| record.race.key == *race).map(|record| record.race.date);
    today.as_ref().map(|today| today.date).or_else(recorded).map(|date| date.year())
}

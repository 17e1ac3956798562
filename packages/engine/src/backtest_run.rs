//! The walk-forward over loaded races, and its files.

use crate::error::EngineError;
use crate::open::Engine;
use crate::sidecar::write_whole;
use backtest::{Backtest, Metrics, Row};
use domain::race::RaceCard;
use domain::series::Series;
use jiff::Timestamp;
use projection::{Label, Model, RunConfig};
use report::table;
use std::path::{Path, PathBuf};

/// Which races, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct BacktestRequest {
    /// Series.
    pub series: Series,
    /// First season.
    pub from: i16,
    /// Last season.
    pub to: i16,
    /// The model.
    pub model: Model,
    /// Simulated races a race.
    pub simulations: usize,
    /// Seed.
    pub seed: u64,
}

impl Engine {
    /// Projects every points race of the seasons that has a result, as of its own lock, and scores it.
    ///
    /// # Errors
    /// No race in those seasons, a race without a result, or what [`backtest`] refuses.
    pub fn backtest(
        &self,
        request: &BacktestRequest,
        progress: &mut dyn crate::progress::Progress,
    ) -> Result<Backtest, EngineError> {
        let pooling = self.store.pooling()?;
        // The whole history once; the walk shows each race only what was known at its lock.
        let history = self.store.history(request.series, Timestamp::MAX)?;
        let wanted: Vec<_> = self
            .store
            .races(&graph::RaceFilter { series: Some(request.series), season: None })?
            .into_iter()
            .filter(|race| race.result_known_at.is_some())
            .map(|race| race.info)
            .filter(|race| !race.exhibition && (request.from..=request.to).contains(&race.date.year()))
            .collect();
        let mut cards: Vec<RaceCard> = Vec::with_capacity(wanted.len());
        progress.begin("race cards", wanted.len() as u64);
        for race in &wanted {
            cards.push(self.store.race_card(&race.key, race.lock_at)?);
            progress.advance(1);
        }
        progress.end();
        let run = RunConfig {
            simulations: u32::try_from(request.simulations).unwrap_or(u32::MAX),
            seed: request.seed,
            label: Label::Backtest,
        };
        progress.begin("races", cards.len() as u64);
        let result = backtest::run(&history, &cards, &pooling, &request.model, &run);
        progress.end();
        Ok(result?)
    }
}

/// Writes `projections.csv`, `metrics.json` and `report.txt`; each whole. Gives their paths.
///
/// # Errors
/// When a file cannot be written.
pub fn write_files(backtest: &Backtest, out: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let projections = table::as_csv(Row::COLUMNS, backtest.rows.iter().map(Row::fields))?;
    let metrics = serde_json::to_string_pretty(&backtest.metrics)?;
    let files = [
        ("projections.csv", projections),
        ("metrics.json", metrics + "\n"),
        ("report.txt", text(&backtest.metrics)),
    ];
    let mut paths = Vec::new();
    for (name, contents) in files {
        let path = out.join(name);
        write_whole(&path, contents.as_bytes())?;
        paths.push(path);
    }
    Ok(paths)
}

/// The headline figures as a table: all races, then by type, then by season.
pub fn text(metrics: &Metrics) -> String {
    let columns = [
        table::text("races of"),
        table::number("races"),
        table::number("entries"),
        table::number("rho finish"),
        table::number("rho DK"),
        table::number("MAE DK"),
        table::number("CRPS DK"),
        table::number("NLL win"),
        table::number("LL top5"),
        table::number("LL top10"),
        table::number("LL top20"),
        table::number("capture"),
    ];
    let row = |name: String, f: &backtest::Figures| {
        vec![
            name,
            f.races.to_string(),
            f.entries.to_string(),
            format!("{:.4}", f.rho_finish),
            format!("{:.4}", f.rho_points),
            format!("{:.3}", f.mae_points),
            format!("{:.3}", f.crps_points),
            format!("{:.4}", f.nll_win),
            format!("{:.4}", f.log_loss_top5),
            format!("{:.4}", f.log_loss_top10),
            format!("{:.4}", f.log_loss_top20),
            format!("{:.4}", f.capture),
        ]
    };
    let mut rows = vec![row("all".to_owned(), &metrics.overall)];
    rows.extend(metrics.by_type.iter().map(|(kind, f)| row(kind.class_key().to_owned(), f)));
    rows.extend(metrics.by_season.iter().map(|(season, f)| row(season.to_string(), f)));
    format!(
        "model {} ({}), {} simulations a race, seed {}\nCRPS is of the full sample; every race as known at its lock\n\n{}",
        metrics.model_version,
        &metrics.model_digest[..12],
        metrics.simulations,
        metrics.seed,
        table::for_reading(&columns, &rows)
    )
}

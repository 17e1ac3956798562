//! A backtest for reading.

use super::{NEAR_UNPREDICTABLE_NOTE, type_name};
use crate::table::{self, number, text};
use backtest::RunInfo;
use backtest::calibration::Reliability;
use backtest::measure::{Better, Measure};
use backtest::metrics::{Figures, Metrics};
use backtest::paired::{Difference, Differences};
use backtest::race::Gaps;
use backtest::{Level, Paired};

/// Measures of the first table.
const HEADLINE: [Measure; 9] = [
    Measure::RhoFinish,
    Measure::RhoPoints,
    Measure::MaePoints,
    Measure::CrpsPoints,
    Measure::NllWin,
    Measure::LogLossTop5,
    Measure::LogLossTop10,
    Measure::LogLossTop20,
    Measure::Capture,
];

/// The headline figures: all races, then by type, then by season; and the differences to each baseline.
pub fn summary(metrics: &Metrics) -> String {
    let mut shown = format!("{}\n{}", heading(metrics), table_of(metrics, &HEADLINE, false));
    if !metrics.paired.is_empty() {
        let wanted = |measure: &Measure| !matches!(measure, Measure::LogLossTop5 | Measure::LogLossTop20);
        let mut measures = against(&metrics.paired[0].overall);
        measures.retain(wanted);
        let mut columns = vec![text("less, on all races"), number("races")];
        columns.extend(measures.iter().map(|measure| number(measure.spec().label)));
        let rows = metrics
            .paired
            .iter()
            .map(|paired| part(&measures, paired.baseline.model_version.clone(), &paired.overall));
        shown += "\n";
        shown += &table::for_reading(&columns, &rows.collect::<Vec<_>>());
    }
    shown
}

/// Everything, in sections.
pub fn report(metrics: &Metrics) -> String {
    use Measure::*;
    let mut sections = vec![
        heading(metrics),
        section("Headline", &table_of(metrics, &HEADLINE, true)),
        section(
            "DraftKings and FanDuel points",
            &(table_of(
                metrics,
                &[MaePoints, RmsePoints, CrpsPoints, PinballPoints, RhoPoints, Capture],
                true,
            ) + "\n"
                + &table_of(
                    metrics,
                    &[MaeFanduel, RmseFanduel, CrpsFanduel, PinballFanduel, RhoFanduel, CaptureFanduel],
                    true,
                )),
        ),
        section(
            "Finish: chances",
            &(table_of(metrics, &[LogLossWin, LogLossTop3, LogLossTop5, LogLossTop10, LogLossTop20], true)
                + "\n"
                + &table_of(
                    metrics,
                    &[BrierWin, BrierTop3, BrierTop5, BrierTop10, BrierTop20, MaeFinish],
                    true,
                )),
        ),
        section(
            "Calibration of points: share of actual points inside the central intervals, and the largest distance \
             of the pooled probability integral transforms from the uniform distribution",
            &(table_of(metrics, &[Cover50Points, Cover80Points, Cover90Points, PitPoints], true)
                + "\n"
                + &table_of(metrics, &[Cover50Fanduel, Cover80Fanduel, Cover90Fanduel, PitFanduel], true)),
        ),
        section(
            "Quantiles: share of actual points at or below each, and its pinball loss",
            &quantiles(metrics),
        ),
        section(
            "Reliability: tenths of the driver-races by chance (equal chances stand together)",
            &reliability(&metrics.calibration.overall.reliability),
        ),
    ];
    for (kind, calibration) in &metrics.calibration.by_type {
        let title = format!("Reliability, {}", type_name(*kind));
        sections.push(section(&title, &reliability(&calibration.reliability)));
    }
    sections.extend(metrics.paired.iter().map(paired));
    sections.join("\n")
}

fn section(title: &str, body: &str) -> String {
    format!("{title}\n\n{body}")
}

fn name(run: &RunInfo) -> String {
    format!("{} ({})", run.model_version, run.model_digest.get(..12).unwrap_or(&run.model_digest))
}

fn heading(metrics: &Metrics) -> String {
    let run = &metrics.run;
    let series: Vec<&str> = metrics.series.iter().map(|series| series.log_name()).collect();
    let mut lines = vec![
        format!(
            "{}, model {}, {} simulations per race, seed {}",
            series.join(" and "),
            name(run),
            run.simulations,
            run.seed
        ),
        "Every race as known at its lock. +-: standard error by drawing whole races again (2,000 draws).".to_owned(),
        "rho, NLL win and capture are means over races, all others over driver-races. CRPS is of the full sample,".to_owned(),
        "pinball the mean over 19 quantiles (about half of it), PIT by mid-ranks.".to_owned(),
    ];
    if metrics.by_type.values().any(|figures| figures.near_unpredictable) {
        lines.push(NEAR_UNPREDICTABLE_NOTE.to_owned());
    }
    if metrics.coarse_log_losses {
        lines.push(format!(
            "note: log losses and NLL win are coarse below {} simulations per race",
            backtest::metrics::MINIMUM_FOR_LOG_LOSSES
        ));
    }
    lines.extend(gaps(&metrics.gaps));
    lines.join("\n") + "\n"
}

/// What is missing, a line each; nothing where nothing is.
fn gaps(gaps: &Gaps) -> Vec<String> {
    let counts = [
        (gaps.races_without_winner, "races whose log lacks the winner: left out of NLL win"),
        (gaps.races_without_rank_correlation, "races without a rank correlation: left out of its mean"),
        (gaps.entries_without_result, "entries without a result: left out"),
        (gaps.results_without_entry, "cars of results that are on no card: left out"),
        (gaps.entries_without_start, "entries without a place on the grid: no places gained or lost"),
    ];
    counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("note: {count} {what}"))
        .collect()
}

/// Rows for all races, each type and each season.
fn table_of(metrics: &Metrics, measures: &[Measure], errors: bool) -> String {
    let mut columns = vec![text("races of"), number("races"), number("entries")];
    columns.extend(measures.iter().map(|measure| number(measure.spec().label)));
    let row = |name: String, figures: &Figures| {
        let mut row = vec![name, figures.races.to_string(), figures.entries.to_string()];
        row.extend(measures.iter().map(|measure| estimate(figures, *measure, errors)));
        row
    };
    let mut rows = vec![row("all".to_owned(), &metrics.overall)];
    rows.extend(metrics.by_type.iter().map(|(kind, figures)| row(type_name(*kind).to_owned(), figures)));
    rows.extend(metrics.by_season.iter().map(|(season, figures)| row(season.to_string(), figures)));
    table::for_reading(&columns, &rows)
}

fn estimate(figures: &Figures, measure: Measure, errors: bool) -> String {
    let decimals = measure.spec().decimals;
    match figures.get(measure) {
        None => "-".to_owned(),
        Some(estimate) => match estimate.error.filter(|_| errors) {
            Some(error) => format!("{:.decimals$} +-{error:.decimals$}", estimate.value),
            None => format!("{:.decimals$}", estimate.value),
        },
    }
}

fn quantiles(metrics: &Metrics) -> String {
    let columns =
        [number("level"), number("below DK"), number("pinball DK"), number("below FD"), number("pinball FD")];
    let of = &metrics.calibration.overall;
    let both = of.draftkings.quantiles.iter().zip(&of.fanduel.quantiles);
    let row = |(dk, fd): (&Level, &Level)| {
        vec![
            format!("{:.2}", dk.level),
            format!("{:.3}", dk.below),
            format!("{:.3}", dk.pinball),
            format!("{:.3}", fd.below),
            format!("{:.3}", fd.pinball),
        ]
    };
    table::for_reading(&columns, &both.map(row).collect::<Vec<_>>())
}

/// The tables of all events side by side, and the Brier scores taken apart.
fn reliability(tables: &[Reliability]) -> String {
    let columns = [
        text("event"),
        number("tenth"),
        number("count"),
        number("forecast %"),
        number("came true %"),
        number("+-"),
    ];
    let mut rows = Vec::new();
    for table in tables {
        for (group, tenth) in table.groups.iter().zip(1u32..) {
            rows.push(vec![
                table.event.to_owned(),
                tenth.to_string(),
                group.count.to_string(),
                format!("{:.2}", 100.0 * group.forecast),
                format!("{:.2}", 100.0 * group.frequency),
                group.error.map(|error| format!("{:.2}", 100.0 * error)).unwrap_or_default(),
            ]);
        }
    }
    let parts = [
        text("Brier score of"),
        number("score"),
        number("= reliability"),
        number("- resolution"),
        number("+ uncertainty"),
        number("+ within"),
    ];
    let terms = tables.iter().map(|table| {
        let brier = &table.brier;
        let terms = [brier.score, brier.reliability, brier.resolution, brier.uncertainty, brier.within];
        let mut row = vec![table.event.to_owned()];
        row.extend(terms.map(|term| format!("{term:.5}")));
        row
    });
    table::for_reading(&columns, &rows) + "\n" + &table::for_reading(&parts, &terms.collect::<Vec<_>>())
}

/// A model against another: every measure over all races, then the headline measures by type and season.
pub fn paired(paired: &Paired) -> String {
    let title = format!("{} against {}", name(&paired.model), name(&paired.baseline));
    let mut notes = if paired.model.seed == paired.baseline.seed {
        String::new()
    } else {
        format!("note: the notes differ ({} and {})\n", paired.model.seed, paired.baseline.seed)
    };
    if paired.races_with_other_evidence > 0 {
        let races = paired.races_with_other_evidence;
        notes += &format!(
            "note: in {races} races the two read different evidence of the race week, or one read none\n"
        );
    }
    let columns = [
        text("all races"),
        number("model"),
        number("baseline"),
        number("difference"),
        number("+-"),
        number("plain +-"),
        number("in errors"),
        text("better is"),
    ];
    let rows: Vec<Vec<String>> = paired.overall.measures.iter().map(difference).collect();
    let measures = against(&paired.overall);
    let mut by_part = vec![text("difference"), number("races")];
    by_part.extend(measures.iter().map(|measure| number(measure.spec().label)));
    let mut parts = vec![part(&measures, "all".to_owned(), &paired.overall)];
    parts.extend(paired.by_type.iter().map(|(kind, of)| part(&measures, type_name(*kind).to_owned(), of)));
    parts.extend(paired.by_season.iter().map(|(season, of)| part(&measures, season.to_string(), of)));
    let note = if paired.by_type.values().any(|of| of.near_unpredictable) {
        format!("{NEAR_UNPREDICTABLE_NOTE}\n")
    } else {
        String::new()
    };
    section(
        &title,
        &format!(
            "{notes}difference: model less baseline on the same {} races and {} driver-races; in errors: signed so that more is better\n{note}\n{}\n{}",
            paired.overall.races,
            paired.overall.entries,
            table::for_reading(&columns, &rows),
            table::for_reading(&by_part, &parts)
        ),
    )
}

/// The measures shown of every part: those that there are.
fn against(overall: &Differences) -> Vec<Measure> {
    let measures = HEADLINE.into_iter().chain([Measure::CrpsFanduel, Measure::MaeFanduel]);
    measures.filter(|measure| overall.get(*measure).is_some()).collect()
}

fn part(measures: &[Measure], name: String, differences: &Differences) -> Vec<String> {
    let mut row = vec![name, differences.races.to_string()];
    row.extend(measures.iter().map(|measure| differences.get(*measure).map(short).unwrap_or_default()));
    row
}

fn difference(difference: &Difference) -> Vec<String> {
    let spec = difference.measure.spec();
    let decimals = spec.decimals;
    let shown = |value: Option<f64>| value.map(|value| format!("{value:.decimals$}")).unwrap_or_default();
    vec![
        spec.label.to_owned(),
        format!("{:.decimals$}", difference.model),
        format!("{:.decimals$}", difference.baseline),
        signed(difference.difference(), decimals),
        shown(difference.error),
        shown(difference.plain_error),
        difference.gain_in_errors().map(|gain| format!("{gain:+.1}")).unwrap_or_default(),
        match spec.better {
            Better::Higher => "higher".to_owned(),
            Better::Lower => "lower".to_owned(),
            Better::Near(share) => format!("near {share}"),
        },
    ]
}

fn short(difference: &Difference) -> String {
    let decimals = difference.measure.spec().decimals;
    let error = difference.error.map(|error| format!(" +-{error:.decimals$}")).unwrap_or_default();
    format!("{}{error}", signed(difference.difference(), decimals))
}

/// With its sign, but for a zero.
fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{value:+.decimals$}");
    if text.bytes().any(|digit| matches!(digit, b'1'..=b'9')) { text } else { text[1..].to_owned() }
}

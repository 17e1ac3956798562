//! Home: the races of the week, how fresh the data are, what needs attention.

use super::print;
use super::shell::{Moment, Place, Shell, Visitor, render};
use super::slate::Slates;
use super::slate::columns::Row;
use super::slate::view::{SlateQuery, View};
use super::{driver, url};
use crate::app::App;
use crate::problem::Problem;
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use engine::Engine;
use engine::desk::{DeskAnswer, DeskRace, SeriesWeek};
use engine::operations::{JobsRequest, Scope};
use jiff::{SignedDuration, Timestamp};

/// How near a lock is said to be soon.
const SOON: SignedDuration = SignedDuration::from_hours(6);

#[derive(Template)]
#[template(path = "home.html", whitespace = "minimize")]
struct HomePage {
    shell: Shell,
    weeks: Vec<Week>,
    feeds: Vec<Feed>,
    series: Vec<Through>,
    tasks: Vec<Task>,
    now: Moment,
}

/// The week of a series.
struct Week {
    series: &'static str,
    races: Vec<Card>,
    last: Option<Card>,
}

/// A race.
struct Card {
    key: String,
    title: String,
    track: String,
    course: String,
    slate: String,
    race: String,
    lock: Moment,
    /// `open`, `soon` or `locked`.
    state: &'static str,
    entries: u32,
    grid: String,
    date: String,
    /// The highest projected drivers; empty where the race cannot be projected yet.
    top: Vec<Top>,
}

/// A driver projected high.
struct Top {
    name: String,
    href: String,
    points: String,
    win: String,
}

/// Drivers named for a race.
const TOP: usize = 5;

/// How fresh a feed is.
struct Feed {
    kind: String,
    files: String,
    last_file: String,
    at: Moment,
    incomplete: u32,
}

/// How far the data of a series go.
struct Through {
    series: &'static str,
    races: u32,
    through: Option<(String, String)>,
    /// Races whose results are overdue.
    overdue: Option<String>,
}

/// Something that waits for a person.
struct Task {
    words: String,
    about: String,
    href: &'static str,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Extension(slates): Extension<Slates>,
) -> Result<Response, Problem> {
    let desk = app.engine(|engine, progress| engine.desk(progress)).await?;
    let own = (!visitor.may(Scope::Admin)).then(|| visitor.caller.account.clone());
    let failed = app.operations(move |operations| {
        let count = |state: &str| {
            let (account, state) = (own.clone(), Some(state.to_owned()));
            let request = JobsRequest { account, state, kind: None, cursor: None, limit: 20 };
            operations.jobs(&request).map(|answer| answer.jobs.len() as u64)
        };
        Ok(count("failed")? + count("dead")?)
    });
    let (now, fixed) = (app.clock().now(), app.clock().is_fixed());
    let mut weeks: Vec<Week> = desk.weeks.iter().map(|week| week_of(week, now, fixed)).collect();
    for card in weeks.iter_mut().flat_map(|week| week.races.iter_mut()) {
        card.top = top(&app, &slates, &card.key).await;
    }
    let page = HomePage {
        tasks: tasks(&desk, failed.await?),
        shell: Shell::of(&visitor, "Home", Some(Place::Home)),
        weeks,
        feeds: desk
            .data
            .feeds
            .iter()
            .map(|feed| Feed {
                kind: feed.kind.replace('-', " "),
                files: print::count(feed.files.into(), "file", "files"),
                last_file: feed.last_file.clone(),
                // Files come by the real clock, even where the engine stands at another moment.
                at: Moment::of(
                    feed.fetched_at,
                    None,
                    if feed.fetched_at <= now { now } else { Timestamp::now() },
                    fixed,
                ),
                incomplete: feed.incomplete,
            })
            .collect(),
        series: desk
            .data
            .series
            .iter()
            .map(|series| Through {
                series: series.series.log_name(),
                races: series.races,
                through: series
                    .through_race
                    .as_ref()
                    .map(|race| (race.track_name.clone(), race.date.strftime("%b %-d, %Y").to_string())),
                overdue: series.stale.then(|| {
                    let first = series.without_result.first().map(ToString::to_string).unwrap_or_default();
                    format!("the result of {first} is overdue")
                }),
            })
            .collect(),
        now: Moment::of(now, None, now, fixed),
    };
    Ok(render(&page))
}

fn week_of(week: &SeriesWeek, now: Timestamp, fixed: bool) -> Week {
    Week {
        series: week.series.log_name(),
        races: week.races.iter().map(|race| card(race, now, fixed)).collect(),
        last: week.last.as_ref().map(|race| card(race, now, fixed)),
    }
}

fn card(race: &DeskRace, now: Timestamp, fixed: bool) -> Card {
    let info = &race.line.race;
    let key = url::part(info.key.as_str());
    let zone = race.track.as_ref().and_then(|track| track.zone.as_deref());
    let left = info.lock_at.duration_since(now);
    Card {
        key: info.key.to_string(),
        title: race.line.name.clone().unwrap_or_else(|| info.track_name.clone()),
        track: race.track.as_ref().map_or_else(|| info.track_name.clone(), |track| track.name.clone()),
        course: race.track.as_ref().map(|track| track.class.replace('-', " ")).unwrap_or_default(),
        slate: format!("/slate/{key}"),
        race: format!("/race/{key}"),
        lock: Moment::of(info.lock_at, zone, now, fixed),
        date: info.date.strftime("%b %-d, %Y").to_string(),
        top: Vec::new(),
        state: match left {
            left if !left.is_positive() => "locked",
            left if left < SOON => "soon",
            _ => "open",
        },
        entries: race.line.entries,
        grid: match race.on_grid {
            0 => "no grid yet".to_owned(),
            known if known >= race.line.entries => "grid set".to_owned(),
            known => format!("grid of {known}"),
        },
    }
}

/// The drivers projected highest for DraftKings; none for a race that cannot be projected yet, which its slate explains.
async fn top(app: &App, slates: &Slates, race: &str) -> Vec<Top> {
    let Ok(view) = View::of(race.to_owned(), SlateQuery::default()) else { return Vec::new() };
    let request = view.request(app.config().simulations, app.config().seed);
    let Ok(found) = slates.get(app, &request, Engine::slate).await else { return Vec::new() };
    let mut rows = Row::all(&found.answer);
    rows.sort_by(|a, b| b.projected.draftkings.mean.total_cmp(&a.projected.draftkings.mean));
    let top = |row: &Row<'_>| Top {
        name: row.projected.driver_name.clone(),
        href: driver::href(&view, row.projected.driver.0),
        points: print::number(row.projected.draftkings.mean, 1),
        win: print::percent(row.projected.p_win),
    };
    rows.iter().take(TOP).map(top).collect()
}

/// What waits for a person, the most pressing first.
fn tasks(desk: &DeskAnswer, failed: u64) -> Vec<Task> {
    let mut tasks = Vec::new();
    if failed > 0 {
        tasks.push(Task {
            words: format!("{} failed", print::count(failed, "job", "jobs")),
            about: "see what went wrong, and try again".to_owned(),
            href: "/operations#jobs",
        });
    }
    for series in desk.data.series.iter().filter(|series| series.stale) {
        for race in &series.without_result {
            tasks.push(Task {
                words: format!("No result of {race}"),
                about: "import its race log, so that the next projection knows it".to_owned(),
                href: "/operations#imports",
            });
        }
    }
    let incomplete: u64 = desk.data.feeds.iter().map(|feed| u64::from(feed.incomplete)).sum();
    if incomplete > 0 {
        tasks.push(Task {
            words: format!("{} not completed", print::count(incomplete, "import", "imports")),
            about: "importing the file again completes it".to_owned(),
            href: "/operations#imports",
        });
    }
    if desk.claims_to_review > 0 {
        tasks.push(Task {
            words: format!("{} to review", print::count(desk.claims_to_review.into(), "claim", "claims")),
            about: "a claim counts only once somebody accepts it".to_owned(),
            href: "/race/next#claims",
        });
    }
    let rows: u64 = desk.held.values().map(|count| count.rows).sum();
    if rows > 0 {
        let rules: Vec<String> =
            desk.held.iter().map(|(rule, count)| format!("{rule} {}", count.rows)).collect();
        tasks.push(Task {
            words: format!("{} held back", print::count(rows, "row", "rows")),
            about: rules.join(", "),
            href: "/operations#held",
        });
    }
    tasks
}

//! Daemons: every slot is worked off once.

use crate::support::{ingest_with, rules, season, sources};
use domain::series::Series;
use engine::Progress;
use ingest::request::{RunRequest, SourceKind};
use ingest::schedule::DaemonRules;
use ingest::schedule::cron::Schedule;
use jiff::SignedDuration;

#[test]
fn a_slot_is_worked_off_once_whatever_the_clock_does() {
    let folder = tempfile::tempdir().unwrap();
    let request = RunRequest { series: vec![Series::Cup], ..season(&[SourceKind::League]) };
    let daily = Schedule::new("daily", "30 6 * * *", "America/New_York").unwrap();
    let daemon = DaemonRules {
        request: request.clone(),
        schedules: vec![daily],
        catch_up: 3,
        look_back: SignedDuration::from_hours(26),
    };
    let tick = |now: &str| {
        let ingest = ingest_with(folder.path(), rules(), now);
        let league = sources(&ingest, &request.sources, "http://127.0.0.1:9");
        ingest.tick(&daemon, &league, &Progress::new()).unwrap()
    };
    let slots =
        |now: &str| tick(now).slots.into_iter().filter(|slot| slot.starts_with("daily")).collect::<Vec<_>>();
    // The clocks go back on 5 November 2023.
    assert_eq!(slots("2023-11-05T11:31:00Z"), ["daily@2023-11-05T11:30:00Z"]);
    assert_eq!(slots("2023-11-05T11:32:00Z"), Vec::<String>::new());
    // The clock is set back an hour.
    assert_eq!(slots("2023-11-05T10:40:00Z"), Vec::<String>::new());
    assert_eq!(slots("2023-11-05T11:40:00Z"), Vec::<String>::new());
    assert_eq!(slots("2023-11-06T11:30:00Z"), ["daily@2023-11-06T11:30:00Z"]);
}

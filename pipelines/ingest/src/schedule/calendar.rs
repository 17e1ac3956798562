//! The calendar of a race weekend as a schedule: when there is something new to fetch of a race.

use super::Slot;
use feeds::nascar::setting::Setting;
use jiff::{SignedDuration, Timestamp};

/// What is looked for, and how long before or after the start of the race.
const LOOKS: &[(&str, SignedDuration)] = &[
    ("entry-list", SignedDuration::from_hours(-5 * 24)),
    ("entry-list-again", SignedDuration::from_hours(-3 * 24)),
    ("practice", SignedDuration::from_hours(-20)),
    ("qualifying", SignedDuration::from_hours(-16)),
    ("lock", SignedDuration::from_mins(-20)),
    ("race", SignedDuration::from_hours(4)),
    ("official", SignedDuration::from_hours(24)),
    ("final", SignedDuration::from_hours(3 * 24 + 1)),
];

/// The slots of a race, in order.
pub fn slots(setting: &Setting) -> Vec<Slot> {
    let slot = |(what, offset): &(&str, SignedDuration)| {
        let at = setting.start + *offset;
        Slot { at, name: format!("{}/{}/{}/{what}@{at}", setting.series, setting.season, setting.race_id) }
    };
    LOOKS.iter().map(slot).collect()
}

/// The last slot of each race that fell due after one moment and up to another: what was missed before it, it fetches too.
pub fn due(races: &[Setting], after: Timestamp, now: Timestamp) -> Vec<(u32, Slot)> {
    let last = |race: &Setting| {
        let slot = slots(race).into_iter().rfind(|slot| after < slot.at && slot.at <= now)?;
        Some((race.race_id, slot))
    };
    let mut due: Vec<(u32, Slot)> = races.iter().filter_map(last).collect();
    due.sort_by(|a, b| b.1.cmp(&a.1));
    due
}

/// The next slot of any race.
pub fn next(races: &[Setting], after: Timestamp) -> Option<Slot> {
    races.iter().flat_map(slots).filter(|slot| slot.at > after).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use feeds::nascar::race_list;

    fn races() -> Vec<Setting> {
        let race = |id: u32, date: &str| {
            format!(
                r#"{{"race_id":{id},"series_id":1,"race_season":2025,"track_name":"Phoenix Raceway","race_date":"{date}T15:00:00"}}"#
            )
        };
        let text = format!("[{},{}]", race(1, "2025-11-02"), race(2, "2025-03-09"));
        race_list::read("list", text.as_bytes(), 2025).unwrap().value
    }

    #[test]
    fn each_look_falls_due_once_and_follows_the_local_clock() {
        let races = races();
        let at = |race: u32, what: &str| {
            let race = races.iter().find(|found| found.race_id == race).unwrap();
            slots(race)
                .into_iter()
                .find(|slot| slot.name.contains(&format!("/{what}@")))
                .unwrap()
                .at
                .to_string()
        };
        // The clocks change in the night before each of these races.
        assert_eq!(at(1, "lock"), "2025-11-02T19:40:00Z");
        assert_eq!(at(2, "lock"), "2025-03-09T18:40:00Z");
        let moment = |text: &str| -> Timestamp { text.parse().unwrap() };
        let found = due(&races, moment("2025-11-02T19:30:00Z"), moment("2025-11-02T19:45:00Z"));
        assert_eq!(found.len(), 1);
        assert!(found[0].1.name.starts_with("cup/2025/1/lock@"));
        assert!(due(&races, moment("2025-11-02T19:45:00Z"), moment("2025-11-02T19:50:00Z")).is_empty());
        let missed = due(&races, moment("2025-10-01T00:00:00Z"), moment("2025-11-02T19:45:00Z"));
        assert_eq!(missed.len(), 1, "of what was missed the last look is enough");
        assert_eq!(
            next(&races, moment("2025-11-02T19:45:00Z")).unwrap().at.to_string(),
            "2025-11-03T00:00:00Z"
        );
    }
}

//! Which tasks a partition has, and which come after which.

use crate::partition::Partition;
use crate::task::{TableKind, Task};
use feeds::nascar::Feed;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// A task and the tasks that must succeed before it, by their places in the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedTask {
    /// What it works on.
    pub partition: Partition,
    /// What it does.
    pub task: Task,
    /// Places of the tasks before it, all smaller than its own.
    pub after: Vec<usize>,
}

impl PlannedTask {
    /// Its name, such as `cup/2025/5596/fetch/weekend-feed`.
    pub fn name(&self) -> String {
        self.partition.part(&self.task.name())
    }
}

/// The tasks that find out which races a season has.
pub fn of_season(partition: Partition) -> Vec<PlannedTask> {
    let task = |task, after| PlannedTask { partition, task, after };
    vec![task(Task::Fetch(Feed::RaceList), vec![]), task(Task::Parse(Feed::RaceList), vec![0])]
}

/// The tasks of a race with these feeds. A table is made where the feeds it stands on are among them.
pub fn of_race(partition: Partition, feeds: &[Feed]) -> Vec<PlannedTask> {
    let mut plan: Vec<PlannedTask> = Vec::new();
    let mut push = |task: Task, after: Vec<usize>| {
        plan.push(PlannedTask { partition, task, after });
        plan.len() - 1
    };
    let mut parsed: Vec<(Feed, usize)> = Vec::new();
    for &feed in feeds {
        let fetched = push(Task::Fetch(feed), vec![]);
        parsed.push((feed, push(Task::Parse(feed), vec![fetched])));
    }
    let place = |feed: &Feed| parsed.iter().find(|(found, _)| found == feed).map(|(_, at)| *at);
    let mut loaded = Vec::new();
    for &table in TableKind::ALL {
        let Some(mut after) = table.needs().iter().map(place).collect::<Option<Vec<_>>>() else { continue };
        after.extend(table.takes().iter().filter_map(place));
        let verified = push(Task::Verify(table), after);
        loaded.push(push(Task::Load(table), vec![verified]));
    }
    if let (Some(laps), Some(week)) = (place(&Feed::LapTimes), place(&Feed::WeekendFeed)) {
        loaded.push(push(Task::Derive, vec![laps, week]));
    }
    if !loaded.is_empty() {
        push(Task::Check, loaded);
    }
    plan
}

/// The plan as indented text.
pub fn as_text(plan: &[PlannedTask]) -> String {
    let mut text = String::new();
    for task in plan {
        let after: Vec<String> = task.after.iter().map(|at| plan[*at].task.name()).collect();
        let _ = match after.is_empty() {
            true => writeln!(text, "{}", task.name()),
            false => writeln!(text, "{}  after {}", task.name(), after.join(", ")),
        };
    }
    text
}

/// The plan as a Mermaid graph.
pub fn as_mermaid(plan: &[PlannedTask]) -> String {
    let mut text = "graph LR\n".to_owned();
    for (at, task) in plan.iter().enumerate() {
        let _ = writeln!(text, "  t{at}[\"{}\"]", task.name());
    }
    for (at, task) in plan.iter().enumerate() {
        for before in &task.after {
            let _ = writeln!(text, "  t{before} --> t{at}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::RACE_FEEDS;
    use domain::series::Series;

    #[test]
    fn tasks_come_after_what_they_stand_on() {
        let plan = of_race(Partition::race(Series::Cup, 2025, 5596), &RACE_FEEDS);
        assert!(plan.iter().enumerate().all(|(at, task)| task.after.iter().all(|before| *before < at)));
        let after = |name: &str| -> Vec<String> {
            let task = plan.iter().find(|task| task.task.name() == name).unwrap();
            task.after.iter().map(|at| plan[*at].task.name()).collect()
        };
        assert_eq!(after("verify/race-logs"), ["parse/weekend-feed", "parse/loop-stats"]);
        assert_eq!(after("load/results"), ["verify/results"]);
        assert_eq!(after("derive"), ["parse/lap-times", "parse/weekend-feed"]);
        assert_eq!(plan.last().unwrap().task, Task::Check);
        assert_eq!(plan.iter().filter(|task| matches!(task.task, Task::Fetch(_))).count(), RACE_FEEDS.len());
    }

    #[test]
    fn without_a_feed_there_is_no_table_of_it() {
        let plan = of_race(Partition::race(Series::Cup, 2025, 5596), &[Feed::WeekendFeed]);
        let names: Vec<String> = plan.iter().map(|task| task.task.name()).collect();
        assert!(names.contains(&"load/results".to_owned()) && names.contains(&"load/practice".to_owned()));
        assert!(!names.contains(&"load/race-logs".to_owned()) && !names.contains(&"derive".to_owned()));
        assert_eq!(of_race(Partition::race(Series::Cup, 2025, 5596), &[Feed::Flags]).len(), 2);
    }

    #[test]
    fn plans_are_printed() {
        let plan = of_season(Partition::season(Series::Trucks, 2024));
        assert_eq!(
            as_text(&plan),
            "trucks/2024/fetch/race-list\ntrucks/2024/parse/race-list  after fetch/race-list\n"
        );
        assert!(as_mermaid(&plan).contains("  t0 --> t1\n"));
    }
}

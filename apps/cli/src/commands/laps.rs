//! `laps`.

use super::Context;
use crate::exit::Outcome;
use crate::table::{for_reading, number, or_dash, text};
use crate::terminal;
use anyhow::Result;
use engine::Progress;
use engine::laps::{
    CarOfRace, Completeness, LapsAnswer, LapsLine, LedReason, RaceLapsAnswer, RaceLapsRequest,
};

/// Differences shown one by one; `--json` gives all.
const DIFFERENCES_SHOWN: usize = 20;

pub fn run(context: &Context<'_>, race: Option<&str>) -> Result<Outcome> {
    let engine = context.reader("laps")?;
    let words = match race {
        Some(race) => {
            let request = RaceLapsRequest { race: race.to_owned() };
            let answer = engine.race_laps(&request, &Progress::new())?;
            if context.json {
                terminal::json(&answer)?;
                return Ok(Outcome::Done);
            }
            of_race(&answer)
        }
        None => {
            let answer = engine.laps(&terminal::progress()?)?;
            terminal::end_progress();
            if context.json {
                terminal::json(&answer)?;
                return Ok(Outcome::Done);
            }
            of_all(&answer)
        }
    };
    terminal::write(words.as_bytes())?;
    Ok(Outcome::Done)
}

fn of_race(answer: &RaceLapsAnswer) -> String {
    let name = answer.race.clone().unwrap_or_else(|| "not named by any result".to_owned());
    let cautions = match (answer.cautions, answer.caution_laps) {
        (Some(cautions), Some(laps)) => format!("{cautions} cautions, {laps} laps"),
        _ => "cautions not known, so no pace".to_owned(),
    };
    let mut lines = vec![
        format!("{} · {name} · {} laps · {cautions}", answer.race_id, answer.laps),
        format!("laps: {}", completeness(answer.completeness)),
    ];
    if !answer.laps_missing.is_empty() {
        lines.push(format!("missing for every car: {} laps", answer.laps_missing.len()));
    }
    let per_cent = |share: f64| format!("{:+.2}", 100.0 * share);
    let row = |car: &CarOfRace| {
        let CarOfRace { car, laps_official, laps_led_official, led_differ } = car;
        vec![
            car.car.clone(),
            or_dash(car.driver),
            car.laps.to_string(),
            or_dash(*laps_official),
            car.laps_led.to_string(),
            or_dash(*laps_led_official),
            or_dash(car.pace.map(|pace| per_cent(pace.pace))),
            or_dash(car.pace.and_then(|pace| pace.last_third).map(per_cent)),
            or_dash(car.pace.map(|pace| pace.laps)),
            or_dash(car.fall_off.map(|millis| format!("{millis:.0}"))),
            format!("{:+} in {}", car.restart_places, car.restarts),
            or_dash(car.stops),
            format!("+{} -{}", car.pit_places_won, car.pit_places_lost),
            or_dash(car.stage_points),
            led_differ.map_or_else(String::new, |reason| format!("led: {}", words(reason))),
        ]
    };
    let columns = [
        text("car"),
        number("driver"),
        number("laps"),
        number("official"),
        number("led"),
        number("official"),
        number("pace %"),
        number("last third %"),
        number("green laps"),
        number("fall-off ms/lap"),
        number("restarts"),
        number("stops"),
        number("in the pits"),
        number("stage points"),
        text(""),
    ];
    let rows: Vec<_> = answer.cars.iter().map(row).collect();
    format!("{}\n{}", lines.join("\n"), for_reading(&columns, &rows))
}

fn of_all(answer: &LapsAnswer) -> String {
    let row = |race: &LapsLine| {
        vec![
            race.race_id.to_string(),
            or_dash(race.race.as_ref()),
            race.laps.to_string(),
            race.cars.to_string(),
            race.car_laps.to_string(),
            race.with_pace.to_string(),
            or_dash(race.cautions),
            or_dash(race.stops),
            completeness(race.completeness).to_owned(),
        ]
    };
    let columns = [
        number("id"),
        text("race"),
        number("laps"),
        number("cars"),
        number("car laps"),
        number("with pace"),
        number("cautions"),
        number("stops"),
        text("complete"),
    ];
    let rows: Vec<_> = answer.races.iter().map(row).collect();
    let count = |wanted| answer.races.iter().filter(|race| race.completeness == wanted).count();
    let led = &answer.laps_led;
    let share = |part: u32, whole: u32| 100.0 * f64::from(part) / f64::from(whole.max(1));
    let mut text = for_reading(&columns, &rows);
    text += &format!(
        "{} races: {} whole, {} partial, {} without a result; {} car laps\n",
        answer.races.len(),
        count(Completeness::Whole),
        count(Completeness::Partial),
        count(Completeness::NotCompared),
        answer.races.iter().map(|race| u64::from(race.car_laps)).sum::<u64>(),
    );
    text += &format!(
        "laps led by running order: equal for {} of {} drivers ({:.1} %), of those who led {} of {} ({:.1} %), \
         within one lap {} ({:.1} %); {} drivers of results have no laps\n",
        led.equal,
        led.drivers,
        share(led.equal, led.drivers),
        led.leaders_equal,
        led.leaders,
        share(led.leaders_equal, led.leaders),
        led.within_one,
        share(led.within_one, led.drivers),
        led.without_laps,
    );
    for reason in [LedReason::Partial, LedReason::LeadersAgree, LedReason::NoLeader, LedReason::Unexplained] {
        let of_reason = led.differences.iter().filter(|difference| difference.reason == reason).count();
        if of_reason > 0 {
            text += &format!("  {of_reason}: {}\n", words(reason));
        }
    }
    for difference in led.differences.iter().take(DIFFERENCES_SHOWN) {
        let (race, driver) = (&difference.race, difference.driver);
        let (laps, official, reason) = (difference.by_laps, difference.official, words(difference.reason));
        text += &format!(
            "  {race}: driver {driver} led {laps} by running order, {official} officially: {reason}\n"
        );
    }
    let more = led.differences.len().saturating_sub(DIFFERENCES_SHOWN);
    if more > 0 {
        text += &format!("  and {more} more; --json lists all\n");
    }
    text
}

fn completeness(completeness: Completeness) -> &'static str {
    match completeness {
        Completeness::Whole => "whole",
        Completeness::Partial => "partial",
        Completeness::NotCompared => "no result to compare with",
    }
}

fn words(reason: LedReason) -> &'static str {
    match reason {
        LedReason::Partial => "the race's laps are partial",
        LedReason::LeadersAgree => "the table of leaders has the official count",
        LedReason::NoLeader => "laps have no car in first place",
        LedReason::Unexplained => "no table gives the official count",
    }
}

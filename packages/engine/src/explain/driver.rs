//! A driver's projection, told.

use super::plan::{Told, finish};
use super::sentence::{Sentence, number, percent, sentence};
use crate::why::{Group, Why};
use domain::evidence::claim;
use domain::ids::DriverId;
use projection::set::EntryProjection;

/// Kinds of evidence that are told, the largest first.
const GROUPS: usize = 4;

/// Places of the 10 %, 50 % and 90 % quantiles among the 19 from 5 % to 95 %.
const LOW: usize = 1;
const MIDDLE: usize = 9;
const HIGH: usize = 17;

/// The projection of a driver; without `why`, that of one who does not start.
pub(super) fn sentences(told: &Told<'_>, driver: DriverId, why: Option<&Why>) -> Vec<Sentence> {
    let entry = told.set.body().entries.iter().find(|entry| entry.driver == driver);
    let (Some(entry), Some(why)) = (entry, why) else { return absent(told, driver) };
    let mut sentences = vec![setting(told, entry)];
    sentences.extend(told.drop_sentence(entry));
    sentences.extend(points(told, entry));
    sentences.push(chances(told, entry));
    sentences.extend(dominates(told, entry));
    sentences.extend(reasons(told, entry, why));
    sentences.extend(told.claim_sentences(Some(driver)));
    sentences.push(risks(told, entry, why));
    sentences.extend(past(told, driver));
    sentences.push(told.basis());
    sentences
}

/// Why a driver is not projected: a claim says that he does not start.
fn absent(told: &Told<'_>, driver: DriverId) -> Vec<Sentence> {
    let entry = told.entry_id(driver);
    let mut sentences = vec![sentence(
        "{driver} does not start in {race}.",
        &[("driver", told.name(driver), &entry), ("race", told.card.info.key.to_string(), &told.race_id())],
    )];
    let withdrawn = told.claims(Some(driver)).iter().any(|said| said.kind == claim::WITHDRAWN);
    if withdrawn {
        sentences.extend(told.claim_sentences(Some(driver)));
    }
    sentences
}

fn setting(told: &Told<'_>, entry: &EntryProjection) -> Sentence {
    let (set, body) = (told.set_id(), told.set.body());
    let race = told.context.name.clone().unwrap_or_else(|| body.race.to_string());
    let (driver, race_id) = (told.entry_id(entry.driver), told.race_id());
    let mut slots = vec![
        ("driver", entry.driver_name.clone(), driver.as_str()),
        ("race", race, race_id.as_str()),
        ("finish", number(entry.finish), set.as_str()),
    ];
    match entry.start {
        Some(start) => {
            slots.push(("start", start.to_string(), &set));
            sentence(
                "{driver} starts {race} in place {start} and finishes in place {finish} in the mean.",
                &slots,
            )
        }
        None => sentence(
            "{driver} finishes {race} in place {finish} in the mean; the grid is not known yet.",
            &slots,
        ),
    }
}

fn points(told: &Told<'_>, entry: &EntryProjection) -> Vec<Sentence> {
    let (set, driver) = (told.set_id(), told.entry_id(entry.driver));
    let sites = [("DraftKings", &entry.draftkings), ("FanDuel", &entry.fanduel)];
    let of = |(site, points): (&str, &projection::set::PointsProjection)| {
        sentence(
            "On {site} {driver} scores {mean} points in the mean: {low}, {middle} and {high} at the quantiles of {lowShare}, {middleShare} and {highShare}.",
            &[
                ("site", site.to_owned(), &set),
                ("driver", entry.driver_name.clone(), &driver),
                ("mean", number(points.mean), &set),
                ("low", number(points.quantiles[LOW]), &set),
                ("middle", number(points.quantiles[MIDDLE]), &set),
                ("high", number(points.quantiles[HIGH]), &set),
                ("lowShare", percent(0.1), &set),
                ("middleShare", percent(0.5), &set),
                ("highShare", percent(0.9), &set),
            ],
        )
    };
    sites.into_iter().map(of).collect()
}

fn chances(told: &Told<'_>, entry: &EntryProjection) -> Sentence {
    let set = told.set_id();
    sentence(
        "The chance to win is {win}; {top5} for the top {five}, {top10} for the top {ten}.",
        &[
            ("win", percent(entry.p_win), &set),
            ("top5", percent(entry.p_top5), &set),
            ("five", 5.to_string(), &set),
            ("top10", percent(entry.p_top10), &set),
            ("ten", 10.to_string(), &set),
        ],
    )
}

fn dominates(told: &Told<'_>, entry: &EntryProjection) -> Option<Sentence> {
    let (set, body) = (told.set_id(), told.set.body());
    let at = body.entries.iter().position(|other| other.driver == entry.driver)?;
    let part = body.dominators.entries.get(at)?;
    Some(sentence(
        "{driver} leads {laps} laps in the mean, and collects the most points for laps led and fastest laps in {chance} of the races.",
        &[
            ("driver", entry.driver_name.clone(), &told.entry_id(entry.driver)),
            ("laps", number(entry.laps_led), &set),
            ("chance", percent(part.p_most), &set),
        ],
    ))
}

/// What the points are made of, from a typical car on the same start on.
fn reasons(told: &Told<'_>, entry: &EntryProjection, why: &Why) -> Vec<Sentence> {
    let (set, driver) = (told.set_id(), told.entry_id(entry.driver));
    let mut sentences = vec![sentence(
        "A typical car from this start scores {base} DraftKings points.",
        &[("base", number(why.draftkings.base), &set)],
    )];
    let mut groups: Vec<&Group> = why.groups.iter().collect();
    groups.sort_by(|a, b| b.draftkings.abs().total_cmp(&a.draftkings.abs()).then(a.group.cmp(&b.group)));
    // What rounds to nothing says nothing.
    let told_of = groups.into_iter().filter(|group| group.draftkings.abs() >= 0.05).take(GROUPS);
    for group in told_of {
        let slots = [
            ("what", group.words.clone(), set.as_str()),
            ("points", number(group.draftkings.abs()), &set),
            ("driver", entry.driver_name.clone(), &driver),
        ];
        sentences.push(match group.draftkings > 0.0 {
            true => sentence("For {driver}, {what} adds {points}.", &slots),
            false => sentence("For {driver}, {what} takes {points} away.", &slots),
        });
    }
    sentences
}

fn risks(told: &Told<'_>, entry: &EntryProjection, why: &Why) -> Sentence {
    let set = told.set_id();
    sentence(
        "{driver} retires in {chance} of the simulated races; past races give a rate of {crash} for accidents and {mechanical} for the rest.",
        &[
            ("driver", entry.driver_name.clone(), &told.entry_id(entry.driver)),
            ("chance", percent(entry.p_retired), &set),
            ("crash", percent(why.crash_rate), &set),
            ("mechanical", percent(why.mechanical_rate), &set),
        ],
    )
}

/// The driver's last races there.
fn past(told: &Told<'_>, driver: DriverId) -> Vec<Sentence> {
    let of = |race: &domain::history::PastRace| {
        let car = race.cars.iter().find(|car| car.driver() == driver)?;
        let id = format!("Race/{}", race.info.key);
        let entry = format!("Entry/{}/{driver}", race.info.key);
        Some(sentence(
            "In the race there on {date} {driver} finished in place {finish}.",
            &[
                ("date", race.info.date.to_string(), &id),
                ("driver", car.entry.driver_name.clone(), &entry),
                ("finish", finish(car).to_string(), &entry),
            ],
        ))
    };
    told.context.past.iter().filter_map(of).collect()
}

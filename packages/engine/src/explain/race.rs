//! A race, told before it is run.

use super::plan::{Told, finish};
use super::sentence::{Sentence, number, percent, sentence};
use projection::set::EntryProjection;

/// Places of the 10 % and 90 % quantiles among the 19 from 5 % to 95 %.
const LOW: usize = 1;
const HIGH: usize = 17;

/// The preview of a race.
pub(super) fn sentences(told: &Told<'_>) -> Vec<Sentence> {
    let mut sentences = vec![setting(told)];
    sentences.extend(favourites(told));
    sentences.extend(points(told));
    sentences.extend(dominator(told));
    sentences.extend(gainer(told));
    sentences.extend(risk(told));
    let entries = &told.set.body().entries;
    sentences.extend(entries.iter().filter_map(|entry| told.drop_sentence(entry)));
    sentences.extend(told.claim_sentences(None));
    sentences.extend(past(told));
    sentences.extend(told.note_sentences());
    sentences.push(told.basis());
    sentences
}

fn setting(told: &Told<'_>) -> Sentence {
    let (body, race) = (told.set.body(), told.race_id());
    let layout = format!("TrackConfig/{}", body.layout);
    sentence(
        "{race} is run at {track} on {date}: {laps} laps with {cars} cars.",
        &[
            ("race", told.context.name.clone().unwrap_or_else(|| body.race.to_string()), &race),
            ("track", body.track_name.clone(), &layout),
            ("date", body.date.to_string(), &race),
            ("laps", body.distance_laps.to_string(), &told.set_id()),
            ("cars", body.entries.len().to_string(), &told.set_id()),
        ],
    )
}

/// Entries by a figure, the highest first; equal ones by number.
fn highest<'a>(told: &Told<'a>, figure: impl Fn(&EntryProjection) -> f64) -> Vec<&'a EntryProjection> {
    let mut entries: Vec<&EntryProjection> = told.set.body().entries.iter().collect();
    entries.sort_by(|a, b| figure(b).total_cmp(&figure(a)).then(a.driver.cmp(&b.driver)));
    entries
}

fn favourites(told: &Told<'_>) -> Option<Sentence> {
    let set = told.set_id();
    let [first, second, third, ..] = highest(told, |entry| entry.p_win)[..] else { return None };
    Some(sentence(
        "{first} is the favourite with a chance of {firstChance} to win, ahead of {second} ({secondChance}) and {third} ({thirdChance}).",
        &[
            ("first", first.driver_name.clone(), &told.entry_id(first.driver)),
            ("firstChance", percent(first.p_win), &set),
            ("second", second.driver_name.clone(), &told.entry_id(second.driver)),
            ("secondChance", percent(second.p_win), &set),
            ("third", third.driver_name.clone(), &told.entry_id(third.driver)),
            ("thirdChance", percent(third.p_win), &set),
        ],
    ))
}

fn points(told: &Told<'_>) -> Vec<Sentence> {
    let set = told.set_id();
    let mut sentences = Vec::new();
    if let Some(entry) = highest(told, |entry| entry.draftkings.mean).first() {
        let of = &entry.draftkings;
        sentences.push(sentence(
            "{driver} has the highest mean on DraftKings, {mean} points; {share} of the simulated races give from {low} to {high}.",
            &[
                ("driver", entry.driver_name.clone(), &told.entry_id(entry.driver)),
                ("mean", number(of.mean), &set),
                ("share", percent(0.8), &set),
                ("low", number(of.quantiles[LOW]), &set),
                ("high", number(of.quantiles[HIGH]), &set),
            ],
        ));
    }
    if let Some(entry) = highest(told, |entry| entry.fanduel.mean).first() {
        sentences.push(sentence(
            "On FanDuel it is {driver} with {mean} points.",
            &[
                ("driver", entry.driver_name.clone(), &told.entry_id(entry.driver)),
                ("mean", number(entry.fanduel.mean), &set),
            ],
        ));
    }
    sentences
}

fn dominator(told: &Told<'_>) -> Option<Sentence> {
    let (set, body) = (told.set_id(), told.set.body());
    let parts = body.entries.iter().zip(&body.dominators.entries);
    let (entry, part) =
        parts.max_by(|(a, x), (b, y)| x.p_most.total_cmp(&y.p_most).then_with(|| b.driver.cmp(&a.driver)))?;
    Some(sentence(
        "Laps led and fastest laps are worth {points} DraftKings points in all; {driver} is the most likely to collect most of them ({chance}).",
        &[
            ("points", number(body.dominators.points), &set),
            ("driver", entry.driver_name.clone(), &told.entry_id(entry.driver)),
            ("chance", percent(part.p_most), &set),
        ],
    ))
}

fn gainer(told: &Told<'_>) -> Option<Sentence> {
    let set = told.set_id();
    let entry = *highest(told, |entry| entry.place_differential).first()?;
    let start = entry.start?;
    Some(sentence(
        "{driver} gains the most places, {places} in the mean from place {start} on the grid.",
        &[
            ("driver", entry.driver_name.clone(), &told.entry_id(entry.driver)),
            ("places", number(entry.place_differential), &set),
            ("start", start.to_string(), &set),
        ],
    ))
}

fn risk(told: &Told<'_>) -> Option<Sentence> {
    let set = told.set_id();
    let entry = *highest(told, |entry| entry.p_retired).first()?;
    Some(sentence(
        "{driver} is the most likely to retire ({chance}).",
        &[
            ("driver", entry.driver_name.clone(), &told.entry_id(entry.driver)),
            ("chance", percent(entry.p_retired), &set),
        ],
    ))
}

/// Who won the last races there.
fn past(told: &Told<'_>) -> Vec<Sentence> {
    let of = |race: &domain::history::PastRace| {
        let winner = race.cars.iter().find(|car| finish(car) == 1)?;
        let id = format!("Race/{}", race.info.key);
        let entry = format!("Entry/{}/{}", race.info.key, winner.driver());
        Some(sentence(
            "The race there on {date} was won by {driver}.",
            &[
                ("date", race.info.date.to_string(), &id),
                ("driver", winner.entry.driver_name.clone(), &entry),
            ],
        ))
    };
    told.context.past.iter().filter_map(of).collect()
}

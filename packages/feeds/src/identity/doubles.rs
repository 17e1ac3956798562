//! Groups that hold two races of one day: a graph to be 2-coloured.
//!
//! Two rows with the same finish, start, place at half distance or driver lie in different races. Where the graph of
//! these pairs is connected and bipartite, its two colours are the two races, and there is no other way.

use crate::race_logs::LogRow;
use domain::ids::DriverId;
use std::collections::BTreeMap;

/// Fewer rows than this are no race of their own: no national race starts so few cars, and the two versions of a
/// corrected row would else look like two small races.
const SMALLEST_HALF: usize = 10;

/// Positions of two races in `rows`, or why they do not part, in words.
pub(super) fn part(rows: &[&LogRow]) -> Result<[Vec<usize>; 2], String> {
    let neighbours = neighbours(rows)?;
    let mut colours: Vec<Option<bool>> = vec![None; rows.len()];
    let mut components = Vec::new();
    for start in 0..rows.len() {
        if colours[start].is_none() {
            components.push(colour(start, &neighbours, &mut colours)?);
        }
    }
    if components.len() > 1 {
        components.sort_unstable_by(|a, b| b.cmp(a));
        return Err(format!(
            "they hang together in {} parts of {} rows",
            components.len(),
            sizes(&components)
        ));
    }
    let of = |wanted: bool| (0..rows.len()).filter(|&at| colours[at] == Some(wanted)).collect::<Vec<_>>();
    let halves = [of(false), of(true)];
    check_halves(rows, &halves)?;
    Ok(halves)
}

fn sizes(components: &[usize]) -> String {
    let shown: Vec<String> = components.iter().take(6).map(ToString::to_string).collect();
    shown.join("+") + if components.len() > 6 { "+..." } else { "" }
}

fn neighbours(rows: &[&LogRow]) -> Result<Vec<Vec<usize>>, String> {
    let mut neighbours = vec![Vec::new(); rows.len()];
    type Column = (&'static str, fn(&LogRow) -> u32);
    let values: [Column; 4] = [
        ("finish", |row| u32::from(row.result.finish_on_track)),
        ("start", |row| u32::from(row.start)),
        ("place at half distance", |row| u32::from(row.result.mid)),
        ("driver", |row| row.driver.0),
    ];
    for (name, value) in values {
        let mut same: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            same.entry(value(row)).or_default().push(at);
        }
        for (shared, sharers) in same {
            match sharers[..] {
                [_] | [] => {}
                [a, b] => {
                    neighbours[a].push(b);
                    neighbours[b].push(a);
                }
                _ => return Err(format!("{} rows share {name} {shared}", sharers.len())),
            }
        }
    }
    Ok(neighbours)
}

/// Colours the component of `start`; its size.
fn colour(start: usize, neighbours: &[Vec<usize>], colours: &mut [Option<bool>]) -> Result<usize, String> {
    colours[start] = Some(false);
    let mut seen = vec![start];
    let mut next = 0;
    while let Some(&at) = seen.get(next) {
        next += 1;
        let other = colours[at].map(|colour| !colour);
        for &neighbour in &neighbours[at] {
            if colours[neighbour].is_none() {
                colours[neighbour] = other;
                seen.push(neighbour);
            } else if colours[neighbour] != other {
                return Err("an odd chain of rows with equal places leaves no two races".to_owned());
            }
        }
    }
    Ok(seen.len())
}

fn check_halves(rows: &[&LogRow], halves: &[Vec<usize>; 2]) -> Result<(), String> {
    let [first, second] = halves;
    if first.len().min(second.len()) < SMALLEST_HALF {
        let (small, large) = (first.len().min(second.len()), first.len().max(second.len()));
        return Err(format!("a part of {large} and one of {small} rows are no two races"));
    }
    if halves.iter().any(|half| !half.iter().any(|&at| rows[at].result.finish_on_track == 1)) {
        return Err("one part has no winner".to_owned());
    }
    // A corrected list of one race joins its old one as a second race does, but with the old grid.
    let starts = |half: &[usize]| half.iter().map(|&at| (rows[at].driver, rows[at].start)).collect();
    let (first, second): (BTreeMap<DriverId, u8>, BTreeMap<DriverId, u8>) = (starts(first), starts(second));
    let both: Vec<(u8, u8)> =
        first.iter().filter_map(|(driver, &start)| Some((start, *second.get(driver)?))).collect();
    let same = both.iter().filter(|(a, b)| a == b).count();
    if 2 * same > both.len() {
        return Err(format!(
            "{same} of {} drivers start from one place in both: two versions of one race",
            both.len()
        ));
    }
    Ok(())
}

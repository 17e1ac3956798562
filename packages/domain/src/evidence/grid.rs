//! The grid on which the cars take the green flag, where it is not the official one.
//!
//! A car that changes its engine, races a backup or is otherwise sent back starts from the rear; the official grid,
//! by which places gained are scored, stays as it is.

use super::{Claim, ClaimValue, Evidence, claim};
use crate::ids::DriverId;
use crate::race::Entry;

/// Official and effective places of a field, in the order of its entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Places on the official grid, those included that a note alone gives.
    pub official: Vec<Option<u8>>,
    /// Places from which the cars start: the official ones unless a car drops to the rear.
    pub effective: Vec<Option<u8>>,
    /// Drivers who start from the rear, in the order of the entries.
    pub dropped: Vec<DriverId>,
    /// Drivers who will drop once the grid is complete: nothing changes for them yet.
    pub waiting: Vec<DriverId>,
    /// Drivers whose official place comes from a note alone, by id.
    pub by_note: Vec<DriverId>,
    /// Drivers without a place because the one that a note gives is another car's, by id.
    pub taken: Vec<DriverId>,
}

/// The grid of `entries`, changed by the claims of `evidence`.
///
/// ```
/// use domain::evidence::{Claim, ClaimValue, Evidence, Standing, claim, on_track};
/// use domain::ids::DriverId;
/// use domain::race::Entry;
///
/// let entry = |driver: u32, start: u8| Entry {
///     driver: DriverId(driver),
///     driver_name: format!("Driver {driver}"),
///     start: Some(start),
///     car_number: None,
///     team: None,
///     make: None,
/// };
/// let backup_car = Claim {
///     kind: claim::BACKUP_CAR.to_owned(),
///     driver: Some(DriverId(1)),
///     source: "a note".to_owned(),
///     known_at: "2025-11-01T20:00:00Z".parse()?,
///     value: ClaimValue::Truth(true),
///     confidence: None,
///     standing: Standing::default(),
/// };
/// let evidence = Evidence { claims: vec![backup_car], ..Evidence::default() };
/// let grid = on_track(&[entry(1, 1), entry(2, 2), entry(3, 3)], &evidence);
/// assert_eq!(grid.official, [Some(1), Some(2), Some(3)]);
/// assert_eq!(grid.effective, [Some(3), Some(1), Some(2)]);
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn on_track(entries: &[Entry], evidence: &Evidence) -> Grid {
    let mut grid = Grid { official: entries.iter().map(|entry| entry.start).collect(), ..Grid::default() };
    // Official places come first, and a place is one car's: that of the claim that takes precedence.
    let mut claims: Vec<(usize, &Claim, u8)> = Vec::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.start.is_none()) {
        let Some(counts) = evidence.last_claim(claim::GRID, Some(entry.driver)) else { continue };
        let of_car = |made: &&Claim| {
            made.kind == claim::GRID && made.driver == Some(entry.driver) && made.value == *counts
        };
        let made = evidence.claims.iter().filter(of_car).max_by(|a, b| a.precedence().cmp(&b.precedence()));
        let ClaimValue::Whole(place) = counts else { continue };
        if let (Some(made), Some(place)) = (made, u8::try_from(*place).ok().filter(|place| *place > 0)) {
            claims.push((at, made, place));
        }
    }
    for (at, made, place) in &claims {
        let rivals = || claims.iter().filter(|(other, _, claimed)| other != at && claimed == place);
        let last = rivals().all(|(_, rival, _)| made.precedence() > rival.precedence());
        if last && !entries.iter().any(|entry| entry.start == Some(*place)) {
            grid.official[*at] = Some(*place);
            grid.by_note.push(entries[*at].driver);
        } else {
            grid.taken.push(entries[*at].driver);
        }
    }
    grid.by_note.sort_unstable();
    grid.taken.sort_unstable();
    grid.effective.clone_from(&grid.official);
    let drops: Vec<bool> = entries.iter().map(|entry| drops_to_the_rear(evidence, entry.driver)).collect();
    let dropping = || entries.iter().zip(&drops).filter(|(_, drops)| **drops).map(|(entry, _)| entry.driver);
    if !drops.contains(&true) {
        return grid;
    }
    let Some(places) = grid.official.iter().copied().collect::<Option<Vec<u8>>>() else {
        grid.waiting = dropping().collect();
        return grid;
    };
    grid.dropped = dropping().collect();
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|&at| (drops[at], places[at], at));
    for (place, at) in (1u8..).zip(order) {
        grid.effective[at] = Some(place);
    }
    grid
}

/// A claim of a rear start decides; without one, a backup car or a changed engine does.
fn drops_to_the_rear(evidence: &Evidence, driver: DriverId) -> bool {
    let says = |kind| evidence.says(kind, driver);
    says(claim::REAR_START)
        .unwrap_or_else(|| says(claim::BACKUP_CAR) == Some(true) || says(claim::ENGINE_CHANGE) == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Standing;
    use jiff::Timestamp;

    fn entries(starts: &[Option<u8>]) -> Vec<Entry> {
        let entry = |(at, start): (usize, &Option<u8>)| Entry {
            driver: DriverId(at as u32 + 1),
            driver_name: String::new(),
            start: *start,
            car_number: None,
            team: None,
            make: None,
        };
        starts.iter().enumerate().map(entry).collect()
    }

    fn claims(claims: &[(&str, u32, ClaimValue)]) -> Evidence {
        let claim = |(kind, driver, value): &(&str, u32, ClaimValue)| Claim {
            kind: (*kind).to_owned(),
            driver: Some(DriverId(*driver)),
            source: "a note".to_owned(),
            known_at: Timestamp::UNIX_EPOCH,
            value: value.clone(),
            confidence: None,
            standing: Standing::default(),
        };
        Evidence { claims: claims.iter().map(claim).collect(), ..Evidence::default() }
    }

    const YES: ClaimValue = ClaimValue::Truth(true);
    const NO: ClaimValue = ClaimValue::Truth(false);

    #[test]
    fn who_drops_starts_behind_all_others_in_the_official_order() {
        let field = entries(&[Some(2), Some(4), Some(1), Some(3), Some(5)]);
        let grid = on_track(&field, &claims(&[(claim::REAR_START, 3, YES), (claim::ENGINE_CHANGE, 1, YES)]));
        assert_eq!(grid.effective, [Some(5), Some(2), Some(4), Some(1), Some(3)]);
        assert_eq!(grid.official, [Some(2), Some(4), Some(1), Some(3), Some(5)]);
        assert_eq!(grid.dropped, [DriverId(1), DriverId(3)]);
    }

    #[test]
    fn a_note_on_the_start_itself_decides() {
        let field = entries(&[Some(1), Some(2)]);
        let stays = claims(&[(claim::REAR_START, 1, NO), (claim::BACKUP_CAR, 1, YES)]);
        assert_eq!(on_track(&field, &stays).effective, [Some(1), Some(2)]);
        let drops = claims(&[(claim::BACKUP_CAR, 1, YES)]);
        assert_eq!(on_track(&field, &drops).effective, [Some(2), Some(1)]);
    }

    #[test]
    fn a_grid_that_is_not_wholly_known_waits() {
        let field = entries(&[Some(1), None, Some(3)]);
        let grid = on_track(&field, &claims(&[(claim::REAR_START, 1, YES)]));
        assert_eq!((grid.effective, grid.waiting), (grid.official, vec![DriverId(1)]));
        // A note completes it.
        let notes = claims(&[(claim::REAR_START, 1, YES), (claim::GRID, 2, ClaimValue::Whole(2))]);
        let grid = on_track(&field, &notes);
        assert_eq!(grid.effective, [Some(3), Some(1), Some(2)]);
        assert_eq!(grid.by_note, [DriverId(2)]);
    }

    #[test]
    fn the_official_place_is_no_ones_to_claim() {
        let field = entries(&[Some(1), None]);
        let grid = on_track(
            &field,
            &claims(&[(claim::GRID, 2, ClaimValue::Whole(1)), (claim::GRID, 1, ClaimValue::Whole(2))]),
        );
        assert_eq!(grid.official, [Some(1), None]);
    }

    #[test]
    fn a_corrected_note_gives_the_place_to_the_later_word() {
        let said = |driver: u32, hour: i64, place: i64| Claim {
            kind: claim::GRID.to_owned(),
            driver: Some(DriverId(driver)),
            source: "a page".to_owned(),
            known_at: Timestamp::from_second(3600 * hour).unwrap(),
            value: ClaimValue::Whole(place),
            confidence: None,
            standing: Standing::default(),
        };
        let evidence = |claims: Vec<Claim>| Evidence { claims, ..Evidence::default() };
        let corrected =
            on_track(&entries(&[None, None, None]), &evidence(vec![said(1, 1, 3), said(2, 2, 3)]));
        assert_eq!(corrected.official, [None, Some(3), None]);
        assert_eq!((corrected.by_note, corrected.taken), (vec![DriverId(2)], vec![DriverId(1)]));
        // Of one car the last word counts: the place it had before is free.
        let moved = on_track(
            &entries(&[None, None, None]),
            &evidence(vec![said(1, 1, 3), said(2, 2, 3), said(2, 3, 1)]),
        );
        assert_eq!(moved.official, [Some(3), Some(1), None]);
    }

    #[test]
    fn without_notes_nothing_changes() {
        let field = entries(&[Some(7), None, Some(3)]);
        let grid = on_track(&field, &Evidence::default());
        assert_eq!(grid.effective, [Some(7), None, Some(3)]);
        assert!(grid.dropped.is_empty() && grid.waiting.is_empty());
    }
}

//! Decayed sums over a sequence of races, kept after each: what they were at any earlier moment is a search
//! and not a sum anew.

/// Powers of one half, by calendar races ago.
#[derive(Clone, Debug, PartialEq)]
pub struct Decay {
    weights: Vec<f64>,
}

/// .5^(ago / half-life).
pub fn half_life_weight(ago: f64, half_life: f64) -> f64 {
    libm::exp2(-ago / half_life)
}

impl Decay {
    /// Weights for up to `races` races ago.
    pub fn new(half_life_races: f64, races: usize) -> Self {
        Self { weights: (0..=races).map(|ago| half_life_weight(ago as f64, half_life_races)).collect() }
    }

    fn over(&self, races: usize) -> f64 {
        self.weights[races]
    }
}

/// The contents of a sequence at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Values.
    pub count: u32,
    /// Sum of their weights.
    pub weight: f64,
    /// Weighted sum of the values.
    pub sum: f64,
}

impl Sums {
    /// The weighted mean; none without values.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.weight)
    }

    /// These without `part` of them.
    pub fn without(&self, part: &Sums) -> Sums {
        let count = self.count - part.count;
        if count == 0 {
            return Sums::default();
        }
        Sums { count, weight: self.weight - part.weight, sum: self.sum - part.sum }
    }
}

/// Values by race, oldest first; several of one race count each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trail {
    /// After each race with values: the race, and the sums in which it has weight one.
    states: Vec<(usize, Sums)>,
}

impl Trail {
    /// Adds a value of `race`, which is no earlier than the last.
    pub fn push(&mut self, decay: &Decay, race: usize, value: f64) {
        let mut sums = match self.states.last() {
            Some(&(last, sums)) => {
                let share = decay.over(race - last);
                Sums { weight: share * sums.weight, sum: share * sums.sum, ..sums }
            }
            None => Sums::default(),
        };
        sums.count += 1;
        sums.weight += 1.0;
        sums.sum += value;
        match self.states.last_mut() {
            Some((last, state)) if *last == race => *state = sums,
            _ => self.states.push((race, sums)),
        }
    }

    /// The sums over races before number `known`, the last of which is one race ago.
    pub fn at(&self, decay: &Decay, known: usize) -> Sums {
        let before = self.states.partition_point(|&(race, _)| race < known);
        match before.checked_sub(1).map(|index| self.states[index]) {
            Some((race, sums)) => {
                let share = decay.over(known - race);
                Sums { weight: share * sums.weight, sum: share * sums.sum, ..sums }
            }
            None => Sums::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_are_those_over_all_values(
            values in prop::collection::vec((0usize..60, -3.0f64..3.0), 0..80),
            known in 0usize..61,
            half_life in 2.0f64..150.0,
        ) {
            let mut values = values;
            values.sort_by_key(|&(race, _)| race);
            let decay = Decay::new(half_life, 60);
            let mut trail = Trail::default();
            for &(race, value) in &values {
                trail.push(&decay, race, value);
            }
            let got = trail.at(&decay, known);
            let (mut count, mut weight, mut sum) = (0, 0.0, 0.0);
            for &(race, value) in values.iter().filter(|&&(race, _)| race < known) {
                let share = 0.5f64.powf((known - race) as f64 / half_life);
                count += 1;
                weight += share;
                sum += share * value;
            }
            prop_assert_eq!(got.count, count);
            prop_assert!((got.weight - weight).abs() < 1e-11 && (got.sum - sum).abs() < 1e-11);
        }
    }

    #[test]
    fn nothing_without_everything_is_nothing() {
        let sums = Sums { count: 2, weight: 1.7, sum: 0.4 };
        assert_eq!(sums.without(&sums), Sums::default());
        assert_eq!(Sums::default().mean(), None);
    }
}

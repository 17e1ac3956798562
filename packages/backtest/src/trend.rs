//! How scores move with time.

/// Mean of each value and those before it, `window` races in all; a race without a value is left out of the mean,
/// and the first `window` - 1 races have none.
pub fn rolling(values: &[Option<f64>], window: usize) -> Vec<Option<f64>> {
    let mean = |end: usize| {
        let there: Vec<f64> =
            values[(end + 1).checked_sub(window)?..=end].iter().flatten().copied().collect();
        (!there.is_empty()).then(|| there.iter().sum::<f64>() / there.len() as f64)
    };
    (0..values.len()).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rolling_mean_is_of_the_races_up_to_each() {
        let values = [Some(1.0), Some(3.0), None, Some(5.0), Some(8.0)];
        assert_eq!(rolling(&values, 2), [None, Some(2.0), Some(3.0), Some(5.0), Some(6.5)]);
        assert_eq!(rolling(&values, 1), values);
        assert_eq!(rolling(&[None, None], 2), [None, None]);
    }
}

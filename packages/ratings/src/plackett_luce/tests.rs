//! Laws of the likelihood and of both solvers.

use super::*;
use proptest::prelude::*;

/// A small generator of its own (SplitMix64), so that tests draw the same data everywhere.
struct Draws(u64);

impl Draws {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64 + f64::EPSILON
    }

    /// An order of `items` drawn from Plackett-Luce: the latest of exponential clocks is the last.
    fn order(&mut self, items: &[usize], log_worths: &[f64]) -> Vec<usize> {
        let mut clocks: Vec<(f64, usize)> = items
            .iter()
            .map(|&item| (-libm::log(self.uniform()) * libm::exp(-log_worths[item]), item))
            .collect();
        clocks.sort_by(|a, b| a.0.total_cmp(&b.0));
        clocks.into_iter().map(|(_, item)| item).collect()
    }

    /// `races` partial orders of `field` items each, followed by a cycle that connects all.
    fn rankings(&mut self, log_worths: &[f64], races: usize, field: usize) -> Vec<Vec<usize>> {
        let n = log_worths.len();
        let mut orders: Vec<Vec<usize>> = (0..races)
            .map(|_| {
                let mut keyed: Vec<(f64, usize)> = (0..n).map(|item| (self.uniform(), item)).collect();
                keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
                let field: Vec<usize> = keyed.into_iter().take(field).map(|(_, item)| item).collect();
                self.order(&field, log_worths)
            })
            .collect();
        orders.extend((0..n).map(|item| vec![item, (item + 1) % n]));
        orders
    }
}

fn spread(n: usize, scale: f64, draws: &mut Draws) -> Vec<f64> {
    (0..n).map(|_| scale * (2.0 * draws.uniform() - 1.0)).collect()
}

fn check_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (item, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance, "item {item}: {a} against {b}");
    }
}

#[test]
fn gradient_and_information_equal_finite_differences_over_scales() {
    for scale in [0.1, 1.0, 3.0, 6.0] {
        let mut draws = Draws(7);
        let theta = spread(6, scale, &mut draws);
        let rankings = Rankings::new(6, draws.rankings(&theta, 12, 4)).unwrap();
        let (gradient, information) = (rankings.gradient(&theta), rankings.information(&theta));
        let h = 1e-5;
        for item in 0..6 {
            let shifted = |by: f64| {
                let mut theta = theta.clone();
                theta[item] += by;
                theta
            };
            let rise = rankings.log_likelihood(&shifted(h)) - rankings.log_likelihood(&shifted(-h));
            assert!((rise / (2.0 * h) - gradient[item]).abs() < 1e-7, "scale {scale}, item {item}");
            let (up, down) = (rankings.gradient(&shifted(h)), rankings.gradient(&shifted(-h)));
            for other in 0..6 {
                let slope = (down[other] - up[other]) / (2.0 * h);
                assert!(
                    (slope - information.get(item, other)).abs() < 1e-7,
                    "scale {scale}, {item}, {other}"
                );
            }
        }
    }
}

#[test]
fn gradient_and_rows_of_the_information_sum_to_zero() {
    let mut draws = Draws(3);
    let theta = spread(9, 2.0, &mut draws);
    let rankings = Rankings::new(9, draws.rankings(&theta, 30, 5)).unwrap();
    assert!(rankings.gradient(&theta).iter().sum::<f64>().abs() < 1e-11);
    check_close(&rankings.information(&theta).times(&[1.0; 9]), &[0.0; 9], 1e-11);
}

#[test]
fn two_items_have_the_closed_form() {
    // a ahead of b in p of n orders: w_a = p / n.
    for (p, n) in [(1, 2), (3, 4), (1, 100), (37, 40)] {
        let orders = (0..n).map(|race| if race < p { [0, 1] } else { [1, 0] });
        let rankings = Rankings::new(2, orders).unwrap();
        let share = p as f64 / n as f64;
        let value = p as f64 * share.ln() + (n - p) as f64 * (1.0 - share).ln();
        for fit in
            [mm::fit(&rankings, &Convergence::default()), newton::fit(&rankings, &Convergence::default())]
        {
            let fit = fit.unwrap();
            check_close(&fit.worths(), &[share, 1.0 - share], 1e-9);
            assert!((fit.log_likelihood - value).abs() < 1e-9);
        }
    }
}

#[test]
fn one_order_of_equals_has_log_likelihood_minus_log_factorial() {
    let rankings = Rankings::new(5, [[4, 2, 0, 1, 3]]).unwrap();
    assert!((rankings.log_likelihood(&[1.7; 5]) + 120f64.ln()).abs() < 1e-12);
}

#[test]
fn both_solvers_recover_known_strengths() {
    let mut draws = Draws(11);
    let mut truth = spread(12, 1.5, &mut draws);
    normalise(&mut truth);
    let rankings = Rankings::new(12, draws.rankings(&truth, 4000, 8)).unwrap();
    let fit = newton::fit(&rankings, &Convergence::default()).unwrap();
    // About 2,700 races an item: a standard error of about .025; four of them.
    check_close(&fit.log_worths, &truth, 0.1);
    assert!(fit.log_likelihood >= rankings.log_likelihood(&truth));
    let by_mm = mm::fit(&rankings, &Convergence::default()).unwrap();
    check_close(&by_mm.log_worths, &fit.log_worths, 1e-8);
}

#[test]
fn too_few_steps_are_an_error_with_figures() {
    let mut draws = Draws(5);
    let theta = spread(8, 1.0, &mut draws);
    let rankings = Rankings::new(8, draws.rankings(&theta, 20, 5)).unwrap();
    let convergence = Convergence { max_steps: 1, ..Convergence::default() };
    for fit in [mm::fit(&rankings, &convergence), newton::fit(&rankings, &convergence)] {
        match fit {
            Err(FitError::NotConverged { steps: 1, gradient, tolerance, log_likelihood }) => {
                assert!(gradient > tolerance && log_likelihood < 0.0);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_fit_without_a_maximum_is_refused_by_both() {
    let rankings = Rankings::new(3, [[0, 1, 2], [1, 0, 2]]).unwrap();
    let refusal = NoEstimate { items: vec![(2, Reason::NeverBeatAnyone)], of: 3 };
    for fit in [mm::fit(&rankings, &Convergence::default()), newton::fit(&rankings, &Convergence::default())]
    {
        assert_eq!(fit, Err(FitError::NoEstimate(refusal.clone())));
    }
}

#[test]
fn bad_orders_are_refused() {
    let unknown = BadRanking::UnknownItem { order: 1, item: 2, items: 2 };
    assert_eq!(Rankings::new(2, [vec![0, 1], vec![2]]), Err(unknown));
    assert_eq!(Rankings::new(2, [vec![0, 1, 0]]), Err(BadRanking::Repeated { order: 0, item: 0 }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn mm_and_newton_agree(seed in any::<u64>(), items in 2usize..9, races in 0usize..25, scale in 0.0f64..2.5) {
        let mut draws = Draws(seed);
        let theta = spread(items, scale, &mut draws);
        let rankings = Rankings::new(items, draws.rankings(&theta, races, 4)).unwrap();
        let by_mm = mm::fit(&rankings, &Convergence::default()).unwrap();
        let by_newton = newton::fit(&rankings, &Convergence::default()).unwrap();
        for (a, b) in by_mm.log_worths.iter().zip(&by_newton.log_worths) {
            prop_assert!((a - b).abs() < 1e-6, "{a} against {b}");
        }
        prop_assert!((by_mm.log_likelihood - by_newton.log_likelihood).abs() < 1e-8);
        prop_assert!((by_mm.worths().iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn renaming_the_items_renames_the_worths(seed in any::<u64>(), turn in 1usize..7) {
        let mut draws = Draws(seed);
        let theta = spread(7, 1.5, &mut draws);
        let orders = draws.rankings(&theta, 15, 4);
        let renamed: Vec<Vec<usize>> =
            orders.iter().map(|order| order.iter().map(|item| (item + turn) % 7).collect()).collect();
        let fit = newton::fit(&Rankings::new(7, &orders).unwrap(), &Convergence::default()).unwrap();
        let turned = newton::fit(&Rankings::new(7, &renamed).unwrap(), &Convergence::default()).unwrap();
        for item in 0..7 {
            prop_assert!((fit.log_worths[item] - turned.log_worths[(item + turn) % 7]).abs() < 1e-7);
        }
    }
}

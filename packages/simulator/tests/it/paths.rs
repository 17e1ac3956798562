//! The same bytes on every path, and from every door.

use crate::marginals::config_on;
use crate::setting::{race, rules};
use domain::dfs::Site;
use domain::pooling::TrackType;
use simulator::path::Path;
use simulator::race::{Race, Start};
use simulator::simulate::{Orders, Simulated, Simulator};

fn races() -> Vec<Race> {
    let mut races: Vec<Race> = TrackType::ALL.map(|kind| race(kind, 37, 200)).into();
    let mut drawn = race(TrackType::Intermediate, 23, 75);
    for car in drawn.cars.iter_mut().step_by(3) {
        car.start = Start::Unknown { mean: 0.2, sd: 0.7 };
    }
    races.extend([drawn, race(TrackType::Short, 200, 500), race(TrackType::Road, 2, 3)]);
    races
}

fn simulator(race: &Race) -> Simulator {
    let mut config = config_on(race.track_type);
    config.team_effect = 0.2;
    config.tail = Some(simulator::config::TailConfig { share: 0.05, factor: 2.5 });
    Simulator::new(race, &config, rules()).unwrap()
}

/// FNV-1a over every byte of a sample.
fn digest(simulated: &Simulated) -> u64 {
    let sample = &simulated.samples;
    let bytes = sample
        .finish
        .iter()
        .copied()
        .chain(sample.laps_led.iter().flat_map(|laps| laps.to_le_bytes()))
        .chain(sample.fastest_laps.iter().flat_map(|laps| laps.to_le_bytes()))
        .chain(sample.laps_completed.iter().flat_map(|laps| laps.to_le_bytes()))
        .chain(sample.retired.iter().map(|&retired| u8::from(retired)))
        .chain(sample.draftkings.iter().flat_map(|points| points.to_bits().to_le_bytes()))
        .chain(sample.fanduel.iter().flat_map(|points| points.to_bits().to_le_bytes()))
        .chain(simulated.mean_start.iter().flat_map(|start| start.to_bits().to_le_bytes()));
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[test]
fn avx2_and_portable_give_the_same_bytes() {
    let Some(avx2) = Path::avx2() else {
        // Nothing to compare on this machine; the bytes themselves are pinned below.
        return;
    };
    for race in races() {
        let simulator = simulator(&race);
        let portable = simulator.clone().on(Path::portable()).sample(1000, 77);
        let fast = simulator.on(avx2).sample(1000, 77);
        assert_eq!(digest(&portable), digest(&fast), "{:?}", race.track_type);
        assert_eq!(portable, fast);
    }
}

/// What a seed gives changes only with the model or the simulator: on no machine, with no compiler.
#[test]
fn the_bytes_of_a_seed_are_these() {
    let digests: Vec<String> = races()
        .iter()
        .map(|race| format!("{:016x}", digest(&simulator(race).on(Path::portable()).sample(300, 5))))
        .collect();
    assert_eq!(digests, PINNED);
}

const PINNED: [&str; 7] = [
    "1f83b8172ddc49a6",
    "7ad4d95cf610feff",
    "6fed1509f2b681b2",
    "bfa6021ad9645ee6",
    "dec56c9fd8e0a5cd",
    "05712c0e8f72b9d4",
    "cb262d5cfafbe497",
];

#[test]
fn a_block_is_its_part_of_the_sample() {
    for race in races() {
        let simulator = simulator(&race);
        let whole = simulator.sample(3 * Simulator::BLOCK, 5).samples;
        let (mut buffers, mut block) = (simulator.buffers(), simulator.empty_block());
        // Out of order, in buffers already used: a block knows nothing of another.
        for number in [2, 0, 1] {
            simulator.block(5, number, &mut buffers, &mut block);
            let cells = race.cars.len() * Simulator::BLOCK;
            let part = number as usize * cells..(number as usize + 1) * cells;
            assert_eq!(block.finish, whole.finish[part.clone()]);
            assert_eq!(block.laps_led, whole.laps_led[part.clone()]);
            assert_eq!(block.fastest_laps, whole.fastest_laps[part.clone()]);
            assert_eq!(block.laps_completed, whole.laps_completed[part.clone()]);
            assert_eq!(block.draftkings, whole.draftkings[part.clone()]);
            assert_eq!(block.fanduel, whole.fanduel[part]);
        }
    }
}

#[test]
fn a_bare_draw_is_the_order_of_the_whole_race() {
    for race in races() {
        let simulator = simulator(&race);
        let (mut buffers, mut block) = (simulator.buffers(), simulator.empty_block());
        let mut orders = Orders::default();
        simulator.block(9, 4, &mut buffers, &mut block);
        for (site, rules, points) in [
            (Site::Draftkings, rules().draftkings, &block.draftkings),
            (Site::Fanduel, rules().fanduel, &block.fanduel),
        ] {
            for path in [Path::portable(), Path::best()] {
                simulator.clone().on(path).orders(9, 4, site, &mut buffers, &mut orders);
                assert_eq!(orders.finish, block.finish);
                assert_eq!(orders.retired, block.retired);
                for (at, (bare, full)) in orders.points.iter().zip(points).enumerate() {
                    let of_laps = rules.laps_led.value() * f64::from(block.laps_led[at])
                        + rules.fastest_laps.value() * f64::from(block.fastest_laps[at])
                        + rules.laps_completed.value() * f64::from(block.laps_completed[at]);
                    assert!((f64::from(*bare) + of_laps - f64::from(*full)).abs() < 1e-3);
                }
            }
        }
    }
}

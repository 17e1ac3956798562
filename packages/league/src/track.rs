//! How races go on each kind of track.

use domain::pooling::TrackType;
use domain::tracks::Layout;

/// Clock ticks per second. Times are whole ticks, so that laps and gaps are exact.
pub const TICKS_PER_SECOND: f64 = 10_000.0;

/// A track as the league's races see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Kind of track, as the models pool it.
    pub kind: TrackType,
    /// Lap time of an average car, in ticks.
    pub lap: i64,
    /// Laps on one tank of fuel.
    pub stint: u32,
    /// Ticks lost by a stop under green.
    pub stop: i64,
    /// How this kind of track races.
    pub style: &'static Style,
}

/// Parameters of a kind of track. Shares are shares of the lap time.
#[derive(Debug, PartialEq)]
pub struct Style {
    /// Lap time gained by one unit of strength.
    pub pace: f64,
    /// Standard deviation of the noise of a single lap.
    pub noise: f64,
    /// Standard deviation of the effect of tires and balance on a run between two stops.
    pub run: f64,
    /// Chance that a faster car passes the one ahead within a lap.
    pub pass: f64,
    /// Lap time gained in clean air at the front.
    pub clean_air: f64,
    /// Side-by-side exchanges per lap and close pair of cars.
    pub exchanges: f64,
    /// How much of the gap to the pack a drafting car keeps each lap (1: no drafting).
    pub draft: f64,
    /// Accidents per race.
    pub accidents: f64,
    /// Chance that an accident involves one more car.
    pub pile_up: f64,
    /// Chance that an involved car is out.
    pub out: f64,
    /// Laps of a caution.
    pub caution: u32,
    /// Weight of strength in qualifying.
    pub qualifying: f64,
}

const INTERMEDIATE: Style = Style {
    pace: 0.0031,
    noise: 0.0030,
    run: 0.0013,
    pass: 0.42,
    clean_air: 0.0026,
    exchanges: 0.55,
    draft: 1.0,
    accidents: 6.4,
    pile_up: 0.38,
    out: 0.42,
    caution: 6,
    qualifying: 1.0,
};
const SHORT: Style = Style {
    pace: 0.0034,
    noise: 0.0030,
    run: 0.0010,
    pass: 0.32,
    clean_air: 0.0022,
    exchanges: 0.25,
    draft: 1.0,
    accidents: 6.5,
    pile_up: 0.35,
    out: 0.22,
    caution: 8,
    qualifying: 1.0,
};
const ROAD: Style = Style {
    pace: 0.0026,
    noise: 0.0030,
    run: 0.0013,
    pass: 0.34,
    clean_air: 0.0012,
    exchanges: 1.3,
    draft: 1.0,
    accidents: 4.0,
    pile_up: 0.35,
    out: 0.36,
    caution: 3,
    qualifying: 1.1,
};
const DRAFTING: Style = Style {
    pace: 0.0008,
    noise: 0.0040,
    run: 0.0008,
    pass: 0.60,
    clean_air: 0.0,
    exchanges: 1.5,
    draft: 0.80,
    accidents: 4.7,
    pile_up: 0.76,
    out: 0.46,
    caution: 6,
    qualifying: 0.6,
};

impl Track {
    /// The track of `layout`, whose class belongs to `kind`.
    pub fn of(layout: &Layout, kind: TrackType) -> Self {
        let miles = layout.length_miles;
        let (style, miles_an_hour) = match kind {
            TrackType::Intermediate => (&INTERMEDIATE, 168.0),
            TrackType::Short => (&SHORT, (70.0 + 55.0 * miles).min(128.0)),
            TrackType::Road => (&ROAD, 96.0),
            TrackType::Superspeedway => (&DRAFTING, 186.0),
        };
        let seconds = miles / miles_an_hour * 3600.0;
        Self {
            kind,
            lap: (seconds * TICKS_PER_SECOND) as i64,
            stint: (90.0 / miles).clamp(20.0, 120.0) as u32,
            stop: (seconds.min(28.0) * TICKS_PER_SECOND) as i64,
            style,
        }
    }

    /// A share of the lap time in ticks.
    pub fn share(&self, share: f64) -> i64 {
        (share * self.lap as f64) as i64
    }
}

/// The kind of track of a track class of the ontology.
pub fn kind_of(class: &str) -> TrackType {
    match class {
        "drafting" => TrackType::Superspeedway,
        "short" | "dirt" => TrackType::Short,
        "road" | "street" => TrackType::Road,
        _ => TrackType::Intermediate,
    }
}

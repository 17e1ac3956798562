//! What the generator knows and the files do not say.

use domain::series::Series;
use jiff::civil::Date;

/// The hidden side of a league.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Truth {
    /// Every race that was run, in order of date.
    pub races: Vec<TrueRace>,
    /// Signals put into the data on purpose.
    pub signals: Vec<Signal>,
    /// Oddities of the real files, put in on purpose.
    pub quirks: Vec<Quirk>,
}

/// One race.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueRace {
    /// Series.
    pub series: Series,
    /// UTC date in the log.
    pub date: Date,
    /// Track name in the log.
    pub track_name: String,
    /// Which race of the meeting, 1 or 2.
    pub number: u8,
    /// Pays no points.
    pub exhibition: bool,
    /// Laps run.
    pub laps: u32,
    /// Cars in grid order.
    pub cars: Vec<TrueCar>,
}

/// One car of a race.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueCar {
    /// Driver.
    pub driver_id: u32,
    /// Team.
    pub team: &'static str,
    /// Make.
    pub make: &'static str,
    /// Car number.
    pub car_number: String,
    /// Lasting strength: driver, car and make on this kind of track, against the field's mean.
    pub strength: f64,
    /// Strength of the day, form and luck of the set-up included, against the field's mean.
    pub today: f64,
    /// What qualifying showed: part of the strength of the day, and noise.
    pub qualifying: Option<f64>,
}

/// A signal a model ought to find.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    /// A driver who is far better on road courses than elsewhere.
    RoadSpecialist {
        /// Driver.
        driver_id: u32,
        /// Added strength there.
        gain: f64,
    },
    /// A make whose Cup cars gain at a date.
    MakeGains {
        /// Make.
        make: &'static str,
        /// From this date on.
        from: Date,
        /// Added strength.
        gain: f64,
    },
}

/// An oddity of the real files at one meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quirk {
    /// Series.
    pub series: Series,
    /// Date in the log.
    pub date: Date,
    /// Track name in the log.
    pub track_name: &'static str,
    /// What is odd.
    pub kind: QuirkKind,
}

/// What is odd about a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuirkKind {
    /// Two races under one date, whose rows separate in one way only.
    TwoRacesThatSplit {
        /// Rows of both.
        rows: usize,
    },
    /// Two races whose rows separate in more than one way: to be held back.
    TwoRacesThatDoNotSplit {
        /// Rows of both.
        rows: usize,
    },
    /// One driver's row is missing.
    DriverMissing {
        /// Who is missing.
        driver_id: u32,
        /// His place, a gap in the log.
        finish: u32,
    },
    /// Laps led sum to one less than the laps.
    LapLedMissing,
    /// The track's name is not all ASCII.
    NameBeyondAscii,
    /// The winner on the track is last in the official results.
    Disqualified {
        /// Who was disqualified.
        driver_id: u32,
        /// His place on the track.
        finish: u32,
        /// His official place.
        official: u32,
    },
    /// A driver stands in the official results under a name that nobody knows.
    NameUnknown {
        /// Who it is.
        driver_id: u32,
    },
    /// Official results in which rows of this race stand under the name, date and id of an earlier one.
    RowsOfTwoRaces {
        /// Rows of both.
        rows: usize,
        /// The id under which they stand.
        race_id: u32,
    },
    /// Two races of one local date, which the official results do not tell apart.
    TwoRacesOfOneDate,
}

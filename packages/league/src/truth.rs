//! What the generator knows and the files do not show.

use domain::pooling::TrackType;
use domain::series::Series;
use jiff::civil::Date;

/// The truth behind a league's files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Truth {
    /// Every race that was run, in order of date.
    pub races: Vec<TrueRace>,
    /// Signals put into the data on purpose.
    pub signals: Vec<Signal>,
    /// Quirks of real files, put in on purpose.
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
    /// Which race of the event, 1 or 2.
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
    /// Lasting strength: driver, car and make on this kind of track, relative to the field's mean.
    pub strength: f64,
    /// Strength on the day, form and luck included, relative to the field's mean.
    pub today: f64,
    /// Strength shown in qualifying: part of the strength on the day, plus noise.
    pub qualifying: Option<f64>,
}

/// A signal that a model should find.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    /// A driver who is far better on road courses than elsewhere.
    RoadSpecialist {
        /// Driver.
        driver_id: u32,
        /// Added strength there.
        gain: f64,
    },
    /// A make whose Cup cars become stronger on a date.
    MakeGains {
        /// Make.
        make: &'static str,
        /// From this date on.
        from: Date,
        /// Added strength.
        gain: f64,
    },
    /// A Cup team whose cars become stronger on one type of track on a date.
    TeamGainsOnType {
        /// Team.
        team: &'static str,
        /// Type of track.
        track_type: TrackType,
        /// From this date on.
        from: Date,
        /// Added strength there.
        gain: f64,
    },
}

/// A quirk of real files at one event.
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

/// Kind of quirk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuirkKind {
    /// Two races on one date, whose rows can be divided in one way only.
    TwoRacesThatSplit {
        /// Rows of both.
        rows: usize,
    },
    /// Two races whose rows can be divided in more than one way: the import must hold them back.
    TwoRacesThatDoNotSplit {
        /// Rows of both.
        rows: usize,
    },
    /// One driver's row is missing.
    DriverMissing {
        /// Who is missing.
        driver_id: u32,
        /// The driver's finishing place, a gap in the log.
        finish: u32,
    },
    /// Laps led sum to one less than the laps.
    LapLedMissing,
    /// The track name is not all ASCII.
    NameBeyondAscii,
    /// The winner on the track is last in the official results.
    Disqualified {
        /// Who was disqualified.
        driver_id: u32,
        /// Finishing place on the track.
        finish: u32,
        /// Official finishing place.
        official: u32,
    },
    /// A driver has an unknown name in the official results.
    NameUnknown {
        /// Who it is.
        driver_id: u32,
    },
    /// Official results list drivers of this race under the name, date and id of an earlier one.
    RowsOfTwoRaces {
        /// Rows of both.
        rows: usize,
        /// The race id of those rows.
        race_id: u32,
    },
    /// Two races on one local date, which the official results do not tell apart.
    TwoRacesOfOneDate,
}

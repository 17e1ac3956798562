//! What is averaged over the past races of a car.

/// What is averaged over the past races of a car.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Score of the driver rating (yr).
    Rating,
    /// Score of the average running position (ya).
    Running,
    /// Score of the finish (yf).
    Finish,
    /// Score of the start (ys).
    Start,
    /// Passing difference, clipped and scaled.
    Passing,
    /// Share of green-flag passes that were of cars in the top 15.
    QualityPasses,
    /// Share of laps run in the top 15.
    Top15,
    /// Square root of the share of laps led.
    Led,
    /// Square root of the share of fastest laps.
    Fastest,
    /// Out by accident: 0 or 1.
    Crash,
    /// Out otherwise: 0 or 1.
    Mechanical,
}

impl Quantity {
    /// Every quantity, in order.
    pub(crate) const ALL: [Quantity; 11] = [
        Quantity::Rating,
        Quantity::Running,
        Quantity::Finish,
        Quantity::Start,
        Quantity::Passing,
        Quantity::QualityPasses,
        Quantity::Top15,
        Quantity::Led,
        Quantity::Fastest,
        Quantity::Crash,
        Quantity::Mechanical,
    ];
}

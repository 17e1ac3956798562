//! A config as a list of named constants, for showing and for digests.

use crate::config::{
    FastestLapsConfig, LapsCompletedConfig, LapsLedConfig, PerType, RetiredScale, RetirementByType,
    RetirementConfig, SimulatorConfig, TailConfig,
};
use domain::pooling::TrackType;

/// A constant by its name, written as in a model file: `laps-led.short.pole`.
pub type Constant = (String, f64);

/// Every constant of `config`, in the order of its fields.
pub fn constants(config: &SimulatorConfig) -> Vec<Constant> {
    let SimulatorConfig {
        retirement,
        retired_place,
        retired_scale,
        laps_completed,
        laps_led,
        fastest_laps,
        minimum_shape,
        team_effect,
        tail,
    } = config;
    let mut list = List(Vec::new());
    list.put("", "minimum-shape", *minimum_shape);
    list.put("", "team-effect", *team_effect);
    if let Some(TailConfig { share, factor }) = tail {
        list.put("tail", "share", *share);
        list.put("tail", "factor", *factor);
    }
    if *retired_scale == RetiredScale::Field {
        list.put("retired-scale", "field", 1.0);
    }
    list.retirement(retirement);
    for (name, places) in each("retired-place", retired_place) {
        list.put_all(&name, places);
    }
    for (name, config) in each("laps-completed", laps_completed) {
        list.laps_completed(&name, config);
    }
    for (name, config) in each("laps-led", laps_led) {
        list.laps_led(&name, config);
    }
    for (name, config) in each("fastest-laps", fastest_laps) {
        list.fastest_laps(&name, config);
    }
    list.0
}

fn each<'a, T>(layer: &str, values: &'a PerType<T>) -> [(String, &'a T); 4] {
    TrackType::ALL.map(|track_type| {
        let name = match track_type {
            TrackType::Intermediate => "intermediate",
            TrackType::Short => "short",
            TrackType::Road => "road",
            TrackType::Superspeedway => "superspeedway",
        };
        (format!("{layer}.{name}"), values.of(track_type))
    })
}

struct List(Vec<Constant>);

impl List {
    fn put(&mut self, of: &str, name: &str, value: f64) {
        let name = if of.is_empty() { name.to_owned() } else { format!("{of}.{name}") };
        self.0.push((name, value));
    }

    fn put_all(&mut self, of: &str, values: &[f64]) {
        for (index, value) in values.iter().enumerate() {
            self.put(of, &index.to_string(), *value);
        }
    }

    fn retirement(&mut self, config: &RetirementConfig) {
        let RetirementConfig {
            crash,
            crash_floor,
            mechanical,
            mechanical_floor,
            experience,
            stretch,
            by_type,
        } = config;
        let of = "retirement";
        self.put(of, "crash", *crash);
        self.put(of, "crash-floor", *crash_floor);
        self.put(of, "mechanical", *mechanical);
        self.put(of, "mechanical-floor", *mechanical_floor);
        self.put(of, "experience", *experience);
        self.put(of, "stretch", *stretch);
        for (name, by_type) in each("retirement.by-type", by_type) {
            let RetirementByType { constant, strength, start, race_sd } = by_type;
            self.put(&name, "constant", *constant);
            self.put(&name, "strength", *strength);
            self.put(&name, "start", *start);
            self.put(&name, "race-sd", *race_sd);
        }
    }

    fn laps_completed(&mut self, of: &str, config: &LapsCompletedConfig) {
        let LapsCompletedConfig { lead_lap_place, lead_lap_width, laps_down, laps_down_growth, retired_at } =
            config;
        self.put(of, "lead-lap-place", *lead_lap_place);
        self.put(of, "lead-lap-width", *lead_lap_width);
        self.put(of, "laps-down", *laps_down);
        self.put(of, "laps-down-growth", *laps_down_growth);
        self.put_all(&format!("{of}.retired-at"), retired_at);
    }

    fn laps_led(&mut self, of: &str, config: &LapsLedConfig) {
        let LapsLedConfig { concentration, finish, win, start, pole, latent, retired, front, second_on_grid } =
            config;
        self.put(of, "concentration", *concentration);
        self.put(of, "finish", *finish);
        self.put(of, "win", *win);
        self.put(of, "start", *start);
        self.put(of, "pole", *pole);
        self.put(of, "latent", *latent);
        self.put(of, "retired", *retired);
        self.put(of, "front", *front);
        self.put(of, "second-on-grid", *second_on_grid);
    }

    fn fastest_laps(&mut self, of: &str, config: &FastestLapsConfig) {
        let FastestLapsConfig {
            share,
            share_sd,
            minimum_share,
            concentration,
            finish,
            win,
            start,
            led,
            latent,
            retired,
            front,
            led_some,
        } = config;
        self.put(of, "share", *share);
        self.put(of, "share-sd", *share_sd);
        self.put(of, "minimum-share", *minimum_share);
        self.put(of, "concentration", *concentration);
        self.put(of, "finish", *finish);
        self.put(of, "win", *win);
        self.put(of, "start", *start);
        self.put(of, "led", *led);
        self.put(of, "latent", *latent);
        self.put(of, "retired", *retired);
        self.put(of, "front", *front);
        self.put(of, "led-some", *led_some);
    }
}

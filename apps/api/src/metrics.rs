//! Figures for Prometheus: requests and their times, jobs, freshness of the data.

use crate::app::App;
use metrics::{Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use std::time::Duration;

/// Upper ends of the buckets of times, in seconds.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

const METADATA: Metadata<'static> = Metadata::new("backstretch", Level::INFO, None);

/// The figures of one server.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

impl Metrics {
    /// No figures yet.
    pub fn new() -> Self {
        let builder = PrometheusBuilder::new().set_buckets(SECONDS).expect("there are buckets");
        let recorder = builder.build_recorder();
        let about: [(&'static str, &'static str); 14] = [
            ("backstretch_requests_total", "Requests answered"),
            ("backstretch_request_seconds", "Time from a request to its answer"),
            ("backstretch_jobs", "Jobs by state"),
            ("backstretch_cache_total", "Reads by what the cache gave: hit, miss, stale"),
            ("backstretch_cache_bytes", "Bytes of answers that are kept in memory"),
            ("backstretch_store_seconds", "Time that the graph and the records took, by store"),
            ("backstretch_store_failures_total", "Uses of a store that failed, by store"),
            ("backstretch_store_up", "Whether a store answered when these figures were asked for"),
            ("backstretch_computing", "Requests that compute now"),
            ("backstretch_computing_waiting", "Requests that wait for their turn to compute"),
            ("backstretch_open_requests", "Requests that are worked on now"),
            ("backstretch_simulations_total", "Races simulated"),
            ("backstretch_simulations_per_second", "Races simulated per second of simulating"),
            ("backstretch_data_through_timestamp_seconds", "Start of the day of the last race with a result"),
        ];
        for (name, text) in about {
            match name.ends_with("_total") {
                true => recorder.describe_counter(name.into(), None, text.into()),
                false if name.ends_with("_seconds") && !name.contains("timestamp") => {
                    recorder.describe_histogram(name.into(), None, text.into());
                }
                false => recorder.describe_gauge(name.into(), None, text.into()),
            }
        }
        let handle = recorder.handle();
        Self { recorder, handle }
    }

    /// Counts an answered request. `route` is the pattern, so that there are only so many labels.
    pub fn answered(&self, method: &str, route: &str, status: u16, time: Duration) {
        let labels = [("method", method), ("route", route)].map(|(name, value)| label(name, value));
        let status = label("status", &status.to_string());
        let counted = labels.iter().cloned().chain([status]).collect::<Vec<_>>();
        let counter = Key::from_parts("backstretch_requests_total", counted);
        self.recorder.register_counter(&counter, &METADATA).increment(1);
        let times = Key::from_parts("backstretch_request_seconds", labels.to_vec());
        self.recorder.register_histogram(&times, &METADATA).record(time.as_secs_f64());
    }

    /// Counts a use of a store, and how long it took with the wait for it.
    pub fn used(&self, store: &'static str, well: bool, time: Duration) {
        let labels = vec![label("store", store)];
        let times = Key::from_parts("backstretch_store_seconds", labels.clone());
        self.recorder.register_histogram(&times, &METADATA).record(time.as_secs_f64());
        if !well {
            let failures = Key::from_parts("backstretch_store_failures_total", labels);
            self.recorder.register_counter(&failures, &METADATA).increment(1);
        }
    }

    /// Counts what the cache gave.
    pub fn looked_up(&self, outcome: &'static str) {
        let key = Key::from_parts("backstretch_cache_total", vec![label("outcome", outcome)]);
        self.recorder.register_counter(&key, &METADATA).increment(1);
    }

    fn gauge(&self, name: &'static str, value: f64) {
        self.recorder.register_gauge(&Key::from_name(name), &METADATA).set(value);
    }

    fn set(&self, name: &'static str, by: Label, value: f64) {
        self.recorder.register_gauge(&Key::from_parts(name, vec![by]), &METADATA).set(value);
    }

    /// The figures as Prometheus reads them; those of jobs and data are looked up now.
    pub async fn render(&self, app: &App) -> String {
        if let Ok(counts) = app.operations(|operations| operations.open_jobs()).await {
            for (state, count) in counts {
                self.set("backstretch_jobs", label("state", state), count as f64);
            }
        }
        for (store, state) in crate::routes::dependencies(app).await {
            self.set("backstretch_store_up", label("store", store), f64::from(u8::from(state == "ok")));
        }
        self.gauge("backstretch_cache_bytes", app.answers().bytes() as f64);
        let (running, waiting) = app.computing();
        self.gauge("backstretch_computing", running as f64);
        self.gauge("backstretch_computing_waiting", waiting as f64);
        let places = app.config().settings.requests - app.places().available_permits();
        self.gauge("backstretch_open_requests", places as f64);
        let (races, seconds) = engine::simulated();
        let total = Key::from_name("backstretch_simulations_total");
        self.recorder.register_counter(&total, &METADATA).absolute(races);
        self.gauge(
            "backstretch_simulations_per_second",
            if seconds > 0.0 { races as f64 / seconds } else { 0.0 },
        );
        if let Ok(data) = app.engine(|engine, progress| engine.data_state(progress)).await {
            for line in data.series {
                let through =
                    line.through_race.and_then(|race| race.date.to_zoned(jiff::tz::TimeZone::UTC).ok());
                if let Some(day) = through {
                    let by = label("series", line.series.key());
                    self.set(
                        "backstretch_data_through_timestamp_seconds",
                        by,
                        day.timestamp().as_second() as f64,
                    );
                }
            }
        }
        self.handle.run_upkeep();
        self.handle.render()
    }
}

fn label(name: &'static str, value: &str) -> Label {
    Label::new(name, value.to_owned())
}

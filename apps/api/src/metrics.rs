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
        let about: [(&'static str, &'static str); 4] = [
            ("backstretch_requests_total", "Requests answered"),
            ("backstretch_request_seconds", "Time from a request to its answer"),
            ("backstretch_jobs", "Jobs by state"),
            ("backstretch_data_through_timestamp_seconds", "Start of the day of the last race with a result"),
        ];
        for (name, text) in about {
            match name.ends_with("_total") {
                true => recorder.describe_counter(name.into(), None, text.into()),
                false if name.ends_with("request_seconds") => {
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

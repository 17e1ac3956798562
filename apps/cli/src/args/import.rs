//! `import ...`.

use super::{threads, time};
use clap::{Args, Subcommand};
use domain::series::Series;
use jiff::Timestamp;
use std::path::PathBuf;

/// `import ...`.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// NASCAR loop data, one row per driver and race (24 columns, listed in docs/files.md)
    #[command(
        after_help = "Examples:\n  backstretch import race-logs race-logs.csv\n  backstretch import race-logs fixed.csv.gz --supersede 3f2a…"
    )]
    RaceLogs(ImportFile),
    /// The entry list of an upcoming race
    #[command(
        after_help = "Columns: series,race_date,track_name,driver_id,driver_name,car_number,team,make,start,scheduled_laps,lock_at\n\
                      and, optionally, known_at (start blank before qualifying)\n\
                      A later list of a race replaces an earlier one; the report says what changed, driver by driver.\n\n\
                      Examples:\n  backstretch import entries phoenix.csv\n  \
                      backstretch import entries phoenix-friday.csv --known-at 2026-03-06T21:00:00Z"
    )]
    Entries {
        /// What to import
        #[command(flatten)]
        file: ImportFile,
        /// Time from which the list was known, for rows without known_at [default: the time of the import]
        #[arg(long, value_name = "TIME", value_parser = time)]
        known_at: Option<Timestamp>,
    },
    /// Official results: race name, NASCAR id, car number, make and official finish of races in the logs
    #[command(
        after_help = "Columns: season,series,race_id,race_date,race_name,track_name,car_number,driver_name,team,manufacturer,start_pos,\n\
                      finish_pos,laps_completed,laps_led,avg_running_position,fastest_laps,status\n\
                      A race is matched by series, track and date (one day before to two days after), whatever the order of imports;\n\
                      until its race log is imported, it is held. Rows that mix two races are held.\n\n\
                      Examples:\n  backstretch import results official-results.csv.gz\n  \
                      backstretch import results official-results.csv.gz --json | jq '.matches[] | select(.race == null)'"
    )]
    Results(ImportFile),
    /// Car, team and make of each driver, as spans of consecutive points races
    #[command(
        after_help = "Columns: series,season,driver_id,driver_name,car_number,team,make,first_race,last_race,races\n\
                      (first_race and last_race: dates as in the race logs)\n\nExample:\n  backstretch import teams car-teams-2019-2025.csv"
    )]
    Teams(ImportFile),
    /// Practice and qualifying: NASCAR's JSON files, or a table
    #[command(
        after_help = "JSON: lap-averages.json, live-feed.json of a practice or qualifying, and the lapAvg and qualification files of 2019.\n\
                      These files do not name their race: give --race, or rely on the NASCAR id in the file or in its name\n\
                      (lap-averages.2023-1-5273.json), once official results with that id are imported.\n\
                      Columns of a table: series,race_date,track_name,session,title,driver_id,driver_name,unit,best_lap,\n\
                      run_5,run_10,run_15,run_20,run_25,run_30,known_at\n\
                      (session: practice or qualifying; unit: mph, or s for lap times; blank where a lap was not run)\n\n\
                      Examples:\n  backstretch import practice lap-averages.json --race cup-2023-03-26-cota --known-at 2023-03-24T20:00:00Z\n  \
                      backstretch import practice laps.csv"
    )]
    Practice {
        /// What to import
        #[command(flatten)]
        file: ImportFile,
        /// The race of a JSON file: key, alias or NASCAR id; a table names its races itself
        #[arg(long, value_name = "RACE")]
        race: Option<String>,
        /// Time from which it was known; in a table, for rows without known_at [default: the file's own time,
        /// else the race's lock]
        #[arg(long, value_name = "TIME", value_parser = time)]
        known_at: Option<Timestamp>,
    },
    /// Win odds, as a table
    #[command(
        after_help = "Columns: series,race_date,track_name,driver,odds,known_at and, optionally, book\n\
                      (driver: name or NASCAR id; odds: 4.5, 7/2 or +350; write decimal odds of 100 or more as 350.0).\n\
                      Two other tables are read unchanged: one with the columns win_odds_american and observed_utc, and one\n\
                      with win_prob and race_datetime_et, which needs --series.\n\
                      Prices dated days after their race are refused: most likely they belong to another race.\n\n\
                      Examples:\n  backstretch import odds odds.csv\n  backstretch import odds win-top5-prob-2026-cup.csv --series cup"
    )]
    Odds {
        /// What to import
        #[command(flatten)]
        file: ImportFile,
        /// The series, if the file names none: cup, oreilly (xfinity) or trucks
        #[arg(long)]
        series: Option<Series>,
    },
    /// Typed claims from notes: a table, or one JSON object per line
    #[command(
        after_help = "Columns, and names in JSON: series,race_date,track_name,kind,driver_id,driver_name,value,source,known_at,confidence\n\
                      (driver_id and driver_name blank where the claim is about the race). Kinds: grid, rear-start, backup-car,\n\
                      engine-change, withdrawn, practice-rank, pace, scheduled-laps, rain-probability; see docs/ontology.md.\n\
                      Claims that the axioms veto are held, with the reason.\n\n\
                      Examples:\n  backstretch import claims notes.csv\n  backstretch import claims notes.ndjson --json"
    )]
    Claims(ImportFile),
    /// Every lap of every car, by NASCAR's race ids
    #[command(
        after_help = "Columns: race_id,lap,pos,car,driver_id,ms (lap 0 is the grid; ms is blank where a lap was not timed)\n\
                      Laps are kept as Parquet by race. Rows of races that results do not name yet are kept and count as held.\n\n\
                      Example:\n  backstretch import laps cup-2025.csv.gz"
    )]
    Laps(ImportFile),
    /// Pit stops, by NASCAR's race ids
    #[command(
        after_help = "Columns: race_id,leader_lap,lap,car,driver_id,flag_in,flag_out,in_ms,out_ms,stop_ms,type,tires,rank_in,rank_out\n\n\
                      Example:\n  backstretch import pits pits-2025.csv.gz"
    )]
    Pits(ImportFile),
    /// Cautions, by NASCAR's race ids
    #[command(after_help = "Columns: race_id,start_lap,end_lap,reason,comment,beneficiary_car,flag_state\n\
                      (end_lap 0: the race ended under it). Without cautions no pace is derived from laps.\n\n\
                      Example:\n  backstretch import cautions cautions-2019-2025.csv.gz")]
    Cautions(ImportFile),
    /// Who led from lap to lap, by NASCAR's race ids
    #[command(
        after_help = "Columns: race_id,start_lap,end_lap,car,driver_id\n\nExample:\n  backstretch import leaders leaders-2019-2025.csv.gz"
    )]
    Leaders(ImportFile),
    /// Places and points of the stages, by NASCAR's race ids
    #[command(
        after_help = "Columns: race_id,stage,position,car,driver_id,stage_points\n\nExample:\n  backstretch import stages stages-2020-2025.csv.gz"
    )]
    Stages(ImportFile),
    /// Undo an import: the graph becomes what it would be without that file
    #[command(after_help = "Examples:\n  backstretch import list\n  backstretch import undo 3f2a91c0")]
    Undo {
        /// SHA-256 of the file, or its first digits (at least 6)
        #[arg(value_parser = digest)]
        sha: String,
    },
    /// List the imported files
    #[command(after_help = "Example:\n  backstretch import list")]
    List,
}

/// A SHA-256 or its first digits.
fn digest(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('…');
    if text.len() < 6 {
        Err("give at least 6 digits of the SHA-256; `backstretch import list` shows it".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// A file to import.
#[derive(Debug, Args)]
pub struct ImportFile {
    /// The file, plain or gzip
    pub file: PathBuf,
    /// Where rows disagree with this earlier file, the new file wins (SHA-256 or its first digits)
    #[arg(long, value_name = "SHA", value_parser = digest)]
    pub supersede: Vec<String>,
    /// Exit with code 3 if any row was refused or held
    #[arg(long)]
    pub strict: bool,
    /// Number of threads, which does not change the result [default: all cores]
    #[arg(long, value_parser = threads)]
    pub threads: Option<usize>,
}

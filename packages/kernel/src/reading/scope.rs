//! Whether a statement is made at all, and of this race: hedges, denials, questions, other races, orders.

use super::text::Text;
use domain::race::RaceCard;
use domain::series::Series;
use domain::tracks::TrackReference;
use std::ops::Range;

/// How a statement at a place of the note is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// Doubted, wished for, under a condition, asked or ordered.
    pub hedged: bool,
    /// Denied.
    pub denied: bool,
    /// Of another race, season or series.
    pub elsewhere: bool,
    /// Merely expected.
    pub expected: bool,
}

pub(crate) const HEDGES: &[&str] = &[
    "may",
    "might",
    "could",
    "likely",
    "probably",
    "should",
    "hearing",
    "hear",
    "rumor",
    "rumors",
    "rumour",
    "rumours",
    "rumored",
    "whisper",
    "whispers",
    "whispering",
    "if",
    "unless",
    "would",
    "hope",
    "hopes",
    "hoping",
    "hoped",
    "wish",
    "wishes",
    "maybe",
    "perhaps",
    "possible",
    "possibly",
    "potential",
    "potentially",
    "whether",
    "wonder",
    "wondering",
    "imagine",
    "kidding",
    "joke",
    "joking",
    "jokes",
    "lol",
    "speculation",
    "speculating",
    "supposedly",
    "allegedly",
    "apparently",
    "reportedly",
    "unconfirmed",
    "suspect",
    "guess",
    "guessing",
    "considering",
    "weighing",
    "mulling",
    "pending",
    "chance",
    "chances",
    "pretend",
    "suppose",
    "bet",
    "odds",
    "favorite",
    "favourite",
    "wouldnt",
    "shouldnt",
    "couldnt",
    "mightnt",
    "threatened",
    "debating",
    "ought",
    "id",
    "otherwise",
    "tbd",
    "doubtful",
    "questionable",
];
pub(crate) const HEDGE_PHRASES: &[&str] = &[
    "word is",
    "i think",
    "i believe",
    "in case",
    "looks like",
    "sounds like",
    "seems to",
    "as long as",
    "up in the air",
    "game time decision",
    "remains to be seen",
    "not sure",
    "no word",
    "not confirmed",
    "not yet confirmed",
    "not official",
    "has to wait",
    "on standby",
    "stand by",
    "wait and see",
    "no decision",
    "has not decided",
    "just in case",
];
pub(crate) const DENIALS: &[&str] = &[
    "no", "not", "never", "without", "avoid", "avoids", "avoided", "avoiding", "dont", "doesnt", "didnt",
    "isnt", "wasnt", "wont", "hasnt", "havent", "cant", "cannot", "nor", "neither", "none", "nobody",
    "arent", "werent", "instead", "denied", "denies", "deny", "denying", "dodged", "dodges", "spared",
    "escapes", "escaped", "aint", "rather", "false", "untrue", "nothing", "nowhere", "debunked", "saved",
];
pub(crate) const DENIAL_PHRASES: &[&str] = &[
    "is false",
    "was false",
    "not true",
    "is untrue",
    "false alarm",
    "fake news",
    "shot down",
    "shoots down",
    "knocked down",
    "is wrong",
    "was wrong",
    "made that up",
    "no truth",
];
pub(crate) const PAST: &[&str] = &[
    "last year",
    "last season",
    "last week",
    "last weekend",
    "last fall",
    "last spring",
    "last summer",
    "last time",
    "last month",
    "last sunday",
    "last saturday",
    "last race",
    "last august",
    "last october",
    "a year ago",
    "year ago",
    "years ago",
    "a week ago",
    "week ago",
    "weeks ago",
    "months ago",
    "in the spring",
    "back in",
    "this spring",
    "in the fall",
    "the spring race",
    "spring race here",
    "previous race",
    "previous week",
    "remember when",
    "used to",
    "his career",
    "career best",
    "all time",
    "next week",
    "next weekend",
    "next year",
    "next season",
    "next sunday",
    "next race",
    "next month",
    "earlier this season",
    "earlier this year",
    "earlier this month",
    "since then",
    "one year",
    "two years",
    "playoff opener",
    "season opener",
    "next stop",
    "in the summer",
    "this time last",
    "the previous",
];

/// Words of other series than the race's own.
fn other_series(series: Series) -> Vec<&'static str> {
    let cup: &[&str] = &["cup"];
    let second: &[&str] = &["xfinity", "oreilly", "oreillys", "nxs", "nationwide", "busch series"];
    let trucks: &[&str] = &["truck", "trucks", "craftsman"];
    let mut others = vec!["arca", "indycar", "imsa", "modified", "modifieds", "f1"];
    if series != Series::Cup {
        others.extend(cup);
    }
    if series != Series::Oreilly {
        others.extend(second);
    }
    if series != Series::Trucks {
        others.extend(trucks);
    }
    others
}

/// What is known of the race, for telling others from it.
pub(crate) struct Setting {
    pub(crate) series: Vec<&'static str>,
    pub(crate) tracks: Vec<String>,
    season: i16,
}

impl Setting {
    pub fn new(card: &RaceCard) -> Setting {
        let own = card.info.venue.as_str();
        let mut tracks = Vec::new();
        for venue in TrackReference::builtin().venues() {
            if venue.key.as_str() == own {
                continue;
            }
            let name = venue.key.as_str().replace('-', " ");
            tracks.push(name);
        }
        let short = [
            ("las-vegas", "vegas"),
            ("circuit-of-the-americas", "cota"),
            ("indianapolis", "indy"),
            ("talladega", "dega"),
            ("world-wide-technology", "gateway"),
            ("watkins-glen", "the glen"),
            ("new-hampshire", "loudon"),
        ];
        tracks.extend(
            short.iter().filter(|(key, _)| !own.starts_with(key)).map(|(_, name)| (*name).to_owned()),
        );
        // Words that are something else too, or part of the race's own place.
        let own_place = own.replace('-', " ");
        tracks.retain(|name| {
            !(matches!(name.as_str(), "road america" | "chicago" | "mexico")
                && own_place.contains(name.as_str()))
        });
        Setting { series: other_series(card.info.series), tracks, season: card.info.date.year() }
    }

    /// How what stands at a token is meant.
    pub fn scope(&self, text: &Text, sentence: &Range<usize>, at: usize) -> Scope {
        let segment = text.segment_of(sentence, at);
        let clause = text.clause_of(sentence, at);
        let phrase = |range: &Range<usize>, phrases: &[&str]| {
            phrases.iter().any(|phrase| text.find(range.clone(), phrase).is_some())
        };
        let question = sentence.end > sentence.start && text.word(sentence.end - 1) == "?";
        let expected = text
            .any(segment.clone(), &["expected", "expects", "expect", "set", "slated", "plans", "planning"]);
        let hedged = text.any(segment.clone(), HEDGES)
            || phrase(&segment, HEDGE_PHRASES)
            || question
            || order(text, sentence);
        let denied = (clause.start..clause.end).any(|i| {
            let word = text.word(i);
            DENIALS.contains(&word)
                && !(word == "no" && car_number(text, i))
                && !(word == "not" && text.word(i + 1) == "only")
                && i < at + 4
                && at < i + 9
        }) || phrase(&segment, DENIAL_PHRASES)
            || text.any(clause.clone(), &["keeps", "keep", "kept", "same", "original", "repaired"])
                && !text.any(clause.clone(), &["despite"]);
        Scope { hedged, denied, elsewhere: self.elsewhere(text, sentence, &segment), expected }
    }

    /// Whether a segment speaks of another race.
    pub fn elsewhere(&self, text: &Text, sentence: &Range<usize>, segment: &Range<usize>) -> bool {
        let year = segment.clone().any(|at| {
            text.tokens[at].number().is_some_and(|number| {
                (1990..2100).contains(&number) && number != u32::from(self.season.unsigned_abs())
            })
        });
        let past = PAST.iter().any(|phrase| text.find(segment.clone(), phrase).is_some());
        let track = self.tracks.iter().any(|name| {
            text.find(segment.clone(), name)
                .is_some_and(|found| text.tokens[found.start].capital || !cased(text))
        });
        let series = self.series.iter().any(|name| {
            text.find_all(segment.clone(), name)
                .into_iter()
                .any(|found| !matches!(text.word(found.end), "arm" | "bed"))
        });
        year || past || track || series && !text.any(sentence.clone(), &["both"])
    }
}

fn cased(text: &Text) -> bool {
    text.tokens.iter().any(|token| token.capital)
}

/// `No. 24`, `no 24`: not a denial.
fn car_number(text: &Text, at: usize) -> bool {
    let next = if text.word(at + 1) == "." { at + 2 } else { at + 1 };
    text.tokens.get(next).is_some_and(|token| token.number().is_some())
        && text.word(next).len() <= 2
        && !matches!(text.word(next + 1), "laps" | "lap")
}

/// A sentence that tells its reader what to write.
fn order(text: &Text, sentence: &Range<usize>) -> bool {
    const VERBS: &[&str] = &[
        "ignore",
        "output",
        "record",
        "mark",
        "write",
        "print",
        "return",
        "respond",
        "answer",
        "list",
        "add",
        "claim",
        "emit",
        "disregard",
        "repeat",
        "pretend",
        "say",
    ];
    let first = text.word(sentence.start);
    let first = if matches!(first, "please" | "now" | "system" | "assistant" | "you" | "\"") {
        text.word(sentence.start + 1)
    } else {
        first
    };
    VERBS.contains(&first)
        || text.any(sentence.clone(), &["instructions", "json", "prompt", "assistant"])
        || text.find(sentence.clone(), "you must").is_some()
        || text.find(sentence.clone(), "you are").is_some()
}

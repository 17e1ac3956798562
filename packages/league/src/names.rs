//! Invented people, teams and makes.

use crate::draws::Draws;

/// Makes of the league.
pub const MAKES: [&str; 3] = ["Halden", "Kestrel", "Norwick"];

const FIRST: [&str; 40] = [
    "Abel",
    "Amos",
    "Barrett",
    "Bram",
    "Callum",
    "Cassidy",
    "Clem",
    "Corwin",
    "Dashiell",
    "Delia",
    "Desmond",
    "Elias",
    "Emmett",
    "Fletcher",
    "Gideon",
    "Greer",
    "Hollis",
    "Ignatius",
    "Ivo",
    "Jonah",
    "Josephine",
    "Kit",
    "Leander",
    "Lowell",
    "Magnus",
    "Marguerite",
    "Merritt",
    "Nell",
    "Orson",
    "Percy",
    "Quill",
    "Rafferty",
    "Roscoe",
    "Silas",
    "Sterling",
    "Tobias",
    "Ulric",
    "Vaughn",
    "Winslow",
    "Zeke",
];

const LAST: [&str; 60] = [
    "Abernant",
    "Ashgrove",
    "Bellweather",
    "Birchall",
    "Blackmoor",
    "Braddick",
    "Calloway",
    "Cinderford",
    "Copperfield",
    "Cranmere",
    "Culverhouse",
    "Dashwood",
    "Drummore",
    "Eastlake",
    "Elderbrook",
    "Fairweather",
    "Farnleigh",
    "Fenwright",
    "Garrowby",
    "Gravenor",
    "Greywater",
    "Hallowell",
    "Harrowgate",
    "Hawksworth",
    "Hollingbrook",
    "Ironside",
    "Jessamine",
    "Kilbride",
    "Kingsmere",
    "Langstrand",
    "Larkspur",
    "Lockridge",
    "Marchbank",
    "Merriweather",
    "Millbrook",
    "Northcote",
    "Oakhurst",
    "Oldcastle",
    "Pembridge",
    "Penhallow",
    "Quarrier",
    "Ravensworth",
    "Redfern",
    "Rookwood",
    "Saltmarsh",
    "Sandiford",
    "Shadwell",
    "Silverthorne",
    "Stonebridge",
    "Summerlin",
    "Tattersall",
    "Thistlewood",
    "Thornbury",
    "Umberleigh",
    "Vexley",
    "Wakefern",
    "Westerhale",
    "Whitlock",
    "Windermere",
    "Yarborough-Finch",
];

const TEAMS: [&str; 34] = [
    "Amber Hill Racing",
    "Anvil Motorsports",
    "Beacon Point Racing",
    "Blue Lantern Motorsports",
    "Cardinal Row Racing",
    "Cold Creek Racing",
    "Copper Kettle Motorsports",
    "Crossroads Racing",
    "Driftwood Racing",
    "Eagle Rock Motorsports",
    "Fallowfield Racing",
    "Far Harbor Motorsports",
    "Foxglove Racing",
    "Granite State of Mind Racing",
    "Gray Mill Racing",
    "High Meadow Motorsports",
    "Iron Orchard Racing",
    "Juniper Lane Racing",
    "Lakeshore Motorsports",
    "Longleaf Racing",
    "Moonlight Garage",
    "North Fork Racing",
    "Old Quarry Motorsports",
    "Pine Barrens Racing",
    "Quicksilver Yard",
    "Red Barn Racing",
    "Riverbend Motorsports",
    "Saddleback Racing",
    "Second Street Garage",
    "Tin Roof Racing",
    "Twin Oaks Motorsports",
    "Upper Valley Racing",
    "Whistle Stop Racing",
    "Yellow Door Motorsports",
];

/// A pool of names; each is used once.
pub struct Names {
    drivers: Vec<String>,
    teams: Vec<&'static str>,
}

impl Names {
    /// All names in random order.
    pub fn new(draws: &mut Draws) -> Self {
        let mut drivers: Vec<String> =
            FIRST.iter().flat_map(|first| LAST.iter().map(move |last| format!("{first} {last}"))).collect();
        draws.shuffle(&mut drivers);
        let mut teams = TEAMS.to_vec();
        draws.shuffle(&mut teams);
        Self { drivers, teams }
    }

    /// The next driver's name; some end in `Jr.`, as in the real sport.
    pub fn driver(&mut self, draws: &mut Draws) -> String {
        let name = self.drivers.pop().expect("2,400 names are enough for every league");
        if draws.happens(0.03) { name + " Jr." } else { name }
    }

    /// The next team's name.
    pub fn team(&mut self) -> &'static str {
        self.teams.pop().expect("there are as many names as teams")
    }
}

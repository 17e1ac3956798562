//! The pages as a client without a browser sees them: sessions, addresses, and the same numbers as the API's.

use crate::world::{Answer, World, world};
use serde_json::Value;
use std::collections::{BTreeSet, VecDeque};

/// Logs in as a browser's form does, and gives the cookie.
fn login(world: &World, key: &str, to: &str) -> (Answer, String) {
    let body = format!("key={key}&to={to}");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let answer = world.send("POST", "/login", &headers, Some(&body));
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    (answer, cookie)
}

fn get(world: &World, cookie: &str, path: &str) -> Answer {
    world.send("GET", path, &[("cookie", cookie), ("accept", "text/html")], None)
}

fn html(answer: &Answer) -> String {
    let text = String::from_utf8(answer.body.clone()).expect("UTF-8");
    assert!(answer.header("content-type").starts_with("text/html"), "{} {text}", answer.status);
    text
}

/// The body rows of the slate, each cell as text without tags.
fn cells(html: &str) -> Vec<Vec<String>> {
    let body = html.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next()).expect("a table");
    let text = |cell: &str| {
        let mut out = String::new();
        let mut inside = false;
        for c in cell.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out.trim().replace("&#39;", "'").replace("&amp;", "&")
    };
    let rows = body.split("<tr ").skip(1);
    rows.map(|row| {
        let row = row.split_once('>').expect("a tag ends").1;
        row.replace("</th>", "</td>")
            .split("</td>")
            .map(text)
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn a_page_asks_for_a_session_and_comes_back_to_where_one_was() {
    let world = world();
    let asked = world.send("GET", "/slate/next?site=fd", &[], None);
    assert_eq!(asked.status, 303);
    assert_eq!(asked.header("location"), "/login?to=%2Fslate%2Fnext%3Fsite%3Dfd");
    let form = world.send("GET", asked.header("location"), &[], None);
    assert!(html(&form).contains(r#"name="to" value="/slate/next?site=fd""#));
    let (begun, cookie) = login(&world, &world.key, "%2Fslate%2Fnext%3Fsite%3Dfd");
    assert_eq!((begun.status, begun.header("location")), (303, "/slate/next?site=fd"));
    assert!(begun.header("set-cookie").contains("HttpOnly"));
    assert_eq!(get(&world, &cookie, "/").status, 200);
    let (begun, _) = login(&world, &world.key, "https%3A%2F%2Fevil.example%2F");
    assert_eq!(begun.header("location"), "/", "no link leads away from here");
    let (refused, cookie) = login(&world, "bsk_x", "/");
    assert_eq!((refused.status, cookie.as_str()), (422, ""));
    assert!(html(&refused).contains("does not work"));
}

#[test]
fn a_form_of_another_site_logs_nobody_in() {
    let world = world();
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    let answer = world.send("POST", "/login", &headers, Some(&format!("key={}", world.key)));
    assert_eq!((answer.status, answer.header("set-cookie")), (403, ""));
}

#[test]
fn logging_out_needs_the_token_of_the_session() {
    let world = world();
    let (_, cookie) = login(&world, &world.key, "");
    let page = html(&get(&world, &cookie, "/"));
    let token =
        page.split(r#"name="csrf" value=""#).nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
    let post = |body: &str| {
        let headers = [("cookie", cookie.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        world.send("POST", "/logout", &headers, Some(body))
    };
    assert_eq!(post("csrf=wrong").status, 403);
    assert_eq!(get(&world, &cookie, "/").status, 200);
    assert_eq!(post(&format!("csrf={token}")).status, 303);
    assert_eq!(get(&world, &cookie, "/").status, 303, "the session has ended");
}

#[test]
fn pages_may_load_nothing_but_themselves() {
    let world = world();
    let page = world.get("/");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let text = html(&page);
    for inline in ["<style", " style=", "onclick", "javascript:", "http://", "https://"] {
        assert!(!text.contains(inline), "{inline}");
    }
    for attribute in ["href=\"/assets/style", "src=\"/assets/pages", "href=\"/assets/icon"] {
        let path = text.split(attribute).nth(1).and_then(|rest| rest.split('"').next()).expect("an asset");
        let path = format!("{}{path}", attribute.split('"').nth(1).unwrap());
        let asset = world.send("GET", &path, &[], None);
        assert_eq!(asset.status, 200, "{path}");
        assert!(asset.header("cache-control").contains("immutable"));
    }
    assert_eq!(world.send("GET", "/assets/style-0.css", &[], None).status, 404);
}

#[test]
fn the_numbers_of_a_slate_are_the_apis() {
    let world = world();
    for (site, points) in [("dk", "draftkings"), ("fd", "fanduel")] {
        let next = world.get(&format!("/slate/next?site={site}&columns=research"));
        assert_eq!(next.status, 303);
        let text = html(&world.get(next.header("location")));
        let api = world.post("/v1/projections", r#"{"race": "next"}"#).ok();
        let set = &api["projection"];
        assert!(text.contains(set["checksum"].as_str().unwrap()), "the same digest");
        let rows = cells(&text);
        let entries = set["body"]["entries"].as_array().unwrap();
        assert_eq!(rows.len(), entries.len());
        let print = |value: &Value| format!("{:.1}", value.as_f64().unwrap());
        let percent = |value: &Value| format!("{:.1}", 100.0 * value.as_f64().unwrap());
        for entry in entries {
            let name = entry["driverName"].as_str().unwrap();
            let row = rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name} is not shown"));
            for expected in [
                print(&entry[points]["mean"]),
                print(&entry[points]["quantiles"][1]),
                print(&entry[points]["quantiles"][9]),
                print(&entry[points]["quantiles"][17]),
                print(&entry["finish"]),
                percent(&entry["pWin"]),
                percent(&entry["pTop10"]),
                percent(&entry["pRetired"]),
                print(&entry["lapsLed"]),
            ] {
                assert!(row.contains(&expected), "{name}: {expected} is not in {row:?}");
            }
        }
    }
}

#[test]
fn a_csv_is_what_the_table_shows() {
    let world = world();
    let race = world.get("/v1/races/next").ok()["race"]["key"].as_str().unwrap().to_owned();
    for query in
        ["", "columns=tournament&site=fd&sort=p-win&dir=asc", "columns=research&q=che", "sort=team&q=zzz"]
    {
        let rows = cells(&html(&world.get(&format!("/slate/{race}?{query}"))));
        let csv = world.get(&format!("/slate/{race}/slate.csv?{query}"));
        assert_eq!(csv.status, 200);
        let csv = String::from_utf8(csv.body).unwrap();
        let lines: Vec<Vec<String>> = csv
            .lines()
            .skip(1)
            .map(|line| line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect())
            .collect();
        let page = html(&world.get(&format!("/slate/{race}?{query}")));
        let hidden: Vec<bool> = page
            .split("<tbody>")
            .nth(1)
            .unwrap()
            .split("<tr ")
            .skip(1)
            .map(|row| row.split_once('>').unwrap().0.ends_with("hidden"))
            .collect();
        let seen: Vec<Vec<String>> = rows
            .into_iter()
            .zip(hidden)
            .filter(|(_, hidden)| !hidden)
            .map(|(row, _)| {
                row.into_iter().map(|cell| if cell == "–" { String::new() } else { cell }).collect()
            })
            .collect();
        assert_eq!(lines, seen, "{query}");
    }
}

#[test]
fn what_goes_wrong_is_a_page() {
    let world = world();
    for (path, status, words) in [
        ("/slate/cup-1999-01-01-nowhere", 404, "Nothing here by that name"),
        ("/slate/next?sort=nonsense", 422, "sort is"),
        ("/slate/next?unknown=1", 400, "unknown"),
        ("/slate/next?model=nonsense", 404, "nonsense"),
        ("/slate/next?simulations=0", 422, "simulations"),
    ] {
        let mut answer = world.get(path);
        if answer.status == 303 {
            let to = answer.header("location").to_owned();
            answer = world.get(&to);
        }
        let text = html(&answer);
        assert_eq!(answer.status, status, "{path}: {text}");
        assert!(text.contains(words), "{path}: {text}");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    }
    let key = world.key_of("backtester", &["backtests:run"]);
    let answer = world.send("GET", "/", &[("x-api-key", &key)], None);
    assert_eq!(answer.status, 403);
    assert!(html(&answer).contains("You may not see this"));
}

/// Every page that a link leads to is there.
#[test]
fn no_link_is_dead() {
    let world = world();
    let (_, cookie) = login(&world, &world.key, "");
    let mut seen: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
    let mut waiting: VecDeque<String> = VecDeque::from(["/".to_owned()]);
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    let mut visited = 0;
    while let Some(path) = waiting.pop_front() {
        let answer = get(&world, &cookie, &path);
        assert!([200, 303].contains(&answer.status), "{path}: {}", answer.status);
        visited += 1;
        if answer.status == 303 {
            let to = answer.header("location").to_owned();
            if seen.insert(to.clone()) {
                waiting.push_back(to);
            }
            continue;
        }
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        for link in html(&answer).split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
            if !link.starts_with('/') || link.starts_with("/assets") {
                continue;
            }
            // Pages of one kind differ by their names and views: a few of each kind are enough.
            let kind = kind_of(&link);
            let many = seen.iter().filter(|other| kind_of(other) == kind).count() >= 4;
            kinds.insert(kind);
            if !many && seen.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
    }
    assert!(visited > 10 && kinds.len() >= 4, "{visited} pages of {kinds:?}");
}

/// A link without the names in it.
fn kind_of(link: &str) -> String {
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    let path: Vec<&str> =
        path.split('/')
            .map(|part| {
                if part.contains('-') || part.bytes().any(|byte| byte.is_ascii_digit()) { "*" } else { part }
            })
            .collect();
    let names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{}", path.join("/"), names.join("&"))
}

/// Entry lists of 2, 23 and 45 cars, on weeks of their own; the last without a grid.
fn lists(league: &str) -> Vec<(usize, String, String)> {
    let mut lines = league.lines();
    let head = lines.next().expect("a header");
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let list = |(cars, day, grid): (usize, &str, bool)| {
        let row = |index: usize| {
            let base = &rows[index % rows.len()];
            let (driver, name) = match index < rows.len() {
                true => (base[3].to_owned(), base[4].to_owned()),
                false => (
                    (990_000 + index).to_string(),
                    format!("Newcomer {}", (b'A' + (index - rows.len()) as u8) as char),
                ),
            };
            let start = if grid { (index + 1).to_string() } else { String::new() };
            let date = format!("2025/11/{day}");
            let lock = format!("2025-11-{day}T20:00:00Z");
            let number = (100 + index).to_string();
            [base[0], &date, base[2], &driver, &name, &number, base[6], base[7], &start, base[9], &lock]
                .join(",")
        };
        let rows: Vec<String> = (0..cars).map(row).collect();
        (cars, format!("2025-11-{day}"), format!("{head}\n{}\n", rows.join("\n")))
    };
    [(2, "09", true), (23, "16", true), (45, "23", false)].into_iter().map(list).collect()
}

#[test]
fn fields_of_any_size_are_whole_with_and_without_a_grid_and_evidence() {
    let world = World::on_a_copy();
    for (cars, day, list) in lists(&world.league_file("entries.csv")) {
        let started = world.send("POST", "/v1/imports/entries", &[("x-api-key", &world.key)], Some(&list));
        let job = crate::imports::ended(&world, started.header("location"));
        assert_eq!(job["state"], "succeeded", "{job}");
        let races = world.get("/v1/races?upcoming=true").ok();
        let race =
            races["races"].as_array().unwrap().iter().find(|line| line["race"]["date"] == day.as_str());
        let key =
            race.unwrap_or_else(|| panic!("no race of {day}: {races}"))["race"]["key"].as_str().unwrap();
        for query in ["", "?site=fd&columns=research"] {
            let text = html(&world.get(&format!("/slate/{key}{query}")));
            let rows = cells(&text);
            assert_eq!(rows.len(), cars, "{key}");
            assert!(!text.contains("NaN") && !text.contains("inf"), "{key}: {text}");
            assert_eq!(text.contains("No grid is known yet"), cars == 45, "{key}");
        }
        let race = html(&world.get(&format!("/race/{key}")));
        assert!(race.contains("None is known: no practice, no odds, no claims"), "{key}");
        let driver = world.get(&format!("/v1/races/{key}")).ok()["entries"][cars - 1]["driver"].to_string();
        let driver = html(&world.get(&format!("/slate/{key}/driver/{driver}")));
        assert!(!driver.contains("NaN"), "{key}: {driver}");
    }
}

#[test]
fn what_is_held_back_is_listed_where_it_is_missed() {
    let world = World::on_a_copy();
    let race = world.get("/v1/races/next").ok();
    let key = race["race"]["key"].as_str().unwrap();
    // Practice of somebody who is not entered.
    let practice = "series,race_date,track_name,session,title,driver_id,driver_name,unit,best_lap,run_5,run_10,run_15,run_20,run_25,run_30,known_at\nCup,2025-11-02,Phoenix Raceway,practice,,999999,Nobody Entered,mph,130.1,,,,,,,2025-11-01T18:00:00Z\n";
    let started = world.send("POST", "/v1/imports/practice", &[("x-api-key", &world.key)], Some(practice));
    let job = crate::imports::ended(&world, started.header("location"));
    assert_eq!(job["state"], "succeeded", "{job}");
    let log = world.get("/v1/axioms/vetoes").ok();
    let reasons: Vec<&str> = log["vetoes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| {
            line["reason"].as_str().unwrap().contains("999999")
                || line["group"].as_str().unwrap().contains("practice")
        })
        .filter_map(|line| line["rule"].as_str())
        .collect();
    assert!(!reasons.is_empty(), "{log}");
    let slate = html(&world.get(&format!("/slate/{key}")));
    assert!(slate.contains("Rows held back") && slate.contains(reasons[0]), "{reasons:?}");
    assert!(html(&world.get("/")).contains("held back"));
    assert!(html(&world.get("/operations")).contains(reasons[0]));
}

//! `why`.

use super::Context;
use super::project::request;
use crate::args::WhyArgs;
use crate::exit::Outcome;
use crate::table::{for_reading, number, or_dash, text};
use crate::terminal;
use anyhow::Result;
use engine::why::{ChainLink, Contribution, EvidencePart, Why, WhyAnswer, WhyRequest};
use engine::why_surplus::SurplusPart;

pub fn run(context: &Context<'_>, args: &WhyArgs) -> Result<Outcome> {
    let asked = &args.request;
    engine::threads::limit(asked.threads)?;
    let request = WhyRequest { projection: request(context, asked), driver: args.driver.clone() };
    let answer = context.reading("why")?.why(&request, &terminal::progress()?)?;
    if context.json {
        terminal::json(&answer)?;
    } else {
        terminal::write(words(&answer).as_bytes())?;
    }
    Ok(Outcome::Done)
}

/// The answer for reading: what sums to the strength, what the rating is made from, the paths.
fn words(answer: &WhyAnswer) -> String {
    let why = &answer.why;
    let mut start = why.start.map_or_else(|| "start unknown".to_owned(), |start| format!("starts {start}"));
    if let Some(effective) = why.effective_start {
        start += &format!(" on the grid, {effective} on the track");
    }
    let mut out = format!(
        "{} in {}: strength {:+.3}, {} of the field, {start}\n",
        why.driver_name,
        why.race,
        why.strength,
        ordinal(why.rank)
    );
    for note in &answer.notes {
        out += &format!("note: {}\n", note.text);
    }
    out += "\nwhat the strength is made of: (value - the field's mean) x weight\n\
            (these rows and what the race week adds sum to the strength)\n";
    out += &features(&why.contributions);
    out += &groups(why);
    if !answer.surplus.is_empty() {
        out += &surplus(&answer.surplus);
    }
    if !why.evidence.is_empty() {
        out += &evidence(&why.evidence);
    }
    out += "\nhow the driver rating is built, from the widest average to the narrowest\n\
            (each is pulled towards a wider one: the more, the fewer its races)\n";
    out += &chain(&why.chain);
    out += "\npaths in the graph behind it\n";
    for path in &answer.paths {
        out += &format!("  {:<8} {}\n", path.about, path.path);
    }
    out
}

fn features(contributions: &[Contribution]) -> String {
    let row = |part: &Contribution| {
        let words = &part.words;
        vec![
            if part.on_type { format!("{words} (more at this type of track)") } else { words.clone() },
            format!("{:+.3}", part.value),
            format!("{:+.3}", part.centred),
            format!("{:.3}", part.slope),
            format!("{:+.3}", part.contribution),
        ]
    };
    let columns = [
        text("input"),
        number("value"),
        number("minus field's mean"),
        number("weight"),
        number("adds to strength"),
    ];
    for_reading(&columns, &contributions.iter().map(row).collect::<Vec<_>>())
}

/// What each group of inputs adds to strength and points, from a typical car on the same start to the projection.
fn groups(why: &Why) -> String {
    let row = |name: &str, strength: Option<f64>, draftkings: f64, fanduel: f64| {
        vec![
            name.to_owned(),
            or_dash(strength.map(|strength| format!("{strength:+.3}"))),
            format!("{draftkings:+.2}"),
            format!("{fanduel:+.2}"),
        ]
    };
    let mut rows = vec![row("a typical car from this start", None, why.draftkings.base, why.fanduel.base)];
    let added =
        |group: &engine::why::Group| row(&group.words, group.strength, group.draftkings, group.fanduel);
    rows.extend(why.groups.iter().map(added));
    rows.push(row("projected", Some(why.strength), why.draftkings.mean, why.fanduel.mean));
    let columns = [text("inputs"), number("strength"), number("DraftKings"), number("FanDuel")];
    format!("\nwhat each group of inputs adds to strength and points\n{}", for_reading(&columns, &rows))
}

/// What recent races showed, a line each with the paths behind it.
fn surplus(parts: &[SurplusPart]) -> String {
    let mut out =
        "\nwhat recent races showed beyond what was expected, in places in mid-field (and adds to the strength)\n".to_owned();
    for part in parts {
        out += &format!("  {} ({:+.3})\n", part.words, part.adds);
        out.extend(part.paths.iter().map(|path| format!("      {path}\n")));
    }
    out
}

fn evidence(parts: &[EvidencePart]) -> String {
    let row = |part: &EvidencePart| {
        vec![
            part.words.clone(),
            format!("{:.4}", part.value),
            format!("{:+.3}", part.score),
            format!("{:+.3}", part.expected),
            format!("{:.3}", part.weight),
            format!("{:+.3}", part.contribution),
        ]
    };
    let columns = [
        text("evidence"),
        number("value"),
        number("score"),
        number("expected"),
        number("weight"),
        number("adds to strength"),
    ];
    format!(
        "\nwhat the race week adds: (score - expected) x weight\n\
         (score: the value against the rest of this field; expected: the score that the strength above suggests)\n{}",
        for_reading(&columns, &parts.iter().map(row).collect::<Vec<_>>())
    )
}

fn chain(links: &[ChainLink]) -> String {
    let row = |link: &ChainLink| {
        vec![
            link.kernel.clone(),
            format!("{:+.3}", link.value),
            link.races.to_string(),
            or_dash(link.mean.map(|mean| format!("{mean:+.3}"))),
            format!("{:+.3}", link.parent),
            format!("{:.0} %", 100.0 * link.parent_share),
        ]
    };
    let columns = [
        text("average"),
        number("value"),
        number("races"),
        number("their mean"),
        number("wider average"),
        number("share of the wider"),
    ];
    for_reading(&columns, &links.iter().map(row).collect::<Vec<_>>())
}

fn ordinal(rank: u32) -> String {
    let ending = match (rank % 10, rank % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{rank}{ending}")
}

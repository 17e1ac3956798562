//! `claims`.

use super::Context;
use super::project::request as projection;
use crate::args::{ClaimsCommand, DecideArgs, SubmitArgs};
use crate::exit::Outcome;
use crate::table::{for_reading, number, or_dash, text};
use crate::terminal;
use anyhow::Result;
use domain::evidence::ClaimValue;
use engine::Progress;
use engine::claims::{
    ClaimAnswer, ClaimLine, ClaimsRequest, DecideAnswer, DecideRequest, EffectAnswer, EffectRequest,
    PointsEffect, SubmitClaimRequest,
};

/// Who decides on the command line: whoever owns the data folder.
pub const OWNER: &str = "folder-owner";

pub fn run(context: &Context<'_>, command: &ClaimsCommand) -> Result<Outcome> {
    match command {
        ClaimsCommand::List { race, state, driver } => {
            let request = ClaimsRequest { race: race.clone(), state: *state, driver: driver.clone() };
            let answer = context.reader("claims list")?.claims(&request, &Progress::new())?;
            match context.json {
                true => terminal::json(&answer)?,
                false if answer.claims.is_empty() => terminal::note("no claims"),
                false => terminal::write(table(&answer.claims).as_bytes())?,
            }
        }
        ClaimsCommand::Show { id } => {
            let answer = context.reader("claims show")?.claim(id, &Progress::new())?;
            if context.json { terminal::json(&answer)? } else { terminal::write(one(&answer).as_bytes())? }
        }
        ClaimsCommand::Submit(args) => submit(context, args)?,
        ClaimsCommand::Accept(args) => {
            let engine = context.engine("claims accept")?;
            decided(context, &engine.accept_claims(&request(args), OWNER, &terminal::progress()?)?)?;
        }
        ClaimsCommand::Reject(args) => {
            let engine = context.engine("claims reject")?;
            decided(context, &engine.reject_claims(&request(args), OWNER, &terminal::progress()?)?)?;
        }
        ClaimsCommand::Undo(args) => {
            let engine = context.engine("claims undo")?;
            decided(context, &engine.undo_claims(&request(args), OWNER, &terminal::progress()?)?)?;
        }
        ClaimsCommand::Effect { request, claims } => {
            engine::threads::limit(request.threads)?;
            let asked = EffectRequest { projection: projection(context, request), claims: claims.clone() };
            let answer = context.reader("claims effect")?.claims_effect(&asked, &terminal::progress()?)?;
            if context.json { terminal::json(&answer)? } else { terminal::write(effect(&answer).as_bytes())? }
        }
    }
    Ok(Outcome::Done)
}

fn request(args: &DecideArgs) -> DecideRequest {
    DecideRequest { claims: args.ids.clone(), why: args.why.clone() }
}

fn submit(context: &Context<'_>, args: &SubmitArgs) -> Result<()> {
    let request = SubmitClaimRequest {
        race: args.race.clone(),
        kind: args.kind.clone(),
        driver: args.driver.clone(),
        // A value is JSON, as in the request of the API; anything else is text, which the axioms judge.
        value: serde_json::from_str(&args.value).unwrap_or_else(|_| ClaimValue::Text(args.value.clone())),
        source: args.source.clone(),
        known_at: args.known_at,
        confidence: args.confidence,
        accept: args.accept,
    };
    let answer = context.engine("claims submit")?.submit_claim(&request, OWNER, &terminal::progress()?)?;
    if context.json {
        return terminal::json(&answer);
    }
    if answer.known_before {
        terminal::note("this claim was submitted before");
    }
    terminal::write(table(std::slice::from_ref(&answer.claim)).as_bytes())
}

fn decided(context: &Context<'_>, answer: &DecideAnswer) -> Result<()> {
    if context.json {
        return terminal::json(answer);
    }
    for decided in &answer.claims {
        let claim = &decided.claim;
        let said = format!("{} {} {}", subject(claim), claim.kind, claim.value);
        let was = if decided.was == claim.state { "still" } else { "now" };
        terminal::line(format!("{}  {said}: {was} {}", claim.id, claim.state))?;
    }
    Ok(())
}

fn subject(claim: &ClaimLine) -> String {
    match (&claim.driver_name, claim.driver) {
        (Some(name), _) => name.clone(),
        (None, Some(driver)) => format!("driver {driver}"),
        (None, None) => "the race".to_owned(),
    }
}

/// Claims, a line each.
pub fn table(claims: &[ClaimLine]) -> String {
    let row = |claim: &ClaimLine| {
        let state = match &claim.rule {
            Some(rule) => format!("{} ({rule})", claim.state),
            None => claim.state.to_string(),
        };
        vec![
            claim.id.to_string(),
            claim.race.to_string(),
            subject(claim),
            claim.kind.clone(),
            claim.value.to_string(),
            or_dash(claim.confidence.map(|sure| format!("{sure:.2}"))),
            state,
            claim.known_at.to_string(),
            claim.source.clone(),
        ]
    };
    let columns = [
        text("claim"),
        text("race"),
        text("about"),
        text("kind"),
        text("value"),
        number("confidence"),
        text("state"),
        text("known at"),
        text("source"),
    ];
    for_reading(&columns, &claims.iter().map(row).collect::<Vec<_>>())
}

fn one(answer: &ClaimAnswer) -> String {
    let mut out = table(std::slice::from_ref(&answer.claim));
    if let Some(quote) = &answer.quote {
        out += &format!("\nthe note says: \u{201c}{quote}\u{201d}\n");
    }
    if let Some(text) = &answer.text {
        out += &format!("in: {text}\n");
    }
    if let Some(file) = &answer.file {
        out += &format!("\nfile {} ({}), line {}\n", file.file, file.snapshot, file.line);
    }
    out += "\ndecisions\n";
    for decision in &answer.decisions {
        let why = decision.why.as_ref().or(decision.rule.as_ref());
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        out += &format!("  {}  {} by {}{why}\n", decision.at, decision.state, decision.by);
    }
    out
}

/// What claims change, the largest change first.
pub fn effect(answer: &EffectAnswer) -> String {
    let same = if answer.before == answer.after { ": the projection is the same" } else { "" };
    let mut out = format!(
        "{}: {} claims counted{same}\nbefore {}\nafter  {}\n",
        answer.race, answer.claims, answer.before, answer.after
    );
    let pair = |before: Option<String>, after: Option<String>| match (before, after) {
        (Some(before), Some(after)) if before == after => before,
        (before, after) => format!("{} > {}", or_dash(before), or_dash(after)),
    };
    let row = |driver: &engine::claims::DriverEffect| {
        let each = |words: &dyn Fn(&PointsEffect) -> String| {
            pair(driver.before.as_ref().map(words), driver.after.as_ref().map(words))
        };
        vec![
            driver.driver_name.clone(),
            each(&|effect| or_dash(effect.start)),
            each(&|effect| format!("{:.1}", effect.finish)),
            each(&|effect| format!("{:.1} %", 100.0 * effect.p_win)),
            each(&|effect| format!("{:.2}", effect.draftkings)),
            each(&|effect| format!("{:.2}", effect.fanduel)),
        ]
    };
    let columns = [
        text("driver"),
        number("start"),
        number("finish"),
        number("win"),
        number("DraftKings"),
        number("FanDuel"),
    ];
    if !answer.drivers.is_empty() {
        out += &for_reading(&columns, &answer.drivers.iter().map(row).collect::<Vec<_>>());
    }
    out
}

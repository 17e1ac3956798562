//! `kernel`.

use super::Context;
use super::claims::{OWNER, effect};
use super::project::request;
use crate::args::{EvalArgs, ExplainArgs, KernelCommand, ReadArgs};
use crate::exit::{Outcome, UsageError};
use crate::table::{for_reading, number, text};
use crate::terminal;
use anyhow::{Context as _, Result};
use engine::checkpoint::{InfoAnswer, InfoRequest, QuantizeRequest};
use engine::claims::EffectRequest;
use engine::explain::ExplainRequest;
use engine::models::DEFAULT_MODEL;
use engine::notes::{
    EvalAnswer, EvalRequest, KeepNotes, Note, NoteAnswer, NoteClaim, NoteLine, NotesAnswer, NotesRequest,
    notes_in,
};
use engine::project::ProjectRequest;
use engine::train::TrainRequest;
use engine::{Engine, Progress};
use std::io::Read;
use std::path::Path;

/// The longest file of notes: far more than a season's.
const NOTES_BYTES_MAX: u64 = 256 << 20;

pub fn run(context: &Context<'_>, command: &KernelCommand) -> Result<Outcome> {
    match command {
        KernelCommand::Read(args) => return read(context, args),
        KernelCommand::Explain(args) => explain(context, args)?,
        KernelCommand::Eval(args) => return eval(context, args),
        KernelCommand::Train { output, steps, seed } => {
            let request = TrainRequest { output: output.clone(), steps: *steps, seed: *seed };
            let answer = Engine::train_small(&request, &terminal::progress()?)?;
            if context.json {
                terminal::json(&answer)?;
            } else {
                let record = &answer.record;
                terminal::line(format!(
                    "{}: {} parameters, {} words, {} bytes, SHA-256 {}",
                    answer.output.display(),
                    record.parameters,
                    record.vocabulary,
                    record.bytes,
                    record.model
                ))?;
            }
        }
        KernelCommand::Info { file } => {
            let answer = Engine::checkpoint_info(&InfoRequest { path: file.clone() }, &Progress::new())?;
            if context.json { terminal::json(&answer)? } else { terminal::write(facts(&answer).as_bytes())? }
        }
        KernelCommand::Quantize { input, output, kind } => {
            let request =
                QuantizeRequest { input: input.clone(), output: output.clone(), kind: kind.clone() };
            let answer = Engine::quantize_checkpoint(&request, &terminal::progress()?)?;
            if context.json {
                terminal::json(&answer)?;
            } else {
                let path = output.display();
                terminal::line(format!(
                    "{path}: {} tensors as {kind}, {} bytes",
                    answer.tensors, answer.bytes
                ))?;
                for other in &answer.fallbacks {
                    let row = format!("its rows of {} are no whole blocks", other.row);
                    terminal::line(format!("  {} as {}: {row}", other.tensor, other.written))?;
                }
            }
        }
    }
    Ok(Outcome::Done)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = match path.as_os_str() == "-" {
        true => std::io::stdin().lock().take(NOTES_BYTES_MAX + 1).read_to_end(&mut bytes),
        false => {
            std::fs::File::open(path).and_then(|file| file.take(NOTES_BYTES_MAX + 1).read_to_end(&mut bytes))
        }
    };
    read.with_context(|| format!("reading {}", path.display()))?;
    if bytes.len() as u64 > NOTES_BYTES_MAX {
        return Err(
            UsageError(format!("{} is over {NOTES_BYTES_MAX} bytes; split it", path.display())).into()
        );
    }
    Ok(bytes)
}

fn eval(context: &Context<'_>, args: &EvalArgs) -> Result<Outcome> {
    let gold = args.file.as_deref().map(bytes_of).transpose()?.unwrap_or_default();
    let (small, language) = (args.models.small.clone(), args.models.checkpoint.clone());
    let request = EvalRequest { gold, least: args.least, small, language };
    let progress = terminal::progress()?;
    let answer = match args.generated {
        Some(count) => Engine::eval_generated(count, &request, &progress)?,
        None => context.reader("kernel eval")?.eval_notes(&request, &progress)?,
    };
    if context.json {
        terminal::json(&answer)?
    } else {
        terminal::write(scores(&answer).as_bytes())?
    }
    Ok(if answer.unread.is_empty() { Outcome::Done } else { Outcome::Partly })
}

fn read(context: &Context<'_>, args: &ReadArgs) -> Result<Outcome> {
    let notes = match (&args.text, &args.file) {
        (Some(text), _) => {
            vec![NoteLine::Note(Note { id: "note".to_owned(), race: None, text: text.clone() })]
        }
        (None, Some(file)) => notes_in(&bytes_of(file)?),
        (None, None) => return Err(UsageError("give a note or --file".to_owned()).into()),
    };
    if let Some(least) = args.accept.filter(|least| !(0.0..=1.0).contains(least)) {
        return Err(UsageError(format!("--accept {least} is not from 0 to 1")).into());
    }
    let keeps = args.keep || args.accept.is_some();
    let keep = KeepNotes { source: args.source.clone(), known_at: args.known_at, accept: args.accept };
    let request = NotesRequest {
        notes,
        race: args.race.clone(),
        reader: args.reader,
        small: args.models.small.clone(),
        language: args.models.checkpoint.clone(),
        keep: keeps.then_some(keep),
        effect: args.effect.then(|| EffectRequest {
            projection: ProjectRequest {
                race: String::new(),
                series: None,
                as_of: None,
                model: DEFAULT_MODEL.to_owned(),
                simulations: args.sims.unwrap_or(context.settings.simulation.simulations),
                seed: context.settings.simulation.seed,
            },
            claims: Vec::new(),
        }),
    };
    let engine = if keeps { context.engine("kernel read")? } else { context.reader("kernel read")? };
    let answer = engine.read_notes(&request, OWNER, &terminal::progress()?)?;
    if context.json {
        for note in &answer.notes {
            terminal::line(serde_json::to_string(note)?)?;
        }
        for effect in &answer.effects {
            terminal::line(serde_json::json!({ "effect": effect }).to_string())?;
        }
    } else {
        terminal::write(words(&answer).as_bytes())?;
    }
    let unread = answer.notes.iter().filter(|note| note.problem.is_some());
    let unread: Vec<&NoteAnswer> = unread.collect();
    for note in &unread {
        let detail = note.problem.as_ref().map(|problem| problem.detail.as_str()).unwrap_or_default();
        terminal::note(format!("{}: skipped: {detail}", note.id));
    }
    Ok(if unread.is_empty() { Outcome::Done } else { Outcome::Partly })
}

fn words(answer: &NotesAnswer) -> String {
    let mut out = String::new();
    for note in answer.notes.iter().filter(|note| note.problem.is_none()) {
        out += &format!("{}\n", note.id);
        if note.claims.is_empty() && note.vetoed.is_empty() {
            out += "  no claims about an entered driver or the race\n";
        }
        for claim in &note.claims {
            out += &format!("  {}\n", said(claim));
        }
        for vetoed in &note.vetoed {
            out += &format!("  {}: vetoed by {}\n", said(&vetoed.claim), vetoed.axiom);
        }
    }
    for kept in &answer.kept {
        out += &format!(
            "{}: kept {} accepted, {} proposed, {} vetoed\n",
            kept.race, kept.accepted, kept.proposed, kept.vetoed
        );
        for refused in &kept.refused {
            out += &format!("  not kept: {refused}\n");
        }
    }
    for changed in &answer.effects {
        out += &format!("\n{}", effect(changed));
    }
    out
}

fn said(claim: &NoteClaim) -> String {
    let whom = claim.driver.as_deref().unwrap_or("the race");
    let mut said = format!("{whom} {} {} (confidence {:.2})", claim.kind, claim.value, claim.confidence);
    if let (Some(id), Some(state)) = (&claim.claim, claim.state) {
        said += &format!("  {id} {state}");
    }
    said
}

fn explain(context: &Context<'_>, args: &ExplainArgs) -> Result<()> {
    let asked = &args.request;
    engine::threads::limit(asked.threads)?;
    if !args.no_model {
        terminal::note("told by templates: no language model is set up for this");
    }
    let request = ExplainRequest { projection: request(context, asked), driver: args.driver.clone() };
    let answer = context.reader("kernel explain")?.explain(&request, &terminal::progress()?)?;
    if context.json {
        return terminal::json(&answer);
    }
    for sentence in &answer.sentences {
        terminal::line(&sentence.text)?;
    }
    for note in &answer.notes {
        terminal::note(&note.text);
    }
    Ok(())
}

fn scores(answer: &EvalAnswer) -> String {
    let mut out = String::new();
    for row in &answer.rows {
        let score = &row.score;
        out += &format!(
            "{}: F1 {:.4}, precision {:.4}, recall {:.4}; {} notes, {} wholly right; nothing-accuracy {:.4} of {}{}\n",
            row.reader,
            score.f1,
            score.precision,
            score.recall,
            score.notes,
            score.wholly_right,
            score.nothing_accuracy,
            score.nothing,
            row.not_above_rules.map_or_else(String::new, |share| {
                format!("; not above the rules in {share:.3} of resamplings")
            })
        );
        let kinds = score.kinds.iter().map(|kind| {
            let counts = [kind.gold, kind.given, kind.right].map(|count| count.to_string());
            [&[kind.kind.clone()][..], &counts, &[format!("{:.4}", kind.f1)]].concat()
        });
        let columns = [text("kind"), number("gold"), number("given"), number("right"), number("F1")];
        out += &for_reading(&columns, &kinds.collect::<Vec<_>>());
    }
    for (reader, id, reason) in &answer.unread {
        out += &format!("{id}: not read by {reader}: {reason}\n");
    }
    out
}

fn facts(answer: &InfoAnswer) -> String {
    let info = &answer.info;
    let tensors: Vec<String> = info.tensors.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    format!(
        "{}\n{} parameters in {} bytes; tensors: {}\n{} layers, width {}, {} wide inside, {} heads, {} for keys and values\n\
         vocabulary {} ({}), context {} tokens, {} bytes of cache each; embeddings tied: {}; chat template: {}\n",
        answer.path.display(),
        info.parameters,
        info.bytes,
        tensors.join(", "),
        info.layers,
        info.width,
        info.hidden,
        info.heads,
        info.kv_heads,
        info.vocabulary,
        info.tokenizer,
        info.context,
        info.cache_bytes_per_token,
        info.tied,
        info.chat_template
    )
}

//! Notes of a race week: read into claims, kept, scored.

mod card;
mod eval;
mod keep;
mod lines;
mod read;
mod readers;
mod score;

pub use eval::{EvalAnswer, EvalRequest, EvalRow};
pub use keep::Kept;
pub use lines::{BadNote, Note, NoteLine, notes_in};
pub use read::{KeepNotes, NoteAnswer, NoteClaim, NoteProblem, NotesAnswer, NotesRequest, VetoedNoteClaim};
pub use readers::ReaderKind;
pub use score::{KindScore, Score};

pub(crate) use card::race_card;

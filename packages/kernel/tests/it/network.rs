//! The network against an obvious one on plain numbers, and the laws of sessions.

use crate::small::{self, SMALL, Shape};
use kernel::ModelError;
use kernel::gguf::TensorType;
use kernel::llama::Llama;
use kernel::session::Session;

/// The same network on plain vectors, token by token, nothing cached.
struct Obvious {
    shape: Shape,
    tensors: Vec<Vec<f32>>,
    names: Vec<String>,
}

impl Obvious {
    fn new(shape: Shape, seed: u64) -> Obvious {
        let plan = small::plan(shape, TensorType::F32);
        let names = plan.iter().map(|planned| planned.name.clone()).collect();
        Obvious { shape, tensors: small::weights(&plan, seed), names }
    }

    fn get(&self, name: &str) -> &[f32] {
        &self.tensors[self.names.iter().position(|known| known == name).unwrap()]
    }

    fn product(&self, name: &str, x: &[f64]) -> Vec<f64> {
        self.get(name)
            .chunks(x.len())
            .map(|row| row.iter().zip(x).map(|(w, x)| f64::from(*w) * x).sum())
            .collect()
    }

    fn normed(&self, name: &str, x: &[f64]) -> Vec<f64> {
        let mean = x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
        let scale = 1.0 / (mean + 1e-5).sqrt();
        x.iter().zip(self.get(name)).map(|(x, w)| x * scale * f64::from(*w)).collect()
    }

    fn turned(&self, x: &mut [f64], at: usize) {
        let head = self.shape.width / self.shape.heads;
        for (number, pair) in x.chunks_mut(2).enumerate() {
            let frequency = 10_000f64.powf(-((number % (head / 2)) as f64) * 2.0 / head as f64);
            let (sin, cos) = (at as f64 * frequency).sin_cos();
            let (a, b) = (pair[0], pair[1]);
            (pair[0], pair[1]) = (a * cos - b * sin, a * sin + b * cos);
        }
    }

    /// Logits after each token.
    fn logits(&self, tokens: &[u32]) -> Vec<Vec<f64>> {
        let Shape { width, heads, kv_heads, layers, tied, .. } = self.shape;
        let head = width / heads;
        let mut xs: Vec<Vec<f64>> = tokens
            .iter()
            .map(|token| {
                let row = &self.get("token_embd.weight")[*token as usize * width..][..width];
                row.iter().map(|x| f64::from(*x)).collect()
            })
            .collect();
        for layer in 0..layers {
            let name = |part: &str| format!("blk.{layer}.{part}.weight");
            let normed: Vec<Vec<f64>> = xs.iter().map(|x| self.normed(&name("attn_norm"), x)).collect();
            let project = |part: &str, turn: bool| -> Vec<Vec<f64>> {
                let turned = |(at, x): (usize, &Vec<f64>)| {
                    let mut y = self.product(&name(part), x);
                    if turn {
                        self.turned(&mut y, at);
                    }
                    y
                };
                normed.iter().enumerate().map(turned).collect()
            };
            let (q, k, v) = (project("attn_q", true), project("attn_k", true), project("attn_v", false));
            for (at, x) in xs.iter_mut().enumerate() {
                let mut attended = vec![0.0; width];
                for h in 0..heads {
                    let g = h * kv_heads / heads;
                    let dot = |earlier: usize| -> f64 {
                        (0..head).map(|i| q[at][h * head + i] * k[earlier][g * head + i]).sum::<f64>()
                            / (head as f64).sqrt()
                    };
                    let weights: Vec<f64> = (0..=at).map(|earlier| dot(earlier).exp()).collect();
                    let total: f64 = weights.iter().sum();
                    for (earlier, weight) in weights.iter().enumerate() {
                        for i in 0..head {
                            attended[h * head + i] += weight / total * v[earlier][g * head + i];
                        }
                    }
                }
                let out = self.product(&name("attn_output"), &attended);
                for (x, y) in x.iter_mut().zip(out) {
                    *x += y;
                }
                let normed = self.normed(&name("ffn_norm"), x);
                let gate = self.product(&name("ffn_gate"), &normed);
                let up = self.product(&name("ffn_up"), &normed);
                let hidden: Vec<f64> = gate.iter().zip(up).map(|(g, u)| g / (1.0 + (-g).exp()) * u).collect();
                for (x, y) in x.iter_mut().zip(self.product(&name("ffn_down"), &hidden)) {
                    *x += y;
                }
            }
        }
        let output = if tied { "token_embd.weight" } else { "output.weight" };
        xs.iter().map(|x| self.product(output, &self.normed("output_norm.weight", x))).collect()
    }
}

const TOKENS: [u32; 9] = [5, 99, 100, 5, 17, 260, 3, 254, 42];

fn apart(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

fn check(shape: Shape) {
    let model = small::model(shape, 11);
    let mut session = Session::new(&model, 32).unwrap();
    let ours = session.feed_all(&TOKENS).unwrap();
    let obvious = Obvious::new(shape, 11).logits(&TOKENS);
    for (at, (ours, theirs)) in ours.iter().zip(&obvious).enumerate() {
        let theirs: Vec<f32> = theirs.iter().map(|x| *x as f32).collect();
        assert!(apart(ours, &theirs) < 2e-4, "token {at} of {shape:?}: {}", apart(ours, &theirs));
    }
}

#[test]
fn logits_are_those_of_the_obvious_network() {
    check(SMALL);
    check(Shape { tied: false, ..SMALL });
    check(Shape { kv_heads: 4, ..SMALL });
    check(Shape { kv_heads: 1, layers: 3, hidden: 160, ..SMALL });
}

#[test]
fn tokens_one_by_one_in_parts_or_at_once_give_the_same_logits() {
    let model = small::model(SMALL, 3);
    let at_once = Session::new(&model, 32).unwrap().feed_all(&TOKENS).unwrap();
    for split in 1..TOKENS.len() {
        let mut session = Session::new(&model, 32).unwrap();
        session.feed(&TOKENS[..split]).unwrap();
        for (at, token) in TOKENS.iter().enumerate().skip(split) {
            let logits = session.feed(&[*token]).unwrap();
            assert!(apart(&logits, &at_once[at]) < 1e-4, "split {split}, token {at}");
        }
    }
}

#[test]
fn a_long_prompt_is_fed_in_chunks() {
    let model = small::model(SMALL, 3);
    let tokens: Vec<u32> = (0..128).map(|at| (at * 7 % 263) as u32).collect();
    let mut whole = Session::new(&model, 128).unwrap();
    let last = whole.feed(&tokens).unwrap();
    let mut parts = Session::new(&model, 128).unwrap();
    for part in tokens.chunks(50) {
        let logits = parts.feed(part).unwrap();
        if parts.len() == 128 {
            assert!(apart(&logits, &last) < 1e-4);
        }
    }
}

#[test]
fn forgetting_gives_back_the_former_logits() {
    let model = small::model(SMALL, 5);
    let mut session = Session::new(&model, 16).unwrap();
    session.feed(&TOKENS[..4]).unwrap();
    let before = session.feed(&[7]).unwrap();
    session.truncate(4);
    session.feed(&[9, 10, 11]).unwrap();
    session.truncate(4);
    assert_eq!(session.feed(&[7]).unwrap(), before);
}

#[test]
fn limits_of_the_context_are_errors_that_change_nothing() {
    let model = small::model(SMALL, 5);
    assert!(matches!(Session::new(&model, 129), Err(ModelError::ContextTooLong { asked: 129, limit: 128 })));
    let mut session = Session::new(&model, 4).unwrap();
    session.feed(&[1, 2, 3]).unwrap();
    let full = session.feed(&[4, 5]);
    assert!(matches!(full, Err(ModelError::ContextFull { held: 3, more: 2, capacity: 4 })), "{full:?}");
    assert!(matches!(session.feed(&[]), Err(ModelError::NoTokens)));
    assert!(matches!(session.feed(&[263]), Err(ModelError::UnknownToken { token: 263, vocabulary: 263 })));
    assert_eq!(session.len(), 3);
    session.feed(&[4]).unwrap();
}

#[test]
fn a_session_is_only_as_long_as_asked_for() {
    let model: Llama = small::model(SMALL, 5);
    let session = Session::new(&model, 10).unwrap();
    assert_eq!((session.len(), session.capacity(), session.is_empty()), (0, 10, true));
}

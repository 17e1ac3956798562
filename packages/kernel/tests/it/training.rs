//! The differentiable network, its gradients and losses, and runs that are stopped and go on.

use crate::small::{self, SMALL, Shape};
use candle_core::{DType, Device, Tensor, Var};
use kernel::Config;
use kernel::net::{Attention, Batch, Lora, Net, Weights};
use kernel::session::Session;
use kernel::training::{
    Answer, Example, Record, TrainError, TrainFiles, TrainMetrics, TrainOptions, files, step_losses, train,
};
use std::ops::ControlFlow;
use std::path::Path;

const TOKENS: [u32; 9] = [5, 99, 100, 5, 17, 260, 3, 254, 42];

#[test]
fn logits_are_those_of_the_runtime() {
    for shape in [SMALL, Shape { tied: false, ..SMALL }, Shape { kv_heads: 4, layers: 3, ..SMALL }] {
        let mut checkpoint = small::open(small::file(shape, 11)).unwrap();
        let weights = Weights::of_checkpoint(&mut checkpoint).unwrap();
        let net = Net::new(checkpoint.config().clone(), weights, None).unwrap();
        // A shorter sequence beside it: padding changes nothing.
        let batch = Batch::new(&[&TOKENS[..], &TOKENS[..4]], 0, Attention::Causal, DType::F32).unwrap();
        let model = small::model(shape, 11);
        for (number, count) in [(0, TOKENS.len()), (1, 4)] {
            let places: Vec<u32> = (0..count).map(|at| Net::place(&batch, number, at)).collect();
            let ours: Vec<Vec<f32>> = net.logits(&batch, &places).unwrap().to_vec2().unwrap();
            let theirs = Session::new(&model, 32).unwrap().feed_all(&TOKENS[..count]).unwrap();
            for (ours, theirs) in ours.iter().flatten().zip(theirs.iter().flatten()) {
                assert!((ours - theirs).abs() < 1e-4, "{ours} {theirs}");
            }
        }
    }
}

fn tiny() -> Config {
    Config {
        vocabulary: 24,
        width: 8,
        hidden: 12,
        layers: 2,
        heads: 2,
        kv_heads: 1,
        head: 4,
        epsilon: 1e-5,
        context: 32,
        rope: kernel::Rope { base: 10_000.0, linear: 1.0, factors: None },
        tied: false,
    }
}

fn tiny_examples() -> Vec<Example> {
    let answer = |right: &[u32]| Answer { right: right.to_vec(), allowed: vec![1, 2, 3, 9] };
    vec![
        Example { tokens: vec![4, 5, 6, 7, 20], answers: vec![(2, answer(&[1])), (4, answer(&[2, 9]))] },
        Example { tokens: vec![8, 19, 4], answers: vec![(1, answer(&[3]))] },
    ]
}

/// Loss with a weight of one half on structure.
fn loss(net: &Net, attention: Attention) -> Tensor {
    let losses = step_losses(net, &tiny_examples(), 0, attention).unwrap();
    (losses.surprise + (losses.structural * 0.5).unwrap()).unwrap()
}

/// Compares the gradient of every variable with differences of the loss.
fn check_gradients(variables: &[(String, Var)], loss: &dyn Fn() -> Tensor) {
    const H: f64 = 1e-5;
    let gradients = loss().backward().unwrap();
    let number = || loss().to_scalar::<f64>().unwrap();
    for (name, variable) in variables {
        let gradient = gradients.get(variable).unwrap_or_else(|| panic!("`{name}` has no gradient"));
        let gradient: Vec<f64> = gradient.flatten_all().unwrap().to_vec1().unwrap();
        assert!(gradient.iter().any(|value| value.abs() > 1e-9), "the gradient of `{name}` is zero");
        let before = variable.as_tensor().copy().unwrap();
        let values: Vec<f64> = before.flatten_all().unwrap().to_vec1().unwrap();
        // The largest, and some others.
        let largest =
            (0..values.len()).max_by(|a, b| gradient[*a].abs().total_cmp(&gradient[*b].abs())).unwrap();
        for at in [largest, 0, values.len() / 2, values.len() - 1] {
            let moved = |by: f64| {
                let mut moved = values.clone();
                moved[at] += by;
                variable.set(&Tensor::from_vec(moved, before.dims(), &Device::Cpu).unwrap()).unwrap();
                number()
            };
            let slope = (moved(H) - moved(-H)) / (2.0 * H);
            variable.set(&before).unwrap();
            let apart = (slope - gradient[at]).abs();
            assert!(apart < 1e-7 + 1e-5 * slope.abs(), "`{name}` at {at}: {} but {slope}", gradient[at]);
        }
    }
}

fn variables<'a>(all: impl Iterator<Item = (&'a str, &'a Var)>) -> Vec<(String, Var)> {
    all.map(|(name, variable)| (name.to_owned(), variable.clone())).collect()
}

#[test]
fn every_parameter_has_the_gradient_that_differences_show() {
    for attention in [Attention::Causal, Attention::Whole] {
        let weights = Weights::random(&tiny(), 3, DType::F64).unwrap();
        let net = Net::new(tiny(), weights, None).unwrap();
        let trained = variables(net.weights().variables());
        assert_eq!(trained.len(), tiny().tensors().count());
        check_gradients(&trained, &|| loss(&net, attention));
    }
}

/// Numbers that are no zeros.
fn shaken(variable: &Var) {
    let count = variable.as_tensor().elem_count();
    let values: Vec<f64> = (0..count).map(|at| ((at * 37 % 19) as f64 - 9.0) / 40.0).collect();
    variable.set(&Tensor::from_vec(values, variable.as_tensor().dims(), &Device::Cpu).unwrap()).unwrap();
}

#[test]
fn an_adapter_starts_as_nothing_and_alone_is_trained() {
    let base = Weights::random(&tiny(), 3, DType::F64).unwrap();
    let fixed =
        Weights::fixed(base.iter().map(|(name, tensor)| (name.to_owned(), tensor.detach())).collect());
    let plain = Net::new(tiny(), fixed.clone(), None).unwrap();
    let lora = Lora::new(&tiny(), 2, 4.0, 1, DType::F64).unwrap();
    let adapted = Net::new(tiny(), fixed, Some(lora)).unwrap();
    let number = |net: &Net| loss(net, Attention::Causal).to_scalar::<f64>().unwrap();
    assert_eq!(number(&plain), number(&adapted));
    let trained = variables(adapted.lora().unwrap().variables());
    assert_eq!(trained.len(), 2 * 7 * tiny().layers);
    assert_eq!(adapted.weights().variables().count(), 0);
    for (_, variable) in trained.iter().filter(|(name, _)| name.ends_with("lora_b")) {
        shaken(variable);
    }
    assert_ne!(number(&plain), number(&adapted));
    check_gradients(&trained, &|| loss(&adapted, Attention::Causal));
}

#[test]
fn the_structural_loss_has_a_gradient_and_falls() {
    let net = Net::new(tiny(), Weights::random(&tiny(), 5, DType::F64).unwrap(), None).unwrap();
    let structural = || step_losses(&net, &tiny_examples(), 0, Attention::Whole).unwrap().structural;
    let trained = variables(net.weights().variables());
    check_gradients(&trained, &structural);
    let first = structural().to_scalar::<f64>().unwrap();
    for _ in 0..60 {
        let gradients = structural().backward().unwrap();
        for (_, variable) in &trained {
            let step = (gradients.get(variable).unwrap() * 0.3).unwrap();
            variable.set(&(variable.as_tensor() - step).unwrap().detach()).unwrap();
        }
    }
    let last = structural().to_scalar::<f64>().unwrap();
    // As a share of probability: what the grammar forbids is all but gone.
    assert!(last < first / 4.0 && 1.0 - (-last).exp() < 0.2, "{first} to {last}");
}

/// Options of a run that takes a second.
pub fn short() -> TrainOptions {
    TrainOptions {
        steps: 6,
        batch: 4,
        warmup: 2,
        width: 32,
        layers: 1,
        vocabulary_notes: 40,
        ..TrainOptions::default()
    }
}

fn run(options: &TrainOptions, files: &TrainFiles, stop_at: u64) -> Result<Vec<u8>, TrainError> {
    let mut progress = |metrics: &TrainMetrics| {
        if metrics.step == stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let record = train(options, files, &mut progress)?;
    let written: Record = serde_json::from_slice(&std::fs::read(&files.record).unwrap()).unwrap();
    assert_eq!((&written, &record.options), (&record, options));
    let bytes = std::fs::read(&files.model).unwrap();
    assert_eq!(record.bytes, bytes.len() as u64);
    Ok(bytes)
}

#[test]
fn a_run_that_was_stopped_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| TrainFiles { every: 3, ..files(&folder.path().join(name)) };
    let whole = run(&short(), &at("whole.gguf"), 0).unwrap();
    let stopped = at("stopped.gguf");
    assert!(matches!(run(&short(), &stopped, 3), Err(TrainError::Cancelled { step: 3 })));
    assert!(!stopped.model.exists() && stopped.checkpoint.exists());
    let other = TrainOptions { rate: 1e-4, ..short() };
    assert!(matches!(run(&other, &stopped, 0), Err(TrainError::OtherRun { .. })));
    assert!(run(&short(), &stopped, 0).unwrap() == whole, "the bytes differ");
    let metrics = std::fs::read_to_string(&stopped.metrics).unwrap();
    assert_eq!(metrics.lines().count(), 2);
    assert!(run(&TrainOptions { seed: 2, ..short() }, &at("other.gguf"), 0).unwrap() != whole);
}

#[test]
fn settings_out_of_range_are_refused() {
    for options in [
        TrainOptions { width: 40, ..short() },
        TrainOptions { steps: 0, ..short() },
        TrainOptions { rate: 0.0, ..short() },
        TrainOptions { batch: 0, ..short() },
    ] {
        let files = files(Path::new("unused"));
        assert!(matches!(
            train(&options, &files, &mut |_| ControlFlow::Continue(())),
            Err(TrainError::Setting(_))
        ));
    }
}

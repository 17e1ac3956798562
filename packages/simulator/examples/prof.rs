#[path = "../tests/it/setting.rs"]
mod setting;
use domain::pooling::TrackType;
use domain::dfs::Site;
use setting::*;
use simulator::simulate::*;
fn main() {
    let which = std::env::args().nth(1).unwrap();
    let n: u64 = std::env::args().nth(2).unwrap().parse().unwrap();
    let t = TrackType::ALL[std::env::args().nth(3).map_or(0, |a| a.parse().unwrap())];
    let race = race(t, 40, 267);
    let s = Simulator::new(&race, &config(), rules()).unwrap();
    let (mut b, mut m, mut o) = (s.buffers(), s.empty_block(), Orders::default());
    let z = std::time::Instant::now(); let t = || z.elapsed().as_nanos() as u64;
    let (mut best, mut cal) = (f64::MAX, f64::MAX);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
    for _ in 0..100 {
        let s0 = t();
        for k in 0..n { if which == "full" { s.block(1, k, &mut b, &mut m) } else { s.orders(1, k, Site::Draftkings, &mut b, &mut o) } }
        best = best.min((t() - s0) as f64 / (n * 256) as f64);
        if n > 300 && which == "full" { continue; }
        let s0 = t();
        std::hint::black_box(simulator::reference::simulate::simulate(&race, &config(), rules(), 256, 1).unwrap());
        cal = cal.min((t() - s0) as f64 / 256.0);
    }
    });
    println!("{which} {best:.1} ns/race = {:.0}/s ; reference {cal:.0} ns ratio {:.2}", 1e9 / best, cal / best);
}

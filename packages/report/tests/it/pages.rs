//! The pages.

use crate::walk;
use report::backtest::pictures;

/// Width, height, and the share of pixels near a colour.
fn decoded(bytes: &[u8], colour: [u8; 3]) -> (u32, u32, f64) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let near = |pixel: &[u8]| pixel.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 8);
    let count = pixels.chunks_exact(3).filter(|pixel| near(pixel)).count();
    (info.width, info.height, count as f64 / f64::from(info.width * info.height))
}

const BLUE: [u8; 3] = [0, 114, 178];
const ORANGE: [u8; 3] = [213, 94, 0];
const INK: [u8; 3] = [34, 34, 34];

/// A page's name, how it is drawn, and the colours that it must show.
type Page<'a> = (&'a str, &'a dyn Fn() -> Vec<u8>, &'a [[u8; 3]]);

#[test]
fn every_page_is_a_picture_with_its_colours_the_same_each_time() {
    let (metrics, races) = (&walk().metrics, &walk().races);
    let pages: [Page<'_>; 7] = [
        ("projected", &|| pictures::projected(metrics, races).unwrap(), &[ORANGE, INK]),
        ("reliability", &|| pictures::reliability(metrics).unwrap(), &[BLUE, INK]),
        ("pit", &|| pictures::pit(metrics).unwrap(), &[INK]),
        ("coverage", &|| pictures::coverage(metrics).unwrap(), &[BLUE, ORANGE, INK]),
        ("time", &|| pictures::time(metrics, races).unwrap(), &[ORANGE, INK]),
        ("against", &|| pictures::against(metrics).unwrap(), &[BLUE, INK]),
        ("comparison", &|| pictures::comparison(&metrics.paired[0]).unwrap(), &[BLUE, INK]),
    ];
    for (name, page, colours) in pages {
        let bytes = page();
        assert_eq!(bytes, page(), "{name}");
        for colour in colours {
            let (width, height, share) = decoded(&bytes, *colour);
            assert!(width == 1500 && height > 300, "{name}: {width} x {height}");
            assert!(share > 5e-5, "{name} {colour:?}: {share}");
        }
    }
}

#[test]
fn pages_say_what_the_figures_say() {
    // Another run is another picture: no page is canned.
    let (metrics, races) = (&walk().metrics, &walk().races);
    let mut other = metrics.clone();
    other.calibration.overall = other.calibration.by_type[&domain::pooling::TrackType::Short].clone();
    assert_ne!(pictures::reliability(metrics).unwrap(), pictures::reliability(&other).unwrap());
    assert_ne!(pictures::pit(metrics).unwrap(), pictures::pit(&other).unwrap());
    assert_ne!(
        pictures::projected(metrics, races).unwrap(),
        pictures::projected(metrics, &races[1..]).unwrap()
    );
    assert_ne!(pictures::time(metrics, races).unwrap(), pictures::time(metrics, &races[1..]).unwrap());
    let [a, b] = [0, 1].map(|index| pictures::comparison(&metrics.paired[index]).unwrap());
    assert_ne!(a, b);
}

#[test]
fn no_baselines_no_page_of_differences() {
    let mut metrics = walk().metrics.clone();
    metrics.paired.clear();
    assert!(pictures::against(&metrics).is_err());
}

//! Names without the marks that timing puts on them.

/// Marks at the end of a name: not eligible for points, in the playoffs, champion, rookie.
const MARKS: [&str; 6] = ["(i)", "(P)", "(C)", "(R)", "#", "*"];

/// A name without its marks.
///
/// ```
/// use feeds::nascar::plain_name;
/// assert_eq!(plain_name("* Jimmie Johnson"), "Jimmie Johnson");
/// assert_eq!(plain_name("Riley Herbst # (i)"), "Riley Herbst");
/// ```
pub fn plain_name(name: &str) -> &str {
    let mut name = name.trim().trim_start_matches('*').trim();
    while let Some(shorter) = MARKS.iter().find_map(|mark| name.strip_suffix(mark)) {
        name = shorter.trim_end();
    }
    name
}

//! A table with a header: columns found by name, rows handed out one by one, a complaint for each fault of a row.

use crate::complaint::{Complaint, shorten};
use crate::source::RawFile;
use crate::text;
use domain::ids::DriverId;
use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

/// What is wrong with one value or row: a complaint without its place.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub field: &'static str,
    pub rule: &'static str,
    pub value: String,
    pub problem: String,
    pub next_step: String,
}

impl Fault {
    pub(crate) fn new(
        field: &'static str,
        rule: &'static str,
        value: impl Display,
        problem: impl Into<String>,
        next_step: impl Into<String>,
    ) -> Self {
        Self {
            field,
            rule,
            value: shorten(&value.to_string()),
            problem: problem.into(),
            next_step: next_step.into(),
        }
    }

    pub(crate) fn at(self, file: &str, line: u64, held_back: bool) -> Complaint {
        Complaint {
            file: file.to_owned(),
            line,
            field: self.field.to_owned(),
            rule: self.rule.to_owned(),
            value: self.value,
            problem: self.problem,
            next_step: self.next_step,
            held_back,
        }
    }
}

/// One row: its line, and its values in the order of the columns requested.
pub(crate) struct Row<'a, 'f> {
    pub line: u64,
    fields: &'a [Cow<'f, str>],
    order: &'a [usize],
}

/// The result of reading a table.
pub(crate) struct Table<T> {
    pub rows: Vec<T>,
    pub complaints: Vec<Complaint>,
    pub rows_read: u64,
    pub header_ok: bool,
}

/// Reads a table whose header names `columns` in any order, and every row through `parse`, which may push
/// remarks on rows it takes.
pub(crate) fn read<T>(
    file: &RawFile,
    columns: &'static [&'static str],
    mut parse: impl FnMut(&Row<'_, '_>, &mut Vec<Fault>) -> Result<T, Fault>,
) -> Table<T> {
    let mut table = Table { rows: Vec::new(), complaints: Vec::new(), rows_read: 0, header_ok: false };
    let mut lines = text::lines(&file.bytes).filter(|line| !line.bytes.iter().all(u8::is_ascii_whitespace));
    let Some(header) = lines.next() else {
        let fault = Fault::new("", "wrong-header", "", "holds no header", "export the file again");
        table.complaints.push(fault.at(&file.name, 0, true));
        return table;
    };
    let header_text = String::from_utf8_lossy(header.bytes);
    let (order, width) = match find_columns(&header_text, columns) {
        Ok((order, width, unknown)) => {
            table.complaints.extend(unknown.into_iter().map(|f| f.at(&file.name, header.number, false)));
            (order, width)
        }
        Err(faults) => {
            table.complaints.extend(faults.into_iter().map(|f| f.at(&file.name, header.number, true)));
            return table;
        }
    };
    table.header_ok = true;
    let mut remarks = Vec::new();
    for line in lines {
        table.rows_read += 1;
        let parsed = split(line.bytes, width).and_then(|fields| {
            if order.iter().zip(columns).all(|(&at, column)| fields[at].eq_ignore_ascii_case(column)) {
                let next_step = "delete the line; joined files keep one header";
                return Err(Fault::new("", "header-again", "", "the header is repeated here", next_step));
            }
            parse(&Row { line: line.number, fields: &fields, order: &order }, &mut remarks)
        });
        table.complaints.extend(remarks.drain(..).map(|f| f.at(&file.name, line.number, false)));
        match parsed {
            Ok(row) => table.rows.push(row),
            Err(fault) => table.complaints.push(fault.at(&file.name, line.number, true)),
        }
    }
    if table.rows_read == 0 {
        let fault =
            Fault::new("", "no-rows", "", "holds a header and no rows", "nothing is loaded; export it again");
        table.complaints.push(fault.at(&file.name, header.number, false));
    }
    table
}

fn split(bytes: &[u8], width: usize) -> Result<Vec<Cow<'_, str>>, Fault> {
    let text = str::from_utf8(bytes).map_err(|_| {
        let lossy = String::from_utf8_lossy(bytes);
        let place = lossy.find('\u{fffd}').unwrap_or(0);
        let value: String =
            lossy[..place].chars().rev().take(20).collect::<Vec<_>>().into_iter().rev().collect();
        Fault::new("", "not-utf-8", value + "\u{fffd}", "is not UTF-8", "save the file as UTF-8")
    })?;
    if let Some(control) = text.chars().find(|&c| c.is_control() && c != '\t') {
        let problem = "holds a control character";
        return Err(Fault::new("", "control-character", control, problem, "export the file again as text"));
    }
    let fields = text::fields(text).map_err(|_| {
        let problem = "a quote is not closed on its line, or text follows it";
        Fault::new("", "bad-quote", text, problem, "close the quote; a quote inside is written twice")
    })?;
    if fields.len() != width {
        let rule = if fields.len() < width { "too-few-fields" } else { "too-many-fields" };
        let problem = format!("{} fields under a header of {width}", fields.len());
        let next_step = "complete the row (a last line may be cut off), or quote fields that hold a comma";
        return Err(Fault::new("", rule, text, problem, next_step));
    }
    Ok(fields)
}

type Columns = (Vec<usize>, usize, Vec<Fault>);

/// The place of each column, the width of the table, and a remark for every unknown column.
fn find_columns(header: &str, columns: &'static [&'static str]) -> Result<Columns, Vec<Fault>> {
    let expected = || format!("the header names: {}", columns.join(","));
    let Ok(names) = text::fields(header) else {
        return Err(vec![Fault::new(
            "",
            "wrong-header",
            header,
            "a quote in the header is not closed",
            expected(),
        )]);
    };
    if let ([_], Some(separator)) = (names.as_slice(), header.chars().find(|c| matches!(c, ';' | '\t' | '|')))
    {
        let problem = format!("columns are separated by {separator:?}");
        return Err(vec![Fault::new("", "wrong-separator", header, problem, "export with commas")]);
    }
    let same = |name: &str, column: &str| name.eq_ignore_ascii_case(column);
    let unknown: Vec<&str> =
        names.iter().map(AsRef::as_ref).filter(|name| !columns.iter().any(|c| same(name, c))).collect();
    let mut order = Vec::with_capacity(columns.len());
    let mut faults = Vec::new();
    for &column in columns {
        let mut places = (0..names.len()).filter(|&at| same(&names[at], column));
        match (places.next(), places.next()) {
            (Some(at), None) => order.push(at),
            (Some(_), Some(_)) => {
                let problem = "is in the header twice";
                faults.push(Fault::new(column, "column-twice", column, problem, "keep one of the two"));
            }
            (None, _) => {
                let nearest = domain::nearest::nearest(column, unknown.iter().copied(), 1).pop();
                let next_step = match &nearest {
                    Some(name) => format!("rename `{}` to `{column}`", shorten(name)),
                    None => expected(),
                };
                let value = nearest.unwrap_or_default();
                faults.push(Fault::new(
                    column,
                    "missing-column",
                    value,
                    "is missing from the header",
                    next_step,
                ));
            }
        }
    }
    if 2 * faults.len() > columns.len() {
        let problem = format!(
            "is not the header of this kind of file: {} of {} columns are missing",
            faults.len(),
            columns.len()
        );
        return Err(vec![Fault::new("", "wrong-header", header, problem, expected())]);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let remarks = unknown.iter().map(|name| {
        Fault::new(
            "",
            "unknown-column",
            name,
            "a column not known here",
            "it is not read; nothing need be done",
        )
    });
    Ok((order, names.len(), remarks.collect()))
}

impl Row<'_, '_> {
    /// The value of column number `at` of the columns asked for.
    pub(crate) fn get(&self, at: usize) -> &str {
        &self.fields[self.order[at]]
    }
}

/// Parses values of a row and words the faults; columns go by their number among those asked for.
pub(crate) struct Reader<'r, 'a, 'f> {
    pub row: &'r Row<'a, 'f>,
    pub columns: &'static [&'static str],
}

impl Reader<'_, '_, '_> {
    /// The value as text, blank or not.
    pub(crate) fn raw(&self, column: usize) -> &str {
        self.row.get(column)
    }

    fn fault(
        &self,
        column: usize,
        rule: &'static str,
        value: &str,
        problem: impl Into<String>,
        next: &str,
    ) -> Fault {
        Fault::new(self.columns[column], rule, value, problem, next)
    }

    /// The value as text that must be there.
    pub(crate) fn text(&self, column: usize) -> Result<&str, Fault> {
        match self.raw(column) {
            "" => Err(self.fault(column, "blank", "", "is blank", "fill it in")),
            text => Ok(text),
        }
    }

    /// The value as text, none where it is blank.
    pub(crate) fn optional(&self, column: usize) -> Option<String> {
        Some(self.raw(column).to_owned()).filter(|text| !text.is_empty())
    }

    /// A car number of one to three digits, none where it is blank.
    pub(crate) fn car_number(&self, column: usize) -> Result<Option<String>, Fault> {
        let number = self.optional(column);
        if let Some(number) = &number
            && !(number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit()))
        {
            let problem = "is not a car number of one to three digits";
            return Err(self.fault(
                column,
                "bad-car-number",
                number,
                problem,
                "write `5` or `05` as on the car",
            ));
        }
        Ok(number)
    }

    /// A whole number in `range`.
    pub(crate) fn whole(&self, column: usize, range: std::ops::RangeInclusive<i64>) -> Result<i64, Fault> {
        let text = self.text(column)?;
        let number = i64::from_str(text).map_err(|_| {
            self.fault(column, "not-a-number", text, "is not a whole number", "correct the row")
        })?;
        if range.contains(&number) {
            return Ok(number);
        }
        let problem = format!("lies outside {}..{}", range.start(), range.end());
        Err(self.fault(column, "out-of-range", text, problem, "correct the row"))
    }

    /// A whole number from `low` to `high` as a place or count of a narrower type.
    pub(crate) fn narrow<T: TryFrom<i64>>(&self, column: usize, low: i64, high: i64) -> Result<T, Fault> {
        let number = self.whole(column, low..=high)?;
        Ok(T::try_from(number).unwrap_or_else(|_| unreachable!("{low}..={high} fits the type")))
    }

    /// A finite number in `range`.
    pub(crate) fn decimal(&self, column: usize, range: std::ops::RangeInclusive<f64>) -> Result<f64, Fault> {
        let text = self.text(column)?;
        let number = f64::from_str(text).ok().filter(|number| number.is_finite()).ok_or_else(|| {
            self.fault(column, "not-a-number", text, "is not a finite number", "correct the row")
        })?;
        if range.contains(&number) {
            return Ok(number + 0.0); // -0.0 becomes 0.0
        }
        let problem = format!("lies outside {}..{}", range.start(), range.end());
        Err(self.fault(column, "out-of-range", text, problem, "correct the row"))
    }

    /// A date on which a national series may have raced (the Cup began in 1949).
    pub(crate) fn race_date(&self, column: usize) -> Result<jiff::civil::Date, Fault> {
        race_date(self.columns[column], self.text(column)?)
    }

    /// A series, under any of its names.
    pub(crate) fn series(&self, column: usize) -> Result<domain::series::Series, Fault> {
        series(self.columns[column], self.text(column)?)
    }

    /// A driver's number, none where it is blank.
    pub(crate) fn driver_id(&self, column: usize) -> Result<Option<DriverId>, Fault> {
        match self.raw(column) {
            "" => Ok(None),
            _ => Ok(Some(DriverId(self.narrow(column, 1, i64::from(u32::MAX))?))),
        }
    }
}

fn date(field: &'static str, text: &str) -> Result<jiff::civil::Date, Fault> {
    parse_date(text).ok_or_else(|| {
        let problem = "is not a date `YYYY/MM/DD` or `YYYY-MM-DD`";
        let next_step = match american_date(text) {
            Some(date) => format!("write {date}"),
            None => "correct the row".to_owned(),
        };
        Fault::new(field, "not-a-date", text, problem, next_step)
    })
}

/// The date meant by `MM/DD/YYYY`, which is suggested but not taken: elsewhere the day comes first.
fn american_date(text: &str) -> Option<jiff::civil::Date> {
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A date on which a national series may have raced, of a field by that name.
pub(crate) fn race_date(field: &'static str, text: &str) -> Result<jiff::civil::Date, Fault> {
    let date = date(field, text)?;
    if (1949..=2100).contains(&date.year()) {
        return Ok(date);
    }
    let problem = "is outside the years 1949..2100";
    Err(Fault::new(field, "out-of-range", text, problem, "correct the row"))
}

/// A series under any of its names, of a field by that name.
pub(crate) fn series(field: &'static str, text: &str) -> Result<domain::series::Series, Fault> {
    text.parse().map_err(|_| {
        let next_step = "write Cup, O'Reilly (or Xfinity) or Trucks";
        Fault::new(field, "unknown-series", text, "is not one of the three series", next_step)
    })
}

/// `YYYY/MM/DD` or `YYYY-MM-DD`, digits only, and a day that exists.
pub(crate) fn parse_date(text: &str) -> Option<jiff::civil::Date> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10 && matches!((bytes[4], bytes[7]), (b'/', b'/') | (b'-', b'-'));
    if !shape || !text.bytes().enumerate().all(|(at, byte)| at == 4 || at == 7 || byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<i16>().ok();
    let (month, day) = (i8::try_from(number(5, 7)?).ok()?, i8::try_from(number(8, 10)?).ok()?);
    jiff::civil::Date::new(number(0, 4)?, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates() {
        assert_eq!(parse_date("2025/11/02"), Some(date(2025, 11, 2)));
        assert_eq!(parse_date("2025-11-02"), Some(date(2025, 11, 2)));
        for bad in
            ["2025/02/30", "2025-11/02", "25/11/02", "2025/11/2", "2025/1a/02", "é025/1/02", "+025/11/02"]
        {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_american_date_is_refused_with_the_right_form() {
        let next_step = |text| super::date("race_date", text).unwrap_err().next_step;
        assert_eq!(next_step("11/2/2025"), "write 2025-11-02");
        assert_eq!(next_step("25/12/2025"), "correct the row");
        assert_eq!(next_step("11/2/25"), "correct the row");
    }
}

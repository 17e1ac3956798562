//! CSV files as tables of text: taken apart, shuffled, scrambled, put together.

/// A CSV file as its header and its rows of fields.
#[derive(Clone)]
pub struct Table {
    /// Names of the columns.
    pub header: Vec<String>,
    /// Fields of each row.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a CSV file.
    ///
    /// # Panics
    /// When it is not one.
    pub fn parse(text: &str) -> Self {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let mut rows: Vec<Vec<String>> =
            reader.records().map(|r| r.expect("a row").iter().map(str::to_owned).collect()).collect();
        let header = rows.remove(0);
        Self { header, rows }
    }

    /// The CSV file.
    pub fn text(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header).expect("written to memory");
        for row in &self.rows {
            writer.write_record(row).expect("written to memory");
        }
        String::from_utf8(writer.into_inner().expect("written to memory")).expect("text")
    }

    /// Place of a column.
    ///
    /// # Panics
    /// When there is none of that name.
    pub fn column(&self, name: &str) -> usize {
        self.header.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"))
    }

    /// The rows in another order.
    pub fn shuffled(mut self, seed: u64) -> Self {
        let mut chance = Chance(seed);
        for i in (1..self.rows.len()).rev() {
            self.rows.swap(i, chance.below(i + 1));
        }
        self
    }

    /// Parts of about equal size, each with the header.
    pub fn split(&self, parts: usize) -> Vec<Table> {
        let size = self.rows.len().div_ceil(parts);
        self.rows
            .chunks(size)
            .map(|rows| Table { header: self.header.clone(), rows: rows.to_vec() })
            .collect()
    }
}

/// A small linear congruential generator (Knuth's MMIX constants): test inputs only.
pub struct Chance(pub u64);

impl Chance {
    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}

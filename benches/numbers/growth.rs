//! The same figures at one, three and ten times the people, entries and devices: what each unit costs
//! should stay as it is. Drawn as one picture, a row of bars for each figure.

use super::{
    alone,
    corpus::{Corpus, corpus},
    size, team,
};
use serde_json::{Value, json};
use std::{fmt::Write, fs, path::Path};

const TIMES: [usize; 3] = [1, 3, 10];
/// Of the smallest size.
const N_DEVICES: usize = 2;

/// A figure by its words, and how to read it from what was measured.
type Figure = (&'static str, fn(&Value, f64) -> Option<f64>);

/// Whatever grows with the record is told by a thousand visits of it.
const FIGURES: [Figure; 8] = [
    ("all searchable, ms for 1,000 visits", |it, thousands| {
        Some(it["first_pull"]["searchable_s"].as_f64()? * 1000.0 / thousands)
    }),
    ("first pull, kB for 1,000 visits", |it, thousands| {
        Some(it["first_pull"]["with_headers"]["down"].as_f64()? / 1000.0 / thousands)
    }),
    ("first pull, MB of memory", |it, _| it["first_pull"]["most_memory_mb"].as_f64()),
    ("import, ms for 1,000 visits", |it, thousands| {
        Some(it["one_device"]["import"]["whole_s"].as_f64()? * 1000.0 / thousands)
    }),
    ("tables anew, ms for 1,000 visits", |it, thousands| {
        let s = it["first_pull"]["afterwards"]["tables_made_anew_s"].as_f64()?;
        Some(s * 1000.0 / thousands)
    }),
    ("a visit saved, ms", |it, _| it["one_device"]["durable_save_ms"]["p50"].as_f64()),
    ("a word searched, ms", |it, _| it["one_device"]["search_ms"]["words"]["p50"].as_f64()),
    ("a round with nothing to say, ms", |it, _| {
        it["first_pull"]["afterwards"]["nothing_to_say"]["ms"].as_f64()
    }),
];

pub fn measure(picture: &Path) -> anyhow::Result<Value> {
    let mut sizes = Vec::new();
    for times in TIMES {
        eprintln!("{times} times…");
        sizes.push(at_size(&corpus(times), times * N_DEVICES)?);
    }
    let figures: Vec<(&str, Vec<f64>)> =
        FIGURES.iter().map(|figure| read(figure, &sizes)).collect();
    fs::write(picture, drawn(&figures)?)?;
    let units: Value = figures.into_iter().map(|(words, values)| (words, json!(values))).collect();
    Ok(json!({ "times": TIMES, "cost_of_a_unit": units, "sizes": sizes }))
}

fn at_size(corpus: &Corpus, n_devices: usize) -> anyhow::Result<Value> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    Ok(json!({
        "corpus": size(corpus), "devices": n_devices,
        "one_device": alone::measure(folder.path(), corpus)?,
        "first_pull": team::of_many(corpus, n_devices)?,
    }))
}

fn read((words, of): &Figure, sizes: &[Value]) -> (&'static str, Vec<f64>) {
    let values = sizes.iter().map(|size| {
        let n_visits = size["corpus"]["visits"].as_f64().unwrap_or(f64::NAN);
        of(size, n_visits / 1000.0).unwrap_or(f64::NAN)
    });
    (words, values.collect())
}

/// Three bars in a row, as long as their share of the longest; readable on light and on dark.
fn drawn(figures: &[(&str, Vec<f64>)]) -> Result<String, std::fmt::Error> {
    const ROW: usize = 78;
    const BAR: f64 = 240.0;
    let mut svg = String::new();
    let height = figures.len() * ROW + 10;
    writeln!(
        svg,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {height}" font-family="sans-serif" font-size="14">"##
    )?;
    writeln!(svg, r##"<rect width="640" height="{height}" rx="8" fill="#faf7f2"/>"##)?;
    for (row, (words, values)) in figures.iter().enumerate() {
        let top = row * ROW + 12;
        let longest = values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        writeln!(svg, r##"<text x="16" y="{}" fill="#2b2a28">{words}</text>"##, top + 34)?;
        for (n, (times, value)) in TIMES.iter().zip(values).enumerate() {
            let y = top + n * 20;
            writeln!(
                svg,
                r##"<text x="292" y="{}" text-anchor="end" fill="#6b6862">{times}×</text>"##,
                y + 13
            )?;
            let width = value / longest * BAR;
            writeln!(
                svg,
                r##"<rect x="300" y="{y}" width="{width:.1}" height="16" rx="3" fill="#4f7a68"/>"##
            )?;
            let x = 308.0 + width;
            writeln!(
                svg,
                r##"<text x="{x:.1}" y="{}" fill="#2b2a28">{}</text>"##,
                y + 13,
                short(*value)
            )?;
        }
    }
    writeln!(svg, "</svg>")?;
    Ok(svg)
}

fn short(value: f64) -> String {
    if value < 10.0 { format!("{value:.2}") } else { format!("{value:.0}") }
}

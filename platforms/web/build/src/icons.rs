//! The icons' PNGs, drawn from the SVGs beside them.
use std::{fs, path::Path};

use anyhow::{Context, Result};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree},
};

pub fn draw(folder: &Path) -> Result<()> {
    for name in ["icon", "icon-maskable"] {
        let svg = fs::read(folder.join(name).with_extension("svg"))?;
        let tree = Tree::from_data(&svg, &Options::default())?;
        for side in [192_u16, 512] {
            let mut picture = Pixmap::new(side.into(), side.into()).context("an empty picture")?;
            let scale = f32::from(side) / tree.size().width();
            resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
            picture.save_png(folder.join(format!("{name}-{side}.png")))?;
        }
    }
    Ok(())
}

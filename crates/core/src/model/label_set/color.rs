//! A colour for a new label: well apart from those that labels have already.

/// Dark enough to be read as a line and a letter on a light page.
const COLORS: [&str; 28] = [
    "#b7791f", "#2b6cb0", "#2f855a", "#7c5cbf", "#c2410c", "#be185d", "#0e7490", "#475569", "#4d7c0f",
    "#9f1239", "#6d28d9", "#15803d", "#7f5539", "#0f766e", "#1d4ed8", "#a21caf", "#b91c1c", "#a16207",
    "#4338ca", "#78716c", "#0369a1", "#86198f", "#3f6212", "#9d174d", "#115e59", "#5b21b6", "#92400e",
    "#1e293b",
];

/// The colour that is farthest from the nearest of those used; the first one
/// when none is.
#[must_use]
pub fn apart_from<'a>(used: impl Iterator<Item = &'a str>) -> &'static str {
    let used: Vec<[f64; 3]> = used.filter_map(lab).collect();
    let room = |color: &str| {
        let Some(color) = lab(color) else { return 0.0 };
        used.iter().map(|other| distance(color, *other)).fold(f64::INFINITY, f64::min)
    };
    let mut best = (COLORS[0], room(COLORS[0]));
    for color in COLORS {
        let room = room(color);
        if room > best.1 {
            best = (color, room);
        }
    }
    best.0
}

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// `#rrggbb` in OKLab, where distances are as the eye sees them.
fn lab(color: &str) -> Option<[f64; 3]> {
    let hex = color.strip_prefix('#').filter(|hex| hex.len() == 6)?;
    let rgb = u32::from_str_radix(hex, 16).ok()?;
    let linear = |shift: u32| {
        let value = f64::from(rgb >> shift & 0xff) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let (r, g, b) = (linear(16), linear(8), linear(0));
    let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
    let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
    let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
    Some([
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_colour_is_not_one_of_those_used() {
        let mut used = vec!["#b7791f", "not a colour"];
        for _ in 1..COLORS.len() {
            let color = apart_from(used.iter().copied());
            assert!(!used.contains(&color), "{color} is used already");
            used.push(color);
        }
    }

    #[test]
    fn it_is_far_from_them_to_the_eye() {
        let color = lab(apart_from(["#b91c1c", "#be185d", "#9f1239", "#c2410c"].into_iter())).unwrap();
        assert!(distance(color, lab("#b91c1c").unwrap()) > 0.2);
    }

    #[test]
    fn every_colour_of_the_list_can_be_read() {
        assert!(COLORS.iter().all(|color| lab(color).is_some()));
    }
}

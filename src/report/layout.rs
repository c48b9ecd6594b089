//! Text laid out for terminals: wrapping, emphasis, indents.
//!
//! Everything here takes text that is already safe (see [`super::bidi`]). Widths are display columns.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};

use super::bidi;

/// The width of outputs whose reader's terminal is not known.
pub(crate) const WIDTH: usize = 80;

/// Prose is not set wider than this, however wide the terminal.
const PROSE: usize = 110;

/// Emphasis. It only ever repeats what the words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Bold,
    Dim,
    Alarm,
    Warn,
    Accent,
}

/// The text in an ink, as terminals take it; the outputs strip it where there is no terminal.
pub(crate) fn ink(ink: Ink, text: &str) -> String {
    let code = match ink {
        Ink::Bold => "1",
        Ink::Dim => "2",
        Ink::Alarm => "1;31",
        Ink::Warn => "33",
        Ink::Accent => "36",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// The columns of the terminal on stdout, or [`WIDTH`] where there is none.
pub(crate) fn terminal_width() -> usize {
    Table::new().width().map_or(WIDTH, usize::from).max(40)
}

/// Breaks text into lines of at most `width` columns, between words where possible. Wide and combining characters count
/// as terminals draw them.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .force_no_tty()
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.add_row([text]);
    let width = width.clamp(8, PROSE) as u16;
    table.set_width(width);
    if let Some(column) = table.column_mut(0) {
        column
            .set_padding((0, 0))
            .set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(width)));
    }
    table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// A paragraph, every line after `indent` spaces.
pub(crate) fn paragraph(out: &mut String, text: &str, indent: usize, width: usize) {
    hanging(out, &" ".repeat(indent), indent, text, width, None);
}

/// A paragraph after a label of `label_width` columns, its further lines under the first word. Lines of right-to-left
/// text are isolated one by one, because an isolate does not reach over the end of a line.
pub(crate) fn hanging(
    out: &mut String,
    label: &str,
    label_width: usize,
    text: &str,
    width: usize,
    inked: Option<Ink>,
) {
    // Some terminals give the signs of an isolate a column each.
    let signs = if bidi::has_rtl(text) { 2 } else { 0 };
    for (number, line) in wrap(text, width.saturating_sub(label_width + signs))
        .into_iter()
        .enumerate()
    {
        if number == 0 {
            out.push_str(label);
        } else {
            out.push_str(&" ".repeat(label_width));
        }
        let line = bidi::isolate(&line);
        match inked {
            Some(chosen) => out.push_str(&ink(chosen, &line)),
            None => out.push_str(&line),
        }
        out.push('\n');
    }
}

/// A paragraph that begins with a label of its own ink; further lines are two columns further in.
pub(crate) fn labelled(
    out: &mut String,
    indent: usize,
    label: (Ink, &str),
    text: &str,
    inked: Option<Ink>,
    width: usize,
) {
    let (label_ink, label) = label;
    let dressed = |text: &str| inked.map_or_else(|| text.to_owned(), |chosen| ink(chosen, text));
    for (number, line) in wrap(
        format!("{label} {text}").trim_end(),
        width.saturating_sub(indent + 2),
    )
    .iter()
    .enumerate()
    {
        out.push_str(&" ".repeat(indent + if number == 0 { 0 } else { 2 }));
        match line.strip_prefix(label).filter(|_| number == 0) {
            Some(rest) => {
                out.push_str(&ink(label_ink, label));
                out.push_str(&dressed(rest));
            }
            None => out.push_str(&dressed(line)),
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::{hanging, wrap};

    #[test]
    fn lines_break_between_words_and_fit() {
        assert_eq!(wrap("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(wrap("", 9), [""]);
        assert_eq!(wrap("مرحبا بكم في المتجر", 12).len(), 2);
    }

    #[test]
    fn right_to_left_lines_are_isolated_one_by_one() {
        let mut out = String::new();
        hanging(&mut out, "#1 ", 3, "مرحبا بكم في المتجر", 17, None);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(
            lines
                .iter()
                .all(|line| line.contains('\u{2068}') && line.ends_with('\u{2069}'))
        );
        assert!(lines[1].starts_with("   \u{2068}"));
    }
}

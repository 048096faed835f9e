//! Colours have one home, `style/tokens.css`: that is what makes a second theme possible at all.

use std::fs;
use std::path::Path;

const FUNCTIONS: &[&str] = &[
    "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color",
];

/// CSS Color 4, §6.1. `transparent` and `currentcolor` are not here: they name no colour of their own.
const NAMED: &str = "aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown \
    burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod \
    darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen \
    darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue \
    firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew \
    hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan \
    lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray \
    lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid \
    mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream \
    mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen \
    paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue \
    saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen \
    steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen";

#[test]
fn colours_are_written_in_tokens_only() {
    let mut wrong = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("style");
    for entry in fs::read_dir(folder).expect("style can be read") {
        let path = entry.expect("style can be read").path();
        if path.extension().is_some_and(|e| e == "css") && !path.ends_with("tokens.css") {
            let sheet = fs::read_to_string(&path).expect("a style sheet is text");
            wrong.extend(
                colours(&sheet)
                    .into_iter()
                    .map(|colour| format!("{}: {colour}", path.display())),
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "colours outside tokens.css:\n{}",
        wrong.join("\n")
    );
}

/// The declarations of a sheet whose values hold a colour.
fn colours(sheet: &str) -> Vec<String> {
    let sheet = without_comments(sheet);
    let mut found = Vec::new();
    for piece in sheet.split_inclusive([';', '{', '}']) {
        // What ends in a brace that opens is a selector, and `#add` in it an identifier.
        let Some(declaration) = piece.strip_suffix([';', '}']) else {
            continue;
        };
        let Some((_, value)) = declaration.split_once(':') else {
            continue;
        };
        if holds_colour(value) {
            found.push(declaration.trim().to_string());
        }
    }
    found
}

fn holds_colour(value: &str) -> bool {
    let of_word = |c: char| c.is_alphanumeric() || "#-_".contains(c);
    let mut rest = value;
    while let Some(start) = rest.find(of_word) {
        let end = rest[start..]
            .find(|c| !of_word(c))
            .map_or(rest.len(), |length| start + length);
        let word = rest[start..end].to_lowercase();
        let hex = word.strip_prefix('#').is_some_and(|digits| {
            [3, 4, 6, 8].contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_hexdigit())
        });
        let function = FUNCTIONS.contains(&word.as_str()) && rest[end..].starts_with('(');
        if hex || function || NAMED.split_whitespace().any(|name| name == word) {
            return true;
        }
        rest = &rest[end..];
    }
    false
}

fn without_comments(sheet: &str) -> String {
    let mut parts = sheet.split("/*");
    let mut code = parts.next().unwrap_or_default().to_string();
    for part in parts {
        code.push_str(part.split_once("*/").map_or("", |(_, after)| after));
    }
    code
}

#[test]
fn literals_are_told_from_names() {
    let found = |sheet: &str| colours(sheet).join("; ");
    assert_eq!(found("a { color: #fff; }"), "color: #fff");
    assert_eq!(
        found("a { border: 1px solid Red }"),
        "border: 1px solid Red"
    );
    assert_eq!(
        found("a { fill: oklch(50% 0.1 20) }"),
        "fill: oklch(50% 0.1 20)"
    );
    assert_eq!(
        found("#add:hover { color: var(--red); background: transparent } /* white */"),
        ""
    );
    assert_eq!(
        found(
            ".a { & .red { fill: url(#hatch); color: color-mix(in oklch, var(--a), currentcolor) } }"
        ),
        ""
    );
}

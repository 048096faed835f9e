//! What a server needs to know of each code, worked out from the rows while compiling. A program that reads only this does
//! not carry the rest of them: the advice, the sources and the words people search by are most of the reference.

use super::{
    Code, Need, Standing, client_error, informational, redirection, server_error, success,
};

/// The most fields any code demands.
const MOST: usize = 2;

/// A code in brief.
#[derive(Debug, Clone, Copy)]
pub struct Brief {
    /// The code itself.
    pub number: u16,
    /// The reason phrase; empty for codes that are reserved and mean nothing.
    pub phrase: &'static str,
    /// What it means, in one sentence.
    pub summary: &'static str,
    must: [&'static str; MOST],
}

impl Brief {
    /// The fields without which a response is malformed.
    pub fn must(&self) -> impl Iterator<Item = &'static str> {
        self.must.into_iter().filter(|name| !name.is_empty())
    }
}

const CLASSES: [&[Code]; 5] = [
    informational::CODES,
    success::CODES,
    redirection::CODES,
    client_error::CODES,
    server_error::CODES,
];

const COUNT: usize = {
    let (mut count, mut class) = (0, 0);
    while class < CLASSES.len() {
        count += CLASSES[class].len();
        class += 1;
    }
    count
};

static BRIEFS: [Brief; COUNT] = {
    let mut briefs = [brief(&CLASSES[0][0]); COUNT];
    let (mut at, mut class) = (0, 0);
    while class < CLASSES.len() {
        let mut row = 0;
        while row < CLASSES[class].len() {
            briefs[at] = brief(&CLASSES[class][row]);
            at += 1;
            row += 1;
        }
        class += 1;
    }
    briefs
};

const fn brief(code: &Code) -> Brief {
    let mut must = [""; MOST];
    let (mut count, mut field) = (0, 0);
    while field < code.fields.len() {
        if matches!(code.fields[field].need, Need::Must) {
            must[count] = code.fields[field].name;
            count += 1;
        }
        field += 1;
    }
    Brief {
        number: code.number,
        phrase: match code.standing {
            Standing::Unused => "",
            _ => code.phrase,
        },
        summary: code.summary,
        must,
    }
}

/// A code in brief, if the registry has it.
pub fn brief_of(number: u16) -> Option<&'static Brief> {
    BRIEFS.iter().find(|brief| brief.number == number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::all;

    #[test]
    fn a_brief_says_what_its_row_says() {
        for row in all() {
            let brief = brief_of(row.number).expect("every row has one");
            let unused = row.standing == Standing::Unused;
            assert_eq!(
                (brief.phrase, brief.summary),
                (if unused { "" } else { row.phrase }, row.summary)
            );
            let must = row.fields.iter().filter(|field| field.need == Need::Must);
            assert!(
                brief.must().eq(must.map(|field| field.name)),
                "{}",
                row.number
            );
        }
        assert!(brief_of(599).is_none());
    }
}

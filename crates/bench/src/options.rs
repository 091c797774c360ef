//! How much is measured.

use crate::size::Size;

/// How much is measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How often everything is measured, floors and Galley in turn.
    pub rounds: usize,
    pub sizes: Vec<Size>,
    /// How often each edit is made at each place in a round.
    pub edits: usize,
    /// How long each steady scroll takes, ms.
    pub scroll: u32,
    /// Articles in the set.
    pub set: usize,
}

impl Options {
    /// Enough of everything for numbers that can be told to others.
    #[must_use]
    pub fn full() -> Self {
        Self { rounds: 3, sizes: Size::ALL.to_vec(), edits: 4, scroll: 5_000, set: 10_000 }
    }

    /// A look in about a minute.
    #[must_use]
    pub fn quick() -> Self {
        Self { rounds: 1, sizes: vec![Size::S, Size::M, Size::L], edits: 2, scroll: 1_000, set: 1_000 }
    }

    /// Reads `--quick`, `--rounds N` and `--sizes S,M,L,XL`.
    ///
    /// # Errors
    /// When there is anything else; what is wrong, in words.
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options =
            if arguments.iter().any(|argument| argument == "--quick") { Self::quick() } else { Self::full() };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => {}
                "--rounds" => {
                    let rounds = arguments.next().and_then(|rounds| rounds.parse().ok());
                    options.rounds =
                        rounds.filter(|&rounds| rounds > 0).ok_or("--rounds needs a number after it")?;
                }
                "--sizes" => {
                    let names = arguments.next().ok_or("--sizes needs some of S,M,L,XL after it")?;
                    let size = |name: &str| Size::from_name(name).ok_or(format!("there is no size `{name}`"));
                    options.sizes = names.split(',').map(size).collect::<Result<_, _>>()?;
                    options.sizes.sort();
                    options.sizes.dedup();
                }
                other => {
                    return Err(format!(
                        "it knows --quick, --rounds N and --sizes S,M,L,XL, but not `{other}`"
                    ));
                }
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&arguments)
    }

    #[test]
    fn everything_is_measured_unless_told_otherwise() {
        assert_eq!(parse(""), Ok(Options::full()));
        assert_eq!(parse("--quick"), Ok(Options::quick()));
        let options = parse("--rounds 2 --quick --sizes xl,S").expect("it is well formed");
        assert_eq!((options.rounds, options.sizes), (2, vec![Size::S, Size::Xl]));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for line in ["fast", "--rounds", "--rounds none", "--rounds 0", "--sizes", "--sizes S,XXL"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    /// Thirty samples of each edit are the least that a 95th percentile says
    /// something of.
    #[test]
    fn a_full_run_has_enough_samples() {
        let Options { rounds, edits, .. } = Options::full();
        assert!(rounds * edits * 3 >= 30);
    }
}

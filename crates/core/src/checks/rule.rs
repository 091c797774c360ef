//! What a check is asked about. A check that is asked about one thing at a
//! time can be done in turns, however long the article is.

use std::sync::Arc;

use super::{Found, Unmarked};
use crate::derive::{Attributed, Facts, Source};
use crate::model::Annotation;
use crate::text::TextRange;

/// One question of a check.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// Each outermost quotation that no content covers.
    Quotations(fn(&Facts<'_>, &Unmarked) -> Option<Found>),
    /// Each claim.
    Claims(fn(&Facts<'_>, &Arc<Annotation>) -> Option<Found>),
    /// Each attribution.
    Attributions(fn(&Facts<'_>, &Attributed<'_>) -> Option<Found>),
    /// Each source of each attribution.
    Sources(fn(&Facts<'_>, &Attributed<'_>, &Source<'_>) -> Option<Found>),
    /// Of the sources that the first says yes to, each only where it first
    /// comes up.
    Speakers(
        fn(&Facts<'_>, &Source<'_>) -> bool,
        fn(&Facts<'_>, &Attributed<'_>, &Source<'_>) -> Option<Found>,
    ),
    /// Each place in the body that has one of these words, given in lower case.
    Phrases(&'static [&'static str], fn(&Facts<'_>, TextRange) -> Option<Found>),
    /// The article as a whole.
    Article(fn(&Facts<'_>, &mut Vec<Found>)),
}

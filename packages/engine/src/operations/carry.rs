//! What a copied graph takes along: the chains of records, and the decisions about claims.

use super::OperationsError;
use crate::error::EngineError;
use ops::chain::{self, ChainError, Head};
use ops::records::{Commit, Kind, Records, Scan, Write};

/// Adds to `to` what `from` has and it lacks; how many records that were. Nothing is taken away.
///
/// # Errors
/// [`EngineError::ForkedRecords`] where both have a chain and neither is the beginning of the other; records that cannot be
/// read or written.
pub(crate) fn carry(from: &Records, to: &Records) -> Result<u64, EngineError> {
    let mut carried = 0;
    for name in chain::names(from).map_err(OperationsError::from)? {
        carried += carry_chain(from, to, &name)?;
    }
    let decisions = from.list(&Scan::of(Kind::Decision).limit(usize::MAX)).map_err(OperationsError::from)?;
    for decision in decisions {
        // One that is there is the same: its id is its subject and its number.
        if to.commit(&[Write::Put(decision)]).map_err(OperationsError::from)? == Commit::Done {
            carried += 1;
        }
    }
    Ok(carried)
}

fn carry_chain(from: &Records, to: &Records, name: &str) -> Result<u64, EngineError> {
    let head = |records: &Records| chain::head(records, name).map_err(OperationsError::from);
    let (source, target) = (head(from)?, head(to)?);
    let forked = || EngineError::ForkedRecords { chain: name.to_owned() };
    let mut after = 0;
    if let (Some(source), Some(target)) = (&source, &target) {
        let (longer, shorter) = if source.count < target.count { (to, source) } else { (from, target) };
        if digest_at(longer, shorter)?.as_ref() != Some(&shorter.digest) {
            return Err(forked());
        }
        after = target.count;
    }
    let mut carried = 0;
    for link in chain::links(from, name, after, usize::MAX).map_err(OperationsError::from)? {
        chain::append(to, name, &link.payload).map_err(|error| match error {
            ChainError::Records(error) => OperationsError::from(error).into(),
            _ => forked(),
        })?;
        carried += 1;
    }
    Ok(carried)
}

/// The digest of the link that stands where a head of the same chain does.
fn digest_at(records: &Records, head: &Head) -> Result<Option<String>, EngineError> {
    let links = chain::links(records, &head.chain, head.count - 1, 1).map_err(OperationsError::from)?;
    Ok(links.into_iter().next().map(|link| link.digest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn records() -> (TempDir, Records) {
        let folder = tempfile::tempdir().unwrap();
        let records = Records::open(&folder.path().join("ops.db")).unwrap();
        (folder, records)
    }

    fn add(records: &Records, what: &str) {
        let previous = chain::head(records, "cup").unwrap().map(|head| head.digest);
        let payload = serde_json::json!({ "what": what, "previous": previous });
        chain::append(records, "cup", &payload.to_string()).unwrap();
    }

    fn head(records: &Records) -> Option<Head> {
        chain::head(records, "cup").unwrap()
    }

    #[test]
    fn a_chain_is_carried_once_and_a_shorter_one_takes_nothing_away() {
        let ((_one, one), (_other, other)) = (records(), records());
        add(&one, "a");
        add(&one, "b");
        assert_eq!((carry(&one, &other).unwrap(), carry(&one, &other).unwrap()), (2, 0));
        assert_eq!(head(&one), head(&other));
        add(&other, "c");
        assert_eq!(carry(&one, &other).unwrap(), 0);
        assert_eq!(head(&other).unwrap().count, 3);
        assert_eq!((carry(&other, &one).unwrap(), head(&one)), (1, head(&other)));
        assert!(chain::verify(&one, "cup", None).unwrap().is_ok());
    }

    #[test]
    fn chains_that_went_apart_are_not_joined() {
        let ((_one, one), (_other, other)) = (records(), records());
        add(&one, "a");
        carry(&one, &other).unwrap();
        add(&one, "b");
        add(&other, "c");
        add(&other, "d");
        for (from, to) in [(&one, &other), (&other, &one)] {
            let before = head(to);
            assert_eq!(carry(from, to).unwrap_err().code(), "forked-records");
            assert_eq!(head(to), before);
        }
    }
}

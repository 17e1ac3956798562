//! What a thread works for: a request or a job, by which a server's log and its lists of transactions name it.

use std::cell::RefCell;

/// A request's or job's ids, as they stand in the metadata of its transactions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Id of the request.
    pub request: Option<String>,
    /// `traceparent` of the request.
    pub trace: Option<String>,
    /// Id of the job.
    pub job: Option<String>,
}

thread_local! {
    static CURRENT: RefCell<Origin> = RefCell::default();
}

/// Runs `work` with all that this thread sends to a server named so.
pub fn within<T>(origin: Origin, work: impl FnOnce() -> T) -> T {
    /// Puts back what was there, also after a panic.
    struct Restore(Origin);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.with_borrow_mut(|current| std::mem::swap(current, &mut self.0));
        }
    }
    let _restore = Restore(CURRENT.replace(origin));
    work()
}

/// Names and values of what this thread works for.
pub(crate) fn current() -> Vec<(&'static str, String)> {
    CURRENT.with_borrow(|current| {
        let ids = [("request", &current.request), ("traceparent", &current.trace), ("job", &current.job)];
        ids.into_iter().filter_map(|(name, id)| Some((name, id.clone()?))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_comes_back_even_after_a_panic() {
        let named = |name: &str| Origin { request: Some(name.to_owned()), ..Origin::default() };
        within(named("outer"), || {
            let broken = std::panic::catch_unwind(|| within(named("inner"), || panic!("on purpose")));
            assert!(broken.is_err());
            assert_eq!(current(), [("request", "outer".to_owned())]);
        });
        assert_eq!(current(), []);
    }
}

//! The gazetteer in use: the one inside the program, or that with the user's own places.

use super::Gazetteer;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A gazetteer that many hold at once. See the module.
#[derive(Clone, Default)]
pub struct Atlas(Option<Arc<Gazetteer>>);

impl Atlas {
    /// A gazetteer other than the one inside the program.
    pub fn of(gazetteer: Gazetteer) -> Self {
        Self(Some(Arc::new(gazetteer)))
    }
}

impl Deref for Atlas {
    type Target = Gazetteer;

    fn deref(&self) -> &Gazetteer {
        self.0.as_deref().unwrap_or_else(|| Gazetteer::embedded())
    }
}

impl fmt::Debug for Atlas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Two are equal where they are the same gazetteer, not where another one was made of the same places.
impl PartialEq for Atlas {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq::<Gazetteer>(&**self, &**other)
    }
}

impl Eq for Atlas {}

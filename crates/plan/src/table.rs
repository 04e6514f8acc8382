//! What may be done to a domain, by its class. The design's table, as a table.

use crate::Class;

/// Whether something may be done to a domain of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Yes.
    Yes,
    /// Only where a person asked for it.
    OnRequest,
    /// On evidence of a removal.
    OnEvidence,
    /// On evidence, and only where the provider says that the object is an alias.
    OnEvidenceIfAlias,
    /// No.
    No,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Add it to the web application.
    pub attach: Allowed,
    /// Switch its `www` flag on, where the twin leads here.
    pub twin_on: Allowed,
    /// Switch its `www` flag off, after days of a definite no.
    pub twin_off: Allowed,
    /// Order or redeploy a Let's Encrypt certificate.
    pub order: Allowed,
    /// Take it off the web application.
    pub detach: Allowed,
}

/// The table. `redirection` is not in it: it is set once, to `none`, when a domain is attached, and left alone after.
#[rustfmt::skip]
pub const fn rules(class: Class) -> Rules {
    use Allowed::{No, OnEvidence, OnEvidenceIfAlias, OnRequest, Yes};
    match class {
        //                            attach       twin on             twin off             order        detach
        Class::Created  => Rules { attach: Yes, twin_on: Yes,       twin_off: Yes,       order: Yes, detach: OnEvidence },
        Class::Adopted  => Rules { attach: No,  twin_on: OnRequest, twin_off: OnRequest, order: Yes, detach: OnEvidenceIfAlias },
        Class::Foreign
        | Class::Orphan
        | Class::Refused
        | Class::Conflict => Rules { attach: No, twin_on: No,       twin_off: No,        order: No,  detach: No },
    }
}

//! An attached domain, and what lies behind it.

use crate::MAIN;

/// A domain that is attached to the web application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its name, lower case, as an A-label.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Whether `www.<name>` is covered as well. It is on everywhere but where the name itself begins with `www.`.
    pub www: bool,
    /// What its life was like.
    pub story: Story,
    /// What the program must take it for.
    pub lot: Lot,
}

/// The type of an attached domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The network's own host.
    Primary,
    /// Served like the primary.
    Alias,
    /// Redirected to the primary.
    Redirect,
}

/// What the life of a domain was like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Story {
    /// The network's own host.
    Main,
    /// A site below the network's own host. `www.` before it leads nowhere.
    SubDomain,
    /// A customer's domain, in both forms, that leads here.
    Plain,
    /// Attached and wanted as `www.example.com`; `example.com` leads here too, and is not attached.
    Literal,
    /// Leads here, and nobody wants it.
    Leftover,
    /// Leads elsewhere, redirects, and nobody wants it.
    LeftoverRedirect,
    /// Behind a proxy.
    Proxied,
    /// Leads here by IPv6 as well.
    Ipv6,
    /// Leads to another hoster by now.
    Elsewhere,
    /// Has an old IPv6 address of another hoster.
    StaleIpv6,
    /// Its `www.` form leads nowhere.
    NoTwin,
    /// A name with letters beyond ASCII; the network's row has them.
    Idn,
    /// Somebody uploaded its certificate.
    Custom,
    /// Two customers claim it.
    Claimed,
    /// Its row names a site that is gone.
    Orphan,
}

/// What the program must take an attached domain for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lot {
    /// The network's own host: watched, never changed.
    Main,
    /// Wanted, and was there: certificates of Let's Encrypt may be ordered for it.
    Adopted,
    /// Wanted by two: as [`Lot::Adopted`] for the older claim, and never detached.
    Claimed,
    /// Never wanted: never changed.
    Foreign,
    /// Its site is gone: reported, never changed.
    Orphan,
}

impl Story {
    /// The story of the domain with this number; 0 is the network's own.
    pub(crate) fn of(number: usize) -> Self {
        match number {
            0 => Self::Main,
            // One of each in every house that has as many.
            3 => Self::Custom,
            4 => Self::Claimed,
            5 => Self::Orphan,
            // Three of eight: 300 of 800.
            number if number % 8 < 3 => Self::SubDomain,
            number => match number / 8 % 10 * 5 + number % 8 - 3 {
                0..5 => Self::Literal,
                5..9 => Self::Leftover,
                9 => Self::LeftoverRedirect,
                10..16 => Self::Proxied,
                16..20 => Self::Ipv6,
                20..23 => Self::Elsewhere,
                23 => Self::StaleIpv6,
                24..28 => Self::NoTwin,
                28..32 => Self::Idn,
                _ => Self::Plain,
            },
        }
    }

    fn lot(self) -> Lot {
        match self {
            Self::Main => Lot::Main,
            Self::Leftover | Self::LeftoverRedirect => Lot::Foreign,
            Self::Orphan => Lot::Orphan,
            Self::Claimed => Lot::Claimed,
            _ => Lot::Adopted,
        }
    }

    fn kind(self) -> Kind {
        match self {
            Self::Main => Kind::Primary,
            Self::LeftoverRedirect => Kind::Redirect,
            _ => Kind::Alias,
        }
    }
}

impl Domain {
    /// The domain with this number.
    pub(crate) fn new(number: usize) -> Self {
        let story = Story::of(number);
        let name = match story {
            Story::Main => MAIN.to_owned(),
            Story::SubDomain => format!("s{number}.{MAIN}"),
            Story::Literal => format!("www.shop{number}.example"),
            // `bücher.s12.example`
            Story::Idn => format!("xn--bcher-kva.s{number}.example"),
            _ => format!("shop{number}.example"),
        };
        Self {
            www: !matches!(story, Story::Literal | Story::Main),
            name,
            kind: story.kind(),
            story,
            lot: story.lot(),
        }
    }

    /// The host that the network's row has, where one wants it.
    pub(crate) fn wanted_as(&self) -> Option<String> {
        match self.story {
            Story::Main | Story::Leftover | Story::LeftoverRedirect => None,
            Story::Idn => Some(self.name.replace("xn--bcher-kva", "bücher")),
            _ => Some(self.name.clone()),
        }
    }
}

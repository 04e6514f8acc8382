//! What a request to look or to try again forgets.

use crate::{Attempts, FailureClass, Record, Seen, Timestamp};

impl Record {
    /// Lets everything be looked at now, and with `retry` forgets failures and their pauses too. What the authority
    /// counts is not forgotten, and neither is a call whose fate is not known.
    pub fn look_again(&mut self, retry: bool, now: Timestamp) {
        for seen in [&mut self.dns, &mut self.twin_dns] {
            anew(seen.as_mut());
        }
        for seen in [&mut self.visit, &mut self.twin_visit] {
            anew(seen.as_mut());
        }
        for seen in [&mut self.caa, &mut self.twin_caa] {
            anew(seen.as_mut());
        }
        // How often a handshake was met with silence stays: that the server is silent is not the name's doing.
        for seen in [&mut self.tls, &mut self.twin_tls].into_iter().flatten() {
            seen.at = Timestamp::default();
        }
        if retry {
            let all = [
                &mut self.attach,
                &mut self.order,
                &mut self.twin,
                &mut self.detach,
            ];
            for attempts in all {
                if !attempts.failed_with(FailureClass::FateUnknown) {
                    *attempts = Attempts::default();
                }
            }
            self.custom_certificate = false;
            self.certificate_known = false;
        }
        self.standing.next_look = Some(now);
    }
}

fn anew<T>(seen: Option<&mut Seen<T>>) {
    if let Some(seen) = seen {
        seen.at = Timestamp::default();
        seen.looks = 1;
    }
}

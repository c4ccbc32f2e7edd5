//! What stood in the way. It belongs to the world and not to the person (P8).

use super::visit::word_list;
use serde::{Deserialize, Serialize};

word_list! {
    Cause {
        NoSuchService = "no such service",
        WaitingList = "waiting list",
        Fares = "fares",
        Cost = "cost",
        BenefitDecision = "benefit decision",
        Housing = "housing",
        PhoneOrData = "phone or data",
        OpeningHours = "opening hours",
        Access = "access",
        Language = "language",
        Caring = "caring",
        Fear = "fear",
        Full = "full",
        Other = "other",
    }
}

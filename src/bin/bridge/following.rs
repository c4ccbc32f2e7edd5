//! Whose records this device holds.

use super::{Bridge, options::Held};
use alongside::{
    care::PersonId,
    requests::following::{HoldEverybodys, OpenRecord},
};
use serde_json::json;

impl Bridge {
    pub async fn hold(&self, what: Held) -> anyhow::Result<()> {
        let is_so = matches!(what, Held::All);
        self.engine.ask(HoldEverybodys { is_so }).await?;
        let plain = match what {
            Held::All => "everybody's record comes with the next round",
            Held::Followed => "only its worker's people and whoever is opened stay on this device",
        };
        self.telling.tell(&json!({ "holds_everybodys": is_so }), plain)
    }

    pub async fn open_record(&self, person: PersonId) -> anyhow::Result<()> {
        let is_here = self.engine.ask(OpenRecord { person }).await?;
        let plain =
            if is_here { "all of the record is here" } else { "the record is not here yet" };
        self.telling.tell(&json!({ "id": person, "is_here": is_here }), plain)
    }
}

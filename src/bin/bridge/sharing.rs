//! Somebody's page, and the links by which they have it on their own phone.

use super::{Bridge, telling::moment};
use alongside::{
    care::{OurPage, PersonId, ShareId},
    requests::{
        Trouble,
        our_page::TheirPage,
        phone::SyncNow,
        sharing::{EndShare, FreshCode, MadeShare, MakeShare, ShareLine, ShareStanding, Shares},
    },
};
use serde_json::{Value, json};

impl Bridge {
    pub async fn page(&self, person: PersonId) -> anyhow::Result<()> {
        let today = self.engine.with_store(|store| store.now().utc_day())?;
        let page = self.engine.ask(TheirPage { person, today }).await?;
        let plain = in_words(&page).join("\n");
        self.telling.tell(&serde_json::to_value(&page)?, &plain)
    }

    pub async fn share(&self, person: PersonId, days: u16) -> anyhow::Result<()> {
        let today = self.engine.with_store(|store| store.now().utc_day())?;
        let made = self.engine.ask(MakeShare { person, today, days }).await?;
        let MadeShare { id, link, code, until } = made;
        let waits = self.tell_the_server(id).await?;
        let json = json!({
            "id": id, "link": link, "code": code, "until": until.to_rfc3339(), "waits": waits,
        });
        let later = if waits { "\nworks as soon as this device has a signal" } else { "" };
        self.telling.tell(&json, &format!("{link}\ncode {code}, told in another way{later}"))
    }

    pub async fn shares(&self, person: PersonId) -> anyhow::Result<()> {
        let lines = self.engine.ask(Shares { person }).await?;
        lines.iter().try_for_each(|line| {
            let until = line.until.to_rfc3339();
            let plain = format!("{} {}, until {until}", line.id, word_of(line.standing));
            self.telling.tell(&json_of(line), &plain)
        })
    }

    pub async fn fresh_code(&self, share: ShareId) -> anyhow::Result<()> {
        let code = self.engine.ask(FreshCode { share }).await?;
        let waits = self.tell_the_server(share).await?;
        self.telling.tell(&json!({ "code": code, "waits": waits }), &format!("code {code}"))
    }

    pub async fn revoke(&self, share: ShareId) -> anyhow::Result<()> {
        self.engine.ask(EndShare { share }).await?;
        let waits = self.tell_the_server(share).await?;
        let later = if waits { ", as soon as this device has a signal" } else { "" };
        self.telling.tell(&json!({ "ended": share, "waits": waits }), &format!("ended{later}"))
    }

    /// Whether the server has still to hear of it.
    async fn tell_the_server(&self, share: ShareId) -> anyhow::Result<bool> {
        // What went wrong with the links of a round fails no round.
        let _ = self.engine.ask(SyncNow {}).await;
        let (here, is_ended) = self.engine.with_store(|store| {
            let is_ended = store.share(share)?.is_some_and(|share| share.is_ended);
            Ok::<_, Trouble>((store.share_here(share)?, is_ended))
        })??;
        let waits = here.to_make.is_some() || here.fresh_code.is_some();
        Ok(if is_ended { !here.is_end_told } else { waits })
    }
}

fn json_of(line: &ShareLine) -> Value {
    json!({
        "id": line.id, "link": line.link, "standing": word_of(line.standing),
        "made_at": line.made_at.to_rfc3339(), "until": line.until.to_rfc3339(),
        "opened": line.n_opened, "opened_at": moment(line.opened_at),
        "has_answers": line.has_answers,
    })
}

fn word_of(standing: ShareStanding) -> &'static str {
    match standing {
        ShareStanding::WaitsForSignal => "waits for a signal",
        ShareStanding::Open => "open",
        ShareStanding::Locked => "locked: make a fresh code",
        ShareStanding::Lost => "lost: make a new link",
        ShareStanding::Ended => "ended",
        ShareStanding::Expired => "expired",
    }
}

fn in_words(page: &OurPage) -> Vec<String> {
    let mut lines = vec![page.called.clone(), format!("matters: {}", page.matters.words())];
    for hope in &page.hopes {
        lines.push(format!("hope: {}", hope.words.words()));
        lines.push(format!("  step: {}", hope.step.words.words()));
    }
    lines.extend(page.promises.iter().map(|one| format!("promised: {}", one.text)));
    lines
}

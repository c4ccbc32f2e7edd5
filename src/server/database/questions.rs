//! What may be asked of a database, once more as a list: for whatever passes every question on.

/// Gives `$passes_on` each question of [`super::Database`] but the secret.
macro_rules! questions {
    ($passes_on:ident) => {
        $passes_on! {
            book(team: TeamId) -> Option<Arc<Book>>;
            take(offer: Offer, seen: SeenDevice) -> Taken;
            pull(pull: Pull) -> Pulled;
            news(team: TeamId) -> News;
            announce(team: TeamId) -> ();
            compare(team: TeamId, ends: Ends) -> (Epoch, bool);
            turn_epoch(team: TeamId, old: Epoch, new: Epoch) -> Epoch;
            scopes(team: TeamId, cursor: u64) -> Vec<(ScopeId, Digest)>;
            frames_of(team: TeamId, scope: ScopeId) -> Vec<FrameRow>;
            frames_at(team: TeamId, at: Vec<u64>, most_bytes: u64) -> Vec<FrameDown>;
            note_seen(team: TeamId, seen: SeenDevice) -> ();
            seen(team: TeamId) -> Vec<SeenDevice>;
            n_open_links(team: TeamId, now: Moment) -> u32;
            keep_founding_token(token: TokenHash) -> ();
            founds(token: TokenHash) -> bool;
            teams() -> Vec<TeamId>;
            standing(team: TeamId) -> Standing;
            keep_durable(team: TeamId, durable: Durable) -> ();
            n_teams() -> u64;
            found(founding: NewTeam) -> ();
            invite(invited: NewLink) -> ();
            team_behind(key: [u8; 32]) -> Option<TeamId>;
            link(team: TeamId, invitation: EntryId) -> Option<Link>;
            enrol(team: TeamId, entries: Vec<SignedEntry>, now: Moment) -> ();
            drafts(drafts: KeptDrafts) -> Vec<(DeviceId, Draft)>;
            pieces_known(team: TeamId, ids: Vec<PieceId>) -> KnownPieces;
            keep_piece(piece: NewPiece) -> KeptPiece;
            pieces(team: TeamId, ids: Vec<PieceId>, most_bytes: u64) -> Vec<Vec<u8>>;
            enrol_again(team: TeamId, invitation: SignedEntry, enrolment: SignedEntry) -> ();
            sign_in(signing_in: SigningIn) -> ();
            session(token: TokenHash, now: Moment) -> Option<Session>;
            make_share(share: NewShare) -> ();
            share_standing(share: ShareId, now: Moment) -> ShareStanding;
            open_share(knock: Knock) -> Knocked;
            answer_share(share: ShareId, sealed: Vec<u8>, now: Moment) -> ();
            shares(team: TeamId, shares: Vec<(ShareId, u32)>, most_bytes: u64) -> Vec<ShareSeen>;
            fresh_code(team: TeamId, share: ShareId, code: CodeTag, now: Moment) -> ();
            end_share(team: TeamId, share: ShareId) -> ();
            keep_contact(team: TeamId, contact: PublicContact) -> ();
            tidy(now: Moment) -> ();
            try_write() -> ();
        }
    };
}

pub(super) use questions;

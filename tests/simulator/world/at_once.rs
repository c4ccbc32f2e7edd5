//! A whole team that sends at the same time, to servers that share one PostgreSQL.

use super::{Databases, Holds, World, network::answer, photos::answer_call};
use crate::phone::Phone;
use alongside::{
    care::Moment,
    server::{Session, core::Server, database::Database},
};
use futures_util::future::join_all;
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};

const N_PHONES: usize = 6;
const N_TIMES: usize = 3;
const N_NOTES_EACH: usize = 2;

impl World {
    /// Nobody is turned away, and everybody has everything at the end.
    pub fn live_at_once(seed: u64) -> Holds {
        let mut world = Self::founded(Databases::One, seed);
        while world.phones.len() < N_PHONES {
            world.join(0, None);
        }
        world.heal()?;
        let shared = world.server.database().shared(super::ADDRESS, &mut world.chance).unwrap();
        for _ in 0..N_TIMES {
            for at in 0..N_PHONES * N_NOTES_EACH {
                world.keep(at % N_PHONES);
            }
            shared.wait_for(world.all_send(shared.servers()))?;
        }
        shared.wait_for(world.all_send(shared.servers()))?;
        world.nothing_kept_is_lost()?;
        world.nothing_is_unsent()
    }

    async fn all_send<D: Database>(&mut self, servers: &[Server<D>; 2]) -> Holds {
        let (now, mut chance) = (self.now(), self.chance.clone());
        let rounds = self.phones.iter_mut().zip(servers.iter().cycle()).map(|(phone, server)| {
            whole_round(server, phone, now, ChaCha12Rng::seed_from_u64(chance.next_u64()))
        });
        join_all(rounds).await.into_iter().collect()
    }
}

async fn whole_round<D: Database>(
    server: &Server<D>,
    phone: &mut Phone,
    now: Moment,
    mut chance: ChaCha12Rng,
) -> Holds {
    let session = Session { team: phone.store.me().team, device: phone.device() };
    loop {
        let outgoing = phone.next_outgoing().unwrap();
        let answer = answer(server, session, &outgoing, now, &mut chance).await;
        let incoming = answer.map_err(|trouble| format!("{} was told: {trouble}", phone.name))?;
        if !phone.takes(incoming).unwrap() {
            break;
        }
    }
    while let Some(call) = phone.next_call().unwrap() {
        let answer = answer_call(server, session, &call, now, &mut chance).await;
        let answer = answer.map_err(|trouble| format!("{} was told: {trouble}", phone.name))?;
        if !phone.takes_piece(answer).unwrap() {
            break;
        }
    }
    Ok(())
}

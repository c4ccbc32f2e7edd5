//! A life that broke an invariant is lived again and again with fewer steps, until nothing more can be
//! left out: what remains is the story to read.

use crate::world::{World, steps_of};
use std::{
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

thread_local! {
    static IS_LIVING: Cell<bool> = const { Cell::new(false) };
    static LAST_WORDS: RefCell<String> = RefCell::default();
}

/// Does its work to the end; a panic in it is told like an invariant that did not hold.
pub fn quietly(work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    listen();
    IS_LIVING.set(true);
    let lived = catch_unwind(AssertUnwindSafe(work));
    IS_LIVING.set(false);
    lived.unwrap_or_else(|_| Err(LAST_WORDS.take()))
}

/// The shortest story with which this seed fails, and which of its steps make it.
pub fn shortest(seed: u64) -> String {
    let steps = steps_of(seed);
    let fails = |steps: &[u64]| World::live(seed, steps).err();
    let is_enough = |n: &usize| fails(&steps[..*n]).is_some();
    let n_steps = (0..steps.len()).find(is_enough).unwrap_or(steps.len());
    let mut left: Vec<usize> = (0..n_steps).collect();
    let chosen = |left: &[usize]| left.iter().map(|at| steps[*at]).collect::<Vec<_>>();
    loop {
        let fewer = one_less(&left).find(|fewer| fails(&chosen(fewer)).is_some());
        let Some(fewer) = fewer else { break };
        left = fewer;
    }
    let why = fails(&chosen(&left)).unwrap_or_default();
    format!("seed {seed}, with only the steps {left:?} of {}: {why}", steps.len())
}

fn one_less(left: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    (0..left.len()).rev().map(|at| {
        let mut fewer = left.to_vec();
        fewer.remove(at);
        fewer
    })
}

/// Lives end quietly: what they say is told once, with their seed.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = take_hook();
        set_hook(Box::new(move |panic| {
            if IS_LIVING.get() {
                LAST_WORDS.set(panic.to_string());
            } else {
                others(panic);
            }
        }));
    });
}
